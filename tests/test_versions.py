"""Items through their versions: the order of versions, what a version lost, and the same delivery once more."""

from datetime import timedelta

import msgspec
import pytest
from copydesk import DENIAL, NOON, REPORT, Desk, an_item, flowed

from pipeline.step import Change
from schemas.codec import unpack


def test_the_same_delivery_gives_the_same_message_and_changes_nothing() -> None:
    desk = Desk()
    first = desk.take(an_item("kyria:1"))
    desk.take(an_item("kyria:1", [*REPORT, DENIAL], 5, version=2))

    assert desk.take(an_item("kyria:1")) == first


def test_the_same_content_under_another_delivery_is_a_copy() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    again = desk.take(an_item("kyria:1", minute=5))

    assert (again.relation, again.new_sentences) == ("exact", ())
    assert [r.of_index for r in again.repeats] == list(range(len(REPORT) + 1))


def test_a_later_version_says_what_is_new_and_what_it_lost() -> None:
    desk = Desk()
    first = desk.take(an_item("kyria:1"))
    linked = desk.take(an_item("kyria:1", [*REPORT[:2], DENIAL, *REPORT[3:]], 5, version=2))

    assert (linked.relation, flowed(linked)) == ("version", [DENIAL])
    assert [(r.of_article, r.of_content, r.of_index) for r in linked.vanished] == [
        ("kyria:1", first.article.content_id, 3)
    ]


def test_changed_content_under_the_same_version_is_a_version() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))

    assert desk.take(an_item("kyria:1", [*REPORT, DENIAL], 5)).relation == "version"


def test_an_item_stays_in_its_story_though_no_word_is_the_same() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    linked = desk.take(an_item("kyria:1", [DENIAL], 5, title="Ministry: nothing of the kind", version=2))

    assert (linked.story_id, linked.relation) == ("kyria:1", "version")
    assert len(linked.new_sentences) == 2


def test_a_version_that_comes_too_late_is_kept_and_not_read() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1", version=3))
    late = desk.take(an_item("kyria:1", [*REPORT, DENIAL], 5, version=2))

    assert (late.superseded, late.new_sentences, late.repeats) == (True, (), ())
    assert flowed(desk.take(an_item("site:9", [*REPORT, DENIAL], 9))) == [DENIAL]


@pytest.mark.parametrize(
    ("first", "second", "superseded"),
    [
        ({"version": 2}, {"version": 1}, True),
        ({"version": 1}, {"version": 2}, False),
        ({"version_created": NOON}, {"version_created": NOON - timedelta(hours=1)}, True),
        ({"version_created": NOON}, {"version_created": NOON + timedelta(hours=1)}, False),
        ({"version": 1}, {"version": 1}, False),
        ({"version": 2, "version_created": NOON}, {"version": 1, "version_created": NOON + timedelta(hours=1)}, True),
        # numbers made at random order nothing: the time of making does
        (
            {"version": 1_984_733_201, "version_created": NOON},
            {"version": 1_102_884_930, "version_created": NOON + timedelta(hours=1)},
            False,
        ),
    ],
)
def test_versions_are_ordered_by_number_then_making_then_arrival(first: dict, second: dict, superseded: bool) -> None:
    desk = Desk()
    desk.take(an_item("kyria:1", **first))

    assert desk.take(an_item("kyria:1", [*REPORT, DENIAL], 5, **second)).superseded is superseded


def test_an_edit_that_is_taken_back_is_the_latest_again() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    desk.take(an_item("kyria:1", REPORT[:4], 5))
    back = desk.take(an_item("kyria:1", minute=9))

    assert (back.superseded, back.new_sentences) == (False, ())
    assert [r.of_index for r in back.repeats] == list(range(len(REPORT) + 1))


def test_a_sentence_that_vanished_is_carried_by_a_copy_of_the_older_version() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    desk.take(an_item("kyria:1", REPORT[:4], 5, version=2))
    copy = desk.take(an_item("site:9", minute=9))

    assert copy.new_sentences == ()
    assert {r.of_article for r in copy.repeats} == {"kyria:1"}


def test_a_delivery_name_that_comes_again_with_another_item_is_not_taken_for_it() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1", delivery="raw-articles:0:7"))
    other = desk.take(an_item("kyria:2", [DENIAL], 5, delivery="raw-articles:0:7", title="Ministry denies report"))

    assert DENIAL in flowed(other)


def test_a_restart_from_the_records_goes_on_as_if_nothing_had_been() -> None:
    records: dict[str, bytes] = {}
    desk = Desk(records=records)
    desk.take(an_item("kyria:1"))
    desk.take(an_item("kyria:1", [*REPORT, DENIAL], 5, version=2))
    restarted = Desk()
    for key in sorted(records):
        kind = restarted.stories.kinds[key.partition(":")[0]]
        restarted.stories.apply([Change(key, unpack(records[key], kind))])
    copy = an_item("site:9", [*REPORT, DENIAL], 9)

    assert restarted.take(copy) == desk.take(copy)


def test_state_travels_as_bytes_and_back() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    story = desk.stories.story("kyria:1", 0)

    assert story is not None
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(story), type=type(story)) == story
