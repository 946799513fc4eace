"""Word lists and formulas of the English pack, read once: classes of words, base forms, and formulas of answering.

The files are plain text that an editor can add a line to; what their signs mean stands at the head of each file.
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pipeline.extract.stems import grammar

_PACK = files("pipeline.extract") / "english"
_VOWELS = frozenset("aeiou")
#: Words that a gap of a formula may pass over.
_GAPS = {"..": 3, "...": 7, "....": 14}


class Element(NamedTuple):
    """A place of a formula: the words that may stand there (None: any), and how often at most and at least."""

    words: frozenset[str] | None
    least: int
    most: int


class Formula(NamedTuple):
    """A formula of answering: the stance that it takes, the condition that its heading sets, its places,
    its line and number in the file, and the words of the places that must be filled."""

    stance: str
    condition: str
    elements: tuple[Element, ...]
    text: str
    order: int
    needed: tuple[frozenset[str], ...]


def pack_lines(name: str) -> list[str]:
    """The lines of a file of the pack that are neither empty nor a comment."""
    return [
        line.strip() for line in (_PACK / name).read_text("utf-8").splitlines() if line.strip()[:1] not in ("#", "")
    ]


@cache
def classes() -> dict[str, frozenset[str]]:
    """The classes of words.txt, by name."""
    found: dict[str, set[str]] = {}
    name = ""
    for line in pack_lines("words.txt"):
        if line.startswith("["):
            name = line.strip("[]")
            found[name] = set()
        else:
            found[name].update(line.split())
    return {name: frozenset(words) for name, words in found.items()}


@cache
def words(name: str) -> frozenset[str]:
    """The words of one class. Raises KeyError for a class that words.txt does not have."""
    return classes()[name]


def _element(place: str) -> Element:
    if place in _GAPS:
        return Element(None, 0, _GAPS[place])
    optional = place.endswith("?")
    found: set[str] = set()
    for word in place.rstrip("?").split("|"):
        found |= words(word[1:]) if word.startswith("@") else {word.lstrip("=")}
    return Element(frozenset(found), 0 if optional else 1, 1)


@cache
def formulas() -> dict[str, tuple[Formula, ...]]:
    """The formulas of formulas.txt by each word of their key place: the place that tells the most."""
    index: dict[str, list[Formula]] = {}
    stance = condition = ""
    for order, line in enumerate(pack_lines("formulas.txt")):
        if line.startswith("["):
            stance, _, condition = line.strip("[]").partition(" ")
            continue
        elements = [_element(place) for place in line.split()]
        while elements[-1].words is None:
            elements.pop()
        places = [e.words for e in elements if e.words and e.least]
        formula = Formula(stance, condition, tuple(elements), line, order, tuple(places))
        key = min(places, key=_commonness)
        for word in sorted(key):
            index.setdefault(word, []).append(formula)
    return {word: tuple(some) for word, some in index.items()}


def _commonness(place: frozenset[str]) -> tuple[int, int]:
    """How often a place of a formula is met: by its words of grammar, then by its words."""
    return len(place & (grammar() | words("not") | words("auxiliary"))), len(place)


@cache
def _irregular() -> dict[str, str]:
    forms: dict[str, str] = {}
    for line in pack_lines("irregular.txt"):
        base, *others = line.split()
        forms.update(dict.fromkeys(others, base))
        forms[base] = base
    return forms


@cache
def _vocabulary() -> frozenset[str]:
    """Every word that a rule speaks of: a form is led back to its base only where a rule would see the base."""
    known: set[str] = set().union(*classes().values())
    for some in formulas().values():
        for formula in some:
            for element in formula.elements:
                known |= element.words or set()
    for line in pack_lines("opposites.txt"):
        known.update(line.replace("|", " ").split())
    return frozenset(known)


def _stripped(word: str) -> list[str]:
    """The base forms that a form may come from, the likelier first."""
    found: list[str] = []
    for ending in ("s", "es", "ed", "d", "ing"):
        rest = word[: -len(ending)]
        if not word.endswith(ending) or len(rest) < 2:
            continue
        if ending in ("ed", "ing"):
            found.append(rest + "e")
            if len(rest) > 2 and rest[-1] == rest[-2] and rest[-1] not in _VOWELS:
                found.append(rest[:-1])
        if ending in ("ed", "es") and rest.endswith("i"):
            found.append(rest[:-1] + "y")
        found.append(rest)
    return found


@cache
def base(word: str) -> str:
    """The base form of a word in lower case, as far as a rule speaks of it; else the word itself."""
    irregular = _irregular().get(word)
    if irregular is not None:
        return irregular
    known = _vocabulary()
    for candidate in _stripped(word):
        if candidate in known and candidate not in words("not"):
            return candidate
    return word
