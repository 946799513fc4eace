"""The people and bodies of one story: what all of it tells of a name, and who was spoken of last."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.extract.english.lexicon import DETERMINER, PREPOSITION
from pipeline.extract.english.mentions import Mention, mentions
from pipeline.extract.english.roles import (
    ANONYMOUS,
    BODY,
    FIRM,
    FORMER,
    JOINER,
    LEADS,
    MEDIA,
    OFFICE,
    ORGAN,
    POST_OR_BODY,
    PRIVATE,
    ROLE_OR_BODY,
    SPOKESMAN,
    TITLE,
    country_of,
    holds,
)
from pipeline.extract.tokens import Token
from schemas.claim import SpeakerKind, Standing

_TIES = frozenset({"of", "for", "at", "in", "to", "with", "from", "who", "which"})
_RANKS = frozenset({"senior", "top", "chief", "deputy", "unidentified", "unnamed"})
_FAR = 120  # sentences that a bare noun may point back over
_REACH = 5  # sentences that a pronoun may point back over


class Speaker(NamedTuple):
    """A speaker as the copy names it, resolved within the story; kind "" stands for the outlet's own voice."""

    name: str
    kind: SpeakerKind
    standing: Standing = Standing()


OWN_VOICE = Speaker("", "")
_AGENCY = re.compile(
    r"\(([^()\d]{2,40})\)\s*[-–—]|/([^/\n]{2,40})/|(?:story|report|item) (?:from|by) ([A-Z][\w-]+(?: [A-Z][\w-]+)?)"
)


def _outlets(source: str, body: str) -> frozenset[str]:
    """The media that carry a story, in lower case: its source, the agency of its dateline, the one its note names."""
    found = {source.lower()}
    match = _AGENCY.search(body, 0, 160)
    if match:
        found.add(next(name for name in match.groups() if name).lower())
    return frozenset(found)


class Profile:
    """What a story tells of one name, all its mentions together."""

    __slots__ = ("aliases", "human", "left", "name", "right", "words")

    def __init__(self, first: Mention) -> None:
        self.name, self.words = first.name, first.words
        self.left, self.right = first.left, first.right
        self.human = first.human
        self.aliases: set[str] = set()

    def join(self, other: Mention) -> None:
        """Take in another mention of the same name."""
        if len(other.words) > len(self.words):
            self.name, self.words = other.name, other.words
        self.human = other.human if self.human is None else self.human or bool(other.human)
        self.left = max((self.left, other.left), key=_telling)
        self.right = max((self.right, other.right), key=_telling)

    @property
    def described(self) -> tuple[str, ...]:
        """All words that tell what the name stands for."""
        return self.left + self.words + self.right


def _telling(low: tuple[str, ...]) -> tuple[bool, int]:
    """How much words tell of somebody's role."""
    return bool(holds(low, ROLE_OR_BODY)), len(low)


class Cast:
    """The names of a story, sentence by sentence, and their profiles.

    `outlet` is the story's publisher, `outlets` the media that carry it, in lower case.
    """

    def __init__(self, sentences: list[list[Token]], texts: list[str], headlines: int, outlet: str, body: str) -> None:
        named = [
            list(mentions(t, text, i < headlines)) for i, (t, text) in enumerate(zip(sentences, texts, strict=True))
        ]
        sure = {word for some in named for m in some if not m.weak for word in m.words}
        self.named = [[m for m in some if not m.weak or m.words[0] in sure] for some in named]
        self.tokens, self.texts = sentences, texts
        self.headlines = headlines
        self.outlet = outlet
        self.outlets = _outlets(outlet, body)
        self.spoke: list[tuple[int, Speaker, bool | None]] = []  # sentence, speaker, whether it is a person
        self._profiles: dict[str, list[Profile]] = {}
        for i in [*range(headlines, len(self.named)), *range(min(headlines, len(self.named)))]:
            for m in self.named[i]:
                self._enter(m)

    def _enter(self, m: Mention) -> None:
        core = tuple(word for word in m.words if word not in TITLE) or m.words
        known = self.profile(core)
        if known is None:
            known = Profile(m)
        else:
            known.join(m)
        for word in core:
            if word not in JOINER and known not in self._profiles.setdefault(word, []):
                self._profiles[word].append(known)
        if m.right and len(m.right) == 1 and m.right[0].isalpha() and len(m.words) > 1:
            self._profiles.setdefault(m.right[0], []).append(known)

    def profile(self, words: tuple[str, ...]) -> Profile | None:
        """What is known of a name, by its words: one that has them all, or all of whose words they have."""
        core = {word for word in words if word not in TITLE and word not in JOINER}
        for word in reversed(words):
            for one in self._profiles.get(word, ()):
                held = set(one.words) - TITLE - JOINER
                if core <= held or (held <= core and held) or word in one.right:
                    return one
        return None

    def back(self, sentence: int, start: int) -> Iterator[Mention]:
        """The mentions before a place, by sentence, the nearest first; then those behind it."""
        yield from (m for m in self.named[sentence] if m.start < start)
        for k in range(sentence - 1, max(-1, sentence - _FAR), -1):
            yield from self.named[k]
        for k in range(sentence + 1, min(len(self.named), sentence + _FAR)):
            yield from self.named[k]

    def person(self, sentence: int, start: int) -> Speaker | None:
        """Whom "he" or "she" stands for: the last person who spoke or was spoken of first in a sentence."""
        return self._antecedent(sentence, start, True)

    def thing(self, sentence: int, start: int) -> Speaker | None:
        """What "it" or "they" stands for."""
        return self._antecedent(sentence, start, False)

    def _antecedent(self, sentence: int, start: int, human: bool) -> Speaker | None:
        for sure in (True, False):
            for k in range(sentence, max(-1, sentence - _REACH), -1):
                spoken = [
                    s for at, s, person in self.spoke[-_FAR:] if at == k and person is human and k >= self.headlines
                ]
                if spoken:
                    return spoken[-1]
                for m in self.named[k]:
                    if k == sentence and m.start >= start:
                        break
                    one = self.profile(m.words)
                    if one is not None and (
                        one.human is human or (one.human is None and not sure and _likely(one) is human)
                    ):
                        return self.speaker(one)
        return None

    def speaker(self, one: Profile) -> Speaker:
        """A profile as a speaker."""
        kind = self.kind(one)
        return Speaker(one.name, kind, standing((), one, kind))

    def kind(self, one: Profile) -> SpeakerKind:
        """The kind of whoever bears the name."""
        if one.human is False or (one.human is None and not _likely(one)):
            return "media" if self.is_outlet(one) else "official"
        return descriptor_kind(one.left, one.right, one.words) or "person"

    def is_outlet(self, one: Profile) -> bool:
        """Whether the name is that of a newspaper, an agency, a station."""
        if one.name.lower() in self.outlets:
            return True
        if holds(one.left[-1:], MEDIA) or holds(one.left[-2:-1], MEDIA):
            return True
        head = _before_tie(one.words)[-1:]
        return bool(holds(head, MEDIA)) or (bool(holds(one.words, MEDIA)) and not holds(head, POST_OR_BODY))


def _likely(one: Profile) -> bool:
    """Whether a name that nobody describes is rather a person's: two or three capitals are, one is not."""
    if "and" in one.words or one.words[-1] in ANONYMOUS:
        return False
    return 1 < len(one.words) < 4 and not holds(one.words, ORGAN)


def _before_tie(low: tuple[str, ...]) -> tuple[str, ...]:
    for i, word in enumerate(low):
        if i and word in _TIES:
            return low[:i]
    return low


def descriptor_kind(left: tuple[str, ...], right: tuple[str, ...], own: tuple[str, ...]) -> SpeakerKind:
    """Official or private, by what describes a person; "" where nothing does."""
    if is_former(left) or is_former(_before_tie(right)) or is_former(own):
        return "person"
    for part in (left[-1:], own[:-1], _before_tie(right), left):
        if holds(part[-1:], OFFICE) or (holds(part, OFFICE) and not holds(part, PRIVATE)):
            return "official"
        if holds(part, PRIVATE):
            return "person"
    if right[:1] == ("who",) and len(right) > 1 and right[1] in LEADS:
        return "person" if right[1].endswith("ed") or right[1] in ("ran", "led", "oversaw") else "official"
    return ""


def is_former(low: tuple[str, ...]) -> bool:
    """Whether the words take an office away: "former minister", "ex-general"."""
    if any(word.startswith("ex-") for word in low):
        return True
    return any(word in FORMER for word in low) and bool(holds(low, OFFICE) or holds(low, BODY))


def standing(low: tuple[str, ...], one: Profile | None, kind: SpeakerKind) -> Standing:
    """For whom somebody speaks, by the words of the source and what the story tells of the name."""
    described = (*low, *one.described) if one is not None else low
    office = holds(described if one is None or one.human else low, OFFICE)
    body = _body(low)
    if one is not None and not one.human and (not body or (" " not in body and holds((body,), FIRM))):
        body = one.name if not office or body else _body(one.right) or _body(one.left)
    elif not body and one is not None:
        body = _body(one.right) or _body(one.left)
    if not body and not office and kind == "official":
        body = " ".join(low)
    return Standing(office=office, body=body, country=country_of(described), on_record=kind != "anonymous")


def _body(low: tuple[str, ...]) -> str:
    """The body that a phrase speaks of: what follows "of", "for", "at", else the words up to its body noun."""
    for i, word in enumerate(low):
        if word in ("of", "for", "at") and i and i + 1 < len(low):
            rest = low[i + 1 : i + 9]
            end = next((k for k, w in enumerate(rest) if k and w in PREPOSITION and w not in ("of", "for")), len(rest))
            return _plain(low[:i] + rest[:end] if holds(low[:i], BODY) else rest[:end])
    for i in range(len(low) - 1, -1, -1):
        if holds((low[i],), BODY):
            return _plain(low[: i + 1])
        if low[i] in SPOKESMAN and i:
            return _plain(low[:i])
    return ""


def _plain(low: tuple[str, ...]) -> str:
    """Words without articles, without what takes an office away, and without the office at their end."""
    found = [w for w in low if w not in DETERMINER and w not in FORMER and w not in _RANKS]
    while found and holds((found[-1],), OFFICE) and not holds((found[-1],), BODY):
        found.pop()
    return " ".join(found)
