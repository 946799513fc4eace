"""Who speaks: a source's words resolved to a person or body of the story, its kind, and for whom it speaks."""

from typing import NamedTuple

from pipeline.extract.english.lexicon import DETERMINER, DOCUMENT
from pipeline.extract.english.mentions import Mention, bare, mentions
from pipeline.extract.english.roles import (
    ANONYMOUS,
    ANONYMOUS_ONE,
    BODY,
    BODY_PEOPLE,
    COMPANY,
    CORPORATE,
    FORMER,
    GIVEN,
    MEDIA,
    NAMELESS,
    NEWS_AGENCY,
    OFFICE,
    PRIVATE,
    PUBLIC,
    SPOKESMAN,
    TITLE,
    country_of,
    holds,
    singular,
)
from pipeline.extract.tokens import Token
from schemas.claim import Span, SpeakerKind, Standing

_HE_SHE = frozenset({"he", "she", "who", "him", "her", "i"})
_IT = frozenset({"it", "which", "we", "they", "its", "that"})
_LONGEST = 14  # words of a speaker's name


class Speaker(NamedTuple):
    """A speaker as the copy names it, resolved within the story; kind "" stands for the outlet's own voice."""

    name: str
    kind: SpeakerKind
    standing: Standing = Standing()


OWN_VOICE = Speaker("", "")


class Cast:
    """The people and bodies of one story, by the sentences that name them."""

    def __init__(self, sentences: list[list[Token]], texts: list[str]) -> None:
        self.named = [list(mentions(tokens, text)) for tokens, text in zip(sentences, texts, strict=True)]
        self.spoke: list[tuple[int, Speaker, bool]] = []  # sentence, speaker, whether it is a person

    def before(self, sentence: int, start: int) -> list[Mention]:
        """The mentions before a place, the nearest first; those behind it follow, in their order."""
        near = [m for m in self.named[sentence] if m.start < start]
        found = near[::-1]
        for k in range(sentence - 1, -1, -1):
            found += self.named[k][::-1] if k else self.named[k]
        for k in range(sentence + 1, len(self.named)):
            found += self.named[k]
        return found


def resolve(cast: Cast, sentence: int, source: tuple[Span, ...], text: str, tokens: list[Token]) -> Speaker:
    """The speaker that a source's spans name, in sentence `sentence` of the cast's story."""
    if not source:
        return OWN_VOICE
    start, end = source[0]
    own = [t for t in tokens if t.start >= start and t.end <= end]
    low = tuple(word for word in (bare(t) for t in own) if word and word[0].isalnum())
    if not low:
        return OWN_VOICE
    whole = text[tokens[0].start : tokens[-1].end].lower()
    found = _resolved(cast, sentence, own, low, text, whole)
    cast.spoke.append((sentence, found, found.kind == "person" or bool(found.standing.office)))
    return found


def _resolved(cast: Cast, sentence: int, own: list[Token], low: tuple[str, ...], text: str, whole: str) -> Speaker:
    if len(low) == 1 and low[0] in _HE_SHE | _IT:
        return _pronoun(cast, sentence, low[0], own[0].start)
    name = " ".join(text[own[0].start : own[-1].end].rstrip(", ").split()[:_LONGEST])
    known = _known(cast, sentence, own, low)
    if known is None and not _has_name(own):
        known = _bare_noun(cast, sentence, low, own[0].start)
        if known is not None:
            name = _joined(known, name)
    kind = _kind(own, low, known, whole)
    if known is not None and len(low) <= 3 and len(known.words) > len(low) and set(low) <= set(known.words):
        name = known.name
    return Speaker(name, kind, _standing(low, known, kind))


def _has_name(own: list[Token]) -> bool:
    return any(t.text[0].isupper() and bare(t) not in DETERMINER and not _common(bare(t)) for t in own)


def _common(word: str) -> bool:
    return bool(holds((word,), OFFICE | BODY | MEDIA)) or country_of((word,)) != ""


def _joined(known: Mention, name: str) -> str:
    return known.name if set(name.lower().split()) <= {*known.words, "the", "a"} else f"{name} ({known.name})"


def _pronoun(cast: Cast, sentence: int, word: str, start: int) -> Speaker:
    """The one that a pronoun stands for: the last speaker of its sort, else the nearest name."""
    if word not in ("who", "which", "that"):
        for at, speaker, person in reversed(cast.spoke):
            if at >= sentence - 3 and at <= sentence and person == (word in _HE_SHE) and speaker.name:
                return speaker
    for m in cast.before(sentence, start):
        human = m.human if m.human is not None else (len(m.words) == 2 and word in _HE_SHE)
        if human == (word in _HE_SHE):
            return _of_mention(m)
    return Speaker(word, "person" if word in _HE_SHE else "official")


def _of_mention(m: Mention) -> Speaker:
    kind = _named_kind(m)
    return Speaker(m.name, kind, _standing(m.described, m, kind))


def _named_kind(m: Mention) -> SpeakerKind:
    if m.human is False or (m.human is None and len(m.words) == 1):
        return "media" if _media(m.described) else "official"
    if _is_former(m.described):
        return "person"
    if holds(m.described, OFFICE) and not _private(m.described):
        return "official"
    return "person"


def _is_former(low: tuple[str, ...]) -> bool:
    if any(word.startswith("ex-") for word in low):
        return True
    return any(word in FORMER for word in low) and bool(holds(low, OFFICE) or holds(low, BODY))


def _private(low: tuple[str, ...]) -> bool:
    """Whether the nearest noun is a private one: "lawyer for the minister", "analyst at the bank"."""
    for word in low:
        if holds((word,), PRIVATE):
            return True
        if holds((word,), OFFICE):
            return False
    return False


def _media(low: tuple[str, ...]) -> bool:
    if "agency" in low:
        return bool(holds(low, NEWS_AGENCY))
    return bool(holds(low, MEDIA)) and not holds(low, OFFICE | SPOKESMAN) and "ministry" not in low


def _known(cast: Cast, sentence: int, own: list[Token], low: tuple[str, ...]) -> Mention | None:
    """The fullest mention of the name that the source holds."""
    last = next((bare(t) for t in reversed(own) if t.text[0].isupper() and not _common(bare(t))), "")
    if not last:
        return None
    capitals = {bare(t) for t in own if t.text[0].isupper()}
    best: Mention | None = None
    for m in cast.before(sentence, own[-1].end):
        if last in m.words and capitals <= {*m.words, *m.left, *m.right}:
            weight = (m.human is not None, len(m.described))
            if best is None or weight > (best.human is not None, len(best.described)):
                best = m
    return best


def _bare_noun(cast: Cast, sentence: int, low: tuple[str, ...], start: int) -> Mention | None:
    """The mention that "the ministry", "the company", "the spokesman" takes up."""
    head = _head(low)
    noun = singular(head)
    person = bool(holds((noun,), OFFICE | PRIVATE)) and not holds((noun,), BODY)
    pool = [m for m in cast.before(sentence, start) if bool(m.human) == person or (m.human is None and not person)]
    for m in pool:
        if noun in m.described or head in m.described:
            return m
    if noun in COMPANY or noun in DOCUMENT or noun in ("board", "management", "institute", "party", "union", "utility"):
        return next(
            (m for m in pool if m.human is not True and not holds(m.words, PUBLIC) and not _media(m.described)), None
        )
    return None


def _head(low: tuple[str, ...]) -> str:
    """The noun that a phrase is about: the last word before its first preposition or relative clause."""
    for i, word in enumerate(low):
        if i and word in (
            "of",
            "for",
            "at",
            "in",
            "with",
            "from",
            "to",
            "on",
            "who",
            "which",
            "that",
            "close",
            "familiar",
            "by",
            "briefed",
        ):
            return low[i - 1]
    return low[-1]


def _kind(own: list[Token], low: tuple[str, ...], known: Mention | None, whole: str) -> SpeakerKind:
    """The kind of a source: by its nouns, then by what the story says of its name."""
    head, named = _head(low), _has_name(own)
    definite = low[0] in ("the", "its", "his", "her", "their", "our") or own[0].text[-2:] in ("'s", "’s")
    if holds(low, SPOKESMAN):
        return "person" if "family" in low or holds((head,), PRIVATE) else "official"
    shy = (known is None or not known.human) and any(mark in whole for mark in NAMELESS)
    if shy and (not holds((head,), BODY) or holds((head,), ANONYMOUS)):
        return "anonymous"
    if holds((head,), BODY_PEOPLE) and (named or country_of(low) or holds(low[:-1], BODY)):
        return "official" if head != "officials" or holds(low, BODY) or named else "anonymous"
    if head in ANONYMOUS and not (known and known.human):
        return "anonymous"
    if _media(low):
        return "media"
    return _kind_of_one(own, low, known, head, definite or named)


def _kind_of_one(
    own: list[Token], low: tuple[str, ...], known: Mention | None, head: str, definite: bool
) -> SpeakerKind:
    described = (*low, *known.described) if known else low
    if _is_former(described):
        return "person"
    if _private(low) and not holds((head,), BODY):
        return "person" if definite else "anonymous"
    if holds(low, OFFICE):
        return (
            "official"
            if definite or holds(low, BODY) or head not in ("officer", "executive", "official")
            else "anonymous"
        )
    if holds((head,), BODY) or low[-1] in CORPORATE:
        return "official"
    if singular(head) in ANONYMOUS_ONE and not definite:
        return "anonymous"
    if known is not None:
        return _named_kind(known)
    if low[0] in GIVEN or low[0] in TITLE or (len(low) == 2 and all(t.text[0].isupper() for t in own)):
        return "person"
    return "official" if any(t.text[0].isupper() for t in own) or holds(low, BODY | DOCUMENT) else "anonymous"


def _standing(low: tuple[str, ...], known: Mention | None, kind: SpeakerKind) -> Standing:
    described = (*low, *known.described) if known else low
    office = holds(described, SPOKESMAN) or holds(described, OFFICE)
    body = _body(low) or (_body(known.left + known.right) if known else "")
    if not body and known is not None and known.human is not True:
        body = known.name
    if not office and not body and kind == "official":
        body = " ".join(word for word in low if word not in DETERMINER)
    return Standing(office=office, body=body, country=country_of(described), on_record=kind != "anonymous")


def _body(low: tuple[str, ...]) -> str:
    """The body that a phrase speaks of: what follows "of", "for", "at", or the words up to its body noun."""
    for i, word in enumerate(low):
        if word in ("of", "for", "at") and i and i + 1 < len(low):
            rest = [w for w in low[i + 1 :] if w not in DETERMINER]
            return " ".join(rest[:6])
    for i in range(len(low) - 1, -1, -1):
        if holds((low[i],), BODY):
            return " ".join(w for w in low[: i + 1] if w not in DETERMINER and w not in FORMER)
    return ""
