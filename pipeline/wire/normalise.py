"""A raw item to the canonical article: the one place where what was received becomes what we mean.

Refuses what is no article, by name of the field and with its mend, so that a dead letter can be put right by hand.
"""

import re
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from pipeline.dedupe.fingerprints import fingerprint
from pipeline.wire import marks
from pipeline.wire.address import clean
from pipeline.wire.dates import judge, read
from pipeline.wire.entries import ENTRY_TYPE, Entry
from pipeline.wire.plain import line_of, text_of
from pipeline.wire.sentences import split
from schemas.article import Article, Fingerprinted, RawArticle, Status, TimeFlag
from schemas.codec import Message, content_id, decode

STORY_TYPE = "application/vnd.dementi.story+json"
MAX_TITLE = 2_000  # characters, a feed's are cut at half of it
MAX_BODY = 400_000  # characters: ten times the longest transcript that a wire moves
_STATUSES: dict[str, Status] = {
    "usable": "usable", "withheld": "withheld", "embargoed": "withheld", "hold": "withheld", "canceled": "canceled",
    "cancelled": "canceled", "killed": "canceled", "kill": "canceled", "withdrawn": "canceled", "deleted": "canceled",
    "removed": "canceled", "published": "usable", "active": "usable", "ok": "usable",
}  # fmt: skip


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
    status: Status | None = None  # left out: what the headline says, and usable where it says nothing


class _Version(NamedTuple):
    """What a format gives to one version of an item."""

    article_id: str
    source: str
    url: str
    title: str
    body: str
    language: str
    version: int
    version_created: datetime | None
    status: Status | None
    published: datetime
    time_flag: TimeFlag


def normalise(raw: RawArticle, delivery: str) -> Fingerprinted:
    """The article in a raw item, with its fingerprints. Raises Rejected or Undecodable for what is no article.

    `delivery` names the intake (topic, partition, offset), for telling the same delivery handled again from a copy.
    """
    if raw.media_type == STORY_TYPE:
        found = _story(decode(raw.content, StoryLine))
    elif raw.media_type == ENTRY_TYPE:
        found = _entry(decode(raw.content, Entry), raw)
    else:
        raise Rejected(f"media_type: {raw.media_type!r} is not read; send {STORY_TYPE} or {ENTRY_TYPE}")
    for name, text, most in (("title", found.title, MAX_TITLE), ("body", found.body, MAX_BODY)):
        if len(text) > most:
            raise Rejected(f"{name}: {len(text)} characters, and {most} are the limit; send it in parts")
    return fingerprint(_article(found, raw, delivery))


def _article(found: _Version, raw: RawArticle, delivery: str) -> Article:
    """The article of a version, with what the wire says of it in its marks, and its sentences."""
    said = marks.read(found.title, found.body)
    status = found.status or marks.status_of(said.marks)
    sentences = split(found.title, found.body)
    if said.start and sentences and sentences[0].kind == "headline":
        own = msgspec.structs.replace(sentences[0], start=max(sentences[0].start, said.start))
        sentences = (own, *sentences[1:])
    return Article(
        article_id=found.article_id,
        content_id=content_id(found.title, found.body, status),
        delivery=delivery,
        feed_id=raw.feed_id,
        source=found.source,
        feed_kind=raw.feed_kind,
        url=found.url,
        title=found.title,
        body=found.body,
        language=found.language,
        country=raw.country,
        version=found.version,
        version_created=found.version_created,
        status=status,
        published=found.published,
        time_flag=found.time_flag,
        observed_at=raw.observed_at,
        sentences=sentences,
        marks=said.marks,
    )


def _story(line: StoryLine) -> _Version:
    """A stream line, exactly as it stands: its time is believed in any decade, for it is replayed and not watched."""
    if not line.id:
        raise Rejected("id: is empty; give the item its GUID")
    if line.version < 0:
        raise Rejected(f"version: {line.version} is below 0; count versions upwards")
    published = line.published
    if published.tzinfo is None:
        raise Rejected(f"published: {published.isoformat()} has no time zone; write it in UTC, with a Z at the end")
    if published.tzinfo is not UTC:
        published = published.astimezone(UTC)
    return _Version(
        article_id=line.id,
        source=line.source,
        url=line.url,
        title=line.title,
        body=line.body,
        language=line.language,
        version=line.version,
        version_created=None,
        status=line.status,
        published=published,
        time_flag="ok",
    )


def _entry(entry: Entry, raw: RawArticle) -> _Version:
    """An entry of a polled feed. Its identity is the publisher and the key that the poller found for it."""
    title, body = line_of(entry.title), text_of(entry.copy)
    source = raw.source or line_of(entry.origin) or raw.feed_id
    status = _status(entry.status)
    if not title and not body and status not in ("canceled", "withheld"):
        raise Rejected("title, content: both are empty; an item needs one of them, or a status that recalls it")
    home = raw.headers.get("time-zone", "")
    published, flag = judge(entry.published or entry.updated, home, raw.observed_at)
    revised = read(entry.updated, home)[0] if entry.updated else None
    return _Version(
        article_id=f"{_slug(source)}:{raw.item_id}",
        source=source,
        url=clean(entry.link),
        title=title,
        body=body,
        language=_language(raw.language or entry.language, title + body),
        version=_number(entry.version),
        version_created=revised if revised is None or revised <= raw.observed_at else None,
        status=status,
        published=published,
        time_flag=flag,
    )


def _status(word: str) -> Status | None:
    """A status as an agency writes it; None where the item carries none. A namespace before a colon is left out."""
    bare = word.rpartition(":")[2].strip().lower()
    if bare and bare not in _STATUSES:
        raise Rejected(f"status: {word!r} is not known; it may be {', '.join(sorted(_STATUSES))}")
    return _STATUSES[bare] if bare else None


def _number(version: str) -> int:
    """A version as a whole number. Words and dotted versions order nothing: receipt does."""
    return int(version) if version.isascii() and version.isdigit() and len(version) <= 18 else 1


def _language(declared: str, text: str) -> str:
    """The language as declared; English is assumed only of copy in Latin letters."""
    if declared:
        return declared.replace("_", "-")
    letters = [c for c in text[:2000] if c.isalpha()]
    return "en" if 2 * sum(c < "\u0250" for c in letters) >= len(letters) else "und"


def _slug(source: str) -> str:
    return re.sub(r"[^\w.]+", "-", source.lower()).strip("-")
