"""Sentences of wire copy: where one ends, and what is no sentence of the story."""

import pytest

from pipeline.wire.sentences import split


def texts(body: str) -> list[str]:
    return [body[s.start : s.end] for s in split("", body)]


@pytest.mark.parametrize(
    "sentence",
    [
        "PORT ELBA, Jan. 27 (Wire) - The U.S. Navy said on Nov. 3 that Gen. J. B. Odeh had left.",
        "Shares of Calder & Co. fell 3.5 percent to $4.20 at 10 a.m. on Tuesday.",
        "He met Dr. Lena Foss, of the St. Brannock clinic, at No. 12 in Washington, D.C. on Monday.",
        "“Is the bridge open?” the mayor, Ines Vidal, asked on Friday.",
        "“Never!” Colonel Rufus Amadi said.",
        "BAYTOWN, December 9. /Polar Desk/. A recording was passed around.",
        "LINCOLN, Neb. - The mill is closed.",
    ],
)
def test_a_stop_that_ends_nothing_divides_nothing(sentence: str) -> None:
    assert texts(sentence) == [sentence]


def test_an_abbreviation_ends_a_sentence_before_a_word_that_begins_one() -> None:
    assert texts("She works for Calder & Co. The firm has 40 staff. He came at 9 p.m. It rained.") == [
        "She works for Calder & Co.",
        "The firm has 40 staff.",
        "He came at 9 p.m.",
        "It rained.",
    ]


def test_a_quote_that_ends_a_sentence_keeps_its_closing_mark() -> None:
    assert texts('"No ship was hit." Then the line went dead. "We know," he said. "It is all there."') == [
        '"No ship was hit."',
        "Then the line went dead.",
        '"We know," he said.',
        '"It is all there."',
    ]


def test_paragraphs_and_list_items_end_without_a_stop() -> None:
    assert texts("What is known\n\nTwo boats are lost\n- one off Tarn\n- one off Mell") == [
        "What is known",
        "Two boats are lost",
        "- one off Tarn",
        "- one off Mell",
    ]


@pytest.mark.parametrize(
    "line",
    ["(Reporting by Ana Lund in Tarn; Editing by Piet Bos)", "Additional reporting by Ana Lund", "Editing by Piet Bos"],
)
def test_credit_lines_are_kept_and_marked(line: str) -> None:
    found = split("Mill closed", f"The mill is closed.\n\n{line}")

    assert [s.kind for s in found] == ["headline", "text", "credit"]


def test_offsets_point_at_the_text_without_the_white_space_around_it() -> None:
    body = "  One thing.  \n\n  Another.  "

    assert texts(body) == ["One thing.", "Another."]


def test_an_empty_story_has_no_sentence() -> None:
    assert split("", " \n\n ") == ()
