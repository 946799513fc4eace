"""Which reports a denial answers: for each article of the matter its best place, the best fit setting the bar."""

from typing import NamedTuple

from pipeline.reconcile.bench import Bench
from pipeline.reconcile.deniers import other_denier
from pipeline.reconcile.gates import Pair, is_promising, judge
from pipeline.reconcile.records import Item, Said
from pipeline.reconcile.same_matter import BESIDE_THE_BEST, alike, likeness
from schemas.case import Gate

#: Two reports of one matter are at least this alike.
KIN = 0.2
#: A sentence of the body that fits this well beside the headline is cited in its place.
BODY_FIRST = 0.8


class Answered(NamedTuple):
    """A report that a denial answers, how well it fits, and the gates that the pair passed."""

    report: Said
    score: float
    gates: tuple[Gate, ...]


def reports_for(bench: Bench, denial: Said) -> list[Answered]:
    """For each article that carries the report that is denied, its best place; the best fit sets the bar."""
    key = (denial.statement.claim_id, denial.item.article_id)
    if key not in bench.answered:
        bench.answered[key] = _reports_for(bench, denial)
    return bench.answered[key]


def _reports_for(bench: Bench, denial: Said) -> list[Answered]:
    said = denial.statement
    items = {i.article_id: i for i in bench.candidates(bench.matter(denial).around)}
    for case in bench.docket.cases_on(denial.item.article_id):
        if any(p.claim_id == said.claim_id for p in case.denials):
            # what a case cites stays in view, however many articles speak of the matter since
            items |= {p.article_id: i for p in case.reports if (i := bench.item_of(p.article_id))}
    found = [best for item in items.values() if (best := best_place(bench, denial, item))]
    others = [f.score for f in found if f.report.item.article_id != denial.item.article_id]
    return [f for f in found if f.score >= BESIDE_THE_BEST * max(others, default=0.0)]


def elsewhere(denial: Said, found: list[Answered]) -> list[Answered]:
    """The reports that stand in other articles than the denial, the best fit first."""
    apart = [f for f in found if f.report.item.article_id != denial.item.article_id]
    return sorted(apart, key=lambda f: (-f.score, f.report.when, f.report.item.article_id))


def kin_of(bench: Bench, best: Answered, found: list[Answered]) -> list[Answered]:
    """The reports among `found` that tell the same matter as the one that fits best."""
    return [f for f in found if f is best or likeness(bench.matter(f.report), bench.matter(best.report)).score >= KIN]


def best_place(bench: Bench, denial: Said, item: Item) -> Answered | None:
    """The sentence of a story that a denial fits best, of those that pass every gate; judged once for both stories."""
    mine, theirs = bench.told(denial.item), bench.told(item)
    key = (denial.statement.claim_id, item.article_id)
    held = mine.judged.get(key)
    if held is None or held[0] is not theirs.stamp:
        held = mine.judged[key] = (theirs.stamp, _best_place(bench, denial, item))
    best: Answered | None = held[1]
    return best


def _best_place(bench: Bench, denial: Said, item: Item) -> Answered | None:
    answer, story = bench.matter(denial), bench.told(item)
    if story.since > denial.when or abs(denial.when - item.when) > bench.docket.window or not story.could_be(answer):
        return None
    found = []
    for report in story.closest(answer, _tellings(bench, item, denial)):
        pair = Pair(denial, report, answer, story.matter(report), story)
        if is_promising(pair) and (verdict := judge(pair)).passed:
            found.append(Answered(report, verdict.score, verdict.gates))
    best = max(found, key=lambda f: f.score, default=None)
    if best is None or not best.report.headline:
        return best
    body = [f for f in found if not f.report.headline and _says_the_same(f, best)]
    return max(body, key=lambda f: f.score, default=best)


def _says_the_same(body: Answered, headline: Answered) -> bool:
    fits = body.score >= BODY_FIRST * headline.score
    return fits and alike(body.report.statement.quote, headline.report.statement.quote)


def _tellings(bench: Bench, item: Item, denial: Said) -> list[Said]:
    """The statements of a story that may be the report. Where the same denier's denial stands in it, only those that
    the story lays to somebody else: what it says in its own voice there is the denial's background."""
    said = bench.said(item)
    answered = any(s.statement.stance == "denies" and not other_denier(s.statement, denial.statement) for s in said)
    return [s for s in said if not answered or s.statement.speaker_kind in ("media", "anonymous", "person")]
