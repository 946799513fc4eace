"""Whose word opens a case, and how surely it must be read, as minimal pairs: the gates of a denial by itself."""

import pytest
from factories import Desk, a_claim, an_article
from msgspec.structs import replace
from test_reconcile import DENIAL, PLAIN, REPORT

from pipeline.reconcile.gates import SURE_WITHOUT_A_WORD
from schemas.claim import Claim, Event

HEARD = a_claim("The daily Hafenblatt wrote of a sale.", speaker="Hafenblatt", kind="media")
#: A denial without a word for it, about the same things as the report.
FLAT = replace(
    DENIAL,
    quote="Selmar said the Varnholt grain terminal stays part of its business.",
    content="the Varnholt grain terminal stays part of its business",
    worded=False,
    event=Event(),
)


def alerts_after(*claims: Claim, title: str = "Selmar") -> int:
    """How many alerts a report and then a story with these claims lead to."""
    return len(Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, *claims, title=title)).alerts)


@pytest.mark.parametrize(
    ("speaker", "alerts"),
    [
        ("Selmar", 1),
        ("a spokesman for Selmar", 1),
        ("a port official", 0),
        ("the port official, who spoke on condition that he not be named", 0),
        ("a director who asked not to be identified", 0),
        ("one official", 0),
    ],
)
def test_whoever_hides_behind_an_office_speaks_for_no_body(speaker: str, alerts: int) -> None:
    assert alerts_after(replace(DENIAL, speaker=speaker)) == alerts


@pytest.mark.parametrize(("told", "alerts"), [(False, 1), (True, 0)])
def test_a_denial_told_by_a_third_party_opens_nothing(told: bool, alerts: int) -> None:
    assert alerts_after(replace(DENIAL, secondhand=told)) == alerts


@pytest.mark.parametrize(("when", "alerts"), [("", 1), ("In 1964 ", 0)])
def test_a_denial_of_an_earlier_year_is_a_reminder(when: str, alerts: int) -> None:
    assert alerts_after(replace(DENIAL, quote=when + DENIAL.quote)) == alerts


@pytest.mark.parametrize(
    ("beside", "sure", "alerts"),
    [
        (HEARD, SURE_WITHOUT_A_WORD, 1),
        (HEARD, SURE_WITHOUT_A_WORD - 0.01, 0),
        (PLAIN, 1.0, 0),
    ],
)
def test_without_a_word_of_denying_it_must_be_read_surely(beside: Claim, sure: float, alerts: int) -> None:
    assert alerts_after(beside, replace(FLAT, sure=sure)) == alerts


@pytest.mark.parametrize(("worded", "alerts"), [(True, 1), (False, 0)])
def test_a_headline_opens_a_case_only_in_so_many_words(worded: bool, alerts: int) -> None:
    title = "Selmar: Varnholt grain terminal stays"
    story = an_article("south-1", 30, replace(FLAT, quote=title, worded=worded, sure=1.0), HEARD, title=title)
    story = replace(story, claims=(replace(story.claims[0], index=0), *story.claims[1:]))

    assert len(Desk().receive(an_article("north-1", 0, REPORT), story).alerts) == alerts
