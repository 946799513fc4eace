"""What a statement is about: names, figures and days, read against the story that it stands in."""

from datetime import date

import pytest

from pipeline.extract.dates import dates
from pipeline.extract.events import canonical_names, event, names
from pipeline.extract.story import story_context
from pipeline.extract.tokens import tokenise
from pipeline.extract.wording import Wording

WHEN = date(2021, 3, 18)  # a Thursday


def worded(text: str) -> Wording:
    return Wording(tokenise(text))


def read(text: str) -> tuple[str, ...]:
    sentence = worded(text)
    return dates(sentence.lowers, range(len(sentence.lowers)), WHEN)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("the pact was signed on Jan. 27 in Ostrava", "2021-01-27/2021-01-27"),
        ("the pact was signed around Jan. 27", "2021-01-24/2021-01-30"),
        ("the barge sank on 3 March", "2021-03-03/2021-03-03"),
        ("the barge sank last Tuesday", "2021-03-16/2021-03-16"),
        ("the barge sank on Monday", "2021-03-15/2021-03-15"),
        ("the barge will sail on Monday", "2021-03-22/2021-03-22"),
        ("the mill is to shut next month", "2021-04-01/2021-04-30"),
        ("the mill shut last week", "2021-03-08/2021-03-14"),
        ("the mill shut in February", "2021-02-01/2021-02-28"),
        ("the mill shut in December", "2020-12-01/2020-12-31"),
        ("the mill shut in October 2019", "2019-10-01/2019-10-31"),
        ("the barge sank yesterday", "2021-03-17/2021-03-17"),
    ],
)
def test_a_day_is_resolved_against_the_story(text: str, interval: str) -> None:
    assert read(text) == (interval,)


@pytest.mark.parametrize(
    "text", ["the mill may shut", "the pilgrims march on", "it may march", "the mill shut recently"]
)
def test_no_day_is_read_where_none_is_named(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    "text", ["the mill said on Monday that it had shut", "the mill on Monday denied that it had shut"]
)
def test_the_day_of_the_telling_is_no_day_of_the_event(text: str) -> None:
    assert read(text) == ()


def test_names_are_runs_of_capitals() -> None:
    sentence = worded("The Bank of Tarvia met Olga Brandt and the mill's owner in Ostrava.")

    assert names(sentence, range(len(sentence.lowers))) == ["Bank of Tarvia", "Olga Brandt", "Ostrava"]


def test_a_surname_and_initials_lead_to_the_full_name() -> None:
    copy = ("Brandt row", "The Tarvian Rail Company will sack Olga Brandt.", "TRC said Brandt would stay.")
    story = story_context([tokenise(text) for text in copy])

    found = canonical_names(story)

    assert found["Brandt"] == "Olga Brandt"
    assert found["TRC"] == "Tarvian Rail Company"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("it cut 4,200 jobs", ("4200",)),
        ("it paid 1.2 billion crowns", ("1200000000",)),
        ("it paid 2.5 mln dlrs for three ships", ("2500000", "3")),
        ("it grew 3.0 percent", ("3",)),
        ("it left at 10:30", ()),
    ],
)
def test_figures_are_normalised(text: str, numbers: tuple[str, ...]) -> None:
    sentence = worded(text)

    assert event(sentence, range(len(sentence.lowers)), {}, WHEN).numbers == numbers


@pytest.mark.parametrize(
    ("text", "negated", "modality"),
    [
        ("the mill will shut", False, "planned"),
        ("the mill has not shut", True, "done"),
        ("the owner allegedly burned the mill", False, "alleged"),
    ],
)
def test_polarity_and_modality(text: str, negated: bool, modality: str) -> None:
    sentence = worded(text)
    found = event(sentence, range(len(sentence.lowers)), {}, WHEN)

    assert (found.negated, found.modality) == (negated, modality)
