"""Feed documents, however broken, to entries; and what is no feed, by a name of its own."""

import orjson
import pytest

from pipeline.wire.feeds import MAX_ENTRIES, NotAFeed, parse

AT = "https://wire.example/feed.xml"


def rss(items: str, head: str = "", prolog: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    whole = f'{prolog}<rss version="2.0" xmlns:w="https://wire.example/ns"><channel><title>Harbour Wire</title>{head}'
    return f"{whole}{items}</channel></rss>".encode()


def item(n: int, more: str = "") -> str:
    return (
        f"<item><guid>http://wire.example/{n}</guid><link>/story/{n}</link><title>Story {n}</title>"
        f"<description>&lt;p&gt;Copy {n}&lt;/p&gt;</description>{more}</item>"
    )


ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="en-GB">
<id>urn:f</id><title>Harbour Notices</title>
<entry><id>urn:n:1</id><title type="html">Port &amp;amp; pilots</title><updated>2026-11-24T10:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Open.</p></div></content>
<link rel="alternate" href="n/1"/></entry>
<at:deleted-entry ref="urn:n:2" when="2026-11-24T11:00:00Z"/>
<at:deleted-entry ref="urn:n:3" when="2026-11-24T11:01:00Z"/>
</feed>"""


def test_rss_is_read_with_absolute_links_and_an_agencys_own_status() -> None:
    more = "<pubDate>Tue, 24 Nov 2026 10:00:00 JST</pubDate><w:pubStatus>canceled</w:pubStatus><w:version>4</w:version>"
    found = parse(rss(item(1, more), "<language>en</language><ttl>15</ttl>"), AT)

    (entry,) = found.entries
    assert (entry.link, entry.summary) == ("https://wire.example/story/1", "<p>Copy 1</p>")
    assert (entry.published, entry.status, entry.version) == ("Tue, 24 Nov 2026 10:00:00 JST", "canceled", "4")
    assert (found.title, found.ttl, found.flaw, entry.language) == ("Harbour Wire", 900, "", "en")


def test_the_credentials_of_a_feed_stand_in_no_link() -> None:
    found = parse(rss(item(1)), "https://desk:secret@wire.example/feed.xml")

    assert "secret" not in str(found)
    assert found.entries[0].link == "https://wire.example/story/1"


def test_atom_is_read_and_every_tombstone_is_a_recall() -> None:
    found = parse(ATOM, AT)

    assert [(e.guid, e.status) for e in found.entries] == [
        ("urn:n:2", "canceled"),
        ("urn:n:3", "canceled"),
        ("urn:n:1", ""),
    ]
    assert found.entries[2].link == "https://wire.example/n/1"
    assert found.entries[2].content == "<p>Open.</p>"


def test_a_json_feed_is_read() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "language": "en",
        "items": [{"id": 7, "url": "/7", "content_text": "Open.", "date_published": "2026-11-24T10:00:00Z"}, "odd"],
    }  # fmt: skip
    found = parse(orjson.dumps(feed), AT)

    (entry,) = found.entries
    assert (entry.guid, entry.link, entry.content) == ("7", "https://wire.example/7", "Open.")
    assert found.flaw == "1 items are no objects"


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<!DOCTYPE html><html><body>Gone</body></html>", "a page of HTML"),
        (b"<html><title>Just a moment</title><script>challenge()</script></html>", "proof of a human"),
        (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>', "a sitemap"),
        (b'{"error": "no"}', "no JSON Feed"),
        (b"{broken", "looks like JSON"),
        (b"ok", "no RSS, Atom or JSON Feed"),
        (rss("<item " + "a='1' " * 12_000 + "/>"), "start tag"),
    ],
)
def test_what_is_no_feed_says_what_it_is(document: bytes, says: str) -> None:
    with pytest.raises(NotAFeed, match=says):
        parse(document, AT)


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parse(rss(""), AT).entries == ()


def test_a_path_or_an_address_as_a_document_is_not_opened() -> None:
    with pytest.raises(NotAFeed):
        parse(__file__.encode(), AT)
    with pytest.raises(NotAFeed):
        parse(b"http://127.0.0.1:9/feed.xml", AT)


def test_external_entities_are_not_fetched_and_bombs_do_not_expand() -> None:
    doctype = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    found = parse(rss("<item><guid>1</guid><title>A &x; B</title></item>", prolog=doctype), AT)

    assert "A" in found.entries[0].title
    assert len(found.entries[0].title) < 10


def test_an_ill_formed_feed_is_read_and_its_flaw_told() -> None:
    found = parse(rss(item(1) + "<item><guid isPermaLink='false'>2</guid><title>Ships & shoals</title></item>"), AT)

    assert [e.guid for e in found.entries] == ["http://wire.example/1", "2"]
    assert found.flaw


def test_a_document_that_breaks_off_loses_its_half_entry() -> None:
    whole = rss(item(1) + item(2) + item(3))
    found = parse(whole[: whole.index(b"Copy 3") + 4], AT)

    assert [e.title for e in found.entries] == ["Story 1", "Story 2"]
    assert found.flaw.startswith("the document breaks off")


def test_the_documents_own_encoding_beats_the_transports() -> None:
    declared = rss("<item><guid>1</guid><title>Zürich</title></item>")
    assert parse(declared, AT, charset="iso-8859-1").entries[0].title == "Zürich"

    latin = rss("<item><guid>1</guid><title>Zürich</title></item>", prolog="").decode().encode("latin-1")
    assert parse(latin, AT, charset="iso-8859-1").entries[0].title == "Zürich"


def test_entries_past_the_limit_are_counted() -> None:
    found = parse(rss("".join(item(n) for n in range(MAX_ENTRIES + 7))), AT)

    assert (len(found.entries), found.overflow) == (MAX_ENTRIES, 7)


def test_long_text_is_cut_at_whole_characters_and_counted() -> None:
    found = parse(
        rss(f"<item><guid>1</guid><title>{'ü' * 2000}</title><description>{'ü' * 200_000}</description></item>"), AT
    )

    assert len(found.entries[0].title.encode()) == 1024
    assert found.cut == 0
    assert len(found.entries[0].summary.encode()) == 64 * 1024


def test_the_same_document_gives_the_same_keys_and_hashes() -> None:
    document = rss(item(1) + item(2))

    assert parse(document, AT) == parse(document, AT)
