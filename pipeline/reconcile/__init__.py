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
from pipeline.reconcile.endings import hear_endings, weigh_evidence
from pipeline.reconcile.hearing import hear_denials, hear_reports
from pipeline.reconcile.records import CaseRecord, Item, Reference, Spoken
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
    spoken = _spoken(item)
    record = _item(item, docket, spoken)
    bench = Bench(docket, record, spoken)
    weigh_evidence(bench)
    fallen = [_killed(docket.items[k], item) for k in item.kills if k in docket.items and k != item.article_id]
    for dead in fallen:
        weigh_evidence(Bench(docket, dead, Spoken(statements=()), item.article_id, bench.revised))
    lost, recalled = recall.fallen(docket, _dead(item, docket))
    hear_denials(bench)
    hear_reports(bench)
    hear_endings(bench)
    united = _united(bench, item.merged)
    alerts = tuple(cases.alert(c) for c in bench.revised.values() if _is_news(c, docket))
    record = msgspec.structs.replace(record, echo=alerts, recalled=tuple(recalled))
    changes = [
        *docket.due(item.observed_at),
        *lost,
        *united,
        *([Change(f"spoken:{record.key}", spoken)] if spoken.statements else []),
        Change(f"item:{item.article_id}", record),
        *(Change(f"item:{dead.article_id}", dead) for dead in fallen),
        *(Change(f"case:{case_id}", cases.unquoted(case)) for case_id, case in bench.revised.items()),
    ]
    disputes = [Outgoing("cases", c.case_id, cases.public(c)) for c in bench.revised.values()]
    raised = [Outgoing("alerts", a.alert_id, a) for a in alerts]
    return Decision(tuple(changes), (*_claims(item, record, docket), *disputes, *raised))


def _united(bench: Bench, merged: Sequence[str]) -> list[Change]:
    """The articles of stories that this version shows to be one with its own, as articles of that; and their cases."""
    story_id, own = bench.item.story_id, bench.item.article_id
    moved = [i for i in bench.docket.items.values() if i.story_id in merged and i.article_id != own] if merged else []
    if moved:
        for case in bench.cases_on([own, *(i.article_id for i in moved)]):
            bench.revised[case.case_id] = cases.retold(case, merged, story_id)
    return [Change(f"item:{i.article_id}", msgspec.structs.replace(i, story_id=story_id)) for i in moved]


def _dead(item: ArticleClaims, docket: Docket) -> list[Item]:
    """The items that this version kills or withholds: its own, and those that it names."""
    own = [item.article_id] if item.status != "usable" else []
    return [docket.items[a] for a in dict.fromkeys((*own, *item.kills)) if a in docket.items]


def _killed(held: Item, notice: ArticleClaims) -> Item:
    """An item as a notice of another one leaves it."""
    return msgspec.structs.replace(held, live=False, title="", references=(), echo=(), observed_at=notice.observed_at)


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


def _spoken(item: ArticleClaims) -> Spoken:
    """What this version is the first to say; nothing where it is killed."""
    return Spoken(statements=item.claims if item.status == "usable" else ())


def _item(item: ArticleClaims, docket: Docket, spoken: Spoken) -> Item:
    own = {s.index: Reference(s.index, f"{item.article_id}/{item.content_id}", s.index) for s in spoken.statements}
    repeated = [Reference(r.index, f"{r.of_article}/{r.of_content}", r.of_index) for r in item.repeats]
    known = [r for r in repeated if r.index not in own and docket.statements(r)]
    live = item.status == "usable"
    return Item(
        article_id=item.article_id,
        content_id=item.content_id,
        delivery=item.delivery,
        version=item.version,
        live=live,
        source=item.source,
        feed_kind=item.feed_kind,
        url=item.url,
        title=item.title if live else "",
        country=item.country,
        story_id=docket.story(item.story_id),
        when=item.when,
        observed_at=item.observed_at,
        keep_until=item.observed_at + docket.window,
        merged=tuple(
            dict.fromkeys((*(held.merged if (held := docket.items.get(item.article_id)) else ()), *item.merged))
        ),
        references=tuple(sorted([*own.values(), *known], key=lambda r: r.index)) if live else (),
    )


def _claims(item: ArticleClaims, record: Item, docket: Docket) -> list[Outgoing]:
    """Tombstones of what a kill left without a carrier, the claims of this version, and those that it carries too."""
    carried = [(r, s) for r in record.references if r.origin != record.key for s in docket.statements(r)]
    return [
        *(Outgoing("claims", claim_id, None) for claim_id in record.recalled),
        *recall.moved(docket, _dead(item, docket)),
        *(Outgoing("claims", c.claim_id, c) for c in item.claims),
        *(
            Outgoing("claims", s.claim_id, _carried(s, docket.carriers(r.origin) | {record.article_id}))
            for r, s in carried
        ),
    ]


def _carried(claim: Claim, carriers: frozenset[str]) -> Claim:
    """A claim with the other articles that carry it, by id."""
    return msgspec.structs.replace(claim, carriers=tuple(sorted(carriers - {claim.article_id})))
