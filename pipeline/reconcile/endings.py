"""How a case ends: its evidence falls, its denial is taken back, or its report is confirmed after all."""

from collections.abc import Sequence

from msgspec.structs import replace

from pipeline.reconcile import cases
from pipeline.reconcile.bench import Bench
from pipeline.reconcile.deniers import same_denier
from pipeline.reconcile.matter import mass, shared, terms
from pipeline.reconcile.records import CaseRecord, Said
from pipeline.reconcile.same_matter import alike
from schemas.case import CaseState, Place

#: A confirmation must fit its case this well, and this share of its own words must be in the story of a report.
CONFIRMS = 0.3
OWN_WORDS = 0.3
#: A retraction says less of the matter: it points at a text.
RETRACTS = 0.2


def weigh_evidence(bench: Bench) -> None:
    """Let fall what this article's new version no longer says, and what rests on an article that was killed."""
    touched = {c.case_id: c for c in bench.docket.cases_on(bench.item.article_id)}
    if not bench.item.live:
        touched |= {c.case_id: c for c in bench.docket.cases.values() if any(_rests_on(bench, p) for p in c.reports)}
    for case in (bench.revised.get(case_id, case) for case_id, case in touched.items()):
        denials = [p if _stands(bench, p, "denies") else fallen(p, bench) for p in case.denials]
        reports = [p if _stands(bench, p, "asserts") else fallen(p, bench) for p in case.reports]
        why = "corrected" if bench.item.live else "killed"
        _settle(bench, case, denials, reports, why)


def hear_endings(bench: Bench) -> None:
    """Confirmations and retractions in the new version end the cases that they speak of."""
    for said in bench.story:
        if said.statement.stance == "confirms" and said.statement.speaker_kind == "official":
            _confirm(bench, said)
        elif said.statement.stance == "retracts" and said.statement.speaker_kind in ("official", "media", ""):
            _retract(bench, said)


def fallen(place: Place, bench: Bench) -> Place:
    """A place that no longer stands; a kill takes its quote too."""
    killed = not bench.item.live and place.article_id == bench.item.article_id
    return replace(place, live=False, quote="", title="") if killed else replace(place, live=False)


def _settle(bench: Bench, case: CaseRecord, denials: Sequence[Place], reports: Sequence[Place], why: str) -> None:
    """The next revision after evidence fell: without a live denial, or a live report elsewhere, it is withdrawn."""
    if tuple(denials) == case.denials and tuple(reports) == case.reports:
        return
    state: CaseState | None = None
    reason = f"evidence_{why}"
    if case.state == "open" and not any(p.live for p in denials):
        state, reason = "withdrawn", f"denial_{why}"
    elif case.state == "open" and not any(p.live and p.article_id != case.denial.article_id for p in reports):
        state, reason = "withdrawn", f"report_{why}"
    trigger, now = bench.trigger, bench.item.observed_at
    bench.revised[case.case_id] = cases.revised(
        case, reason, trigger, now, state=state, denials=denials, reports=reports
    )


def _stands(bench: Bench, place: Place, stance: str) -> bool:
    if not place.live:
        return False
    if place.article_id != bench.item.article_id:
        return bench.item.live or not _rests_on(bench, place)
    if not bench.item.live:
        return False
    if any(s.statement.claim_id == place.claim_id for s in bench.story):
        return True
    # a write-thru rewords: the place stands while a sentence of the same stance says much the same
    return any(s.statement.stance == stance and alike(s.statement.quote, place.quote) for s in bench.story)


def _rests_on(bench: Bench, place: Place) -> bool:
    """Whether a report relays the outlet whose story has been killed, and nothing else."""
    source = bench.item.source.casefold()
    return place.article_id != bench.item.article_id and bool(source) and cases.origin(place) == source


def _confirm(bench: Bench, said: Said) -> None:
    for case in bench.cases_near(said):
        if case.state != "open" or said.item.when < case.denial.published:
            continue
        if max((bench.likeness(said, p) for p in case.reports), default=0.0) < CONFIRMS:
            continue
        own = terms(said.statement.content or said.statement.quote)
        told = max((shared(own, terms(p.quote)) for p in (*case.reports, *case.denials)), default=0.0)
        if told >= OWN_WORDS * mass(own):
            trigger, now = bench.item.article_id, bench.item.observed_at
            bench.revised[case.case_id] = cases.revised(case, "confirmed_officially", trigger, now, state="confirmed")


def _retract(bench: Bench, said: Said) -> None:
    """A denier takes its denial back, or an outlet its report; the outlet may be the speaker or the publisher."""
    outlet = {bench.item.source.casefold(), said.statement.speaker.casefold()}
    for case in bench.cases_near(said):
        if case.state != "open" or said.item.when < case.denial.published:
            continue
        if max((bench.likeness(said, p) for p in (*case.reports, *case.denials)), default=0.0) < RETRACTS:
            continue
        if said.statement.speaker_kind == "official" and same_denier(said.statement, case.denial):
            _settle(bench, case, [replace(p, live=False) for p in case.denials], case.reports, "taken_back")
        elif said.statement.speaker_kind != "official":
            gone = [p for p in case.reports if p.source.casefold() in outlet or cases.origin(p) in outlet]
            reports = [replace(p, live=False) if p in gone else p for p in case.reports]
            _settle(bench, case, case.denials, reports, "retracted")
