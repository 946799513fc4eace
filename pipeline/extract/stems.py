"""Stems of content words: "arranging", "arranged" and "arrangement" meet. Ours, light, after Porter's idea."""

from functools import cache
from importlib.resources import files

_ENDINGS = (
    "ization", "isation", "ations", "ation", "ments", "ment", "ingly", "ings", "ing", "ions", "ion", "edly", "ness",
    "ances", "ance", "ences", "ence", "ies", "ied", "ers", "ors", "ed", "er", "or", "es", "ly", "al", "s", "e", "y",
)  # fmt: skip


@cache
def grammar() -> frozenset[str]:
    """Words of grammar, of the calendar and of reporting: they say nothing of a matter."""
    lines = (files("pipeline.extract") / "english" / "grammar.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def stem(word: str) -> str:
    """The stem of a word in lower case; empty for a mark, a figure or a word of grammar."""
    if word in grammar() or not word[0].isalpha() or len(word) < 3:
        return ""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word
