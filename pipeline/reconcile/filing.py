"""Filing: the records that one article version leaves, and those of the items that its notice kills."""

from typing import Any

import msgspec

from pipeline.reconcile.docket import Docket
from pipeline.reconcile.records import Item, Reference, Spoken
from pipeline.reconcile.same_matter import sketch
from schemas.claim import ArticleClaims


def spoken_in(item: ArticleClaims) -> Spoken:
    """What this version is the first to say; nothing where it is killed."""
    return Spoken(statements=item.claims if item.status == "usable" else (), when=item.when)


def filed(item: ArticleClaims, docket: Docket, spoken: Spoken) -> Item:
    """The record of a version. A copy that came before what it copies keeps its references to it."""
    held = docket.items.get(item.article_id)
    own = {s.index: Reference(s.index, f"{item.article_id}/{item.content_id}", s.index) for s in spoken.statements}
    repeated = [(r.of_article, Reference(r.index, f"{r.of_article}/{r.of_content}", r.of_index)) for r in item.repeats]
    known = [r for of, r in repeated if r.index not in own and (of not in docket.items or docket.statements(r))]
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
        references=tuple(sorted([*own.values(), *known], key=lambda r: r.index)) if live else (),
        merged=tuple(dict.fromkeys((*(held.merged if held else ()), *item.merged))),
        silenced=None if live or held is None else held.silenced,
        sketch=() if live or held is None else _sketched(held, docket),
    )


def killed(article_id: str, docket: Docket, notice: ArticleClaims) -> Item:
    """An item as a notice of another one leaves it; one that the notice overtook will be dead on arrival."""
    at = notice.observed_at
    held = docket.items.get(article_id)
    fields: dict[str, Any] = {"live": False, "title": "", "references": (), "echo": (), "silenced": at}
    if held is not None:
        return msgspec.structs.replace(held, observed_at=at, sketch=_sketched(held, docket), **fields)
    unknown: dict[str, Any] = {
        "content_id": "",
        "delivery": "",
        "version": 0,
        "source": "",
        "url": "",
        "country": "",
        "story_id": "",
    }
    times: dict[str, Any] = {"when": notice.when, "observed_at": at, "keep_until": at + docket.window}
    return Item(article_id=article_id, feed_kind=notice.feed_kind, **unknown, **times, **fields)


def _sketched(held: Item, docket: Docket) -> tuple[int, ...]:
    return sketch(docket.told(held).whole) if held.live else held.sketch
