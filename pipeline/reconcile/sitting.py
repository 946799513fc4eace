"""One sitting: what one article version changes before the docket.

Works on a view of the docket with the new version in it, so that nothing is decided on what has just been replaced.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from pipeline.reconcile import cases
from pipeline.reconcile.deniers import other_denier, same_denier
from pipeline.reconcile.docket import Docket, Said
from pipeline.reconcile.gates import Pair, judge, opens
from pipeline.reconcile.records import CaseRecord, Item, Spoken
from pipeline.reconcile.same_matter import BESIDE_THE_BEST, Matter, alike, likeness, matter_of
from schemas.case import CaseState, Gate, Place

#: An ending (confirmation, retraction) must fit its case at least this well.
ENDS = 0.22


class Answered(NamedTuple):
    """A report that a denial answers, how well it fits, and the gates that the pair passed."""

    report: Said
    score: float
    gates: tuple[Gate, ...]


class Sitting:
    """The cases that an item opens, updates and ends, in `revised`; `item` is its new latest version."""

    def __init__(self, docket: Docket, item: Item, spoken: Spoken) -> None:
        self.docket = docket
        self.item = item
        self.revised: dict[str, CaseRecord] = {}
        fresh = {s.index: [t for t in spoken.statements if t.index == s.index] for s in spoken.statements}
        self.story = [
            Said(item, r.index, s) for r in item.references for s in fresh.get(r.index) or docket.statements(r)
        ]
        self._matters: dict[tuple[str, str], Matter] = {}

    def hold(self) -> None:
        """Go through what the new version means for the cases, in the order of a case's life."""
        for case in self.docket.cases_on(self.item.article_id):
            self._reweigh(case)
        for denial in self._denials(self.story):
            self._hear(denial)
        if any(s.statement.stance == "asserts" for s in self.story):
            for item in self._denying_candidates():
                for denial in self._denials(self._said(item)):
                    self._answer(denial)
        for ending in self.story:
            if ending.statement.stance in ("confirms", "retracts") and ending.statement.speaker_kind != "anonymous":
                self._end(ending)

    # -- evidence that fell

    def _reweigh(self, case: CaseRecord) -> None:
        """Drop the places of this item that no longer stand; without a denial or a report the case is withdrawn."""
        denials = [p for p in case.denials if self._stands(p, "denies")]
        reports = [p for p in case.reports if self._stands(p, "asserts")]
        if len(denials) == len(case.denials) and len(reports) == len(case.reports):
            return
        fallen = "killed" if not self.item.live else "corrected"
        if case.state == "open" and not denials:
            self._revise(case, f"denial_{fallen}", state="withdrawn", denials=denials, reports=reports)
        elif case.state == "open" and not any(p.article_id != case.denial.article_id for p in reports):
            self._revise(case, f"report_{fallen}", state="withdrawn", denials=denials, reports=reports)
        else:
            self._revise(case, "evidence_fell", denials=denials, reports=reports)

    def _stands(self, place: Place, stance: str) -> bool:
        if place.article_id != self.item.article_id:
            return True
        if not self.item.live:
            return False
        if any(s.statement.claim_id == place.claim_id for s in self.story):
            return True
        # a write-thru rewords: the place stands while a sentence of the same stance says much the same
        return any(s.statement.stance == stance and alike(s.statement.quote, place.quote) for s in self.story)

    # -- denials

    def _denials(self, story: list[Said]) -> Iterator[Said]:
        """The denials of a story, the body before the headline: the body wins."""
        denying = [s for s in story if s.statement.stance == "denies" and s.statement.speaker_kind == "official"]
        yield from sorted(denying, key=lambda s: (s.statement.headline, s.at))

    def _hear(self, denial: Said) -> None:
        """A denial that has just arrived: join the case that it repeats, or open one with the reports it answers."""
        found = self._reports_for(denial)
        for case in self._cases():
            if self._repeats(denial, case, found):
                self._join(case, denial, found)
                return
        self._open(denial, found)

    def _open(self, denial: Said, found: list[Answered]) -> None:
        gates = opens(denial)
        if not all(g.passed for g in gates) or not any(
            f.report.item.article_id != denial.item.article_id for f in found
        ):
            return
        reports = [cases.place(f.report) for f in found]
        best = max(found, key=lambda f: f.score)
        case = cases.opened(denial, reports, (*gates, *best.gates), self.item.article_id, self.item.observed_at)
        self.revised[case.case_id] = case

    def _join(self, case: CaseRecord, denial: Said, found: list[Answered]) -> None:
        """Another place of the denial; a revision for the desk where it brings reports or opens the case again."""
        known = {p.claim_id for p in case.denials}
        denials = list(case.denials)
        if denial.statement.claim_id not in known:
            denials.append(cases.place(denial))
        cited = {p.article_id for p in case.reports}
        more = [cases.place(f.report) for f in found if f.report.item.article_id not in cited]
        if case.state == "withdrawn" and not case.denials and not denial.statement.historical:
            self._revise(case, "denied_again", state="open", denials=denials, reports=[*case.reports, *more])
        elif more:
            self._revise(case, "another_report", denials=denials, reports=[*case.reports, *more])
        elif len(denials) > len(case.denials):
            self._keep(case, denials)

    def _answer(self, denial: Said) -> None:
        """A report that has just arrived: does it belong to a denial that was there before it?"""
        matter = self._matter(denial)
        found = [f for r in self._tellings(self.item, denial) if (f := self._answered(denial, r, matter)) is not None]
        if not found:
            return
        best = max(found, key=lambda f: f.score)
        for case in self._cases():
            if any(p.claim_id == denial.statement.claim_id for p in case.denials):
                bar = BESIDE_THE_BEST * max((self._score(denial, p) for p in case.reports), default=0.0)
                if best.score >= bar:
                    self._join(case, denial, [best])
                return
        self._hear(denial)

    def _repeats(self, denial: Said, case: CaseRecord, found: list[Answered]) -> bool:
        """Whether a denial says again what a case's denial said: same denier, and the same reports or words."""
        said, first = denial.statement, case.denial
        if any(p.claim_id == said.claim_id for p in case.denials):
            return True
        beside = any(p.article_id == denial.item.article_id for p in case.denials)
        if other_denier(said, first) or not (beside or same_denier(said, first) or alike(said.quote, first.quote)):
            return False
        cited = {p.article_id for p in case.reports} - {p.article_id for p in case.denials}
        answered = [f for f in found if f.report.item.article_id != denial.item.article_id]
        if not answered:
            return beside or self._about(denial, case)
        return max(answered, key=lambda f: f.score).report.item.article_id in cited

    def _about(self, said: Said, case: CaseRecord) -> bool:
        return max((self._score(said, p) for p in (*case.reports, *case.denials)), default=0.0) >= ENDS

    # -- reports

    def _reports_for(self, denial: Said) -> list[Answered]:
        """For each article that carries the report that is denied, its best place; the best fit sets the bar."""
        matter = self._matter(denial)
        found: dict[str, Answered] = {}
        for item in [self.item, *self.docket.candidates(matter.around)]:
            if item.article_id == self.item.article_id and item is not self.item:
                continue
            for report in self._tellings(item, denial):
                answered = self._answered(denial, report, matter)
                held = found.get(item.article_id)
                if answered and (held is None or answered.score > held.score):
                    found[item.article_id] = answered
        bar = BESIDE_THE_BEST * max((f.score for a, f in found.items() if a != denial.item.article_id), default=0.0)
        return [f for f in found.values() if f.score >= bar]

    def _tellings(self, item: Item, denial: Said) -> list[Said]:
        """The statements of a story that may be the report. Where the same denier's denial stands in it, only those
        that the story lays to somebody else: what it says in its own voice there is the denial's background."""
        said = self._said(item)
        answered = any(s.statement.stance == "denies" and not other_denier(s.statement, denial.statement) for s in said)
        return [s for s in said if not answered or s.statement.speaker_kind in ("media", "anonymous", "person")]

    def _answered(self, denial: Said, report: Said, matter: Matter) -> Answered | None:
        if abs(self._gap(denial, report)) > self.docket.window.days:
            return None
        verdict = judge(Pair(denial, report, matter, self._matter(report)))
        return Answered(report, verdict.score, verdict.gates) if verdict.passed else None

    def _gap(self, a: Said, b: Said) -> float:
        return (a.item.when - b.item.when).total_seconds() / 86400

    # -- endings

    def _end(self, ending: Said) -> None:
        """A confirmation or a retraction: end the case that it speaks of."""
        for case in self._cases():
            if case.state != "open" or ending.item.when < case.denial.published or not self._about(ending, case):
                continue
            said = ending.statement
            if said.stance == "confirms" and said.speaker_kind == "official":
                self._revise(case, "confirmed_officially", state="confirmed")
            elif said.stance == "retracts" and same_denier(said, case.denial):
                self._revise(case, "denial_taken_back", state="withdrawn", denials=())

    # -- shared

    def _cases(self) -> list[CaseRecord]:
        """The cases as they stand in this sitting, oldest first."""
        held = self.docket.cases | self.revised
        return sorted(held.values(), key=lambda c: (c.opened_at, c.case_id))

    def _said(self, item: Item) -> list[Said]:
        return self.story if item.article_id == self.item.article_id else list(self.docket.said(item))

    def _denying_candidates(self) -> list[Item]:
        return [i for i in self.docket.denying() if i.article_id != self.item.article_id]

    def _matter(self, said: Said) -> Matter:
        key = (said.item.article_id, said.statement.claim_id)
        if key not in self._matters:
            self._matters[key] = matter_of(said, self._said(said.item))
        return self._matters[key]

    def _score(self, said: Said, place: Place) -> float:
        item = self.item if place.article_id == self.item.article_id else self.docket.items.get(place.article_id)
        for other in self._said(item) if item else ():
            if other.statement.claim_id == place.claim_id:
                return likeness(self._matter(said), self._matter(other)).score
        return 0.0

    def _revise(
        self,
        case: CaseRecord,
        reason: str,
        *,
        state: CaseState | None = None,
        denials: Sequence[Place] | None = None,
        reports: Sequence[Place] | None = None,
    ) -> None:
        self.revised[case.case_id] = cases.revised(
            case, reason, self.item.article_id, self.item.observed_at, state=state, denials=denials, reports=reports
        )

    def _keep(self, case: CaseRecord, denials: list[Place]) -> None:
        """Keep another place without a revision for the desk."""
        self.revised[case.case_id] = msgspec.structs.replace(case, denials=tuple(denials))
