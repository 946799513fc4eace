"""Floors under the quality of extraction and reconciliation, on our own stories and sentences.

`python tests/quality.py` prints the figures and what went wrong. Raise a floor when the figures rise; lower one only
in a commit that says why.
"""

import json
from pathlib import Path

import pytest
import quality

FLOORS = json.loads((Path(__file__).parent / "quality_floors.json").read_text("utf-8"))


def test_the_stories_are_many_and_of_every_outcome() -> None:
    found = list(quality.stories())
    outcomes = {a.get("outcome", "open") for _, _, expected in found for a in expected["alerts"]}

    assert sum(len(lines) for _, lines, _ in found) >= 60
    assert outcomes == {"open", "withdrawn", "confirmed"}
    assert any(not expected["alerts"] for _, _, expected in found)


def test_the_sentences_are_many_of_every_stance_and_never_learnt_from() -> None:
    rows, learnt = quality.sentences("sentences_unlearnt.jsonl"), quality.sentences()

    assert len(rows) >= 200
    assert {row["stance"] for row in rows} == {row["stance"] for row in learnt} == set(quality.ORDER)
    assert not {row["quote"] for row in rows} & {row["quote"] for row in learnt}


@pytest.mark.parametrize("part", ["stories", "sentences"])
def test_no_figure_sinks_below_its_floor(part: str) -> None:
    figures, wrong = getattr(quality, f"score_{part}")()
    sunk = {name: figures[name] for name, floor in FLOORS[part].items() if figures[name] < floor}

    assert not sunk, f"{sunk}\n" + "\n".join(wrong)
