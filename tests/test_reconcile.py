"""What a desk expects of a dispute, from the first report to its end."""

from factories import Desk, a_claim, a_copy, a_denial, a_report, an_article

REPORT = a_report("Port operator Selmar plans to sell its grain terminal at Varnholt to a Chilean shipping group.")
RELAY = a_claim(
    "Selmar is to sell the Varnholt grain terminal to a Chilean group, the daily Hafenblatt reported.",
    speaker="Hafenblatt",
    kind="media",
)
DENIAL = a_denial(
    "Selmar denied that it would sell the Varnholt grain terminal.",
    "Selmar",
    content="it would sell the Varnholt grain terminal",
)
PLAIN = a_claim("Barley prices rose in Varnholt on Tuesday after rain delayed the harvest.")


def test_a_denial_of_an_earlier_report_raises_one_alert() -> None:
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, DENIAL))

    (alert,) = desk.alerts
    assert (alert.state, alert.revision, alert.trigger) == ("open", 1, "south-1")
    assert alert.denial.quote == DENIAL.quote
    assert [p.article_id for p in alert.reports] == ["north-1"]
    assert all(gate.passed for gate in alert.gates)


def test_the_denial_may_arrive_before_the_report_that_was_published_earlier() -> None:
    desk = Desk().receive(an_article("south-1", 30, DENIAL), an_article("north-1", 0, REPORT))

    (alert,) = desk.alerts
    assert alert.trigger == "north-1"


def test_a_report_published_after_the_denial_is_no_earlier_report() -> None:
    desk = Desk().receive(an_article("south-1", 30, DENIAL), an_article("north-1", 90, REPORT))

    assert desk.alerts == []


def test_a_denial_in_the_reports_own_story_is_contested_at_birth_and_raises_no_alert() -> None:
    desk = Desk().receive(an_article("north-1", 0, REPORT, DENIAL))

    assert desk.alerts == []


def test_unnamed_deniers_no_comment_and_reminders_raise_nothing() -> None:
    unnamed = a_claim(DENIAL.quote, "denies", "a source close to Selmar", "anonymous")
    silent = a_claim("Selmar declined to comment on the Varnholt grain terminal.", "no_comment", "Selmar", "official")
    reminder = a_denial(DENIAL.quote, "Selmar", historical=True)
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, unnamed, silent))

    assert desk.receive(an_article("south-2", 40, reminder)).alerts == []


def test_a_denial_that_spells_out_another_matter_answers_nothing() -> None:
    other = a_denial(
        "Selmar denied that dockers at Varnholt had been poisoned by pesticide.",
        "Selmar",
        content="dockers at Varnholt had been poisoned by pesticide",
    )
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, other))

    assert desk.alerts == []


def test_a_denial_of_another_date_answers_nothing() -> None:
    june = a_report("The heads of Selmar and Kolbe Lines met at Varnholt on June 3.", dates=("2024-06-03/2024-06-03",))
    march = a_denial(
        "Selmar denied that its head met the head of Kolbe Lines at Varnholt on March 9.",
        "Selmar",
        dates=("2024-03-09/2024-03-09",),
    )
    desk = Desk().receive(an_article("north-1", 0, june), an_article("south-1", 30, march))

    assert desk.alerts == []


def test_a_repeat_of_the_denial_raises_no_second_alert() -> None:
    again = a_denial("Selmar said again that it was not selling the Varnholt grain terminal.", "Selmar")
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, DENIAL))

    desk.receive(an_article("east-1", 60, again))

    assert len(desk.alerts) == 1
    (case,) = desk.cases.values()
    assert [p.article_id for p in case.denials] == ["south-1", "east-1"]


def test_two_bodies_that_deny_one_report_open_two_cases() -> None:
    buyer = a_denial(
        "Compania Maritima Arauco denied it would buy the Varnholt grain terminal of Selmar.",
        "Compania Maritima Arauco",
    )
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, DENIAL))

    desk.receive(an_article("east-1", 60, buyer))

    assert len({a.alert_id for a in desk.alerts}) == 2


def test_every_carrier_is_cited_and_origins_are_counted_once() -> None:
    first = an_article("north-1", 0, REPORT)
    desk = Desk().receive(first, a_copy("west-1", 5, first), an_article("hafen-2", 10, RELAY))

    (alert,) = desk.receive(an_article("south-1", 30, DENIAL)).alerts
    assert [p.article_id for p in alert.reports] == ["north-1", "west-1", "hafen-2"]
    assert alert.origins == 2


def test_a_later_report_of_the_matter_that_was_published_earlier_updates_the_case() -> None:
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, DENIAL))

    last = desk.receive(an_article("hafen-2", 10, RELAY)).alerts[-1]
    assert (last.revision, last.reason) == (2, "another_report")
    assert [p.article_id for p in last.reports] == ["north-1", "hafen-2"]


def test_a_killed_denial_withdraws_the_alert_and_takes_its_quotes_along() -> None:
    denial = an_article("south-1", 30, DENIAL)
    desk = Desk().receive(an_article("north-1", 0, REPORT), denial)

    last = desk.receive(an_article("south-1", 40, version=2, status="canceled")).alerts[-1]
    assert (last.state, last.reason) == ("withdrawn", "denial_killed")
    (case,) = desk.cases.values()
    assert [p.quote for p in (case.denial, *case.denials)] == ["", ""]
    assert ("claims", denial.claims[0].claim_id, None) in desk.sent


def test_a_claim_lives_on_with_the_copies_of_a_killed_original() -> None:
    first = an_article("north-1", 0, REPORT)
    desk = Desk().receive(first, a_copy("west-1", 5, first), an_article("north-1", 9, version=2, status="canceled"))

    (alert,) = desk.receive(an_article("south-1", 30, DENIAL)).alerts
    assert [p.article_id for p in alert.reports] == ["west-1"]


def test_an_alert_is_withdrawn_when_the_only_report_is_killed() -> None:
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, DENIAL))

    last = desk.receive(an_article("north-1", 40, version=2, status="canceled")).alerts[-1]
    assert (last.state, last.reason) == ("withdrawn", "report_killed")


def test_a_relay_falls_with_the_report_that_it_rests_on() -> None:
    origin = an_article("Hafenblatt-1", 0, REPORT)
    desk = Desk().receive(origin, an_article("north-2", 10, RELAY), an_article("south-1", 30, DENIAL))

    last = desk.receive(an_article("Hafenblatt-1", 40, version=2, status="canceled")).alerts[-1]
    assert (last.state, [p.live for p in last.reports]) == ("withdrawn", [False, False])


def test_a_write_thru_that_drops_the_denial_withdraws_the_alert() -> None:
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, DENIAL, PLAIN))

    last = desk.receive(an_article("south-1", 50, PLAIN, version=2)).alerts[-1]
    assert (last.state, last.reason) == ("withdrawn", "denial_corrected")


def test_a_reworded_report_keeps_the_case_open() -> None:
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, DENIAL))
    reworded = a_report("Selmar plans to sell the Varnholt grain terminal to a Chilean shipping group, sources said.")

    desk.receive(an_article("north-1", 50, reworded, version=2))

    assert {a.state for a in desk.alerts} == {"open"}


def test_an_official_confirmation_ends_the_case_confirmed() -> None:
    confirmed = a_claim(
        "Selmar confirmed that it had sold the Varnholt grain terminal to a Chilean shipping group.",
        "confirms",
        "Selmar",
        "official",
    )
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, DENIAL))

    last = desk.receive(an_article("east-1", 600, confirmed)).alerts[-1]
    assert (last.state, last.reason) == ("confirmed", "confirmed_officially")


def test_a_denial_taken_back_withdraws_the_alert() -> None:
    taken = a_claim(
        "Selmar withdrew its statement about the Varnholt grain terminal.",
        "retracts",
        "Selmar",
        "official",
        body="Selmar",
    )
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, DENIAL))

    last = desk.receive(an_article("east-1", 600, taken)).alerts[-1]
    assert (last.state, last.reason) == ("withdrawn", "denial_taken_back")


def test_a_version_that_came_too_late_changes_nothing() -> None:
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, DENIAL, superseded=True))

    assert desk.alerts == []


def test_the_same_delivery_sends_the_same_messages_again_and_changes_nothing() -> None:
    denial = an_article("south-1", 30, DENIAL)
    desk = Desk().receive(an_article("north-1", 0, REPORT), denial)
    before = [m for m in desk.sent if m[0] != "claims"]
    desk.sent.clear()

    desk.receive(denial)

    assert [m for m in desk.sent if m[0] != "claims"] == before


def test_a_notice_that_kills_another_item_withdraws_what_rests_on_it() -> None:
    desk = Desk().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, DENIAL))

    last = desk.receive(an_article("south-9", 40, PLAIN, kills=("south-1",))).alerts[-1]
    assert (last.state, last.reason, last.trigger) == ("withdrawn", "denial_killed", "south-9")


def test_a_copy_of_the_denial_is_one_more_place_and_no_revision() -> None:
    denial = an_article("south-1", 30, DENIAL)
    desk = Desk().receive(an_article("north-1", 0, REPORT), denial, a_copy("west-2", 35, denial))

    assert len(desk.alerts) == 1
    (case,) = desk.cases.values()
    assert [p.article_id for p in case.denials] == ["south-1", "west-2"]
