"""Words and marks of a piece of copy, with their offsets: the one tokeniser of extraction."""

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}"  # U.S., U.N., a.m.
    r"|\d+(?:[.,:]\d+)*"  # 4,200  3.1  10:30
    r"|[^\W_]+(?:[-'’][^\W_]+)*"  # words, co-operation, don't, Japan's
    r"|\.\.\.|--|''|``|[^\w\s]"
)


#: Marks that stand for another one.
_MARKS = {"''": '"', "``": '"', "“": "”"}


class Token(NamedTuple):
    """A token: as written, in lower case with straight apostrophes, and its offsets in the text it came from."""

    text: str
    lower: str
    start: int
    end: int


#: A Token without the named tuple's own constructor: half of the time of this module went there.
_new = tuple.__new__


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of text[start:end], offsets counted from the beginning of `text`.

    Two single quotation marks in a row are a double one, and an opening mark at a word's end is a closing one: the
    `lower` of such tokens says so.
    """
    found = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        written, begin = match[0], match.start()
        lower = written.lower()
        if "’" in lower:
            lower = lower.replace("’", "'")
        elif lower in _MARKS:
            lower = _MARKS[lower] if lower != "“" or (begin > start and not text[begin - 1].isspace()) else "“"
        found.append(_new(Token, (written, lower, begin, match.end())))
    return found
