"""By what chain a statement came to the reader: UPI, citing Reuters, citing a spokesman.

Links stand nearest to the reader first. The speaker of the statement itself is in the chain only where a further
source stands behind it ("the paper reported, citing two bankers").
"""

from pipeline.extract.attribution import Attribution
from pipeline.extract.cast import Cast, Speaker
from pipeline.extract.english.phrases import phrase_after
from pipeline.extract.english.words import Words
from pipeline.extract.speakers import resolve
from pipeline.extract.tokens import Token
from schemas.claim import Link

_CITES = frozenset({"cite", "quote"})
_TOLD = frozenset({"tell", "inform"})


def chain(
    attributions: list[Attribution], speakers: list[Speaker], n: int, cast: Cast, i: int, text: str, tokens: list[Token]
) -> tuple[Link, ...]:
    """The links of statement n of sentence i."""
    links: list[Link] = []
    at = attributions[n].parent
    for _ in attributions:  # as deep as there are statements, whatever stands in what
        if at < 0:
            break
        if speakers[at].name and speakers[at] != speakers[n]:
            links.insert(0, _link(speakers[at]))
        at = attributions[at].parent
    told = _told(attributions[n], cast, i, text, tokens)
    if told is not None:
        links.append(told)
    for other in attributions:
        if (
            other.lemma in _CITES
            and other.form == "participle"
            and other.source == attributions[n].source
            and other.content
        ):
            cited = _cited(other, cast, i, text, tokens)
            if cited is not None and other is not attributions[n]:
                links += [_link(speakers[n]), cited]
    return tuple(links)


def _link(speaker: Speaker) -> Link:
    return Link(name=speaker.name, kind=speaker.kind)


def _told(attribution: Attribution, cast: Cast, i: int, text: str, tokens: list[Token]) -> Link | None:
    """The outlet that was told: "two exporters told Reuters"."""
    if attribution.lemma not in _TOLD or attribution.head < 0:
        return None
    return _outlet(phrase_after(Words(tokens, False), attribution.head + 1), cast, i, text, tokens, media_only=True)


def _cited(attribution: Attribution, cast: Cast, i: int, text: str, tokens: list[Token]) -> Link | None:
    w = Words(tokens, False)
    start = next((k for k, t in enumerate(tokens) if t.start == attribution.content[0][0]), -1)
    return _outlet(phrase_after(w, start, open_end=True), cast, i, text, tokens) if start >= 0 else None


def _outlet(
    part: tuple[int, int] | None, cast: Cast, i: int, text: str, tokens: list[Token], media_only: bool = False
) -> Link | None:
    if part is None:
        return None
    spoken = len(cast.spoke)
    speaker = resolve(cast, i, ((tokens[part[0]].start, tokens[part[1] - 1].end),), text, tokens)
    del cast.spoke[spoken:]  # who was told or cited has not spoken
    return _link(speaker) if speaker.name and (speaker.kind == "media" or not media_only) else None
