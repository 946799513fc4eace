"""Ordinary wire copy made of formulas, in which nobody answers anything: what the learnt parts must leave alone.

A wire runs hundreds of such items a day: offerings, results, dividends, tenders, rates, crops, speeches, sport. Each
kind has sentences of our own with gaps (ordinary_wire.txt); a story takes some of them in their order and fills the
gaps by chance.
"""

import random
from collections.abc import Iterator
from pathlib import Path

#: Gaps that mostly keep one filling within a story.
_KEPT = ("co", "man", "min", "land")


def ordinary_stories(many: int = 600) -> Iterator[list[str]]:
    """So many stories, each a headline and three to seven sentences; always the same ones."""
    pick = random.Random(7)
    gaps, kinds = _formulas()
    for n in range(many):
        formulas = kinds[n % len(kinds)]
        chosen = sorted(pick.sample(range(len(formulas)), pick.randint(3, min(7, len(formulas)))))
        kept = {gap: pick.choice(words) for gap, words in gaps.items() if gap in _KEPT}
        told = [_filled(formulas[k], gaps, kept, pick) for k in chosen]
        city, month = pick.choice(gaps["city"]), pick.choice(("March", "June", "Oct", "Nov"))
        told[0] = f"{city.upper()}, {month} {pick.randint(1, 28)} - {told[0]}"
        headline = told[-1].rstrip(".").upper() if pick.random() < 0.3 else told[0].split(" - ", 1)[1][:60]
        yield [headline, *told]


def _filled(formula: str, gaps: dict[str, list[str]], kept: dict[str, str], pick: random.Random) -> str:
    while "{" in formula:
        gap = formula[formula.index("{") + 1 : formula.index("}")]
        word = kept[gap] if gap in kept and pick.random() < 0.7 else pick.choice(gaps[gap])
        formula = formula.replace("{" + gap + "}", word, 1)
    return formula[:1].upper() + formula[1:]


def _formulas() -> tuple[dict[str, list[str]], list[list[str]]]:
    """The words for each gap, and the sentences of each kind of story."""
    gaps: dict[str, list[str]] = {}
    kinds: list[list[str]] = []
    for line in (Path(__file__).parent / "ordinary_wire.txt").read_text("utf-8").splitlines():
        if line == "[story]":
            kinds.append([])
            into = kinds[-1]
        elif line.startswith("["):
            into = gaps.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            into.append(line)
    return gaps, kinds
