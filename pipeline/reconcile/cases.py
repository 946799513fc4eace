"""A case's life, step by step: each function takes a case record and gives the next revision, or the same one.

opened → updated* → withdrawn | confirmed, and back to open when it is denied again, or merged into the case of an
earlier denial that came late. Revisions never go back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from pipeline.reconcile.records import CaseRecord, Said
from schemas.case import Alert, Case, CaseState, Gate, Place
from schemas.codec import content_id

#: The version of the rules, on every revision. New rules on old state re-alert nothing: only arrivals do.
RULES = "1"


class Evidence(NamedTuple):
    """A case's places as they stand, its state, the cause of what fell by side ("denial", "report"), what ended it."""

    denials: tuple[Place, ...]
    reports: tuple[Place, ...]
    state: CaseState
    why: Mapping[str, str]
    by: tuple[str, ...]


def place(said: Said) -> Place:
    """Where a statement stands, as evidence."""
    s, item = said.statement, said.item
    return Place(
        article_id=item.article_id,
        quote=s.quote,
        source=item.source,
        published=said.when,
        speaker=s.speaker,
        speaker_kind=s.speaker_kind,
        stance=s.stance,
        claim_id=s.claim_id,
        url=item.url,
        title=item.title,
        story_id=item.story_id,
        observed_at=item.observed_at,
        chain=s.chain,
        standing=s.standing,
    )


def opened(denial: Said, found: Evidence, gates: Sequence[Gate], trigger: str, now: datetime) -> CaseRecord:
    """A new case of one denial and the reports that it answers; its id is made from the denial alone."""
    return CaseRecord(
        case_id=content_id("case", denial.statement.claim_id),
        revision=1,
        state=found.state,
        reason="opened" if found.state == "open" else "confirmed_officially",
        trigger=trigger,
        opened_at=now,
        updated_at=now,
        denial=place(denial),
        denials=found.denials,
        reports=found.reports,
        origins=origins(found.reports),
        gates=tuple(gates),
        rules=RULES,
        residual=denial.statement.residual,
        answered=found.by,
    )


def ordered(places: Sequence[Place]) -> tuple[Place, ...]:
    """Places in the order of publication, each article once, what stands before what fell."""
    first: dict[str, Place] = {}
    for p in sorted(places, key=lambda p: (not p.live, p.published, p.article_id)):
        first.setdefault(p.article_id, p)
    return tuple(first.values())


def origins(places: Sequence[Place]) -> int:
    """How many independent origins the places have: copies and versions of one story, and relays of one outlet, count
    once."""
    told: dict[str, str] = {}  # claim → the story that it was found in first
    live = [p for p in places if p.live]
    return len({_relayed(p) or told.setdefault(p.claim_id, p.story_id or origin(p)) for p in live})


def retold(case: CaseRecord, merged: Sequence[str], story_id: str) -> CaseRecord:
    """The case after the `merged` stories turned out to be one with `story_id`; that makes no revision."""

    def one(places: Sequence[Place]) -> tuple[Place, ...]:
        return tuple(msgspec.structs.replace(p, story_id=story_id) if p.story_id in merged else p for p in places)

    denials, reports = one(case.denials), one(case.reports)
    if (denials, reports) == (case.denials, case.reports):
        return case
    return msgspec.structs.replace(case, denials=denials, reports=reports, origins=origins(reports))


def origin(p: Place) -> str:
    """What a report rests on: the outlet that it relays, else its own source; copies share their claim."""
    return _relayed(p) or p.claim_id or p.source.casefold()


def _relayed(p: Place) -> str:
    relayed = [link.name.casefold() for link in p.chain if link.kind == "media"]
    if p.speaker_kind == "media" and p.speaker:
        relayed.append(p.speaker.casefold())
    return relayed[-1] if relayed else ""


def renewed(case: CaseRecord, found: Evidence, founder: Said | None, trigger: str, now: datetime) -> CaseRecord:
    """The case with its evidence as it stands now: the next revision where the desk should see it, else no revision."""
    denial = place(founder) if founder and founder.statement.claim_id != case.denial.claim_id else case.denial
    earlier = denial.published < case.denial.published
    now_held = msgspec.structs.replace(
        case,
        state=found.state,
        denial=denial if earlier else case.denial,
        denials=found.denials,
        reports=found.reports,
        origins=origins(found.reports),
        answered=found.by,
    )
    if now_held == case:
        return case
    reason = _reason(case, now_held, found.why)
    if not reason:
        return now_held
    return msgspec.structs.replace(
        now_held, revision=case.revision + 1, reason=reason, trigger=trigger, updated_at=now, rules=RULES
    )


def merged(case: CaseRecord, into: str, trigger: str, now: datetime) -> CaseRecord:
    """A case that turned out to be another's: an earlier denial of the matter came late."""
    step: dict[str, Any] = {"state": "merged", "reason": "merged", "redirect": into}
    return msgspec.structs.replace(case, revision=case.revision + 1, trigger=trigger, updated_at=now, **step)


def _reason(was: CaseRecord, is_: CaseRecord, why: Mapping[str, str]) -> str:
    """Why the desk should see the next revision; empty where it need not: one more place of the same denial."""
    if is_.state != was.state:
        return _changed_state(was, is_, why)
    stood, stands = _standing(was.reports), _standing(is_.reports)
    if stands - stood:
        return "another_report"
    if stood - stands or _standing(was.denials) - _standing(is_.denials):
        return f"evidence_{next(iter(why.values()), 'corrected')}"
    return "earlier_denial" if is_.denial.published < was.denial.published else ""


def _changed_state(was: CaseRecord, is_: CaseRecord, why: Mapping[str, str]) -> str:
    if is_.state == "confirmed":
        return "confirmed_officially"
    if is_.state == "withdrawn":
        side = "report" if any(p.live for p in is_.denials) else "denial"
        return f"{side}_{why.get(side, 'corrected')}"
    if _standing(is_.denials) - _standing(was.denials):
        return "denied_again"
    return "another_report" if was.state == "withdrawn" else "confirmation_fallen"


def _standing(places: Sequence[Place]) -> set[str]:
    return {p.article_id for p in places if p.live}


def unquoted(case: CaseRecord) -> CaseRecord:
    """The case as it is kept: a denial that was killed is quoted no more, only the alert that says so quotes it."""
    first = (case.denial.article_id, case.denial.claim_id)
    place = next((p for p in case.denials if not p.quote and (p.article_id, p.claim_id) == first), None)
    return case if place is None else msgspec.structs.replace(case, denial=place, residual="")


def public(case: CaseRecord) -> Case:
    """The case as it travels on `cases`."""
    kept = unquoted(case)
    return Case(**{name: getattr(kept, name) for name in Case.__struct_fields__ if hasattr(kept, name)})


def alert(case: CaseRecord) -> Alert:
    """The revision as an operator sees it."""
    standing = (p for p in case.denials if p.live) if not case.denial.quote else ()
    denial = next(iter(standing), case.denial)  # what was killed is not quoted again by what comes later
    denier = denial.speaker or denial.source
    outlets = ", ".join(dict.fromkeys(p.source for p in case.reports)) or "an earlier report"
    verb = {"merged": "denial (merged) of", "withdrawn": "denial of", "confirmed": "had denied, now confirmed:"}.get(
        case.state, "denies"
    )
    return Alert(
        alert_id=case.case_id,
        revision=case.revision,
        state=case.state,
        trigger=case.trigger,
        reason=case.reason,
        headline=f"{denier} {verb} {outlets}",
        denial=denial,
        denials=case.denials,
        reports=case.reports,
        origins=case.origins,
        gates=case.gates,
        rules=case.rules,
        observed_at=case.updated_at,
        residual=case.residual,
    )
