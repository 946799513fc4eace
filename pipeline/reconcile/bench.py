"""The bench: the docket as one sitting sees it, with the new version of one article in the place of its old one.

A step decides and changes nothing, so what the new version says is laid over the docket here: the article itself,
the items that its notice kills, and the copies of it that arrived before it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.reconcile.docket import Docket
from pipeline.reconcile.records import CaseRecord, Item, Said, Spoken, read
from pipeline.reconcile.same_matter import Matter, Story, likeness
from schemas.case import Place
from schemas.claim import Claim


class Bench:
    """`item` is the new version, `renewed` all items that this sitting sets anew, `fresh` those with new statements."""

    def __init__(self, docket: Docket, item: Item, spoken: Spoken, fallen: Sequence[Item] = ()) -> None:
        self.docket = docket
        self.item = item
        self.renewed = {i.article_id: i for i in (*fallen, item)}
        waiting = sorted(docket.carriers(item.key) - self.renewed.keys()) if spoken.statements else []
        self.fresh = [item, *(docket.items[a] for a in waiting)]
        self._spoken = {item.key: spoken}
        self._stories: dict[str, Story] = {}
        self.answered: dict[tuple[str, str], list[Any]] = {}  # what a denial answers in this sitting (answers.py)
        self._over = self.renewed | {i.article_id: i for i in self.fresh}

    def item_of(self, article_id: str) -> Item | None:
        """An article as it stands in this sitting."""
        return self.renewed.get(article_id) or self.docket.items.get(article_id)

    def told(self, item: Item) -> Story:
        """What an article says, read once."""
        over = self._over.get(item.article_id)
        if over is None:
            return self.docket.told(item)
        if over.article_id not in self._stories:
            self._stories[over.article_id] = Story(over, read(over, self._statements))
        return self._stories[over.article_id]

    def _statements(self, origin: str) -> Spoken | None:
        return self._spoken.get(origin) or self.docket.spoken(origin)

    def said(self, item: Item) -> Sequence[Said]:
        """The statements of an article."""
        return self.told(item).said

    def matter(self, said: Said) -> Matter:
        """What a statement is about."""
        return self.told(said.item).matter(said)

    def candidates(self, around: Mapping[str, float]) -> Iterator[Item]:
        """The articles that share most of a matter's terms, what is new in this sitting first."""
        return self._first(self.docket.candidates(around))

    def denying(self, around: Mapping[str, float]) -> Iterator[Item]:
        """The articles with a denial that share most with a matter."""
        return self._first(self.docket.denying(around))

    def ending(self, around: Mapping[str, float]) -> Iterator[Item]:
        """The articles with a confirmation or a retraction that share most with a matter."""
        return self._first(self.docket.ending(around))

    def _first(self, held: Iterable[Item]) -> Iterator[Item]:
        yield from self.fresh
        yield from (i for i in held if i.article_id not in self._over)

    def cases_on(self, articles: Iterable[str]) -> dict[str, CaseRecord]:
        """The cases that rest on any of these articles, by id."""
        return {c.case_id: c for a in articles for c in self.docket.cases_on(a)}

    def carried(self, statement: Claim) -> list[Said]:
        """A statement at all places that carry it, the earliest first."""
        origin = f"{statement.article_id}/{statement.content_id}"
        holders = {*self.docket.carriers(origin), *self._over}
        items = [i for a in holders if (i := self.item_of(a))]
        found = [s for i in items for s in self.said(i) if s.statement.claim_id == statement.claim_id]
        return sorted(found, key=lambda s: (s.when, s.item.article_id, s.at))

    def killed(self, source: str) -> list[Item]:
        """The killed items of a source, in lower case."""
        held = [i for i in self.docket.killed(source) if i.article_id not in self.renewed]
        now = [i for i in self.renewed.values() if not i.live and i.source.casefold() == source]
        return held + now

    def at(self, place: Place) -> Said | None:
        """The statement that stands at a place; None once it is gone."""
        item = self.item_of(place.article_id)
        return next((s for s in self.said(item) if s.statement.claim_id == place.claim_id), None) if item else None

    def likeness(self, said: Said, place: Place) -> float:
        """How much a statement is about the same thing as one that a case rests on; 0 once that one is gone."""
        other = self.at(place)
        return likeness(self.matter(said), self.matter(other)).score if other else 0.0
