"""The traps of reading denials, each as a family of sentences that differ in little but their stance.

The sentences stand in `traps.txt`, where an editor can add a line.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.extract.attribution import attribute
from pipeline.extract.decide import Decided
from pipeline.extract.stance import read_statements, ruled
from pipeline.extract.story import story_context
from pipeline.extract.tokens import tokenise
from pipeline.wire.sentences import split

ITEMS = Path(__file__).with_name("traps.txt")


def items() -> Iterator[tuple[str, str, str, str]]:
    family = ""
    for line in ITEMS.read_text("utf-8").splitlines():
        if line.startswith("["):
            family = line.strip("[]")
        elif line and not line.startswith("#"):
            stance, sentence, *before = (part.strip() for part in line.split(" | "))
            yield family, stance, sentence, before[0] if before else ""


def stances(sentence: str, before: str, *, alone: bool = False) -> set[str]:
    """The stances that the sentence takes behind what stands before it; `alone`: by the rules without the weights."""
    title = "From the wire"
    body = f"{before}\n\n{sentence}" if before else sentence
    sentences = split(title, body)
    tokens = [tokenise(title if s.kind == "headline" else body, s.start, s.end) for s in sentences]
    story = story_context(tokens)
    at = next(i for i, s in enumerate(sentences) if s.kind != "headline" and s.start >= body.rindex(sentence))
    attributions = attribute(tokens[at], body)
    if alone:
        return {ruled(story, at, attributions).stance}
    return {reading.stance for reading in read_statements(story, at, attributions)}


def right(stance: str, found: set[str]) -> bool:
    return stance in found if stance != "asserts" else found == {"asserts"}


@pytest.mark.parametrize(("family", "stance", "sentence", "before"), list(items()))
def test_the_rules_alone_read_a_trap_as_an_editor_does(family: str, stance: str, sentence: str, before: str) -> None:
    assert stances(sentence, before, alone=True) == {stance}, family


def test_the_weights_unsettle_few_of_the_rules_readings() -> None:
    wrong = [text for _, stance, text, before in items() if not right(stance, stances(text, before))]

    assert len(wrong) <= 4, wrong


def test_every_family_has_five_items_and_two_stances() -> None:
    families: dict[str, list[str]] = {}
    for family, stance, _, _ in items():
        families.setdefault(family, []).append(stance)

    assert all(len(found) >= 5 for found in families.values())
    assert sum(len(set(found)) > 1 for found in families.values()) >= 24


@pytest.mark.parametrize(
    ("sentence", "swapped"),
    [
        ("Marek", "Ingrid Solheim"),
        ("the barge", "the ferry"),
    ],
)
def test_swapping_a_name_keeps_the_stance(sentence: str, swapped: str) -> None:
    for _, _, text, before in items():
        if sentence in text:
            assert stances(text, before) == stances(text.replace(sentence, swapped), before)


def test_one_negation_turns_a_denial_into_none() -> None:
    assert stances("The ministry denied the leak.", "") == {"denies"}
    assert stances("The ministry did not deny the leak.", "") == {"asserts"}


def test_decided_defaults_name_no_word() -> None:
    assert Decided("asserts").at == -1
