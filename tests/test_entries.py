"""Entries of feeds: the identity that they keep, and the article that they become."""

from datetime import UTC, datetime

import msgspec
import orjson
import pytest

from pipeline.wire.entries import ENTRY_TYPE, Entry, fingerprint_of, identify
from pipeline.wire.normalise import STORY_TYPE, Rejected, normalise
from schemas.article import Article, RawArticle
from schemas.codec import Undecodable, encode

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
COPY = "<p>The port of Vessa closes on Friday, two pilots said.</p><p>The harbour master could not be reached.</p>"


def entry(n: int, **fields: str) -> Entry:
    plain = Entry(guid=f"http://wire.example/story/{n}", link=f"https://wire.example/story/{n}", title=f"Story {n}")
    return msgspec.structs.replace(plain, **fields)


def article(of: Entry, **fields: object) -> Article:
    raw = RawArticle(
        feed_id="harbour", item_id="/story/1", media_type=ENTRY_TYPE, content=encode(of), observed_at=NOON,
        source="Harbour Wire",
    )  # fmt: skip
    return normalise(msgspec.structs.replace(raw, **fields), "raw-articles:0:1").article


def story(**fields: object) -> RawArticle:
    line = {
        "id": "a-1", "source": "Harbour Wire", "url": "https://wire.example/1", "title": "UPDATE 1-Port closes",
        "body": "The port closes.", "published": "1953-03-05T21:50:00Z",
    } | fields  # fmt: skip
    return RawArticle(
        feed_id="stream", item_id="a-1", media_type=STORY_TYPE, content=orjson.dumps(line), observed_at=NOON
    )


# identity


def test_a_guid_keeps_its_key_over_a_change_of_scheme_and_host() -> None:
    before, _ = identify([entry(n) for n in range(4)], "guid")
    after, _ = identify([entry(n, guid=f"https://www.new.example/story/{n}") for n in range(4)], "guid")

    assert before == after == [f"/story/{n}" for n in range(4)]


def test_a_guid_of_another_host_keeps_its_host() -> None:
    keys, _ = identify([*(entry(n) for n in range(3)), entry(9, guid="https://blog.example/?p=1")], "guid")

    assert keys[-1] == "blog.example/?p=1"


def test_a_guid_that_is_no_address_is_the_key() -> None:
    keys, _ = identify([entry(1, guid="urn:newsml:wire.example:1"), entry(2, guid="57-A")], "guid")

    assert keys == ["urn:newsml:wire.example:1", "57-A"]


def test_one_guid_for_all_entries_is_no_identity() -> None:
    keys, rule = identify([entry(n, guid="http://wire.example/") for n in range(5)], "guid")

    assert len(set(keys)) == 5
    assert rule == "link"


def test_one_address_for_all_entries_falls_to_date_and_headline() -> None:
    same = [entry(n, guid="", link="https://wire.example/") for n in range(5)]
    keys, rule = identify(same, "guid")

    assert len(set(keys)) == 5
    assert rule == "text"


def test_a_rule_that_fell_does_not_rise_again() -> None:
    assert identify([entry(n) for n in range(5)], "link")[1] == "link"


def test_a_repeated_guid_among_many_good_ones_tells_its_two_entries_apart() -> None:
    many = [entry(n) for n in range(60)]
    many.append(entry(70, guid="http://wire.example/story/3"))
    keys, rule = identify(many, "guid")

    assert len(set(keys)) == 61
    assert rule == "guid"


def test_the_same_entry_twice_in_a_document_has_one_key() -> None:
    keys, rule = identify([entry(1), entry(2), entry(3), entry(1)], "guid")

    assert keys[0] == keys[3]
    assert rule == "guid"


def test_an_entry_without_guid_and_address_has_a_key_of_its_own() -> None:
    keys, _ = identify([Entry(title="Flash"), Entry(title="Other flash")], "guid")

    assert len(set(keys)) == 2


def test_markup_and_dates_make_no_new_version_and_words_do() -> None:
    plain = entry(1, summary="<p>Two   words</p>")

    assert fingerprint_of(plain) == fingerprint_of(entry(1, summary="<div>Two words</div>", updated="2026-11-24"))
    assert fingerprint_of(plain) != fingerprint_of(entry(1, summary="<p>Three words</p>"))
    assert fingerprint_of(plain) != fingerprint_of(entry(1, summary="<p>Two words</p>", status="canceled"))


# articles


def test_an_entry_becomes_paragraphs_with_its_source_and_identity() -> None:
    found = article(entry(1, content=COPY, published="Tue, 24 Nov 2026 10:00:00 GMT"))

    assert found.article_id == "harbour-wire:/story/1"
    assert found.body == (
        "The port of Vessa closes on Friday, two pilots said.\n\nThe harbour master could not be reached."
    )
    assert (found.published.hour, found.time_flag, found.status, found.language) == (10, "ok", "usable", "en")


def test_scripts_entities_and_control_characters_leave_no_trace() -> None:
    title = "AT&amp;amp;T <b>denies</b> &lt;sale&gt;\x1b[2J"
    found = article(
        entry(1, title=title, content="<script>x()</script><p>A&nbsp;&mdash; B\x9b31m</p><style>p{}</style>")
    )

    assert found.title == "AT&T denies <sale>[2J"
    assert found.body == "A — B31m"


def test_an_explicit_status_beats_the_words_of_the_headline() -> None:
    found = article(entry(1, title="CORRECTED-Port closes on Friday", status="stat:canceled"))

    assert found.status == "canceled"
    assert found.marks.tags == ("CORRECTED",)


def test_a_headline_withdraws_where_no_status_is_given() -> None:
    assert article(entry(1, title="STORY WITHDRAWN-Port closes on Friday")).status == "canceled"
    assert article(entry(1, title="KILL KILL KILL Port closes on Friday")).status == "canceled"
    assert article(entry(1, title="KILL KILL KILL Port closes", status="usable")).status == "usable"


def test_a_recall_needs_no_words() -> None:
    assert article(Entry(guid="x", status="canceled")).status == "canceled"


def test_the_headline_sentence_begins_after_the_marks() -> None:
    found = article(entry(1, title="CORRECTED-UPDATE 2-Port closes on Friday"))

    assert found.text(found.sentences[0]) == "Port closes on Friday"
    assert (found.marks.tags, found.marks.number) == (("CORRECTED", "UPDATE"), 2)


@pytest.mark.parametrize(
    ("title", "tags", "number"),
    [
        ("WRAPUP 3-Storm closes ports", ("WRAPUP",), 3),
        ("REFILE-UPDATE 1-Storm closes ports", ("REFILE", "UPDATE"), 1),
        ("RPT-Storm closes ports", ("REPEAT",), None),
        ("ADVISORY-Storm closes ports", ("ADVISORY",), None),
        ("(2nd LD) Storm closes ports", ("LEAD",), 2),
        ("URGENT: Storm closes ports", ("URGENT",), None),
        ("Update: Storm closes ports", ("UPDATE",), None),
        ("Storm closes ports, 1st Ld-Writethru", ("LEAD", "WRITETHRU"), 1),
        ("Update your sails before the storm", (), None),
        ("Kill the harbour bill, pilots say", (), None),
        ("ALERTS fail in storm", (), None),
        ("Correction in bond market deepens", (), None),
        ("UPDATE 1-", (), None),
    ],
)
def test_marks_are_read_in_a_desks_form_only(title: str, tags: tuple[str, ...], number: int | None) -> None:
    found = article(entry(1, title=title))

    assert (found.marks.tags, found.marks.number) == (tags, number)


def test_the_bracketed_note_is_kept() -> None:
    found = article(entry(1, content="<p>(Corrects day of closure in first paragraph)</p><p>The port closes.</p>"))

    assert found.marks.note == "Corrects day of closure in first paragraph"


def test_a_missing_date_is_the_time_of_receipt_and_flagged() -> None:
    found = article(entry(1))

    assert (found.published, found.time_flag, found.when) == (NOON, "missing", NOON)


def test_a_future_date_orders_by_receipt_and_is_kept() -> None:
    found = article(entry(1, published="Wed, 25 Nov 2026 12:00:00 GMT"))

    assert (found.published.day, found.time_flag, found.when) == (25, "future", NOON)


def test_copy_in_other_letters_is_not_taken_for_english() -> None:
    assert article(entry(1, title="港は金曜日に閉鎖される")).language == "und"
    assert article(entry(1, title="港は金曜日に閉鎖される", language="ja")).language == "ja"


def test_a_stream_line_is_believed_in_any_decade() -> None:
    found = normalise(story(), "stream:1").article

    assert (found.article_id, found.url) == ("a-1", "https://wire.example/1")
    assert (found.published.year, found.time_flag, found.when.year) == (1953, "ok", 1953)


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (story(published="1953-03-05T21:50:00"), "published"),
        (story(body="x" * 400_001), "body"),
        (story(title="x" * 2_001), "title"),
        (story(id=""), "id"),
        (story(version=-1), "version"),
    ],
)
def test_what_is_no_article_is_refused_by_the_name_of_its_field(raw: RawArticle, field: str) -> None:
    with pytest.raises(Rejected, match=f"^{field}: .+"):
        normalise(raw, "stream:1")


@pytest.mark.parametrize("fields", [{"published": "last week"}, {"status": "dead"}, {"title": None}])
def test_a_line_of_another_form_is_undecodable_by_the_name_of_its_field(fields: dict[str, object]) -> None:
    with pytest.raises(Undecodable, match=next(iter(fields))):
        normalise(story(**fields), "stream:1")


def test_an_unknown_status_and_an_empty_entry_are_refused() -> None:
    with pytest.raises(Rejected, match=r"^status: 'postponed'"):
        article(entry(1, status="postponed"))
    with pytest.raises(Rejected, match=r"^title, content:"):
        article(Entry(guid="x"))


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(Rejected, match=r"^media_type: "):
        article(entry(1), media_type="text/plain")
