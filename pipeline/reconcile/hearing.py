"""Hearing denials: a denial that arrives looks for the reports that it answers, a report that arrives for its denial.

Both ways end in the same place, so that the order of arrival does not matter: a denial with all the reports that were
published before it opens one case, and everything that belongs to a case already open joins it.
"""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.reconcile import cases
from pipeline.reconcile.bench import Bench
from pipeline.reconcile.deniers import other_denier, same_denier
from pipeline.reconcile.gates import Pair, judge, opens
from pipeline.reconcile.records import CaseRecord, Item, Said
from pipeline.reconcile.same_matter import BESIDE_THE_BEST, alike, likeness
from schemas.case import Gate, Place

#: Two reports of one matter are at least this alike.
KIN = 0.2
#: A report that the denial itself fits less well must be this close to one that it answers.
CLOSE_KIN = 0.32
#: What a denial that cites no report of its own is like, when it repeats an older one.
REPEATS = 0.25

#: So many different denials of one case are asked which reports they answer.
MOST_DENIALS = 4
#: Two denials by one denier that are this alike are one, whichever report each fits best.
SAME_WORDS = 0.45


class Answered(NamedTuple):
    """A report that a denial answers, how well it fits, and the gates that the pair passed."""

    report: Said
    score: float
    gates: tuple[Gate, ...]


def hear_denials(bench: Bench) -> None:
    """Each denial of the new version joins the case that it repeats, or opens one; a copied one has been heard."""
    for denial in denials(bench.story):
        if bench.is_first(denial):
            _hear(bench, denial)
        else:
            _carry(bench, denial)


def hear_reports(bench: Bench) -> None:
    """The new version as a report: does it belong to a denial that was there before it?"""
    if not any(s.statement.stance == "asserts" for s in bench.story):
        return
    for item in bench.docket.denying(bench.told(bench.item).whole):
        if item.article_id != bench.item.article_id:
            for denial in denials(bench.said(item)):
                _answer(bench, denial)


def denials(story: Iterable[Said]) -> list[Said]:
    """The denials of a story by officials, those of the body before the headline's: the body wins."""
    denying = [s for s in story if s.statement.stance == "denies" and s.statement.speaker_kind == "official"]
    return sorted(denying, key=lambda s: (s.headline, s.at))


def _carry(bench: Bench, denial: Said) -> None:
    """Another article carries a denial: one more place of the case, if it opened one; nothing for the desk."""
    for case in bench.cases_on([denial.statement.article_id]):
        same = [p for p in case.denials if p.claim_id == denial.statement.claim_id]
        if same and all(p.article_id != denial.item.article_id for p in same):
            bench.revised[case.case_id] = replace(case, denials=(*case.denials, cases.place(denial)))


def _hear(bench: Bench, denial: Said) -> None:
    found = _reports_for(bench, denial)
    for case in bench.cases_near(denial):
        if _repeats(bench, denial, case, found):
            _join(bench, case, denial)
            return
    _open(bench, denial, found)


def _answer(bench: Bench, denial: Said) -> None:
    if _best_place(bench, denial, bench.item) is None:
        return
    for case in bench.cases_on([denial.item.article_id]):
        if any(p.claim_id == denial.statement.claim_id for p in case.denials):
            _join(bench, case, denial)
            return
    _hear(bench, denial)


def _open(bench: Bench, denial: Said, found: list[Answered]) -> None:
    gates = opens(denial, bench.told(denial.item))
    elsewhere = [f for f in found if f.report.item.article_id != denial.item.article_id]
    if not elsewhere or not all(g.passed for g in gates):
        return
    best = max(elsewhere, key=lambda f: f.score)
    places = [cases.place(f.report) for f in _kin_of(bench, best, found)]
    case = cases.opened(denial, places, (*gates, *best.gates), bench.item.article_id, bench.item.observed_at)
    bench.revised[case.case_id] = case


def _join(bench: Bench, case: CaseRecord, denial: Said) -> None:
    """Another place of the denial, or another report of it; what the desk need not see again makes no revision."""
    held = list(case.denials)
    if all((p.claim_id, p.article_id) != (denial.statement.claim_id, denial.item.article_id) for p in held):
        held.append(cases.place(denial))
    reports = _gathered(bench, held, case)
    trigger, now = bench.item.article_id, bench.item.observed_at
    lives = any(p.live for p in case.denials)
    if case.state == "withdrawn" and not lives and not denial.statement.historical:
        case = cases.revised(case, "denied_again", trigger, now, state="open", denials=held, reports=reports)
    elif {p.article_id for p in reports} != {p.article_id for p in case.reports}:
        case = cases.revised(case, "another_report", trigger, now, denials=held, reports=reports)
    elif len(held) > len(case.denials):
        case = replace(case, denials=tuple(held))
    bench.revised[case.case_id] = case


def _gathered(bench: Bench, denials: list[Place], case: CaseRecord) -> tuple[Place, ...]:
    """The reports that a case's denials answer, found anew, so that the order of arrival does not matter."""
    found: dict[str, Place] = {p.article_id: p for p in case.reports if not p.live}
    first: Answered | None = None
    distinct = {place.claim_id: place for place in reversed(denials) if place.live}
    for place in list(reversed(distinct.values()))[:MOST_DENIALS]:
        said = bench.at(place)
        if said is None:
            continue
        answered = _reports_for(bench, said)
        elsewhere = [f for f in answered if f.report.item.article_id != said.item.article_id]
        first = first or max(elsewhere, key=lambda f: f.score, default=None)
        if first is not None:
            for f in _kin_of(bench, first, answered):
                found.setdefault(f.report.item.article_id, cases.place(f.report))
    return cases.ordered(list(found.values())) if first else case.reports


def _kin_of(bench: Bench, best: Answered, found: list[Answered]) -> list[Answered]:
    """The reports among `found` that tell the same matter as the one that fits best."""
    return [f for f in found if f is best or likeness(bench.matter(f.report), bench.matter(best.report)).score >= KIN]


def _repeats(bench: Bench, denial: Said, case: CaseRecord, found: list[Answered]) -> bool:
    """Whether a denial says again what a case's denial said: same denier, and the same reports or words."""
    said, first = denial.statement, case.denial
    if any(p.claim_id == said.claim_id for p in case.denials):
        return True
    beside = any(p.article_id == denial.item.article_id for p in case.denials)
    answered = [f for f in found if f.report.item.article_id != denial.item.article_id]
    cited = {p.article_id for p in case.reports}
    if not said.worded and answered:
        # an answer without a word for it opens no second case on what is denied already
        return max(answered, key=lambda f: f.score).report.item.article_id in cited
    if other_denier(said, first, beside):
        return False
    if not (beside or same_denier(said, first) or alike(said.quote, first.quote)):
        return False
    if not answered:
        return beside or _is_about(bench, denial, case)
    best = max(answered, key=lambda f: f.score).report
    return best.item.article_id in cited or _belongs(bench, best, case) or bench.likeness(denial, first) >= SAME_WORDS


def _is_about(bench: Bench, said: Said, case: CaseRecord) -> bool:
    return max((bench.likeness(said, p) for p in (*case.reports, *case.denials)), default=0.0) >= REPEATS


def _belongs(bench: Bench, report: Said, case: CaseRecord) -> bool:
    scores = [bench.likeness(report, p) for p in case.reports if p.article_id != case.denial.article_id]
    return max(scores, default=1.0) >= CLOSE_KIN


def _reports_for(bench: Bench, denial: Said) -> list[Answered]:
    """For each article that carries the report that is denied, its best place; the best fit sets the bar."""
    found = []
    for item in [bench.item, *bench.docket.candidates(bench.matter(denial).around)]:
        if item.article_id != bench.item.article_id or item is bench.item:
            best = _best_place(bench, denial, item)
            if best is not None:
                found.append(best)
    others = [f.score for f in found if f.report.item.article_id != denial.item.article_id]
    return [f for f in found if f.score >= BESIDE_THE_BEST * max(others, default=0.0)]


def _best_place(bench: Bench, denial: Said, item: Item) -> Answered | None:
    """The sentence of a story that a denial fits best, of those that pass every gate."""
    if abs((denial.item.when - item.when).total_seconds()) > bench.docket.window.total_seconds():
        return None
    answer, story = bench.matter(denial), bench.told(item)
    if not story.could_be(answer):
        return None
    found = []
    for report in story.closest(answer, _tellings(bench, item, denial)):
        verdict = judge(Pair(denial, report, answer, story.matter(report), story))
        if verdict.passed:
            found.append(Answered(report, verdict.score, verdict.gates))
    return max(found, key=lambda f: f.score, default=None)


def _tellings(bench: Bench, item: Item, denial: Said) -> list[Said]:
    """The statements of a story that may be the report. Where the same denier's denial stands in it, only those that
    the story lays to somebody else: what it says in its own voice there is the denial's background."""
    said = bench.said(item)
    answered = any(s.statement.stance == "denies" and not other_denier(s.statement, denial.statement) for s in said)
    return [s for s in said if not answered or s.statement.speaker_kind in ("media", "anonymous", "person")]
