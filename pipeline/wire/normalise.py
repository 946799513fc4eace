"""A raw item to the canonical article."""

from datetime import datetime

import msgspec

from pipeline.wire.sentences import split
from schemas.article import Article, Fingerprinted, RawArticle, Status
from schemas.codec import Message, content_id, decode


class Rejected(ValueError):
    """An item that is no article; the text names the field and the mend."""


class StoryLine(Message, frozen=True, kw_only=True):
    """A line of a stream file, `application/vnd.dementi.story+json`."""

    id: str
    source: str
    url: str
    title: str
    body: str
    published: datetime
    language: str = "en"
    version: int = 1
    status: Status = "usable"


def normalise(raw: RawArticle, delivery: str) -> Fingerprinted:
    """The article in a raw item, with its fingerprints. Raises Rejected or Undecodable for what is no article."""
    line = decode(raw.content, StoryLine)
    article = Article(
        article_id=line.id,
        content_id=content_id(line.title, line.body, line.status),
        delivery=delivery,
        feed_id=raw.feed_id,
        source=line.source,
        feed_kind=raw.feed_kind,
        url=line.url,
        title=line.title,
        body=line.body,
        language=line.language,
        country=raw.country,
        version=line.version,
        version_created=None,
        status=line.status,
        published=line.published,
        time_flag="ok",
        observed_at=raw.observed_at,
        sentences=split(line.title, line.body),
    )
    return msgspec.structs.replace(Fingerprinted(article=article), body_hash=content_id(line.body))
