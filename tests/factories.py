"""Messages for tests, with defaults for all but what a test is about. Times are minutes of one day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from pipeline.reconcile import Docket, reconcile
from schemas.article import Repeat
from schemas.case import Alert, Case
from schemas.claim import ArticleClaims, Claim, Event, Standing
from schemas.codec import content_id

NOON = datetime(2024, 3, 5, 12, 0, tzinfo=UTC)


def a_claim(quote: str, stance: str = "asserts", speaker: str = "", kind: str = "", **fields: Any) -> Claim:
    """A claim that `an_article` gives its place."""
    body = fields.pop("body", "")
    event = Event(dates=fields.pop("dates", ()))
    return Claim(
        claim_id=content_id(quote, stance, speaker),
        article_id="",
        content_id="",
        index=0,
        quote=quote,
        stance=stance,  # type: ignore[arg-type]
        speaker=speaker,
        speaker_kind=kind,  # type: ignore[arg-type]
        standing=Standing(body=body),
        event=event,
        **fields,
    )


def a_report(quote: str, **fields: Any) -> Claim:
    """A report by unnamed sources."""
    return a_claim(quote, speaker="sources", kind="anonymous", **fields)


def a_denial(quote: str, speaker: str, **fields: Any) -> Claim:
    """A denial by an official."""
    return a_claim(quote, "denies", speaker, "official", body=speaker, **fields)


def an_article(name: str, minute: int, *claims: Claim, **fields: Any) -> ArticleClaims:
    """An article version with these claims, a sentence each, published and observed `minute` minutes after noon."""
    version = fields.pop("version", 1)
    key = content_id(name, str(version), *(c.quote for c in claims), fields.get("status", "usable"))
    when = NOON + timedelta(minutes=minute)
    placed = tuple(
        msgspec.structs.replace(c, article_id=name, content_id=key, index=i) for i, c in enumerate(claims, 1)
    )
    defaults: dict[str, Any] = {
        "article_id": name,
        "content_id": key,
        "delivery": fields.pop("delivery", f"raw-articles:0:{name}{version}"),
        "version": version,
        "version_created": None,
        "status": "usable",
        "source": name.split("-")[0],
        "feed_kind": "wire",
        "url": f"https://wire.example/{name}",
        "title": "",
        "language": "en",
        "country": "",
        "when": when,
        "observed_at": when,
        "story_id": name,
        "relation": "first",
        "claims": placed,
    }
    return ArticleClaims(**(defaults | fields))


def a_copy(name: str, minute: int, of: ArticleClaims, **fields: Any) -> ArticleClaims:
    """An article that repeats every sentence of another, with nothing new."""
    repeats = tuple(Repeat(c.index, of.article_id, of.content_id, c.index) for c in of.claims)
    return an_article(name, minute, repeats=repeats, relation="exact", **fields)


class Desk:
    """A docket with its steps applied, remembering what was sent."""

    def __init__(self) -> None:
        self.docket = Docket()
        self.sent: list[tuple[str, str, Any]] = []

    def receive(self, *articles: ArticleClaims) -> "Desk":
        for article in articles:
            decided = reconcile(article, self.docket)
            self.docket.apply(decided.changes)
            self.sent += [tuple(m) for m in decided.messages]  # type: ignore[misc]
        return self

    @property
    def alerts(self) -> list[Alert]:
        return [message for topic, _, message in self.sent if topic == "alerts"]

    @property
    def cases(self) -> dict[str, Case]:
        return {key: message for topic, key, message in self.sent if topic == "cases"}
