"""Words and marks of a piece of copy, with their offsets: the one tokeniser of extraction."""

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}"  # U.S., U.N., a.m.
    r"|\d+(?:[.,:]\d+)*"  # 4,200  3.1  10:30
    r"|[^\W_]+(?:[-'’][^\W_]+)*"  # words, co-operation, don't, Japan's
    r"|\.\.\.|--|[^\w\s]"
)


class Token(NamedTuple):
    """A token: as written, in lower case with straight apostrophes, and its offsets in the text it came from."""

    text: str
    lower: str
    start: int
    end: int


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of text[start:end], offsets counted from the beginning of `text`."""
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Token(m[0], m[0].lower().replace("’", "'"), m.start(), m.end()) for m in found]
