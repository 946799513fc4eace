"""What the reconciler remembers. Keys: `spoken:<article>/<content>`, `item:<article>`, `case:<id>`.

A statement is kept once, where it was first said; an item's latest version holds references to the statements of its
sentences, its own and those that it repeats. So a copy costs a few references, and a statement lives as long as one
item refers to it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from schemas.article import FeedKind
from schemas.case import Alert, CaseState, Gate, Place
from schemas.claim import Claim
from schemas.codec import State


class Spoken(State, frozen=True, kw_only=True, array_like=True):
    """The statements that were first said in one version of one article, in the order of its sentences, and when."""

    statements: tuple[Claim, ...]
    when: datetime | None = None


class Reference(State, frozen=True, kw_only=False, array_like=True):
    """Sentence `index` of an item is what `of_index` of `spoken:<origin>` said."""

    index: int
    origin: str
    of_index: int


class Item(State, frozen=True, kw_only=True, array_like=True):
    """The latest version of an article.

    To be sent again with its delivery: `echo`, the alerts that it raised, and `recalled`, the claims that fell with it.

    `silenced` is set where a notice of another item killed this one: what was observed until then is dead, whenever it
    arrives. `sketch` is what a killed item was about, as hashes, so that relays of it can still be told.
    """

    article_id: str
    content_id: str
    delivery: str
    version: int
    live: bool
    source: str
    feed_kind: FeedKind
    url: str
    title: str
    country: str
    story_id: str
    when: datetime
    observed_at: datetime
    keep_until: datetime
    references: tuple[Reference, ...]
    echo: tuple[Alert, ...] = ()
    recalled: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()  # stories that this article showed to be one with its own
    silenced: datetime | None = None
    sketch: tuple[int, ...] = ()

    @property
    def origins(self) -> tuple[str, ...]:
        """Where what this version says was first said."""
        return tuple(dict.fromkeys(r.origin for r in self.references))

    @property
    def key(self) -> str:
        """The key of what this version was the first to say."""
        return f"{self.article_id}/{self.content_id}"


class CaseRecord(State, frozen=True, kw_only=True, array_like=True):
    """A dispute through its life. Places that fell are kept, not live; `denial` is the earliest denial that is held."""

    case_id: str
    revision: int
    state: CaseState
    reason: str
    trigger: str
    opened_at: datetime
    updated_at: datetime
    denial: Place
    denials: tuple[Place, ...]
    reports: tuple[Place, ...]
    origins: int
    gates: tuple[Gate, ...]
    rules: str
    residual: str = ""
    answered: tuple[str, ...] = ()  # articles whose confirmation or retraction ended it
    redirect: str = ""  # the case that this one was merged into


class Said(NamedTuple):
    """A statement at a place: the item that carries it, `at`, the sentence's place in that item, and since when."""

    item: Item
    at: int
    statement: Claim
    when: datetime

    @property
    def headline(self) -> bool:
        """Whether it stands in the headline, not in the body."""
        return self.statement.index == 0 and self.statement.quote == self.item.title.strip()


def read(item: Item, spoken: Callable[[str], Spoken | None]) -> list[Said]:
    """All statements of an item, its own and repeated ones, in the order of its sentences.

    A later version says what an earlier one said since then; a copy says it since its own time.
    """
    by_index: dict[str, dict[int, list[Claim]]] = {}
    found = []
    for index, origin, of_index in ((r.index, r.origin, r.of_index) for r in item.references):
        said = spoken(origin)
        if said is None:
            continue
        if origin not in by_index:
            by_index[origin] = {}
            for statement in said.statements:
                by_index[origin].setdefault(statement.index, []).append(statement)
        for statement in by_index[origin].get(of_index, ()):
            own = statement.article_id == item.article_id
            since = min(said.when, item.when) if own and said.when else item.when
            found.append(Said(item, index, statement, since))
    return found
