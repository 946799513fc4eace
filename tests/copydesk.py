"""A copy desk for tests of versions and copies: articles from plain text, and a desk that links them in order."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.dedupe import Stories, deduplicate
from pipeline.dedupe.fingerprints import fingerprint
from pipeline.step import Decision
from schemas.article import Article, Fingerprinted, LinkedArticle, Marks, Sentence
from schemas.codec import content_id

NOON = datetime(2024, 3, 5, 12, 0, tzinfo=UTC)

REPORT = (
    "Maritalia's energy minister met envoys of the Corvo consortium in secret, three people who attended said.",
    "The talks in the port of Selbourne lasted about four hours on Tuesday evening.",
    "They dealt with a pipeline of 640 km across the Dorran highlands.",
    "Corvo shares gained 3.1 percent in morning trading after the news.",
    "The consortium has lobbied for the route since the winter of 2019.",
    "Farmers along the valley fear for their wells and have filed two complaints.",
)
DENIAL = "The energy ministry denied the report, saying that no such meeting had taken place."


def an_item(
    name: str,
    sentences: Sequence[str] = REPORT,
    minute: float = 0,
    *,
    title: str = "Minister met Corvo in secret",
    **fields: Any,
) -> Fingerprinted:
    """One version of item `name`, observed `minute` minutes after noon, each of `sentences` a sentence of its body."""
    body, spans = "", [Sentence(0, len(title), "headline")] if title else []
    for text in sentences:
        spans.append(Sentence(len(body), len(body) + len(text)))
        body += text + "\n\n"
    observed = NOON + timedelta(minutes=minute)
    status = fields.get("status", "usable")
    defaults: dict[str, Any] = {
        "article_id": name,
        "content_id": content_id(title, body, status),
        "delivery": f"raw-articles:0:{name}:{minute}",
        "feed_id": "wire",
        "source": name.split(":")[0],
        "feed_kind": "wire",
        "url": f"https://wire.example/{name}",
        "title": title,
        "body": body,
        "language": "en",
        "country": "",
        "version": 1,
        "version_created": None,
        "status": status,
        "published": observed,
        "time_flag": "ok",
        "observed_at": observed,
        "sentences": tuple(spans),
    }
    return fingerprint(Article(**(defaults | fields)))


def a_notice(
    name: str, text: str, minute: float, *, tag: str = "KILL", title: str = "", **fields: Any
) -> Fingerprinted:
    """A notice of its own that asks to kill or hold another item."""
    status = "withheld" if tag == "HOLD" else "canceled"
    return an_item(name, [text], minute, title=title, marks=Marks(tags=(tag,)), status=status, **fields)


class Desk:
    """Links articles in the order in which they are given, as the agent does: decide, apply, send."""

    def __init__(self, **settings: Any) -> None:
        self.stories = Stories(**settings)

    def take(self, item: Fingerprinted) -> LinkedArticle:
        """The one message for an article."""
        decision = deduplicate(item, self.stories)
        self.stories.apply(decision.changes)
        return message(decision)

    def take_all(self, items: Iterable[Fingerprinted]) -> list[LinkedArticle]:
        """The messages for several articles."""
        return [self.take(item) for item in items]


def message(decision: Decision) -> LinkedArticle:
    """The only message of a decision that is no tombstone; it comes first."""
    outgoing, *tombstones = decision.messages
    assert all(t.message is None for t in tombstones)
    assert isinstance(outgoing.message, LinkedArticle)
    return outgoing.message


def flowed(linked: LinkedArticle) -> list[str]:
    """The sentences that go on to be read."""
    return [linked.article.text(linked.article.sentences[i]) for i in linked.new_sentences]
