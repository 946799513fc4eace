"""The bench: the docket as one sitting sees it, with the new version of one article in the place of its old one.

A step decides and changes nothing, so what the new version says is laid over the docket here, and the matters that
are weighed again and again in one sitting are kept.
"""

from collections.abc import Iterable, Sequence

from pipeline.reconcile.docket import Docket
from pipeline.reconcile.records import CaseRecord, Item, Said, Spoken
from pipeline.reconcile.same_matter import Matter, Story, likeness
from schemas.case import Place


class Bench:
    """`item` is the new version, `story` its statements, `revised` the cases that this sitting has changed."""

    def __init__(
        self,
        docket: Docket,
        item: Item,
        spoken: Spoken,
        trigger: str = "",
        revised: dict[str, CaseRecord] | None = None,
    ) -> None:
        self.docket = docket
        self.item = item
        self.trigger = trigger or item.article_id
        self.revised: dict[str, CaseRecord] = {} if revised is None else revised
        self.story = [
            Said(item, r.index, s)
            for r in item.references
            for s in ([s for s in spoken.statements if s.index == r.of_index] if r.origin == item.key else [])
            or docket.statements(r)
        ]
        self._own = Story(item, self.story)

    def is_first(self, said: Said) -> bool:
        """Whether a statement of the new version is its own, not one that it carries on."""
        claim = said.statement
        return claim.article_id == self.item.article_id

    def cases_on(self, articles: Iterable[str]) -> list[CaseRecord]:
        """The cases that rest on any of these articles, as they stand in this sitting, oldest first."""
        held = {c.case_id: c for a in articles for c in self.docket.cases_on(a)} | self.revised
        current = [self.revised.get(case_id, case) for case_id, case in held.items()]
        return sorted(current, key=lambda c: (c.opened_at, c.case_id))

    def cases_near(self, said: Said) -> list[CaseRecord]:
        """The cases that a statement may speak of: those on its own story, and on stories that share its terms."""
        around = self.matter(said).around
        near = (*self.docket.denying(around), *self.docket.candidates(around))
        return self.cases_on([said.item.article_id, *(item.article_id for item in near)])

    def told(self, item: Item) -> Story:
        """What an article says, read once."""
        return self._own if item.article_id == self.item.article_id else self.docket.told(item)

    def said(self, item: Item) -> Sequence[Said]:
        """The statements of an article."""
        return self.told(item).said

    def matter(self, said: Said) -> Matter:
        """What a statement is about."""
        return self.told(said.item).matter(said)

    def at(self, place: Place) -> Said | None:
        """The statement that stands at a place; None once it has been forgotten."""
        item = self.item if place.article_id == self.item.article_id else self.docket.items.get(place.article_id)
        return next((s for s in self.said(item) if s.statement.claim_id == place.claim_id), None) if item else None

    def likeness(self, said: Said, place: Place) -> float:
        """How much a statement is about the same thing as one that a case rests on; 0 once that one is forgotten."""
        other = self.at(place)
        return likeness(self.matter(said), self.matter(other)).score if other else 0.0
