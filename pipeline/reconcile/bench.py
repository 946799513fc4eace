"""The bench: the docket as one sitting sees it, with the new version of one article in the place of its old one.

A step decides and changes nothing, so what the new version says is laid over the docket here, and the matters that
are weighed again and again in one sitting are kept.
"""

from pipeline.reconcile.docket import Docket, Said
from pipeline.reconcile.records import CaseRecord, Item, Spoken
from pipeline.reconcile.same_matter import Matter, likeness, matter_of
from schemas.case import Place


class Bench:
    """`item` is the new version, `story` its statements, `revised` the cases that this sitting has changed."""

    def __init__(self, docket: Docket, item: Item, spoken: Spoken) -> None:
        self.docket = docket
        self.item = item
        self.revised: dict[str, CaseRecord] = {}
        self.story = [
            Said(item, r.index, s)
            for r in item.references
            for s in ([s for s in spoken.statements if s.index == r.of_index] if r.origin == item.key else [])
            or docket.statements(r)
        ]
        self._matters: dict[tuple[str, str], Matter] = {}

    def cases(self) -> list[CaseRecord]:
        """The cases as they stand in this sitting, oldest first."""
        return sorted((self.docket.cases | self.revised).values(), key=lambda c: (c.opened_at, c.case_id))

    def said(self, item: Item) -> list[Said]:
        """What an article says."""
        return self.story if item.article_id == self.item.article_id else list(self.docket.said(item))

    def matter(self, said: Said) -> Matter:
        """What a statement is about."""
        key = (said.item.article_id, said.statement.claim_id)
        if key not in self._matters:
            self._matters[key] = matter_of(said, self.said(said.item))
        return self._matters[key]

    def at(self, place: Place) -> Said | None:
        """The statement that stands at a place; None once it has been forgotten."""
        item = self.item if place.article_id == self.item.article_id else self.docket.items.get(place.article_id)
        return next((s for s in self.said(item) if s.statement.claim_id == place.claim_id), None) if item else None

    def likeness(self, said: Said, place: Place) -> float:
        """How much a statement is about the same thing as one that a case rests on; 0 once that one is forgotten."""
        other = self.at(place)
        return likeness(self.matter(said), self.matter(other)).score if other else 0.0
