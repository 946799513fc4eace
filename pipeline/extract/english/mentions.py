"""The people and bodies that a story names: every run of capitals with the words that tell what it is."""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.extract.english.lexicon import (
    AUXILIARY,
    CLAUSE_START,
    CONJUNCTION,
    CUES,
    DETERMINER,
    MONTH,
    OPENER,
    PREPOSITION,
    PRONOUN,
    WEEKDAY,
)
from pipeline.extract.english.roles import (
    CAREER,
    COMMON,
    CORPORATE,
    COUNTRIES,
    ENTITY,
    FIRM,
    GIVEN,
    JOINER,
    MEDIA,
    OFFICE,
    ORGAN,
    POST_OR_BODY,
    ROLE,
    ROLE_OR_BODY,
    TITLE,
    holds,
)
from pipeline.extract.tokens import Token

_SMALL = DETERMINER | PREPOSITION | PRONOUN | CLAUSE_START | OPENER | CONJUNCTION | AUXILIARY
_STOPS = _SMALL - {"of"}
_CALENDAR = WEEKDAY | MONTH
_LEFT, _RIGHT = 6, 14  # words looked at before and behind a name


class Mention(NamedTuple):
    """A name where it stands. `left` and `right` are the words that describe it; `human` is None where nobody tells.

    `weak` marks a single capital that may be no name: at the beginning of a sentence or a quote, or in a headline.
    """

    name: str
    words: tuple[str, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    human: bool | None
    start: int
    weak: bool = False

    @property
    def described(self) -> tuple[str, ...]:
        """All words that tell what the name stands for."""
        return self.left + self.words + self.right


def bare(token: Token) -> str:
    """A token's word in lower case without its possessive ending."""
    word = token.lower
    return word[:-2] if word.endswith("'s") else word.rstrip("'")


def mentions(tokens: list[Token], text: str, headline: bool = False, begin: int = 0) -> Iterator[Mention]:
    """The names of a sentence in their order, from token `begin` on; none of a headline all in capitals."""
    if headline and not any(token.text[1:].islower() for token in tokens):
        return
    before, past = None, begin
    for i in [k for k, token in enumerate(tokens) if token.text[0] != token.lower[0]]:
        if i < past or not _opens_name(tokens, i):
            continue
        past = end = _name_end(tokens, i, headline)
        start = i + 1 if tokens[i].lower in _SMALL and end > i + 1 else i
        one = _mention(tokens, text, start, end, headline)
        if one is not None:
            if before is not None and before[1] == start - 1 and tokens[start - 1].text == ",":
                one = _appended(before[0], one)
            before = (one, end)
            yield one


def _mention(tokens: list[Token], text: str, start: int, end: int, headline: bool) -> Mention | None:
    words = tuple(bare(t) for t in tokens[start:end] if t.text[0].isalnum())
    shouted = len(words) > 1 and all(t.text.isupper() for t in tokens[start:end])
    if not words or " ".join(words) in COUNTRIES or (start == 0 and shouted):
        return None
    left, right = _left(tokens, start), _right(tokens, end)
    name = text[tokens[start].start : tokens[end - 1].end]
    name = name[:-2] if name.endswith(("'s", "’s")) else name
    weak = len(words) == 1 and (headline or start == 0 or not tokens[start - 1].text[0].isalnum())
    weak = weak and not (start and tokens[start - 1].text in ",(")
    return Mention(name, words, left, right, _human(words, left, right), tokens[start].start, weak)


def _appended(office: Mention, one: Mention) -> Mention:
    """A name behind the office that it holds: "a Deputy Governor of the Central Bank, Halima Gwarzo"."""
    if not holds(office.words, ROLE) or one.left or holds(one.words, ROLE_OR_BODY):
        return one
    return one._replace(left=office.words, human=True)


def _opens_name(tokens: list[Token], i: int) -> bool:
    text, lower = tokens[i].text, tokens[i].lower
    if not text[0].isupper() or lower in _CALENDAR or lower == "i":
        return False
    return lower not in _SMALL or (i + 1 < len(tokens) and tokens[i + 1].text[0].isupper() and lower == "the")


def _name_end(tokens: list[Token], i: int, headline: bool) -> int:
    end = k = i + 1
    while k < len(tokens) and k < i + 12:
        text, lower = tokens[k].text, tokens[k].lower
        if tokens[k - 1].lower.endswith("'s") or (headline and (lower in CUES or lower in AUXILIARY)):
            break
        if text[0].isupper() and lower not in _CALENDAR:
            end = k + 1
        elif text == "." and (
            len(tokens[k - 1].text) == 1 or tokens[k - 1].lower in TITLE or len(tokens[k - 1].text) < 5
        ):
            pass
        elif lower not in JOINER or (lower in ("for", "the") and tokens[k - 1].lower not in ("of", "for")):
            break
        k += 1
    return end


def _left(tokens: list[Token], i: int) -> tuple[str, ...]:
    """The lower-case words right before a name: "deputy transport minister", "tyre maker"."""
    found: list[str] = []
    k = i - 1
    apart = k >= 0 and tokens[k].text == ","
    k -= apart
    while k >= 0 and len(found) < _LEFT:
        word = bare(tokens[k])
        verb = word in CUES and not holds((word,), POST_OR_BODY)
        if not word[:1].isalpha() or ((word in _STOPS or verb) and word not in ("his", "her", "its", "their")):
            break
        found.append(word)
        k -= 1
    if apart and not (found and (holds((found[0],), COMMON) or "of" in found)):
        return ()
    return tuple(reversed(found))


def _right(tokens: list[Token], end: int) -> tuple[str, ...]:
    """The words of the apposition behind a name: ", the clinic's medical director"; or "of the home ministry"."""
    if end + 1 >= len(tokens) or (tokens[end].text not in (",", "(") and tokens[end].lower not in ("of", "from")):
        return ()
    first = tokens[end + 1].lower
    if tokens[end].text == "," and (first in PREPOSITION or first in CLAUSE_START or first in CONJUNCTION):
        return ()
    found: list[str] = []
    tied = first in DETERMINER or tokens[end + 1].text[0].isupper() or tokens[end].text != ","
    for token in tokens[end + 1 : end + 1 + _RIGHT]:
        if token.text in ',;.:"”)' or token.lower in AUXILIARY:
            break
        if token.lower in CUES and token.text[0].islower() and not holds((token.lower,), OFFICE):
            break
        tied = tied or token.lower in PREPOSITION or token.lower.endswith("'s") or token.lower in ("who", "whose")
        if token.text[0].isupper() and not tied:
            return ()  # the words describe the next name
        found.append(bare(token))
    return tuple(found)


def _human(words: tuple[str, ...], left: tuple[str, ...], right: tuple[str, ...]) -> bool | None:
    """Whether the name is a person's: told by its own words first, then by those around it."""
    if words[0] in TITLE:
        return True
    if words[-1] in ENTITY or holds(words[1:], CORPORATE):
        return False
    if left and holds(left[-1:], ROLE):
        return True
    if left and (holds(left[-1:], FIRM) or left[-1].endswith("maker")):
        return False
    if len(words) > 1 and holds(words[:-1], ROLE) and not holds(words, MEDIA):
        return True
    if holds(words, ORGAN) or "&" in words:
        return False
    if words[0] in GIVEN or (right and (right[0].isdigit() or right[0] in ("who", "whose"))):
        return True
    if holds(right[:6], CAREER):
        return True
    return False if holds(right[:6], FIRM) else None
