"""Who denies for whom, and whose word ends a dispute, as minimal pairs."""

from typing import Any

import pytest
from factories import Desk, a_claim, a_denial, a_report, an_article
from msgspec.structs import replace
from test_reconcile import DENIAL, REPORT

from pipeline.reconcile.deniers import other_denier, same_denier
from schemas.claim import Claim, Event, Standing


def by(speaker: str, body: str = "", country: str = "") -> Claim:
    """A denial by somebody."""
    return replace(a_denial("It is not so.", speaker), standing=Standing(body=body, country=country))


@pytest.mark.parametrize(
    ("one", "two", "same", "other"),
    [
        (by("Selmar", "selmar"), by("Selmar chairwoman Ilka Brandt", "selmar"), True, False),
        (by("Selmar", "selmar"), by("Kolbe Lines", "kolbe lines"), False, True),
        (by("chairwoman Ilka Brandt"), by("Kolbe Lines", "kolbe lines"), False, False),
        (by("a spokesman"), by("Selmar", "selmar"), False, False),
        (by("the foreign ministry", "foreign ministry"), by("the finance ministry", "finance ministry"), False, True),
        (by("Selmar", "selmar"), by("the finance ministry", "finance ministry"), False, True),
        (by("VGA", "vga"), by("the head of the Varn Grain Agency", "varn grain agency"), True, False),
        (by("Chile", "chile", "Chile"), by("Peru", "peru", "Peru"), False, True),
        (by("Chile", "chile", "Chile"), by("the foreign ministry", "foreign ministry", "Chile"), False, False),
    ],
)
def test_whether_two_speak_for_one_body(one: Claim, two: Claim, same: bool, other: bool) -> None:
    assert (same_denier(one, two), other_denier(one, two)) == (same, other)
    assert (same_denier(two, one), other_denier(two, one)) == (same, other)


def after_the_denial(*claims: Claim) -> Desk:
    """A desk with a denied report, and an hour later an article that says this."""
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, DENIAL))
    return desk.receive(an_article("east-1", 90, *claims))


@pytest.mark.parametrize(
    ("speaker", "body"),
    [("chairwoman Ilka Brandt", "selmar"), ("chairwoman Ilka Brandt", "")],
)
def test_a_second_denial_by_the_same_denier_joins_whether_its_body_is_told_or_not(speaker: str, body: str) -> None:
    again = a_denial("There is no plan to sell the Varnholt grain terminal to any Chilean group.", speaker)
    desk = after_the_denial(replace(again, standing=Standing(body=body)))

    assert [(a.revision, a.reason) for a in desk.alerts] == [(1, "opened")]
    (case,) = desk.cases.values()
    assert [p.article_id for p in case.denials] == ["south-1", "east-1"]


def confirmation(speaker: str, body: str, **fields: Any) -> Claim:
    """An official confirmation of the report."""
    quote = f"{speaker} confirmed that the Varnholt grain terminal had been sold to a Chilean shipping group."
    return replace(a_claim(quote, "confirms", speaker, "official"), standing=Standing(body=body, **fields))


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (confirmation("Selmar", "selmar"), "confirmed"),
        (confirmation("the chairwoman", ""), "confirmed"),
        (confirmation("The competition authority", "competition authority"), "confirmed"),
        (confirmation("Kolbe Lines", "kolbe lines"), "open"),
    ],
)
def test_whose_confirmation_ends_a_dispute(said: Claim, state: str) -> None:
    desk = after_the_denial(said)

    assert {a.alert_id: a.state for a in desk.alerts} == {desk.alerts[0].alert_id: state}


def test_a_ministry_of_another_state_does_not_settle_it() -> None:
    desk = Desk().receive(
        an_article("north-1", 0, REPORT),
        an_article("south-1", 30, replace(DENIAL, standing=Standing(body="Selmar", country="Chile"))),
        an_article("east-1", 90, confirmation("The trade ministry", "trade ministry", country="Peru")),
    )

    assert [a.state for a in desk.alerts] == ["open"]


def test_what_the_denials_own_story_confirms_is_another_part_of_the_matter() -> None:
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, DENIAL, confirmation("It", "")))

    assert [a.state for a in desk.alerts] == ["open"]


def test_a_report_is_cited_by_its_body_where_the_headline_says_the_same() -> None:
    title = "Selmar to sell Varnholt grain terminal"
    headline = replace(a_report(title), event=Event())
    story = an_article("north-1", 0, headline, REPORT, title=title)
    story = replace(story, claims=(replace(story.claims[0], index=0), story.claims[1]))
    (alert,) = Desk().receive(story, an_article("south-1", 30, DENIAL)).alerts

    assert [p.quote for p in alert.reports] == [REPORT.quote]


NOT_PAID = "Selmar has not paid the coupon on its Varnholt terminal bonds, two bondholders said."


@pytest.mark.parametrize(
    ("quote", "worded", "negated", "alerts"),
    [
        ("Selmar has not paid the coupon on its Varnholt terminal bonds, its treasurer said.", False, True, 0),
        ("Selmar paid the coupon on its Varnholt terminal bonds on time, its treasurer said.", False, False, 1),
        ("Selmar denied that it had not paid the coupon on its Varnholt terminal bonds.", True, True, 1),
    ],
)
def test_a_negative_statement_agrees_with_a_negative_report(
    quote: str, worded: bool, negated: bool, alerts: int
) -> None:
    report = replace(a_report(NOT_PAID), event=Event(negated=True))
    answer = replace(a_denial(quote, "Selmar"), worded=worded, event=Event(negated=negated), answers="the report")
    desk = Desk().receive(an_article("north-1", 0, report), an_article("south-1", 30, answer))

    assert len(desk.alerts) == alerts
