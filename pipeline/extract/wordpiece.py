"""A sentence as the word pieces that the learnt reader was taught with.

The scheme is that of the uncased BERT models (Devlin et al., 2018; Wu et al., 2016): accents off, lower case, each
mark of punctuation by itself, then the longest piece of the vocabulary first. Thirty lines of our own, because the
library that does it brings a model hub's client into a service that fetches no model; a test of ours holds both equal.
"""

import unicodedata
from functools import lru_cache
from importlib.resources import files

#: A longer run of characters is no word.
_LONGEST_WORD = 100
#: Signs that stand by themselves as punctuation does; other signs belong to their word.
_ASCII_SYMBOLS = frozenset("$+<=>^`|~")
START, END, UNKNOWN, BAR = "[CLS]", "[SEP]", "[UNK]", "|"


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, int]:
    """Each piece and its number, in the order of the file."""
    lines = (files("pipeline.extract") / "english" / "reader_vocabulary.txt").read_text("utf-8").splitlines()
    return {piece: n for n, piece in enumerate(lines)}


def pieces(text: str) -> list[int]:
    """The numbers of the pieces of a text, in order."""
    plain = "".join(_apart(c) for c in unicodedata.normalize("NFD", text.lower()))
    return [number for word in plain.split() for number in _of_word(word)]


@lru_cache(maxsize=5_000)
def _apart(c: str) -> str:
    """A character as it goes into a word: accents fall, punctuation stands by itself."""
    category = unicodedata.category(c)
    if category == "Mn":
        return ""
    return f" {c} " if category[0] == "P" or c in _ASCII_SYMBOLS else c


@lru_cache(maxsize=50_000)
def _of_word(word: str) -> tuple[int, ...]:
    known = vocabulary()
    if len(word) > _LONGEST_WORD:
        return (known[UNKNOWN],)
    found: list[int] = []
    start = 0
    while start < len(word):
        end = len(word)
        while end > start and ("##" if start else "") + word[start:end] not in known:
            end -= 1
        if end == start:
            return (known[UNKNOWN],)
        found.append(known[("##" if start else "") + word[start:end]])
        start = end
    return tuple(found)
