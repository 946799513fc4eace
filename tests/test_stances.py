"""What a reading says beside the stance: how firm, of what, told by whom; what a story around a sentence changes."""

import pytest

from pipeline.extract.attribution import attribute
from pipeline.extract.stance import Reading, read_statements
from pipeline.extract.story import story_context
from pipeline.extract.tokens import tokenise
from pipeline.wire.sentences import split


def readings(*paragraphs: str, title: str = "From the wire") -> list[list[Reading]]:
    """The readings of each sentence of a story, its headline first."""
    body = "\n\n".join(paragraphs)
    sentences = split(title, body)
    tokens = [tokenise(title if s.kind == "headline" else body, s.start, s.end) for s in sentences]
    story = story_context(tokens)
    return [
        read_statements(story, i, attribute(some, title if i == 0 else body, False, i == 0))
        for i, some in enumerate(tokens)
    ]


def answer(sentence: str, report: str = "The daily Lantern reported that Varo Lines had sold the pier.") -> Reading:
    """The reading of a sentence behind a report that takes a stance, or its first."""
    found = readings(report, sentence)[2]
    return next((reading for reading in found if reading.stance != "asserts"), found[0])


def test_a_negation_answers_only_what_stands_in_its_story() -> None:
    alone = readings("No passengers were on the ferry, the harbour office said.")[1][0]

    assert alone.stance == "asserts"
    assert answer("The pier has not been sold, Varo Lines said.").stance == "denies"


def test_the_outlets_own_finding_is_no_denial() -> None:
    assert readings("The rumour proved false within the hour.")[1][0].stance == "asserts"


def test_the_source_of_a_report_does_not_answer_it() -> None:
    found = readings("The daily Lantern reported that the mill was shut and no wages had been paid.")[1]

    assert {reading.stance for reading in found} == {"asserts"}


@pytest.mark.parametrize(
    ("sentence", "force"),
    [
        ("Varo Lines denied the report.", "categorical"),
        ("Varo Lines called the figures grossly exaggerated.", "qualified"),
        ("Varo Lines declined to comment.", "evasive"),
        ("Varo Lines said it was not aware of any sale.", "evasive"),
    ],
)
def test_how_firm_an_answer_is(sentence: str, force: str) -> None:
    assert answer(sentence).force == force


def test_a_partial_denial_says_what_it_lets_stand_and_which_slot_it_answers() -> None:
    found = answer(
        '"Some 40 posts will go, and not 400," the owner said.', "A radio station reported that 400 posts would go."
    )

    assert found.stance == "partly_denies"
    assert found.scope == ("amount",)
    assert "40 posts will go" in found.residual


def test_the_words_that_point_at_the_report_are_kept() -> None:
    assert answer("Varo Lines denied the report in the Lantern.").answers == "the report in the Lantern"
    assert answer("Varo Lines said it had held no such talks.").answers.startswith("no such talks")


@pytest.mark.parametrize(
    "sentence",
    [
        "Varo Lines has always denied having sold the pier.",
        "Varo Lines had denied the report.",
        "Varo Lines has repeatedly denied the report.",
    ],
)
def test_a_reminder_is_historical(sentence: str) -> None:
    assert answer(sentence).historical


def test_a_fresh_denial_is_not_historical() -> None:
    assert not answer("Varo Lines on Monday denied the report.").historical


def test_a_denial_told_by_a_third_party_is_second_hand() -> None:
    found = readings("The envoy said that the minister had denied the raid.")[1]

    assert [reading.stance for reading in found if reading.secondhand] == ["denies"]


def test_two_statements_of_a_sentence_keep_their_own_stances() -> None:
    found = readings("The ministry denied the report, but the embassy declined to comment.")[1]

    assert {"denies", "no_comment"} <= {reading.stance for reading in found}


def test_a_reading_names_its_rule() -> None:
    assert answer("There is no truth in the report, Varo Lines said.").rule == "no truth"
