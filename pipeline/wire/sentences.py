"""Sentences of wire copy: where one ends and the next begins.

Wire copy is full of stops that end nothing ("U.S.", "Jan. 27", "Gen. J. B. Adeyemi", "Co. said") and of ends that have
no stop (headings, list items, credit lines). A stop is looked at only where white space follows it, so the work grows
with the stops, not with the letters. Where in doubt two sentences stay one: half a sentence attributes nothing.
"""

import re
from importlib.resources import files

from schemas.article import Sentence, SentenceKind

_STOP = re.compile(r"([.!?…][\"”’')\]»]*)(\s+)|\n\s*\n|\n(?=\s*(?:[-*•–—]|\d{1,2}[.)])\s)")
_WORD_BEFORE = re.compile(r"[^\s\"“”(\[]+$")
_SPEAKER_NEXT = re.compile(
    r"(?:(?:[A-Z][\w.'’-]*|the|of|a|an|and|for|his|her|its),? ){1,9}"
    r"(?:said|says|asked|asks|told|tells|replied|wrote|added|shouted|wanted to know|quipped|demanded)\b"
)
_CREDIT = re.compile(
    r"\(?\s*(?:Additional |Additional\s+)?(?:(?:Reporting|Writing|Editing|Compiled|Reported|Written|Edited|Graphics?|"
    r"Translated|Translation|Photo|Photos) by\b|Our Standards:|Contact the (?:reporter|editor|author)|Click here|"
    r"To contact the |©|\(c\) |Copyright \d|All rights reserved|Sign up (?:for|here)|For more (?:news|stories)|"
    r"Read more:?|Follow us|Keywords:|--? ?With assistance|With assistance from|With files from)",
    re.IGNORECASE,
)
#: A dateline with stops in it: "BAYTOWN, December 9. /Agency/. The ...".
_DATELINE = re.compile(
    r"[A-Z][^a-z\n]{2,40},? ?(?:[A-Z][a-z]{2,8}\.? \d{1,2})?[., ]*/[^/\n]{2,40}/\.?\s"
    r"|[A-Z][^a-z\n]{2,40}, [A-Z][a-z]+\. ?[-–—]"
)


def _lists() -> dict[str, frozenset[str]]:
    """The classes of stops.txt: the words under each [heading]."""
    found: dict[str, set[str]] = {}
    heading = ""
    for line in files(__package__).joinpath("stops.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            heading = line[1:-1]
            found[heading] = set()
        elif not line.startswith("#"):
            found.setdefault(heading, set()).update(line.split())
    return {name: frozenset(some) for name, some in found.items()}


_LISTS = _lists()
#: Titles and words that lead to what follows them: a stop after them never ends a sentence.
_LEADS = _LISTS["leads"]
#: Of these the ones that lead to a figure: followed by anything else they may end a sentence.
_COUNTED = _LISTS["counted"]
#: Abbreviations that may end a sentence as well: the next word decides.
_ENDS_TOO = _LISTS["ends-too"]
#: Words that begin a sentence far more often than a name.
_STARTERS = _LISTS["starters"]


def split(title: str, body: str) -> tuple[Sentence, ...]:
    """The headline, then the sentences of the body, in order, as offsets; credit lines have the kind `credit`."""
    found = [Sentence(0, len(title), "headline")] if title.strip() else []
    start = 0
    dateline = _DATELINE.match(body)
    past = dateline.end() if dateline else 0
    for match in _STOP.finditer(body):
        if match.start() < max(start, past - 1):
            continue
        closed = match.end(1)
        if closed < 0:
            _add(found, body, start, match.start())
        elif match[2].count("\n") > 1 or _ends(body, start, match):
            _add(found, body, start, closed)
        else:
            continue
        start = match.end()
    _add(found, body, start, len(body))
    return tuple(found)


def _add(found: list[Sentence], body: str, start: int, end: int) -> None:
    """Add body[start:end] without the white space around it, unless nothing is left."""
    text = body[start:end]
    lead = len(text) - len(text.lstrip())
    end = start + len(text.rstrip())
    start += lead
    if end > start:
        kind: SentenceKind = "credit" if _CREDIT.match(body, start, end) else "text"
        found.append(Sentence(start, end, kind))


def _ends(body: str, start: int, match: re.Match[str]) -> bool:
    """Whether the stop that `match` found ends the sentence that began at `start`."""
    after = body[match.end() : match.end() + 120]
    first = after.lstrip("\"“‘'([«")[:1]
    mark, closed = match[1][0], len(match[1]) > 1
    if not first or first.islower():
        return False
    if mark in "!?…" or match[1].startswith(".."):
        if closed and after[0].isalpha() and _SPEAKER_NEXT.match(after):
            return False
        return mark != "…" or after[0].isupper() or after[0] in '"“'
    if mark == "." and closed and match[1][1] not in ")]":
        return True
    return _ends_at_stop(body, start, match.start(), after)


def _ends_at_stop(body: str, start: int, stop: int, after: str) -> bool:
    """Whether a full stop ends a sentence, by the word before it and the one after it."""
    found = _WORD_BEFORE.search(body, max(start, stop - 24), stop)
    if found is None:
        return True
    word = found[0].lower()
    following = after.split(None, 1)[0].strip("\"“‘'(.,:;").lower()
    if word in _COUNTED:
        return not after[0].isdigit() and (following in _STARTERS or word == "no")
    if word in _LEADS or (len(word) == 1 and word.isalpha() and word != "i"):
        return False
    if word in _ENDS_TOO or (len(word) > 2 and word[1::2] == "." * len(word[1::2])):
        return after[0] in '"“' or following in _STARTERS
    return True
