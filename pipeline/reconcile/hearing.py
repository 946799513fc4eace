"""Hearing denials: which disputes there are, found anew from what stands, so that the order of arrival does not matter.

What arrives concerns some denials: its own, those that answer it, and those that speak of the same matter. These are
heard once more in the order of their publication: each joins the dispute whose denial it repeats, or begins one with
all the reports that were published before it. What was decided of a pair of stories is remembered with them.
"""

from collections.abc import Iterable

from pipeline.reconcile.answers import Answered, best_place, elsewhere, kin_of, reports_for
from pipeline.reconcile.bench import Bench
from pipeline.reconcile.deniers import other_denier, same_denier
from pipeline.reconcile.gates import opens
from pipeline.reconcile.records import CaseRecord, Said
from pipeline.reconcile.same_matter import alike, likeness
from schemas.case import Gate

#: A report that the denial itself fits less well must be this close to one that it answers.
CLOSE_KIN = 0.32
#: What a denial that cites no report of its own is like, when it repeats an older one.
REPEATS = 0.25
#: So many different denials of one case are asked which reports they answer.
MOST_DENIALS = 4
#: Two denials by one denier that are this alike are one, whichever report each fits best.
SAME_WORDS = 0.45


class Dispute:
    """The denials of one matter by one denier, the earliest first, and the reports that they answer by article."""

    def __init__(self, bench: Bench, founder: Said, answered: list[Answered], gates: tuple[Gate, ...]) -> None:
        self.denials: list[Said] = []
        self.reports: dict[str, Said] = {}
        self.best = elsewhere(founder, answered)[0]
        self.gates = (*gates, *self.best.gates)
        self.add(bench, founder, answered)

    @property
    def founder(self) -> Said:
        """The denial that began it."""
        return self.denials[0]

    def add(self, bench: Bench, denial: Said, answered: list[Answered]) -> None:
        """Another denial of it; the reports that it answers are the dispute's, where they tell the same matter."""
        self.denials.append(denial)
        if len(self.denials) <= MOST_DENIALS:
            for found in kin_of(bench, self.best, answered):
                self.reports.setdefault(found.report.item.article_id, found.report)


def denials(story: Iterable[Said]) -> list[Said]:
    """The denials of a story by officials, those of the body before the headline's: the body wins."""
    denying = [s for s in story if s.statement.stance == "denies" and s.statement.speaker_kind == "official"]
    return sorted(denying, key=lambda s: (s.headline, s.at))


def hear(bench: Bench, cases: dict[str, CaseRecord]) -> list[Dispute]:
    """The disputes that the new version concerns; the cases of the matter are added to `cases`."""
    concerned = {s.statement.claim_id: s for s in _own(bench)}
    for seed in list(concerned.values()):
        near = [i.article_id for i in bench.denying(bench.matter(seed).around)]
        cases |= bench.cases_on(
            [seed.item.article_id, *near, *(f.report.item.article_id for f in reports_for(bench, seed))]
        )
        for article_id in near:
            item = bench.item_of(article_id)
            for other in denials(bench.said(item)) if item else []:
                if not other_denier(seed.statement, other.statement):
                    concerned.setdefault(other.statement.claim_id, other)
    for case in cases.values():
        for place in case.denials:
            if said := bench.at(place):
                concerned.setdefault(place.claim_id, said)
    return _disputes(bench, [bench.carried(s.statement)[0] for s in concerned.values()])


def _own(bench: Bench) -> list[Said]:
    """The denials of what is new in this sitting, and those that may answer it."""
    found = [d for item in bench.fresh for d in denials(bench.said(item))]
    for item in bench.fresh:
        story = bench.told(item)
        if any(s.statement.stance in ("asserts", "confirms") for s in story.said):
            for other in bench.denying(story.whole):
                if other.article_id != item.article_id:
                    found += [d for d in denials(bench.said(other)) if best_place(bench, d, item)]
    return found


def _disputes(bench: Bench, heard: list[Said]) -> list[Dispute]:
    found: list[Dispute] = []
    for denial in sorted(heard, key=lambda d: (d.when, d.item.article_id, d.headline, d.at)):
        answered = reports_for(bench, denial)
        dispute = next((d for d in found if _repeats(bench, denial, d, answered)), None)
        if dispute:
            dispute.add(bench, denial, answered)
            continue
        gates = opens(denial, bench.told(denial.item))
        if elsewhere(denial, answered) and all(g.passed for g in gates):
            found.append(Dispute(bench, denial, answered, tuple(gates)))
    return found


def _repeats(bench: Bench, denial: Said, dispute: Dispute, found: list[Answered]) -> bool:
    """Whether a denial says again what a dispute's denial said: same denier, and the same reports or words."""
    said, first = denial.statement, dispute.founder.statement
    beside = any(d.item.article_id == denial.item.article_id for d in dispute.denials)
    answered = elsewhere(denial, found)
    if not said.worded and answered:
        # an answer without a word for it opens no second case on what is denied already
        return answered[0].report.item.article_id in dispute.reports
    if denial.headline and beside:
        return True  # a headline says in short what its story says
    if other_denier(said, first):
        return False
    known = beside or same_denier(said, first) or alike(said.quote, first.quote)
    if not answered:
        return known and _is_about(bench, denial, dispute)
    best = answered[0].report
    if best.item.article_id in dispute.reports or any(_is_cited(f.report, dispute) for f in answered):
        return True  # where the body of one is not told, two denials of one report are one matter
    return known and (_belongs(bench, best, dispute) or _alike(bench, denial, dispute.founder) >= SAME_WORDS)


def _is_cited(report: Said, dispute: Dispute) -> bool:
    cited = dispute.reports.get(report.item.article_id)
    return cited is not None and cited.statement.claim_id == report.statement.claim_id


def _alike(bench: Bench, a: Said, b: Said) -> float:
    return likeness(bench.matter(a), bench.matter(b)).score


def _is_about(bench: Bench, denial: Said, dispute: Dispute) -> bool:
    others = [*dispute.reports.values(), *dispute.denials]
    return max((_alike(bench, denial, other) for other in others), default=0.0) >= REPEATS


def _belongs(bench: Bench, report: Said, dispute: Dispute) -> bool:
    apart = [r for a, r in dispute.reports.items() if a != dispute.founder.item.article_id]
    return max((_alike(bench, report, other) for other in apart), default=1.0) >= CLOSE_KIN
