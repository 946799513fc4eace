"""The claims of a story, put together: attributions, speakers, stances, events, sentence by sentence."""

from typing import NamedTuple

from pipeline.extract.attribution import Attribution
from pipeline.extract.cast import OWN_VOICE, Cast, Speaker
from pipeline.extract.events import canonical_names, event
from pipeline.extract.speakers import resolve
from pipeline.extract.speech import Spoken, spoken
from pipeline.extract.stance import Reading, read_statements
from pipeline.extract.story import StoryContext, story_context
from schemas.article import Article
from schemas.claim import Claim, Link, Spans
from schemas.codec import content_id

#: A sentence that takes more stances, or has more kinds of speakers, than this was misread.
_MOST_STANCES, _MOST_KINDS = 2, 2


class Found(NamedTuple):
    """The claims of a story's new sentences, and the names and terms of the whole story."""

    claims: tuple[Claim, ...]
    names: tuple[str, ...]
    terms: tuple[str, ...]


class _Statement(NamedTuple):
    """One statement of a sentence before it is a claim."""

    attribution: Attribution | None
    speaker: Speaker
    reading: Reading
    chain: tuple[Link, ...]


def claims_of(article: Article, new: tuple[int, ...]) -> Found:
    """The claims of the sentences `new` of an article, in their order; the whole story is read for who is who."""
    said = spoken(article)
    texts = [article.title if s.kind == "headline" else article.body for s in article.sentences]
    headlines = sum(s.kind == "headline" for s in article.sentences)
    cast = Cast([one.tokens for one in said], texts, headlines, article.source, article.body)
    story = story_context([one.tokens for one in said], headlines)
    wanted, claims = frozenset(new), []
    canonical, names, terms = canonical_names(story), {}, {}  # dicts as ordered sets
    for i, sentence in enumerate(article.sentences):
        if sentence.kind not in ("text", "headline"):
            continue
        statements = _statements(said, cast, story, i, texts)
        if i in wanted:
            claims += _claims(article, i, _sifted(statements), story, canonical)
    for claim in claims:
        names.update(dict.fromkeys(claim.event.names))
        terms.update(dict.fromkeys(claim.event.terms))
    return Found(tuple(claims), tuple(names), tuple(terms))


def _statements(said: list[Spoken], cast: Cast, story: StoryContext, i: int, texts: list[str]) -> list[_Statement]:
    """The statements of sentence i; the outlet's own where nobody is named."""
    one = said[i]
    readings = read_statements(story, i, one.attributions)
    found = []
    for attribution, reading in zip(one.attributions, readings, strict=False):
        at = one.lender if attribution.form == "carried" else i
        speaker = resolve(cast, at, attribution.source, texts[at], said[at].tokens)
        found.append(_Statement(attribution, speaker, reading, ()))
    if found:
        return [s._replace(chain=_chain(found, n)) for n, s in enumerate(found)]
    return [_Statement(None, OWN_VOICE, readings[0], ())]


def _chain(found: list[_Statement], n: int) -> tuple[Link, ...]:
    """Through whom the statement came to the reader: the speakers of the attributions around it, outermost first."""
    links: list[Link] = []
    attribution = found[n].attribution
    at = attribution.parent if attribution else -1
    while at >= 0 and len(links) < len(found):
        links.insert(0, Link(name=found[at].speaker.name, kind=found[at].speaker.kind))
        holder = found[at].attribution
        at = holder.parent if holder else -1
    return tuple(links)


def _sifted(statements: list[_Statement]) -> list[_Statement]:
    """The statements that one sentence can hold: those that answer something first, then the outer ones."""
    ranked = sorted(range(len(statements)), key=lambda n: _rank(statements[n], n))
    stances: set[str] = set()
    kinds: set[str] = set()
    kept: set[int] = set()
    for n in ranked:
        one = statements[n]
        if len(stances | {one.reading.stance}) > _MOST_STANCES or len(kinds | {one.speaker.kind}) > _MOST_KINDS:
            continue
        stances.add(one.reading.stance)
        kinds.add(one.speaker.kind)
        kept.add(n)
    return [one for n, one in enumerate(statements) if n in kept]


def _rank(one: _Statement, n: int) -> tuple[bool, bool, int]:
    """What answers something comes first, then what somebody says, then the order of the sentence."""
    return one.reading.stance == "asserts", one.attribution is not None and not one.attribution.source, n


def _claims(
    article: Article, i: int, statements: list[_Statement], story: StoryContext, canonical: dict[str, str]
) -> list[Claim]:
    sentence = article.sentences[i]
    quote = article.text(sentence)
    claims = []
    for ordinal, one in enumerate(statements):
        a, reading, speaker = one.attribution, one.reading, one.speaker
        in_body = a is not None and sentence.kind != "headline"
        content = a.content if a is not None else ()
        whole = article.title if sentence.kind == "headline" else article.body
        worded = story.sentences[i]
        told = [n for span in content for n in worded.within(*span)] or range(len(worded.lowers))
        claims.append(
            Claim(
                claim_id=content_id(article.article_id, quote, reading.stance, speaker.name, str(ordinal)),
                article_id=article.article_id,
                content_id=article.content_id,
                index=i,
                quote=quote,
                stance=reading.stance,
                speaker=speaker.name,
                speaker_kind=speaker.kind,
                spans=Spans(source=a.source, cue=a.cue, content=content) if a is not None and in_body else Spans(),
                standing=speaker.standing,
                chain=one.chain,
                content=" ".join(whole[start:end] for start, end in content) or quote,
                event=event(worded, told, canonical, article.when.date()),
                force=reading.force,
                scope=reading.scope,
                residual=reading.residual,
                answers=reading.answers,
                historical=reading.historical,
                secondhand=reading.secondhand,
                rule=reading.rule,
            )
        )
    return claims
