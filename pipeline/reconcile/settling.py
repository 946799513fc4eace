"""Settling: what a case is after this sitting, from its dispute as it was found anew and what the case held before.

Evidence that no longer stands stays in the case, not live: killed, corrected, taken back, retracted, or resting on
what was killed. A case without a live denial, or without a live report elsewhere, is withdrawn.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from pipeline.reconcile import cases
from pipeline.reconcile.bench import Bench
from pipeline.reconcile.cases import Evidence
from pipeline.reconcile.deniers import other_denier
from pipeline.reconcile.endings import Ended, ended
from pipeline.reconcile.gates import opens
from pipeline.reconcile.hearing import Dispute
from pipeline.reconcile.records import CaseRecord, Said
from pipeline.reconcile.same_matter import alike, like_sketch
from schemas.case import CaseState, Place
from schemas.codec import content_id

_NOTHING_ENDED = Ended(frozenset(), frozenset(), None, ())


def settle(bench: Bench, held: dict[str, CaseRecord], disputes: Sequence[Dispute]) -> dict[str, CaseRecord]:
    """The cases that this sitting changes, by id."""
    changed: dict[str, CaseRecord] = {}
    owners = [_owned(bench, held, dispute) for dispute in disputes]
    heard = {d.statement.claim_id for dispute in disputes for d in dispute.denials}
    taken: set[str] = set()
    for dispute, mine in zip(disputes, owners, strict=True):
        free = [c for c in mine if c.case_id not in taken]
        taken |= {c.case_id for c in free}
        case = free[0] if free else None
        settled = _settled(bench, case, dispute, heard)
        if settled is None:
            continue
        if settled is not case:
            changed[settled.case_id] = settled
        for other in free[1:]:
            changed[other.case_id] = cases.merged(other, settled.case_id, bench.item.article_id, bench.item.observed_at)
    for case in held.values():
        if case.case_id not in taken and case.state != "merged":
            settled = _settled(bench, case, None, heard)
            if settled is not None and settled is not case:
                changed[case.case_id] = settled
    return changed


def _owned(bench: Bench, held: dict[str, CaseRecord], dispute: Dispute) -> list[CaseRecord]:
    """The cases of a dispute, that of its founder first, then the oldest."""
    claims = {d.statement.claim_id for d in dispute.denials}
    first = dispute.founder.statement.claim_id
    near = held | bench.cases_on(d.item.article_id for d in dispute.denials)
    found = [c for c in near.values() if c.state != "merged" and _is_of(c, claims, dispute)]
    return sorted(
        found, key=lambda c: (c.denial.claim_id != first, c.denial.claim_id not in claims, c.opened_at, c.case_id)
    )


def _is_of(case: CaseRecord, claims: set[str], dispute: Dispute) -> bool:
    if not claims.isdisjoint(p.claim_id for p in case.denials):
        return True
    if not any(p.live for p in case.denials):
        # what was denied by somebody whose word then fell is denied again
        cited = not dispute.reports.keys().isdisjoint(p.article_id for p in case.reports)
        return cited and not other_denier(dispute.founder.statement, case.denial)
    # a write-thru reworded the denial
    here = [d for d in dispute.denials if d.item.article_id == case.denial.article_id]
    return any(alike(d.statement.quote, case.denial.quote) for d in here)


def _settled(bench: Bench, case: CaseRecord | None, dispute: Dispute | None, heard: set[str]) -> CaseRecord | None:
    found = _evidence(bench, case, dispute, heard)
    trigger, now = bench.item.article_id, bench.item.observed_at
    if case is None:
        assert dispute is not None
        if found.state == "withdrawn":
            return None
        opened = cases.opened(dispute.founder, found, dispute.gates, trigger, now)
        if opened.case_id in bench.docket.cases:  # its own case went over to an earlier denial
            return replace(opened, case_id=content_id("case", opened.case_id, trigger))
        return opened
    founder = dispute.founder if dispute else None
    return cases.renewed(case, found, founder, trigger, now)


def _evidence(bench: Bench, case: CaseRecord | None, dispute: Dispute | None, heard: set[str]) -> Evidence:
    ends = ended(bench, dispute, case.answered if case else ()) if dispute else _NOTHING_ENDED
    why: dict[str, str] = {}
    denials = _denials(bench, case, dispute, heard, ends, why)
    reports = _reports(bench, case, dispute, ends, why)
    founder = dispute.founder.item.article_id if dispute else case.denial.article_id if case else ""
    state: CaseState = "open"
    if _is_confirmed(bench, case, dispute, ends):
        state = "confirmed"
    elif not any(p.live for p in denials) or not any(p.live and p.article_id != founder for p in reports):
        state = "withdrawn"
    elif dispute is None and "report" in why:
        state = "withdrawn"  # what is left was cited beside the report that fell, and is none by itself
    by = ends.by or (case.answered if case and state == case.state else ())
    return Evidence(denials, reports, state, why, by)


def _is_confirmed(bench: Bench, case: CaseRecord | None, dispute: Dispute | None, ends: Ended) -> bool:
    """A confirmation holds until its article falls, or an official denies again in new words."""
    was = case is not None and case.state == "confirmed" and bench.renewed.keys().isdisjoint(case.answered)
    if dispute is None or not (ends.confirmed or was):
        return was
    return not (ends.confirmed and any(_denies_again(bench, d, dispute, ends) for d in dispute.denials))


def _denies_again(bench: Bench, denial: Said, dispute: Dispute, ends: Ended) -> bool:
    if ends.confirmed is None or denial.when <= ends.confirmed or not denial.statement.worded:
        return False
    before = [d for d in dispute.denials if d.when <= ends.confirmed]
    fresh = not any(alike(denial.statement.quote, d.statement.quote) for d in before)
    return (
        fresh
        and denial.item.article_id not in ends.by
        and all(g.passed for g in opens(denial, bench.told(denial.item)))
    )


def _denials(
    bench: Bench, case: CaseRecord | None, dispute: Dispute | None, heard: set[str], ends: Ended, why: dict[str, str]
) -> tuple[Place, ...]:
    held = {(p.claim_id, p.article_id): p for p in case.denials} if case else {}
    found: dict[tuple[str, str], Place] = {}
    mine = {d.statement.claim_id for d in dispute.denials} if dispute else set()
    for denial in dispute.denials if dispute else ():
        for said in bench.carried(denial.statement):
            key = denial.statement.claim_id, said.item.article_id
            place = _stays_dead(bench, held.get(key)) or cases.place(said)
            if place.live and denial.statement.claim_id in ends.taken_back:
                place = replace(place, live=False)
                why.setdefault("denial", "taken_back")
            found[key] = place
    for key, place in held.items():
        if key not in found and place.claim_id not in heard - mine:
            found[key] = _as_it_stands(bench, place, "denies", "denial", why)
    return tuple(sorted(found.values(), key=lambda p: (not p.live, p.published, p.article_id)))


def _reports(
    bench: Bench, case: CaseRecord | None, dispute: Dispute | None, ends: Ended, why: dict[str, str]
) -> tuple[Place, ...]:
    held = {p.article_id: p for p in case.reports} if case else {}
    heard_in_vain = dispute is None and case is not None and any(p.live and bench.at(p) for p in case.denials)
    found: dict[str, Place] = {}
    for article_id, said in dispute.reports.items() if dispute else ():
        place = _stays_dead(bench, held.get(article_id)) or cases.place(said)
        if place.live and article_id in ends.retracted:
            place = replace(place, live=False)
            why.setdefault("report", "retracted")
        found[article_id] = place
    for article_id, place in held.items():
        if article_id in found or (dispute and _is_no_more_answered(bench, place)):
            continue
        if heard_in_vain and article_id in bench.renewed and _is_no_more_answered(bench, place):
            place = replace(place, live=False)
            why.setdefault("report", "corrected")
        found[article_id] = _as_it_stands(bench, place, "asserts", "report", why)
    for article_id, place in found.items():
        if place.live and _rests_on_what_was_killed(bench, place):
            found[article_id] = replace(place, live=False)
            why.setdefault("report", "killed")
    return cases.ordered(list(found.values()))


def _stays_dead(bench: Bench, place: Place | None) -> Place | None:
    """What fell stands again only when its own article is renewed."""
    return place if place and not place.live and place.article_id not in bench.renewed else None


def _is_no_more_answered(bench: Bench, place: Place) -> bool:
    """Whether a report stands as it did and yet is none of the dispute's: others fit better, or its story changed."""
    said = bench.at(place) if place.live else None
    return said is not None and said.when == place.published


def _as_it_stands(bench: Bench, place: Place, stance: str, side: str, why: dict[str, str]) -> Place:
    if not place.live or place.article_id not in bench.renewed:
        return place
    if not bench.renewed[place.article_id].live:
        why.setdefault(side, "killed")
        return replace(place, live=False, quote="", title="")
    if bench.at(place) is not None or _is_reworded(bench, place, stance):
        return place
    why.setdefault(side, "corrected")
    return replace(place, live=False)


def _is_reworded(bench: Bench, place: Place, stance: str) -> bool:
    """A write-thru rewords: the place stands while a sentence of the same stance says much the same."""
    return any(s.statement.stance == stance and alike(s.statement.quote, place.quote) for s in bench.said(bench.item))


def _rests_on_what_was_killed(bench: Bench, place: Place) -> bool:
    """Whether a report relays the outlet whose story of this matter has been killed, and nothing else."""
    source = cases.origin(place)
    item = bench.item_of(place.article_id)
    killed = [i for i in bench.killed(source) if i.article_id != place.article_id]
    return item is not None and any(like_sketch(bench.told(item).whole, i.sketch) for i in killed)
