"""A feed document, as bytes, to its entries: RSS, Atom and JSON Feed, however broken.

feedparser opens a file or an address that it is handed as text, reads a page of HTML as a feed without entries, and
has inputs that take it minutes. So it gets a BytesIO and nothing else, its sanitiser and its resolver (both quadratic)
are off, "not a feed" is an error of its own, everything is cut to stated sizes, and whoever calls this with a document
from outside does so in a process that can be killed.
"""

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import feedparser
import orjson
from lxml import etree

from pipeline.wire.address import resolve, without_credentials
from pipeline.wire.entries import Entry, Rule, fingerprint_of, identify
from schemas.codec import Message

MAX_ENTRIES = 500
MAX_TAG = 64 * 1024  # bytes of one start tag: many attributes on one element are quadratic
MAX_TEXT = 256 * 1024  # bytes of an entry's content
MAX_SUMMARY = 64 * 1024
MAX_TITLE, MAX_GUID, MAX_AUTHOR, MAX_CATEGORIES = 1024, 2048, 512, 64

_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{%d}" % MAX_TAG)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*\sencoding\s*=", re.IGNORECASE)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


class NotAFeed(ValueError):
    """A document that came where a feed should be; the text says what it looks like."""


class Parsed(Message, frozen=True, kw_only=True):
    """A feed document read: its entries with the key and the content hash of each, in the document's order."""

    title: str
    entries: tuple[Entry, ...]
    keys: tuple[str, ...]
    hashes: tuple[str, ...]
    rule: Rule
    ttl: int | None = None  # seconds between polls that the feed asks for
    overflow: int = 0  # entries past MAX_ENTRIES: not read
    cut: int = 0  # entries whose text was cut at MAX_TEXT
    flaw: str = ""  # what was wrong with the document, though it could be read


def parse(document: bytes, address: str, charset: str = "", rule: Rule = "guid") -> Parsed:
    """The entries of a feed document fetched from `address`. Raises NotAFeed.

    `charset` is what the transport said: it counts only where the document declares nothing. `rule` is the feed's
    rule of identity from the time before.
    """
    address = without_credentials(address)  # else they stand in every link
    if not document.strip():
        raise NotAFeed("the document is empty")
    if _LONG_TAG.search(document):
        raise NotAFeed(f"a start tag is longer than {MAX_TAG // 1024} KiB")
    head = document.lstrip(b"\xef\xbb\xbf \t\r\n")
    title, ttl, flaw, found = (
        _json_feed(document, address) if head[:1] in b"{[" else _xml_feed(document, address, charset)
    )
    entries = tuple(entry for entry in found[:MAX_ENTRIES] if _says_something(entry))
    keys, rule = identify(entries, rule)
    return Parsed(
        title=title[:MAX_TITLE],
        entries=entries,
        keys=tuple(keys),
        hashes=tuple(map(fingerprint_of, entries)),
        rule=rule,
        ttl=ttl,
        overflow=max(0, len(found) - MAX_ENTRIES),
        cut=sum(1 for entry in entries if len(entry.copy.encode("utf-8", "replace")) >= MAX_TEXT - 3),
        flaw=flaw,
    )


def _xml_feed(document: bytes, address: str, charset: str) -> tuple[str, int | None, str, list[Entry]]:
    declared = document.startswith(_BOMS) or _DECLARED.match(document)
    media = "application/xml" + (f"; charset={charset}" if charset and not declared else "")
    headers = {"content-type": media, "content-location": address}
    read = feedparser.parse(
        BytesIO(document), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not read.get("version"):
        raise NotAFeed(_looks_like(document))
    flaw = str(read.get("bozo_exception", "")) if read.get("bozo") else ""
    whole = read.entries
    if flaw and whole and not re.search(rb"</(?:[\w.-]+:)?(?:rss|feed|RDF)\s*>", document[-2000:]):
        whole = whole[:-1]  # the document breaks off: half an entry is no version of it
        flaw = f"the document breaks off: {flaw}"
    language = str(read.feed.get("language", ""))
    named = str(read.feed.get("title", ""))
    entries = [_entry(item, address, language, named) for item in whole[: MAX_ENTRIES + 1]]
    entries += [Entry()] * (len(whole) - len(entries))
    entries[:0] = _tombstones(document)
    ttl = str(read.feed.get("ttl", ""))
    return named, int(ttl) * 60 if ttl.isdigit() else None, flaw[:500], entries


def _entry(item: Any, address: str, language: str, named: str) -> Entry:
    """An entry of feedparser's, with whatever status and version an agency's own elements give it."""
    contents = [str(part.get("value", "")) for part in item.get("content", ())]
    source = item.get("source", {})
    return Entry(
        guid=_cut(item.get("id", ""), MAX_GUID).strip(),
        link=_cut(resolve(address, str(item.get("link", ""))), MAX_GUID),
        title=_cut(item.get("title", ""), MAX_TITLE),
        summary=_cut(item.get("summary", ""), MAX_SUMMARY),
        content=_cut(max(contents, key=len, default=""), MAX_TEXT),
        published=_cut(item.get("published", "") if "published" in item else item.get("dc_date", ""), 100),
        updated=_cut(item.get("updated", "") if "updated" in item else "", 100),
        status=_own(item, ("pubstatus",)),
        version=_own(item, ("version", "revision", "revisionid")),
        author=_cut(item.get("author", ""), MAX_AUTHOR),
        categories=tuple(_cut(tag.get("term") or "", 200) for tag in item.get("tags", ())[:MAX_CATEGORIES]),
        language=_cut(item.get("language", "") or language, 35),
        origin=_cut(source.get("title", "") if hasattr(source, "get") else "", MAX_TITLE) or _cut(named, MAX_TITLE),
    )


def _own(item: Any, names: tuple[str, ...]) -> str:
    """The value of an agency's own element: feedparser joins its prefix and its name in lower case."""
    for key in item:
        if key.rpartition("_")[2] in names and isinstance(item[key], str) and not key.startswith("slash_"):
            return _cut(item[key], 40).strip()
    return ""


def _tombstones(document: bytes) -> list[Entry]:
    """Atom's notices of deleted entries (RFC 6721), which feedparser keeps the last one of."""
    if b"deleted-entry" not in document:
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    root = etree.fromstring(document, parser)
    found: Iterable[etree._Element] = () if root is None else root.iter(_TOMBSTONES)
    return [
        Entry(guid=_cut(one.get("ref"), MAX_GUID), updated=_cut(one.get("when"), 100), status="canceled")
        for one in found
        if one.get("ref")
    ]


def _json_feed(document: bytes, address: str) -> tuple[str, int | None, str, list[Entry]]:
    try:
        feed = orjson.loads(document.lstrip(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise NotAFeed(f"it looks like JSON, and is none: {error}") from error
    if not isinstance(feed, dict) or "jsonfeed.org/version" not in str(feed.get("version", "")):
        raise NotAFeed("it is JSON, but no JSON Feed")
    items = feed.get("items")
    if not isinstance(items, list):
        raise NotAFeed("it is a JSON Feed without a list of items")
    wrong = sum(1 for item in items if not isinstance(item, dict))
    named, language = _word(feed.get("title")), _word(feed.get("language"))
    entries = [_json_entry(item, address, named, language) for item in items if isinstance(item, dict)]
    return named, None, f"{wrong} items are no objects" if wrong else "", entries


def _json_entry(item: dict[str, Any], address: str, named: str, language: str) -> Entry:
    tags = item.get("tags")
    return Entry(
        guid=_cut(_word(item.get("id")), MAX_GUID),
        link=_cut(resolve(address, _word(item.get("url")) or _word(item.get("external_url"))), MAX_GUID),
        title=_cut(_word(item.get("title")), MAX_TITLE),
        summary=_cut(_word(item.get("summary")), MAX_SUMMARY),
        content=_cut(_word(item.get("content_html")) or _word(item.get("content_text")), MAX_TEXT),
        published=_cut(_word(item.get("date_published")), 100),
        updated=_cut(_word(item.get("date_modified")), 100),
        status=_cut(_word(item.get("_status")), 40),
        categories=tuple(_cut(_word(tag), 200) for tag in tags[:MAX_CATEGORIES]) if isinstance(tags, list) else (),
        language=_cut(_word(item.get("language")) or language, 35),
        origin=_cut(named, MAX_TITLE),
    )


def _word(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _cut(value: object, limit: int) -> str:
    """At most `limit` bytes of UTF-8 of a text, whole characters only."""
    text = "" if value is None else str(value)
    if len(text) * 4 <= limit:
        return text.encode("utf-8", "replace").decode()
    return text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore")


def _says_something(entry: Entry) -> bool:
    return bool(entry.title.strip() or entry.copy.strip() or (entry.guid and entry.status))


def _looks_like(document: bytes) -> str:
    """What a document is that is no feed, in words for a log, with its first characters."""
    head = document[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    sample = document[:80].decode("utf-8", "replace").split()
    shown = " ".join(sample)[:80]
    kind = "no RSS, Atom or JSON Feed"
    if b"challenge" in head and b"<html" in head:
        kind = "a page that asks for proof of a human, no feed"
    elif head.startswith((b"<!doctype html", b"<html")) or b"<html" in head:
        kind = "a page of HTML, no feed"
    elif b"<urlset" in head or b"<sitemapindex" in head:
        kind = "a sitemap, no feed"
    return f"the document is {kind}; it begins {shown!r}"
