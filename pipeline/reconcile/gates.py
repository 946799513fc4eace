"""The cascade of gates that a pair of an answer and a report must pass, each with its reason in an editor's words.

Verb sense, standing, order in time, same matter, dates: each is a function from the pair to a Gate. The first that
does not pass stops the pair, and its reason is what `dementi explain` prints.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.reconcile.deniers import same_denier
from pipeline.reconcile.matter import mass, shared, terms
from pipeline.reconcile.records import Said
from pipeline.reconcile.same_matter import SAME, Matter, Story, likeness
from pipeline.reconcile.standing import is_dated_back, is_unnamed, namesake, points_at_a_report, speaks_of_another
from schemas.case import Gate

_REPORTS = frozenset({"asserts", "confirms"})

#: A denial that is read less surely than this opens no case.
SURE = 0.8
SURE_WITHOUT_A_WORD = 0.9
#: How alike the matters must be where no word of answering points from one to the other.
SAME_WITHOUT_A_WORD = 0.5
#: Where a denial spells out what it denies, this share of it must be in the report's story.
SPELT_OUT = 0.30
#: Two negative statements that share this much of the lighter one say the same.
AGREES = 0.5


class Pair(NamedTuple):
    """A denial and a statement that it may answer, with what each is about."""

    denial: Said
    report: Said
    answer: Matter
    matter: Matter
    story: Story


class Verdict(NamedTuple):
    """The gates in order up to the first that stopped the pair, and how alike the two matters are."""

    passed: bool
    gates: tuple[Gate, ...]
    score: float


def opens(denial: Said, story: Story) -> Sequence[Gate]:
    """The gates that a denial passes by itself and in its story: may it open a case at all?"""
    said = denial.statement
    pointed = said.worded or points_at_a_report(denial, story)
    sure = SURE if said.worded else SURE_WITHOUT_A_WORD
    old = said.historical or is_dated_back(denial)
    return (
        _gate("verb sense", said.stance == "denies" and said.sure >= sure, f"it {said.stance}, {said.sure:.0%} sure"),
        _gate(
            "standing",
            said.speaker_kind == "official" and not is_unnamed(said),
            f"{said.speaker or 'nobody'} is {said.speaker_kind or 'unnamed'}",
        ),
        _gate("first hand", not said.secondhand, "told by a third party" if said.secondhand else "its own words"),
        _gate(
            "an answer", pointed, "it answers a report" if pointed else "neither it nor its story points at a report"
        ),
        _gate(
            "in so many words",
            said.worded or not denial.headline,
            "a headline without a word of denying may sum up anything" if denial.headline else "its story says so",
        ),
        _gate("novelty", not old, "a reminder of an older denial" if old else "said now"),
    )


def is_promising(pair: Pair) -> bool:
    """Whether a pair passes the gates that cost little: most pairs of a stream end here."""
    if pair.report.statement.stance not in _REPORTS or pair.report.when > pair.denial.when:
        return False
    return likeness(pair.answer, pair.matter).score >= _bar(pair)


def judge(pair: Pair) -> Verdict:
    """Whether the denial answers the report."""
    gates = []
    alike = likeness(pair.answer, pair.matter)
    for gate in (
        _report(pair),
        _order(pair),
        _body(pair),
        _matter(pair, alike.score, alike.telling),
        _polarity(pair),
        _spelt_out(pair),
        _dates(pair),
    ):
        gates.append(gate)
        if not gate.passed:
            return Verdict(False, tuple(gates), alike.score)
    return Verdict(True, tuple(gates), alike.score)


def _gate(name: str, passed: bool, reason: str) -> Gate:
    return Gate(name=name, passed=passed, reason=reason)


def _report(pair: Pair) -> Gate:
    said = pair.report.statement
    if said.stance not in _REPORTS:
        return _gate("a report", False, f"the other sentence {said.stance}")
    own = said.speaker_kind == "official" and same_denier(said, pair.denial.statement)
    return _gate("a report", not own, "the denier's own words" if own else "somebody else says it is so")


def _order(pair: Pair) -> Gate:
    earlier = pair.report.when <= pair.denial.when
    return _gate("order in time", earlier, "reported before it was denied" if earlier else "reported after the denial")


def _body(pair: Pair) -> Gate:
    if speaks_of_another(pair.denial, pair.matter):
        return _gate("its own affairs", False, "the report's story does not name the body that denies")
    other = namesake(pair.denial, [s.statement.quote for s in pair.story.said if not s.headline], pair.matter)
    return _gate("its own affairs", not other, f"the report is about {other}" if other else "no other body is meant")


def _matter(pair: Pair, score: float, telling: tuple[str, ...]) -> Gate:
    return _gate("same matter", score >= _bar(pair), f"{score:.2f}, shared: {', '.join(telling) or 'nothing telling'}")


def _bar(pair: Pair) -> float:
    """An answer without a word for it must fit better."""
    return SAME if pair.denial.statement.worded else SAME_WITHOUT_A_WORD


def _polarity(pair: Pair) -> Gate:
    """ "We have not paid" agrees with a report that they have not; a word of denying turns it about."""
    said, told = pair.denial.statement, pair.report.statement
    if said.worded or not (said.event.negated and told.event.negated):
        return _gate("polarity", True, "it speaks against the report")
    mine, theirs = terms(said.content or said.quote), terms(told.content or told.quote)
    agrees = shared(mine, theirs) >= AGREES * min(mass(mine), mass(theirs))
    return _gate("polarity", not agrees, "both say that it is not so" if agrees else "it speaks against the report")


def _spelt_out(pair: Pair) -> Gate:
    """ "Denied that cedar poles were stolen" answers no report of a land purchase, whoever denies it."""
    said = pair.denial.statement
    denier = terms(f"{said.speaker} {said.standing.body}")
    denied = {t: w for t, w in terms(said.content or said.quote).items() if t not in denier}
    if mass(denied) < 1.5:
        return _gate("what is denied", True, "the denial points at the report without spelling it out")
    found = [t for t in denied if t in pair.matter.around]
    told = sum(denied[t] for t in found) / mass(denied)
    enough = told >= SPELT_OUT and (len(found) >= 2 or told >= 0.5)
    return _gate("what is denied", enough, f"{told:.0%} of what is denied is in the report's story")


def _dates(pair: Pair) -> Gate:
    """A denial of a March meeting does not answer a report of a June one."""
    denied, told = _days(pair.denial), _days(pair.report)
    apart = bool(denied and told) and not any(a <= d and c <= b for a, b in denied for c, d in told)
    return _gate("dates", not apart, "the dates differ" if apart else "the dates do not differ")


def _days(said: Said) -> list[tuple[str, str]]:
    return [(start, end) for start, _, end in (d.partition("/") for d in said.statement.event.dates)]
