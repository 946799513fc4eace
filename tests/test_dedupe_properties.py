"""Whatever arrives, in whatever order: nothing new is lost, nothing is changed by hearing it twice."""

import numpy as np
from copydesk import Desk, an_item, flowed, message
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dedupe import Stories, deduplicate
from pipeline.dedupe.fingerprints import mixed
from pipeline.dedupe.index import Index
from pipeline.dedupe.stories import Lifetimes
from schemas.article import Fingerprinted

SUBJECTS = ("harbour", "glacier", "senate", "orchard", "refinery", "viaduct")
SENTENCES = tuple(
    f"Number {n * 7 + 3} of the {subject} inquiry named {subject} keeper {n + 11} at mile {n * 5 + 2} on day {n}."
    for subject in SUBJECTS
    for n in range(4)
)


@st.composite
def streams(draw: st.DrawFn) -> list[Fingerprinted]:
    """Articles over a small stock of sentences: many copies, versions and stories in common."""
    items = []
    for n in range(draw(st.integers(1, 9))):
        said = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8, unique=True))
        title = f"The {draw(st.sampled_from(SUBJECTS))} inquiry goes on"
        items.append(an_item(f"wire:{n}", said, n, title=title))
    return items


def said(items: list[Fingerprinted]) -> set[str]:
    return {i.article.text(s) for i in items for s in i.article.sentences}


@given(streams())
@settings(deadline=None, max_examples=30)
def test_every_sentence_flows_from_some_article(items: list[Fingerprinted]) -> None:
    desk = Desk()

    assert {t for i in items for t in flowed(desk.take(i))} == said(items)


@given(streams(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=30)
def test_what_flows_is_the_same_in_any_order(items: list[Fingerprinted], random: object) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = Desk(), Desk()

    assert {t for i in items for t in flowed(one.take(i))} == {t for i in shuffled for t in flowed(other.take(i))}


@given(streams())
@settings(deadline=None, max_examples=20)
def test_an_article_handled_twice_changes_nothing(items: list[Fingerprinted]) -> None:
    once, twice = Desk(), Desk()
    for item in items:
        first = once.take(item)
        decision = deduplicate(item, twice.stories)
        twice.stories.apply(decision.changes)
        again = deduplicate(item, twice.stories)

        assert again.changes == ()
        assert message(again) == message(decision) == first


@given(streams())
@settings(deadline=None, max_examples=20)
def test_changes_applied_twice_are_applied_once(items: list[Fingerprinted]) -> None:
    once, twice = Stories(), Stories()
    for item in items:
        decision = deduplicate(item, once)
        once.apply(decision.changes)
        twice.apply(decision.changes)
        twice.apply(decision.changes)

    assert once._records == twice._records
    assert once.index.entries == twice.index.entries


@given(streams())
@settings(deadline=None, max_examples=20)
def test_every_sentence_of_an_article_is_new_or_refers_to_one_that_flowed(items: list[Fingerprinted]) -> None:
    desk = Desk()
    flowed_from: set[tuple[str, str, int]] = set()
    for item in items:
        linked = desk.take(item)
        article = linked.article
        flowed_from |= {(article.article_id, article.content_id, i) for i in linked.new_sentences}

        assert {(r.of_article, r.of_content, r.of_index) for r in linked.repeats} <= flowed_from
        assert {*linked.new_sentences, *(r.index for r in linked.repeats)} == set(range(len(article.sentences)))


@given(streams())
@settings(deadline=None, max_examples=12)
def test_when_all_is_forgotten_the_index_is_empty(items: list[Fingerprinted]) -> None:
    desk = Desk(lifetimes=Lifetimes(text=60, ids=60))
    for item in items:
        desk.take(item)
    for hours in range(1, 6):
        desk.take(an_item(f"late:{hours}", [], hours * 600, title=""))

    assert len(desk.stories._records) <= 6
    assert desk.stories.index.entries <= 12


@given(st.dictionaries(st.integers(0, 2**64 - 1), st.sets(st.integers(1, 50), min_size=1, max_size=4), max_size=200))
@settings(deadline=None, max_examples=30)
def test_the_index_finds_all_that_it_was_told_and_forgets_all_that_it_is_told(owners: dict[int, set[int]]) -> None:
    index = Index(16)
    keys = mixed(np.array(list(owners), np.uint64))
    for key, owned in zip(keys, owners.values(), strict=True):
        for owner in owned:
            index.insert(np.array([key]), owner)
    found = index.find(keys)
    pairs = {(k, o) for k, owned in enumerate(owners.values()) for o in owned}

    assert set(zip(found.key.tolist(), found.owner.tolist(), strict=True)) >= pairs
    for k, owner in pairs:
        index.remove(keys[k : k + 1], owner)

    assert index.entries == 0
