"""Who speaks: a source's words resolved to a person or body of the story, its kind, and for whom it speaks."""

from pipeline.extract.cast import OWN_VOICE, Cast, Profile, Speaker, descriptor_kind, is_former, standing
from pipeline.extract.english.lexicon import DETERMINER, DOCUMENT, PREPOSITION, PRONOUN
from pipeline.extract.english.mentions import bare, mentions
from pipeline.extract.english.phrases import first_subject, subject_before
from pipeline.extract.english.roles import (
    ANONYMOUS,
    ANONYMOUS_ONE,
    BODY,
    BODY_PEOPLE,
    COMPANY,
    CORPORATE,
    GIVEN,
    LEADS,
    MEDIA,
    NAMELESS,
    NEWS_AGENCY,
    OFFICE,
    PEOPLE,
    PRIVATE,
    PUBLIC,
    ROLE,
    SPOKESMAN,
    country_of,
    holds,
    singular,
)
from pipeline.extract.english.words import Words
from pipeline.extract.tokens import Token
from schemas.claim import Span, SpeakerKind

_HE_SHE = frozenset({"he", "she", "who", "him", "her", "his", "i", "my"})
_IT = frozenset({"it", "which", "we", "they", "its", "their", "our", "that", "them"})
_TIES = PREPOSITION | {"who", "which", "that", "close", "familiar", "briefed", "speaking", "reached"} - {"like", "as"}
_PRONOUNS = _HE_SHE | _IT
_COMMON, _TEXTUAL = OFFICE | BODY | MEDIA | DOCUMENT, BODY | DOCUMENT
_RELATIVE = frozenset({"who", "which", "that"})
_WHOSE = frozenset({"the", "its", "his", "her", "their", "our", "my"})
_COMPANY_LIKE = COMPANY | frozenset({"board", "management", "institute", "party", "union", "utility"})
_LAST = 50  # speakers that a later "the spokesman" may mean
_LONGEST = 14  # words of a speaker's name


class Source:
    """A source's words as the rules for its kind ask for them."""

    __slots__ = ("definite", "head", "low", "main", "name", "named", "person", "start", "whole")

    def __init__(self, own: list[Token], text: str, whole: str) -> None:
        self.low = tuple(word for word in (bare(t) for t in own) if word and word[0].isalnum())
        comma = next((i for i, t in enumerate(own) if t.text == "," and i), len(own))
        self.main = tuple(word for word in (bare(t) for t in own[:comma]) if word and word[0].isalnum()) or self.low
        self.head = _head(self.main)
        self.start = own[0].start
        self.whole = whole
        self.name = " ".join(text[own[0].start : own[-1].end].strip(", ()").split()[:_LONGEST])
        named = [m for m in mentions(own, text) if not _common(m.words) and (not m.weak or len(self.main) == 1)]
        self.person = next((m for m in named if m.human), None)
        self.named = bool(named)
        self.definite = self.named or (self.low[:1] != () and (self.low[0] in _WHOSE or own[0].lower.endswith("'s")))


def _common(words: tuple[str, ...]) -> bool:
    return len(words) == 1 and (bool(holds(words, _COMMON)) or country_of(words) != "")


def _head(low: tuple[str, ...]) -> str:
    """The noun that a phrase is about: the last word before its first preposition or relative clause."""
    for i, word in enumerate(low):
        if i and word in _TIES:
            return low[i - 1]
    return low[-1] if low else ""


def resolve(cast: Cast, sentence: int, source: tuple[Span, ...], text: str, tokens: list[Token]) -> Speaker:
    """The speaker that a source's spans name, in sentence `sentence` of the cast's story."""
    if not source:
        return OWN_VOICE
    start, end = source[0]
    own = [t for t in tokens if t.start >= start and t.end <= end]
    if not any(t.text[0].isalnum() for t in own):
        return OWN_VOICE
    if own[0].lower in _RELATIVE and len(own) == 1:
        own = _antecedent(tokens, own[0]) or own
    read = Source(own, text, text[tokens[0].start : tokens[-1].end].lower())
    found, human = _resolved(cast, sentence, read)
    if found.name.lower() not in _PRONOUNS:
        cast.spoke.append((sentence, found, human))
    return found


def _antecedent(tokens: list[Token], pronoun: Token) -> list[Token]:
    """The words that "who" or "which" takes up, right before it."""
    w = Words(tokens, False)
    k = tokens.index(pronoun)
    k -= k > 0 and w.low[k - 1] == ","
    found = subject_before(w, k)
    return tokens[found[0] : found[1]] if found else []


def _resolved(cast: Cast, sentence: int, source: Source) -> tuple[Speaker, bool | None]:
    """The speaker, and whether it is a person."""
    low = source.low
    if len(low) == 1 and low[0] in _PRONOUNS:
        human = low[0] in _HE_SHE
        if human:
            return cast.person(sentence, source.start) or Speaker(low[0], "person"), True
        near = _subject_body(cast, sentence, source.start)
        found = near or cast.thing(sentence, source.start) or (_subject_body(cast, sentence - 1) if sentence else None)
        return found or Speaker(low[0], "official"), False
    if source.head in SPOKESMAN and not source.named and len(source.main) < 3:
        same = next(
            (s for _, s, _ in reversed(cast.spoke[-_LAST:]) if holds(tuple(s.name.lower().split()), SPOKESMAN)), None
        )
        if same is not None:
            return same._replace(name=same.name if source.head in same.name else f"{source.name} ({same.name})"), True
    known = _known(cast, source)
    name = source.name
    if known is None and not source.named:
        known = _taken_up(cast, sentence, source)
        if known is not None and source.head not in SPOKESMAN:
            name = known.name if set(low) <= {*known.words, "the", "a"} else f"{name} ({known.name})"
    kind = _kind(cast, source, known)
    if known is not None and len(source.main) <= 3 and set(source.main) - {"mr", "mrs", "ms", "the"} < set(known.words):
        name = known.name
    person = bool(holds((singular(source.head),), ROLE)) or (known is not None and known.human is True)
    return Speaker(name, kind, standing(low, known, kind)), person


def _subject_body(cast: Cast, sentence: int, before: int | None = None) -> Speaker | None:
    """The sentence's subject, where it is a body by its noun ("the police ...") and stands before `before`."""
    tokens = cast.tokens[sentence]
    subject = first_subject(Words(tokens, False)) if tokens else None
    if subject is None or (before is not None and tokens[subject[0]].start >= before):
        return None
    own = tokens[subject[0] : subject[1]]
    low = tuple(bare(t) for t in own)
    if low[0] in PRONOUN or not holds((_head(low),), PEOPLE):
        return None
    return _resolved(cast, sentence, Source(own, cast.texts[sentence], ""))[0]


def _known(cast: Cast, source: Source) -> Profile | None:
    """What the story tells of the name that the source holds: the person's, else that of the body it is."""
    if source.person is not None:
        return cast.profile(source.person.words)
    if not source.named:
        return None
    words = tuple(w for w in source.main if w not in DETERMINER)
    return cast.profile(words)


def _taken_up(cast: Cast, sentence: int, source: Source) -> Profile | None:
    """What "the ministry", "the company", "the minister" takes up."""
    noun = singular(source.head)
    person = bool(holds((noun,), ROLE)) and not holds((noun,), BODY)
    company = noun in _COMPANY_LIKE or source.head in DOCUMENT
    fallback = None
    for m in cast.back(sentence, source.start):
        one = cast.profile(m.words)
        if one is None or (one.human is True) != person:
            continue
        if noun in m.described or source.head in m.described:
            return one
        if fallback is None and company and not holds(m.words, PUBLIC) and not cast.is_outlet(one):
            fallback = one
    return fallback


def _kind(cast: Cast, source: Source, known: Profile | None) -> SpeakerKind:
    """The kind of a source: by its nouns, then by what the story tells of its name."""
    low, head = source.low, source.head
    human = known is not None and known.human is True
    if holds(source.main, SPOKESMAN) or holds(low, SPOKESMAN):
        return "person" if "family" in low or holds((head,), PRIVATE) else "official"
    if not human and any(mark in source.whole for mark in NAMELESS) and (head in ANONYMOUS or not holds((head,), BODY)):
        return "anonymous"
    if holds((head,), BODY_PEOPLE) and (source.named or country_of(low) or holds(source.main[:-1], BODY)):
        return "official" if head != "officials" or source.named or holds(low, BODY) else "anonymous"
    body = known is not None and len(known.words) > 1 and head in known.words
    if head in ANONYMOUS and not human and not body:
        return "anonymous"
    if _media(cast, source, known):
        return "media"
    return _kind_of_one(cast, source, known)


def _media(cast: Cast, source: Source, known: Profile | None) -> bool:
    if source.person is not None:
        return False
    if "this" in source.low and holds(source.low, frozenset({"story", "report", "article", "item", "version"})):
        return True
    if source.head == "agency":
        return bool(holds(source.low, NEWS_AGENCY))
    if holds((source.head,), MEDIA) or (source.head in DOCUMENT and holds(source.main, MEDIA)):
        return True
    return known is not None and known.human is not True and source.named and cast.is_outlet(known)


def _kind_of_one(cast: Cast, source: Source, known: Profile | None) -> SpeakerKind:
    low, main, head = source.low, source.main, source.head
    if is_former(low) or (known is not None and known.human and is_former((*known.left, *known.right))):
        return "person"
    if source.person is not None:
        told = descriptor_kind(source.person.left, source.person.right, source.person.words)
        return told or (cast.kind(known) if known else "person")
    if holds((head,), PRIVATE) and not holds((head,), BODY):
        return "person" if source.definite else "anonymous"
    if holds((head,), OFFICE):
        named = source.definite or holds(low, BODY) or head not in ("officer", "executive", "official", "colleague")
        return "official" if named else "anonymous"
    if holds((head,), _TEXTUAL) or main[-1] in CORPORATE:
        return "official"
    if country_of(main[-2:]) and country_of(main) == country_of((head,)):
        return "official"
    if singular(head) in ANONYMOUS_ONE and not source.definite:
        return "anonymous"
    if known is not None:
        return cast.kind(known)
    if any(word in LEADS for word in low):
        return "official"
    if low[0] in GIVEN or (source.named and len(main) in (2, 3) and not holds(main, BODY)):
        return "person"
    return "official" if source.named or holds(low, BODY) else "anonymous"
