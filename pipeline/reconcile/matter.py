"""What a statement is about, as weighted terms, and how much two statements are about the same thing.

A term counts by how rare it is in English: two stories that share "force majeure" and "Es Sider" share a matter, two
that share "minister" and "talks" share a trade. Words of reporting itself ("said", "report", "spokesman") count
nothing: they are in every story. Names count more than other words of the same rarity.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_DATA = files("pipeline.reconcile") / "data"

#: An unlisted word is at least this rare (Zipf scale): see the head of word_levels.txt.
_RAREST = 3.4
_NAME_GAIN = 1.25
#: A figure tells little by itself: the same "15" stands in half of the stories.
_FIGURE = 0.3


@cache
def _levels() -> dict[str, float]:
    """Zipf frequency of each listed stem (of its commonest form)."""
    levels: dict[str, float] = {}
    for line in (_DATA / "word_levels.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            level, *words = line.split()
            for word in words:
                levels.setdefault(stem(word), float(level))
    return levels


@cache
def _silent() -> frozenset[str]:
    """Stems of the words of reporting and of grammar, which say nothing about the matter."""
    lines = (_DATA / "silent_words.txt").read_text("utf-8").splitlines()
    return frozenset(stem(word) for line in lines if not line.startswith("#") for word in line.split())


@cache
def _same() -> dict[str, str]:
    """Stem to the stem that stands for its group of words for one thing ("encounter", "talks": "meet")."""
    groups: dict[str, str] = {}
    for line in (_DATA / "same_words.txt").read_text("utf-8").splitlines():
        if not line.startswith("#") and line.split():
            head, *rest = [stem(word) for word in line.split()]
            groups.update(dict.fromkeys(rest, head))
    return groups


_ENDINGS = ("ization", "isation", "ations", "ation", "ments", "ment", "ingly", "ings", "ing", "ions", "ion", "edly")
_SHORT = ("ies", "ied", "ers", "ors", "ed", "er", "or", "es", "ly", "al", "s", "e", "y")


@cache
def stem(word: str) -> str:
    """A crude stem: "arranging", "arranged" and "arrangement" meet; what is left has at least four letters."""
    word = word.lower().replace("’", "'")
    if word.endswith("'s"):
        word = word[:-2]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    for ending in _SHORT:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    if len(word) > 4 and word[-1] == word[-2]:
        word = word[:-1]
    return word


@cache
def weight(term: str) -> float:
    """How much a stem tells, from 0 (grammar, reporting) to 1 (rare)."""
    if term in _silent() or len(term) < 2:
        return 0.0
    if term[0].isdigit():
        return _FIGURE
    level = _levels().get(term, _RAREST)
    return max(0.05, min(1.0, (6.4 - level) / (6.4 - _RAREST)))


@lru_cache(maxsize=1 << 17)
def _worth(word: str) -> tuple[tuple[str, float], ...]:
    """The terms of one written word (two where it is hyphened) with their weights; none where it tells nothing."""
    found = []
    for part in word.split("-"):
        term = stem(part)
        worth = weight(term)
        if worth > 0:
            named = part[:1].isupper() and not part.isupper()
            found.append((_same().get(term, term), worth * _NAME_GAIN if named else worth))
    return tuple(found)


@lru_cache(maxsize=1 << 13)
def terms(text: str) -> Mapping[str, float]:
    """The terms of a text with their weights, names among them gaining; stems, synonyms as one. Not to be changed."""
    found: dict[str, float] = {}
    for word in _WORD.findall(text):
        for term, worth in _worth(word):
            if worth > found.get(term, 0.0):
                found[term] = worth
    return found


def merged(parts: Iterable[tuple[Mapping[str, float], float]]) -> dict[str, float]:
    """Terms of several texts, each scaled by its factor; a term keeps its greatest weight."""
    whole: dict[str, float] = {}
    for found, factor in parts:
        for term, worth in found.items():
            scaled = worth * factor
            if scaled > whole.get(term, 0.0):
                whole[term] = scaled
    return whole


def shared(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """The weight that two matters share: for each common term the lesser of its two weights."""
    if len(b) < len(a):
        a, b = b, a
    return sum(min(worth, b[term]) for term, worth in a.items() if term in b)


def mass(a: Mapping[str, float]) -> float:
    """The whole weight of a matter."""
    return sum(a.values())
