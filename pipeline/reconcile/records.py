"""What the reconciler remembers. Keys: `spoken:<article>/<content>`, `item:<article>`, `case:<id>`.

A statement is kept once, where it was first said; an item's latest version holds references to the statements of its
sentences, its own and those that it repeats. So a copy costs a few references, and a statement lives as long as one
item refers to it.
"""

from datetime import datetime
from typing import NamedTuple

from schemas.article import FeedKind
from schemas.case import Alert, CaseState, Gate, Place
from schemas.claim import Claim
from schemas.codec import State


class Spoken(State, frozen=True, kw_only=True, array_like=True):
    """The statements that were first said in one version of one article, in the order of its sentences."""

    statements: tuple[Claim, ...]


class Reference(State, frozen=True, kw_only=False, array_like=True):
    """Sentence `index` of an item is what `of_index` of `spoken:<origin>` said."""

    index: int
    origin: str
    of_index: int


class Item(State, frozen=True, kw_only=True, array_like=True):
    """The latest version of an article.

    To be sent again with its delivery: `echo`, the alerts that it raised, and `recalled`, the claims that fell with it.
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

    @property
    def origins(self) -> tuple[str, ...]:
        """Where what this version says was first said."""
        return tuple(dict.fromkeys(r.origin for r in self.references))

    @property
    def key(self) -> str:
        """The key of what this version was the first to say."""
        return f"{self.article_id}/{self.content_id}"


class CaseRecord(State, frozen=True, kw_only=True, array_like=True):
    """A dispute through its life. Places that fell are dropped; `denial` stays as it was when the case was opened."""

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


class Said(NamedTuple):
    """A statement at a place: the item that carries it and `at`, the sentence's place in that item."""

    item: Item
    at: int
    statement: Claim

    @property
    def headline(self) -> bool:
        """Whether it stands in the headline, not in the body."""
        return self.statement.index == 0 and self.statement.quote == self.item.title.strip()
