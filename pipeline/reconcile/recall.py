"""What a killed or withheld item takes with it: statements that nobody else carries, and quotes of it elsewhere.

All versions of the item fall. A statement that a live article still carries goes on, told as that article's; the
claims of the rest end in tombstones. What is quoted of it in alerts that are kept to be sent again goes too.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from pipeline.reconcile.docket import Docket
from pipeline.reconcile.records import Item, Spoken
from pipeline.step import Change, Outgoing
from schemas.claim import Claim, Spans


def fallen(docket: Docket, dead: Iterable[Item]) -> tuple[list[Change], list[str]]:
    """The changes by which what only these items said is forgotten, and the ids of the claims that it was."""
    items = list(dead)
    gone = {item.article_id for item in items}
    origins = dict.fromkeys(o for item in items for o in (*docket.told_by(item.article_id), *item.origins))
    changes, claims = [], []
    for origin in origins:
        carried = {r.of_index for a in docket.carriers(origin) - gone for r in docket.references(a, origin)}
        told, since = docket.told_at(origin), docket.told_since(origin)
        kept = tuple(s for s in told if s.index in carried)
        claims += [s.claim_id for s in told if s.index not in carried]
        if len(kept) < len(told):
            changes.append(Change(f"spoken:{origin}", Spoken(statements=kept, when=since) if kept else None))
    quoting = (i for i in docket.items.values() if i.echo and i.article_id not in gone and _quotes(i, gone))
    return [*changes, *(Change(f"item:{i.article_id}", replace(i, echo=())) for i in quoting)], claims


def moved(docket: Docket, dead: Iterable[Item]) -> list[Outgoing]:
    """The claims that dead items were the first to make and others carry, as made by the first of these."""
    found = []
    gone = {item.article_id for item in dead}
    for origin in (o for a in sorted(gone) for o in docket.told_by(a)):
        live = [docket.items[a] for a in docket.carriers(origin) - gone]
        for statement in docket.told_at(origin):
            found += _moved(docket, statement, origin, sorted(live, key=lambda i: (i.when, i.article_id)))
    return found


def _moved(docket: Docket, claim: Claim, origin: str, live: list[Item]) -> list[Outgoing]:
    places = [(i, r) for i in live for r in docket.references(i.article_id, origin) if r.of_index == claim.index]
    if not places:
        return []
    first, reference = places[0]
    told = replace(
        claim,
        article_id=first.article_id,
        content_id=first.content_id,
        index=reference.index,
        spans=Spans(),
        carriers=tuple(sorted({i.article_id for i, _ in places} - {first.article_id})),
    )
    return [Outgoing("claims", claim.claim_id, told)]


def _quotes(item: Item, gone: set[str]) -> bool:
    return any(p.article_id in gone for alert in item.echo for p in (alert.denial, *alert.denials, *alert.reports))
