"""Pairs a denial with the earlier reports that it contradicts, and keeps each case's life.

Theory of operation. What an article says is laid before the docket once; what it repeats is a reference. A denial by
an official looks for the reports that it answers; a report that arrives late looks for the denials that were there
before it; confirmations, retractions and kills end cases. Everything that is decided carries the gates it passed.
Known exceptions: a denial that names nothing and stands in a story that names nothing finds nothing; two disputes
between the same parties on the same day with the same words are one to us.
"""

from collections.abc import Sequence

import msgspec

from pipeline.reconcile import cases, recall
from pipeline.reconcile.bench import Bench
from pipeline.reconcile.docket import Docket
from pipeline.reconcile.endings import cases_ended
from pipeline.reconcile.filing import filed, killed, spoken_in
from pipeline.reconcile.hearing import hear
from pipeline.reconcile.records import CaseRecord, Item
from pipeline.reconcile.settling import settle
from pipeline.step import Change, Decision, Outgoing
from schemas.claim import ArticleClaims, Claim

__all__ = ["Docket", "reconcile"]


def reconcile(item: ArticleClaims, docket: Docket) -> Decision:
    """Claims, cases and alerts that follow from one article version.

    The same delivery handled again gives the same messages and no changes; a version that came too late, or one in a
    language without a pack, changes nothing.
    """
    held = docket.items.get(item.article_id)
    if held and held.delivery == item.delivery and held.content_id == item.content_id:
        return _echo(item, docket, held)
    if item.superseded or item.unread:
        return Decision((), ())
    if held and held.silenced and item.observed_at <= held.silenced:  # its kill overtook it
        item = msgspec.structs.replace(item, status="canceled", claims=(), repeats=())
    spoken = spoken_in(item)
    record = filed(item, docket, spoken)
    fallen = [killed(k, docket, item) for k in dict.fromkeys(item.kills) if k != item.article_id]
    lost, recalled = recall.fallen(docket, _dead(item, docket))
    revised, united = _revised(Bench(docket, record, spoken, fallen), item.merged)
    alerts = tuple(cases.alert(c) for c in revised.values() if _is_news(c, docket))
    record = msgspec.structs.replace(record, echo=alerts, recalled=tuple(recalled))
    changes = [
        *docket.due(item.observed_at),
        *lost,
        *united,
        *([Change(f"spoken:{record.key}", spoken)] if spoken.statements else []),
        *(Change(f"item:{i.article_id}", i) for i in (record, *fallen)),
        *(Change(f"case:{case_id}", cases.unquoted(case)) for case_id, case in revised.items()),
    ]
    disputes = [Outgoing("cases", c.case_id, cases.public(c)) for c in revised.values()]
    raised = [Outgoing("alerts", a.alert_id, a) for a in alerts]
    return Decision(tuple(changes), (*_claims(item, record, docket), *disputes, *raised))


def _revised(bench: Bench, merged: Sequence[str]) -> tuple[dict[str, CaseRecord], list[Change]]:
    """The cases that this sitting changes: those that rest on what is new in it, or that are of its matters; and the
    articles that it shows to be of one story with its own."""
    concerned = bench.cases_on([*bench.renewed, *(i.article_id for i in bench.fresh)])
    concerned |= _relaying(bench) | cases_ended(bench)
    revised = settle(bench, concerned, hear(bench, concerned))
    united = _united(bench, merged, revised)
    return revised, united


def _relaying(bench: Bench) -> dict[str, CaseRecord]:
    """The cases of the matters of what is killed here: relays may have carried it further."""
    dead = [bench.docket.items.get(i.article_id) for i in bench.renewed.values() if not i.live]
    near = [i.article_id for d in dead if d and d.live for i in bench.candidates(bench.docket.told(d).whole)]
    return bench.cases_on(near)


def _united(bench: Bench, merged: Sequence[str], revised: dict[str, CaseRecord]) -> list[Change]:
    """The articles of stories that this version shows to be one with its own, as articles of that; and their cases."""
    story_id, own = bench.item.story_id, bench.item.article_id
    moved = [i for i in bench.docket.items.values() if i.story_id in merged and i.article_id != own] if merged else []
    if moved:
        for case in (bench.cases_on([own, *(i.article_id for i in moved)]) | revised).values():
            case = revised.get(case.case_id, case)
            told = cases.retold(case, merged, story_id)
            if told is not case:
                revised[case.case_id] = told
    return [Change(f"item:{i.article_id}", msgspec.structs.replace(i, story_id=story_id)) for i in moved]


def _dead(item: ArticleClaims, docket: Docket) -> list[Item]:
    """The items that this version kills or withholds: its own, and those that it names."""
    own = [item.article_id] if item.status != "usable" else []
    return [docket.items[a] for a in dict.fromkeys((*own, *item.kills)) if a in docket.items]


def _is_news(case: CaseRecord, docket: Docket) -> bool:
    """Whether a revision is one for the desk; a further place of the same denial is not."""
    held = docket.cases.get(case.case_id)
    return held is None or case.revision > held.revision


def _echo(item: ArticleClaims, docket: Docket, held: Item) -> Decision:
    """What this delivery sent when it was handled before."""
    disputes = [
        Outgoing("cases", a.alert_id, cases.public(c)) for a in held.echo if (c := docket.cases.get(a.alert_id))
    ]
    raised = [Outgoing("alerts", a.alert_id, a) for a in held.echo]
    return Decision((), (*_claims(item, held, docket), *disputes, *raised))


def _claims(item: ArticleClaims, record: Item, docket: Docket) -> list[Outgoing]:
    """Tombstones of what a kill left without a carrier, the claims of this version, and those that it carries too."""
    own = [(c, docket.carriers(record.key)) for c in item.claims] if record.live else []
    others = [
        (s, docket.carriers(r.origin) | {record.article_id})
        for r in record.references
        if r.origin != record.key
        for s in docket.statements(r)
    ]
    return [
        *(Outgoing("claims", claim_id, None) for claim_id in record.recalled),
        *recall.moved(docket, _dead(item, docket)),
        *(Outgoing("claims", c.claim_id, _carried(c, carriers)) for c, carriers in (*own, *others)),
    ]


def _carried(claim: Claim, carriers: frozenset[str]) -> Claim:
    """A claim with the other articles that carry it, by id."""
    others = tuple(sorted(carriers - {claim.article_id}))
    return msgspec.structs.replace(claim, carriers=others) if others else claim
