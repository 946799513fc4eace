"""Kills, holds and notices: what an item said falls with it, what others say lives on."""

import pytest
from copydesk import DENIAL, REPORT, Desk, a_notice, an_item, flowed

from pipeline.dedupe import deduplicate
from schemas.article import Fingerprinted


def test_a_killed_item_flows_nothing_and_lists_what_fell() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    kill = desk.take(an_item("kyria:1", ["Kyria kills this item."], 9, version=2, status="canceled", title="KILL"))

    assert (kill.relation, kill.story_id, kill.new_sentences, kill.repeats) == ("version", "kyria:1", (), ())
    assert len(kill.vanished) == len(REPORT) + 1


def test_a_kill_of_an_item_never_seen_flows_nothing_and_is_remembered() -> None:
    desk = Desk()
    kill = desk.take(an_item("kyria:1", [], 9, version=2, status="canceled", title=""))
    late = desk.take(an_item("kyria:1", minute=12, version=1))

    assert (kill.relation, kill.new_sentences) == ("first", ())
    assert (late.superseded, late.new_sentences) == (True, ())


def test_a_copy_that_lives_is_not_swallowed_by_a_dead_original() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    desk.take(an_item("kyria:1", [], 5, version=2, status="canceled"))
    copy = desk.take(an_item("site:9", minute=9))

    assert (copy.relation, flowed(copy)[1:]) == ("first", list(REPORT))


def test_what_a_copy_carries_lives_on_when_the_original_is_killed() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1", [*REPORT, DENIAL]))
    desk.take(an_item("site:9", minute=4))
    desk.take(an_item("kyria:1", [], 5, version=2, status="canceled"))
    late = desk.take(an_item("page:3", [*REPORT, DENIAL], 9))

    assert flowed(late) == [DENIAL]
    assert {r.of_article for r in late.repeats} == {"kyria:1"}


def test_a_canceled_item_stays_so() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    desk.take(an_item("kyria:1", [], 5, version=2, status="canceled"))

    assert desk.take(an_item("kyria:1", minute=9, version=3)).superseded


def test_a_withheld_item_comes_back_with_a_later_version_and_flows_again() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    desk.take(an_item("kyria:1", minute=5, version=2, status="withheld"))
    back = desk.take(an_item("kyria:1", minute=9, version=3))

    assert not back.superseded
    assert flowed(back)[1:] == list(REPORT)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("KILL KILL KILL. Please kill item 0117, its source cannot be verified.", ""),
        ("Please kill kyria:20240305:0117, its source cannot be verified.", "Advisory"),
        ("The story headlined “Minister met Corvo in secret” is withdrawn.", "Advisory"),
        ("Its source cannot be verified.", "Minister met Corvo in secret"),
    ],
)
def test_a_notice_kills_the_item_that_it_names(text: str, title: str) -> None:
    desk = Desk()
    desk.take(an_item("kyria:20240305:0117", source="Kyria"))
    notice = desk.take(a_notice("kyria:20240305:0131", text, 9, title=title, source="Kyria"))

    assert notice.kills == ("kyria:20240305:0117",)
    assert desk.take(an_item("site:9", minute=12)).relation == "first"


def test_a_notice_kills_no_item_of_another_source() -> None:
    desk = Desk()
    desk.take(an_item("kyria:20240305:0117", source="Kyria"))

    assert desk.take(a_notice("boreal:3", "Please kill item 0117.", 9, source="Boreal")).kills == ()


def test_a_notice_whose_number_fits_two_items_kills_none() -> None:
    desk = Desk()
    desk.take(an_item("kyria:20240304:0117", source="Kyria"))
    desk.take(an_item("kyria:20240305:0117", [DENIAL], 5, title="Ministry denies", source="Kyria"))

    assert desk.take(a_notice("kyria:20240305:0131", "Please kill item 0117.", 9, source="Kyria")).kills == ()


def test_a_story_that_merely_names_a_number_kills_nothing() -> None:
    desk = Desk()
    desk.take(an_item("kyria:20240305:0117", source="Kyria"))

    assert desk.take(an_item("kyria:2", ["The 0117 train will kill the branch line."], 9, source="Kyria")).kills == ()


def test_a_held_item_that_a_notice_named_comes_back() -> None:
    desk = Desk()
    desk.take(an_item("kyria:20240305:0117", source="Kyria"))
    desk.take(a_notice("kyria:20240305:0131", "Please hold item 0117.", 9, tag="HOLD", source="Kyria"))
    back = desk.take(an_item("kyria:20240305:0117", minute=15, source="Kyria", version=2))

    assert flowed(back)[1:] == list(REPORT)


def test_a_kill_handled_twice_gives_the_same_message() -> None:
    desk = Desk()
    desk.take(an_item("kyria:20240305:0117", source="Kyria"))
    notice = a_notice("kyria:20240305:0131", "Please kill item 0117.", 9, source="Kyria")

    assert desk.take(notice) == desk.take(notice)


def sent(desk: Desk, item: Fingerprinted) -> list[tuple[str, str | None]]:
    """The keys on `articles` that an item leads to, with the text that goes there (None: a tombstone)."""
    decision = deduplicate(item, desk.stories)
    desk.stories.apply(decision.changes)
    found = [(key, message.article) for _, key, message in decision.messages if message]  # type: ignore[union-attr]
    told = [(key, article.title + article.body + article.marks.note) for key, article in found]
    return [*told, *((key, None) for _, key, message in decision.messages if message is None)]


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_recall_carries_no_text_and_ends_in_a_tombstone(status: str) -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    recall = an_item("kyria:1", minute=9, version=2, status=status)

    assert sent(desk, recall) == [("kyria:1", ""), ("kyria:1", None)]
    assert sent(desk, recall) == [("kyria:1", ""), ("kyria:1", None)]
    assert sent(desk, an_item("kyria:1", REPORT[:2], 12)) == [("kyria:1", ""), ("kyria:1", None)]


def test_a_version_that_brings_a_withheld_item_back_stands_behind_the_tombstone() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    desk.take(an_item("kyria:1", minute=5, version=2, status="withheld"))
    [(key, text)] = sent(desk, an_item("kyria:1", minute=9, version=3))

    assert (key, bool(text)) == ("kyria:1", True)


def test_a_notice_leaves_a_tombstone_for_each_item_that_it_names() -> None:
    desk = Desk()
    desk.take(an_item("kyria:20240305:0117", source="Kyria"))
    notice = a_notice("kyria:20240305:0131", "Please kill item 0117.", 9, source="Kyria")

    assert sent(desk, notice)[1:] == [("kyria:20240305:0131", None), ("kyria:20240305:0117", None)]
