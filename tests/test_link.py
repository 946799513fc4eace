"""Which articles are of one story, and which of their sentences are new."""

import pytest
from copydesk import DENIAL, REPORT, Desk, an_item, flowed

from pipeline.dedupe import Lifetimes
from schemas.codec import pack

OTHER = (
    "The Tessaly tram drivers' union called off its strike on Sunday night.",
    "Members had walked out over rosters that split their working days in two.",
    "Services on all nine lines resume at five in the morning, the operator said.",
    "A mediator from the labour court will hear both sides again in April.",
)


def test_the_first_of_a_story_flows_whole() -> None:
    linked = Desk().take(an_item("kyria:1"))

    assert (linked.relation, linked.story_id) == ("first", "kyria:1")
    assert linked.new_sentences == tuple(range(len(REPORT) + 1))


def test_a_copy_flows_nothing_and_points_to_the_original() -> None:
    first, copy = Desk().take_all([an_item("kyria:1"), an_item("site:9", minute=5)])

    assert (copy.relation, copy.story_id, copy.new_sentences) == ("exact", "kyria:1", ())
    assert [(r.index, r.of_article, r.of_content, r.of_index) for r in copy.repeats] == [
        (i, "kyria:1", first.article.content_id, i) for i in range(len(REPORT) + 1)
    ]


def test_a_copy_of_a_copy_points_to_the_original() -> None:
    desk = Desk()
    desk.take_all([an_item("kyria:1"), an_item("site:9", minute=5)])

    assert {r.of_article for r in desk.take(an_item("page:3", minute=9)).repeats} == {"kyria:1"}


def test_a_copy_in_other_dress_is_near() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    dressed = [s.replace("'", "’").replace("percent", "per cent") for s in REPORT[:4]]
    linked = desk.take(an_item("site:9", dressed, 5, title="UPDATE 1-MINISTER MET CORVO IN SECRET"))

    assert (linked.relation, linked.new_sentences) == ("near", ())


def test_only_the_new_sentence_of_a_version_flows() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    linked = desk.take(an_item("kyria:2", [REPORT[0], DENIAL, *REPORT[1:]], 30))

    assert (linked.relation, linked.story_id) == ("version", "kyria:1")
    assert flowed(linked) == [DENIAL]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("about four hours", "about five hours"),
        ("gained 3.1 percent", "gained 3.4 percent"),
        ("has lobbied", "has not lobbied"),
        ("have filed two complaints", "have withdrawn two complaints"),
        ("Corvo shares gained", "Corvo bonds gained"),
        ("across the Dorran highlands", "under the Dorran highlands"),
    ],
)
def test_a_changed_word_that_means_something_flows(old: str, new: str) -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    changed = [s.replace(old, new) for s in REPORT]
    linked = desk.take(an_item("kyria:2", changed, 30))

    assert flowed(linked) == [s for s in changed if s not in REPORT]


NEGATIVE = "The minister did not meet the envoys of Corvo in Selbourne on Tuesday, an aide said."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NEGATIVE, "The minister did meet the envoys of Corvo in Selbourne on Tuesday, an aide said."),
        ("It is not true that the minister met the envoys of Corvo.", "The minister met the envoys of Corvo."),
        ("The ministry denied that the minister met the Corvo envoys.", "The minister met the Corvo envoys."),
        ("The minister may have met the envoys of Corvo.", "The minister met the envoys of Corvo."),
        ("The minister met the envoys of Corvo, an aide said.", "The minister met the envoys of Corvo."),
    ],
)
def test_a_negation_or_a_speaker_that_went_away_flows(before: str, after: str) -> None:
    desk = Desk()
    desk.take(an_item("kyria:1", [*REPORT, before]))
    linked = desk.take(an_item("kyria:2", [*REPORT, after], 30))

    assert flowed(linked) == [after]


def test_pieces_that_did_not_stand_together_flow() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1", [*REPORT, "The ministry denied the report on Monday."]))
    glued = "The ministry denied the talks in the port of Selbourne."

    assert flowed(desk.take(an_item("kyria:2", [*REPORT, glued], 30))) == [glued]


def test_sentences_put_together_are_carried_by_both() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    linked = desk.take(an_item("site:9", [*REPORT[:2], f"{REPORT[2]} {REPORT[3]}", *REPORT[4:]], 30))

    assert linked.new_sentences == ()
    assert [r.of_index for r in linked.repeats if r.index == 3] == [3, 4]


def test_a_headline_that_is_cut_is_no_new_one() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1", title="Minister met Corvo envoys in secret, people who attended say"))

    assert desk.take(an_item("site:9", minute=4, title="Minister met Corvo")).new_sentences == ()


def test_a_headline_that_is_cut_before_its_denial_is_a_new_one() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1", title="Minister met Corvo envoys in secret, ministry denies"))

    assert flowed(desk.take(an_item("site:9", minute=4, title="Minister met Corvo"))) == ["Minister met Corvo"]


def test_a_story_that_quotes_the_background_of_another_is_its_own() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    linked = desk.take(
        an_item("kyria:7", [*OTHER, REPORT[4], REPORT[5], REPORT[2]], 60, title="Tessaly trams run again")
    )

    assert (linked.relation, linked.story_id) == ("first", "kyria:7")
    assert {r.of_article for r in linked.repeats} == {"kyria:1"}


def test_the_next_of_a_serial_is_its_own_story() -> None:
    def week(rise: int, day: int, level: float) -> list[str]:
        return [
            f"Money supply rose {rise} million marks to {level} billion in the week to March {day}, the bank said.",
            f"The broader measure was {level * 3} billion against {level * 2} billion by February {day + 3}.",
            f"Banks held {rise * 2} million in cash, {rise * 5} million in notes and {rise * 7} million with the bank.",
        ]

    desk = Desk()
    title = "Maritalia money supply rises in week"
    desk.take(an_item("kyria:1", week(212, 1, 41.2), title=title))
    linked = desk.take(an_item("kyria:2", week(97, 8, 43.5), 60, title=title))

    assert (linked.relation, len(linked.new_sentences)) == ("first", 4)


def test_a_formula_with_other_figures_is_another_event() -> None:
    def bond(who: str, millions: int, day: str, coupon: float) -> list[str]:
        return [
            f"{who} sells a {millions} million dollar bond due {day} with a coupon of {coupon} percent, its bank said.",
            f"Holders may sell it at {coupon + 100} percent of its price, or keep it until {day} of the seventh year.",
            "Neither side pays a fee before the bank has met its own costs.",
        ]

    desk = Desk()
    desk.take(an_item("kyria:1", bond("Aldermoor", 75, "April 30", 5.25), title="Aldermoor issues new dollar bond"))
    other = desk.take(an_item("kyria:2", bond("Visentia", 25, "May 5", 5.87), 60, title="Visentia issues dollar bond"))
    copy = desk.take(an_item("site:3", bond("Visentia", 25, "May 5", 5.87), 90, title="Visentia issues dollar bond"))

    assert (other.relation, other.story_id) == ("first", "kyria:2")
    assert (copy.relation, copy.story_id) == ("exact", "kyria:2")


def test_one_sentence_that_two_stories_share_flows_in_both() -> None:
    desk = Desk()
    common = "Trading in the shares was halted until an announcement is made on Wednesday."
    desk.take(an_item("kyria:1", [*REPORT, common]))

    assert common in flowed(desk.take(an_item("kyria:7", [*OTHER, common], 60, title="Tessaly trams run again")))


@pytest.mark.parametrize("sentences", [(), ("No details yet.",), ("Minister met envoys, more follows in minutes.",)])
def test_very_short_copy_is_never_nearly_another(sentences: tuple[str, ...]) -> None:
    desk = Desk()
    desk.take(an_item("kyria:1", sentences, title="Markets"))

    assert desk.take(an_item("kyria:2", (*sentences, "A second line."), 3, title="Markets")).relation == "first"


def test_the_same_flash_at_two_desks_is_one() -> None:
    desk = Desk()
    flash = "MARITALIA ENERGY MINISTER SAYS WILL RESIGN ON FRIDAY"
    desk.take(an_item("kyria:1", (), title=flash))

    assert desk.take(an_item("site:2", (), 1, title=flash)).new_sentences == ()


def test_boilerplate_is_learnt_and_then_links_and_flows_nowhere() -> None:
    desk = Desk()
    line = "We hold ourselves to the standards of the press council of our readers."
    told = [
        flowed(
            desk.take(
                an_item(
                    f"site:{n}",
                    [f"Story {w} tells of {w} things that {w} did to {w} people.", line],
                    n,
                    title=f"On {w}",
                )
            )
        )
        for n, w in enumerate(("alpha", "bravo", "carol", "delta", "echo"))
    ]

    assert [line in t for t in told] == [True, True, True, False, False]


def test_a_denial_is_never_learnt_as_boilerplate() -> None:
    desk = Desk()
    line = "A spokeswoman denied the report and gave no further details to the reporters."
    told = [
        flowed(
            desk.take(
                an_item(
                    f"site:{n}",
                    [f"Story {w} tells of {w} things that {w} did to {w} people.", line],
                    n,
                    title=f"On {w}",
                )
            )
        )
        for n, w in enumerate(["alpha", "bravo", "carol", "delta", "echo", "golf", "hotel", "india"])
    ]

    assert all(line in t for t in told)


def test_two_stories_that_turn_out_one_leave_a_redirect() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1", REPORT[:3]))
    desk.take(an_item("site:9", REPORT[3:], 1, title="Corvo shares gain"))
    whole = desk.take(an_item("kyria:2", REPORT, 2, title="Minister met Corvo in secret, Corvo shares gain"))
    later = desk.take(an_item("site:9", (*REPORT[3:], DENIAL), 9, title="Corvo shares gain", version=2))

    assert len(whole.merged) == 1
    assert later.story_id == whole.story_id
    assert flowed(later) == [DENIAL]


def test_another_language_is_another_story() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))

    assert desk.take(an_item("kyria:2", minute=3, language="fi")).relation == "first"


def test_a_region_is_no_other_language() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1", language="en-GB"))

    assert desk.take(an_item("kyria:2", minute=3, language="en-US")).relation == "exact"


def test_after_its_time_a_text_is_forgotten_and_flows_again() -> None:
    desk = Desk(lifetimes=Lifetimes(text=3600, ids=7200))
    desk.take(an_item("kyria:1"))

    assert desk.take(an_item("site:9", minute=90)).relation == "first"


def test_what_is_past_its_time_leaves_the_state() -> None:
    desk = Desk(lifetimes=Lifetimes(text=3600, ids=7200))
    for n in range(30):
        desk.take(an_item(f"kyria:{n}", [f"Item {n} says {n * 7} and {n * 11} and {n * 13}."], n, title=f"Number {n}"))
    for n in range(30):
        desk.take(an_item(f"later:{n}", [f"Later {n} has {n * 17} of {n * 19}."], 600 + n, title=f"Late {n}"))

    assert desk.stories.item("kyria:3") is None
    assert desk.stories.story("kyria:3", 0) is None
    assert desk.stories.delivery("raw-articles:0:kyria:3:3") is None


def test_a_story_without_end_forgets_its_oldest_sentences_and_nothing_newer() -> None:
    desk = Desk()
    live = [f"Minute {n}: the count of district {n} stood at {n * 37} after {n * 3} boxes." for n in range(2200)]
    for n in range(0, 2200, 100):
        desk.take(an_item("kyria:1", live[: n + 100][-400:], n, title="The count, live", version=n + 1))
    story = desk.stories.story("kyria:1", 0)

    assert story is not None
    assert len(story.tokens) <= 4 * 20_000
    assert len(story.origins) < 22
    assert desk.take(an_item("site:9", live[-40:], 3000, title="The count, live")).new_sentences == ()


def test_stories_that_share_an_origin_are_joined_and_go_on() -> None:
    desk = Desk()
    desk.take(an_item("kyria:1"))
    passage = [REPORT[2], REPORT[4], REPORT[5]]
    desk.take(an_item("kyria:7", [*OTHER, *passage], 5, title="Tessaly trams run again"))
    both = desk.take(an_item("kyria:8", [*REPORT, *OTHER], 9, title="Minister met Corvo in secret, Tessaly trams run"))
    later = desk.take(an_item("site:9", [*OTHER, *passage, DENIAL], 12, title="Tessaly trams run again"))

    assert both.merged
    assert later.story_id == both.story_id
    assert flowed(later) == [DENIAL]


def test_the_record_of_a_story_with_many_copies_stays_small() -> None:
    desk = Desk()
    desk.take_all([an_item(f"site:{n}", minute=n) for n in range(300)])
    story = desk.stories.story("site:0", 0)
    assert story is not None

    size = len(pack(story))
    desk.take_all([an_item(f"site:{n}", minute=n) for n in range(300, 400)])
    after = desk.stories.story("site:0", 0)
    assert after is not None
    assert len(pack(after)) < size + 100
