"""Copy made even, so that two printings of one sentence compare as equal: what differs only in dress is taken off.

Typographic quotes and dashes, broken encodings, entities, company codes, datelines, headline labels, British
spellings. What carries meaning stays: figures, negations, names. Offsets are not kept: this text is only compared.
"""

import html
import re
import unicodedata
from functools import cache
from importlib.resources import files

LIGHT, PLAIN, FIGURE, TURN, HEDGE, SAYS = range(6)
CLASSES = {"light": LIGHT, "turn": TURN, "hedge": HEDGE, "says": SAYS}

_DATA = files("pipeline.dedupe") / "data"
_MARKS = str.maketrans({"‘": "'", "’": "'", "‛": "'", "ʼ": "'", "\xad": "", "​": "", "‌": "", "‍": "", "﻿": ""})
_BROKEN = re.compile("â€[™˜œž“”¦¢\x9d]?|Â(?=[\xa0\xa3-\xbf])|[ÃÅÄ][\x80-\xbf€-™]|Ã(?=\\s)")
_RAGGED = re.compile(r"[^\w\s\x00-\x7f]")
_UNSPACED = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
_CODE = re.compile(r"\(\s*<?[A-Z][A-Z0-9.]{1,8}>?\s*\)|<[A-Z0-9.]{2,9}>")
_BELOW_ZERO = re.compile(r" -(?=\d)")
_SIGNS = (("$", " usd "), ("%", " percent "))
#: Only the form that names the agency is taken off: a date in any other opening may be news.
_DATELINE = re.compile(
    r"\s*(?:[A-Z][A-Z'./\- ]{2,40}(?:[,/][^\n()–—]{1,40}?)?\s*)?\((?:[A-Z][A-Za-z]{1,11}|[a-z]{3})\)\s*(?:--?|–|—)\s*"
)
_LABEL = re.compile(
    r"\s*(?:(?:[A-Z]+ ?-\s?)*(?:UPDATE|WRAPUP|CORRECTED|CORRECTION|REFILE|RECAST|REPEAT|RPT|BRIEF|URGENT|FLASH|BULLETIN"
    r"|ALERT|EXCLUSIVE|LEAD|EXTRA)(?: \d{1,3})?\s*(?:--?|–|—|:)"
    r"|\d{1,2}(?:st|nd|rd|th) (?:LD|Ld|LEAD|Lead)[^:–—-]{0,14}[:–—-]"
    r"|(?i:breaking(?: news)?|just in|developing|live(?: updates)?|watch|video|photos|in pictures|reports?|explainer"
    r"|analysis|exclusive|updated?|what we know(?: so far)?|latest|the latest|read|news analysis|alert|flash"
    r"|urgent)\s*:"
    r")\s*"
)
#: How sites begin what they put around copy.
SITE_OPENINGS = (
    "read more", "read next", "read also", "read on", "see also", "related:", "related stories", "related articles",
    "also read", "more on ", "share this", "continue reading", "story continues", "article continues", "photo:",
    "image:", "file photo", "caption:", "sign up", "do you have a story",
)  # fmt: skip
_LABEL_AFTER = re.compile(
    r"\s*(?:\||,? \d{1,2}(?:st|nd|rd|th) (?:Ld|LD|Lead)|\((?:UPDATE|CORRECTED|UPDATED)[^)]*\)\s*$).*$"
)


@cache
def classes() -> dict[str, int]:
    """Each listed word with its class; a word that is not listed is PLAIN, or a FIGURE."""
    return {word: CLASSES[name] for name, words in _lists() if name in CLASSES for word in words}


@cache
def furniture() -> frozenset[str]:
    """Words of what sites put around copy."""
    return frozenset(word for name, words in _lists() if name == "furniture" for word in words)


@cache
def same() -> dict[str, str]:
    """Each short form with the word that it stands for."""
    return {word: words[0] for name, words in _lists() if name == "same" for word in words[1:]}


@cache
def _lists() -> tuple[tuple[str, tuple[str, ...]], ...]:
    lines = (_DATA / "words.txt").read_text("utf-8").splitlines()
    split = [line.split() for line in lines if line and not line.startswith("#")]
    return tuple((name, tuple(words)) for name, *words in split)


@cache
def _spellings() -> tuple[tuple[str, str], ...]:
    lines = (_DATA / "spellings.txt").read_text("utf-8").splitlines()
    return tuple((a, b) for a, _, b in (line.partition("\t") for line in lines if line and not line.startswith("#")))


def without_dateline(text: str) -> str:
    """A sentence without the place, date and agency before it."""
    found = _DATELINE.match(text)
    return text[found.end() :] if found else text


def without_labels(title: str) -> str:
    """A headline without the labels before and behind it ("UPDATE 2-", "Breaking:", "| Site")."""
    while found := _LABEL.match(title):
        if found.end() >= len(title):
            break
        title = title[found.end() :]
    return _LABEL_AFTER.sub("", title) or title


def even(text: str) -> str:
    """Text in its even form: lower case, plain marks, one spelling. Line ends stay."""
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = _BROKEN.sub(_mend, text) if "â€" in text or "Ã" in text or "Â" in text else text
        text = unicodedata.normalize(
            "NFKC", text.translate(_MARKS).replace("£", " gbp ").replace("€", " eur ").replace("−", "-")
        )
        text = _UNSPACED.sub(r" \1 ", _RAGGED.sub(" ", text))
    if "(" in text or "<" in text:
        text = _CODE.sub(" ", text)
    text = text.lower()
    if " -" in text:
        text = _BELOW_ZERO.sub(" minus ", text)
    for sign, word in _SIGNS:
        if sign in text:
            text = text.replace(sign, word)
    for british, american in _spellings():
        if british in text:
            text = text.replace(british, american)
    return text


def _mend(broken: re.Match[str]) -> str:
    """What UTF-8 that was read as Windows-1252 stood for; an apostrophe, a letter, or else a space."""
    try:
        return broken[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return " "
