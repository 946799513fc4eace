"""The order of arrival changes nothing: our own stories, read once and shuffled, end in the same disputes as in order.

Held are the disputes that stand at the end (open or confirmed) with the articles of their denials and reports. What
fell is not compared: a kill that comes first leaves nothing to be withdrawn. Versions of one item stay in order, as
they share a key.
"""

from datetime import timedelta

import pytest
import quality
from factories import Desk, a_claim, a_copy, a_denial, an_article
from hypothesis import given, settings
from hypothesis import strategies as st
from test_reconcile import DENIAL, PLAIN, RELAY, REPORT

from pipeline.dedupe import Stories, deduplicate
from pipeline.extract import extract
from pipeline.reconcile import Docket
from pipeline.replay import raw_story
from pipeline.wire import normalise
from schemas.article import LinkedArticle
from schemas.case import Case
from schemas.claim import ArticleClaims

STORIES = {name: lines for name, lines, _ in quality.stories() if len(lines) > 1}

Ends = list[tuple[str, tuple[str, ...], tuple[str, ...]]]


def read(lines: list[bytes]) -> list[ArticleClaims]:
    """What the reconciler receives of a stream."""
    stories, found = Stories(), []
    for number, line in enumerate(lines):
        decided = deduplicate(normalise(raw_story(line), f"stream:{number}"), stories)
        stories.apply(decided.changes)
        found += [extract(m.message) for m in decided.messages if isinstance(m.message, LinkedArticle)]
    return found


def ends(stream: list[ArticleClaims]) -> Ends:
    """The disputes that stand after a stream."""
    desk = Desk()
    desk.docket = Docket(timedelta(days=90))
    return standing(desk.receive(*stream).cases)


def standing(held: dict[str, Case]) -> Ends:
    """What is compared of some cases."""
    return sorted(
        (
            c.state,
            tuple(sorted({p.article_id for p in c.denials if p.live})),
            tuple(sorted({p.article_id for p in c.reports if p.live} - {c.denial.article_id})),
        )
        for c in held.values()
        if c.state in ("open", "confirmed")
    )


def in_their_versions_order(stream: list[ArticleClaims], shuffled: list[ArticleClaims]) -> list[ArticleClaims]:
    """A shuffled stream in which the versions of each item come in the order of the stream."""
    versions: dict[str, list[ArticleClaims]] = {}
    for item in stream:
        versions.setdefault(item.article_id, []).append(item)
    return [versions[item.article_id].pop(0) for item in shuffled]


@pytest.mark.parametrize("name", sorted(STORIES))
def test_a_shuffled_story_ends_in_the_same_disputes(name: str) -> None:
    stream = read(STORIES[name])
    due = ends(stream)

    @settings(deadline=None, max_examples=8, derandomize=True, database=None)
    @given(st.permutations(stream))
    def in_any_order(shuffled: list[ArticleClaims]) -> None:
        assert ends(in_their_versions_order(stream, shuffled)) == due

    in_any_order()


FIRST = an_article("north-1", 0, REPORT)
AGAIN = a_denial("There is no sale of the Varnholt grain terminal, said Selmar chairwoman Ilka Brandt.", "Selmar")
CONFIRMED = a_claim(
    "Selmar confirmed that it had sold the Varnholt grain terminal to a Chilean shipping group.",
    "confirms",
    "Selmar",
    "official",
    body="Selmar",
)
LIFE = [
    FIRST,
    a_copy("west-1", 5, FIRST),
    an_article("Hafenblatt-2", 10, RELAY),
    an_article("south-1", 30, DENIAL, PLAIN),
    an_article("east-1", 40, AGAIN),
    an_article("late-1", 90, REPORT),
]
ENDINGS = {
    "none": [],
    "confirmed": [an_article("south-9", 600, CONFIRMED)],
    "denial killed": [an_article("desk-1", 50, kills=("south-1",)), an_article("desk-2", 51, kills=("east-1",))],
    "report killed": [an_article("desk-1", 50, kills=("north-1",))],
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_dispute_ends_alike_in_any_order_of_arrival(ending: str) -> None:
    # a copy of what was killed before it came has nothing to repeat
    stream = [a for a in LIFE if ending != "report killed" or not a.repeats] + ENDINGS[ending]
    due = standing(Desk().receive(*stream).cases)

    @settings(deadline=None, max_examples=50, derandomize=True, database=None)
    @given(st.permutations(stream))
    def in_any_order(shuffled: list) -> None:  # type: ignore[type-arg]
        assert standing(Desk().receive(*shuffled).cases) == due

    in_any_order()


def test_the_endings_differ() -> None:
    found = {ending: standing(Desk().receive(*LIFE, *more).cases) for ending, more in ENDINGS.items()}

    assert [state for state, _, _ in found["none"]] == ["open"]
    assert [state for state, _, _ in found["confirmed"]] == ["confirmed"]
    assert found["denial killed"] == []
    assert found["report killed"] != found["none"]


def test_an_earlier_denial_that_comes_late_takes_the_case_over() -> None:
    desk = Desk().receive(FIRST, an_article("east-1", 40, AGAIN), an_article("south-1", 30, DENIAL))

    (alert,) = {a.alert_id: a for a in desk.alerts}.values()
    assert (alert.revision, alert.reason, alert.denial.article_id) == (2, "earlier_denial", "south-1")
