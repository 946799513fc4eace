"""Two stories that turn out to be one are one origin of a report, whenever that is found out."""

import pytest
from factories import Desk, a_denial, a_report, an_article

ONE = a_report("Port operator Selmar plans to sell its grain terminal at Varnholt to a Chilean shipping group.")
TWO = a_report("The grain terminal at Varnholt is to be sold by port operator Selmar to Chilean shippers.")
DENIAL = a_denial(
    "Selmar denied that it would sell the Varnholt grain terminal.",
    "Selmar",
    content="it would sell the Varnholt grain terminal",
)
STREAM = {
    "one": an_article("north-1", 0, ONE),
    "two": an_article("west-1", 5, TWO),
    "bridge": an_article("east-1", 9, story_id="north-1", merged=("west-1",)),
    "denial": an_article("south-1", 30, DENIAL),
}


def origins(*names: str) -> list[int]:
    return [c.origins for c in Desk().receive(*(STREAM[n] for n in names)).cases.values()]


def test_two_stories_are_two_origins() -> None:
    assert origins("one", "two", "denial") == [2]


@pytest.mark.parametrize(
    "order",
    [
        ("one", "two", "bridge", "denial"),
        ("one", "bridge", "two", "denial"),
        ("one", "two", "denial", "bridge"),
        ("bridge", "denial", "two", "one"),
    ],
)
def test_once_they_are_known_to_be_one_they_are_one_origin(order: tuple[str, ...]) -> None:
    assert origins(*order) == [1]


def test_that_they_are_one_is_no_news_for_the_desk() -> None:
    desk = Desk().receive(STREAM["one"], STREAM["two"], STREAM["denial"])
    raised = len(desk.alerts)

    assert len(desk.receive(STREAM["bridge"]).alerts) == raised
