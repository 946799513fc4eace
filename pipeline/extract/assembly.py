"""The claims of a story, put together: attributions, speakers, stances, events, sentence by sentence."""

from datetime import date
from typing import NamedTuple

from pipeline.extract.attribution import Attribution
from pipeline.extract.cast import OWN_VOICE, Cast, Speaker
from pipeline.extract.chain import chain
from pipeline.extract.english.phrases import first_subject
from pipeline.extract.english.words import Words
from pipeline.extract.events import canonical_names, event
from pipeline.extract.reader import Copy
from pipeline.extract.speakers import resolve
from pipeline.extract.speech import Spoken, spoken
from pipeline.extract.stance import Reading, read_statements
from pipeline.extract.story import StoryContext, story_context
from pipeline.extract.tokens import Token
from schemas.article import Article
from schemas.claim import Claim, Event, Link, Span, Spans
from schemas.codec import content_id

#: A sentence that takes more stances, or has more kinds of speakers, than this was misread.
_MOST_STANCES, _MOST_KINDS = 2, 2
#: What is told of the whole story; a longer story says no more of its matter.
_MOST_NAMES, _MOST_TERMS = 100, 300


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


class _Matter(NamedTuple):
    """What an event is read with: the story's wording, its names in their fullest form, its day."""

    story: StoryContext
    canonical: dict[str, str]
    when: date

    def event(self, i: int, spans: tuple[Span, ...]) -> Event:
        """What the words of sentence i within the spans are about; all of its words where there is no span."""
        sentence = self.story.sentences[i]
        within = [k for start, end in spans for k in sentence.within(start, end)]
        return event(sentence, within or range(len(sentence.lowers)), self.canonical, self.when)


def claims_of(article: Article, new: tuple[int, ...]) -> Found:
    """The claims of the sentences `new` of an article, in their order; the whole story is read for who is who."""
    said = spoken(article)
    texts = [article.title if s.kind == "headline" else article.body for s in article.sentences]
    headlines = sum(s.kind == "headline" for s in article.sentences)
    cast = Cast([one.tokens for one in said], texts, headlines, article.source, article.body)
    story = story_context([one.tokens for one in said], headlines)
    matter = _Matter(story, canonical_names(story), article.when.date())
    copy = Copy([article.text(s) for s in article.sentences], [s.kind for s in article.sentences])
    wanted, claims = frozenset(new), []
    for i, sentence in enumerate(article.sentences):
        if sentence.kind not in ("text", "headline"):
            continue
        statements = _statements(said, cast, story, i, texts, copy if i in wanted else None)
        if i in wanted:
            claims += _claims(article, i, _sifted(statements), matter)
    terms = dict.fromkeys(stem for worded in story.sentences for stem in worded.stems if stem)
    names = dict.fromkeys(matter.canonical.values())
    return Found(tuple(claims), tuple(names)[:_MOST_NAMES], tuple(terms)[:_MOST_TERMS])


def _statements(
    said: list[Spoken], cast: Cast, story: StoryContext, i: int, texts: list[str], copy: Copy | None
) -> list[_Statement]:
    """The statements of sentence i; the outlet's own where nobody is named. Without copy the rules read alone."""
    one = said[i]
    readings = read_statements(story, i, one.attributions, copy)
    if not one.attributions:
        return [_Statement(None, _unattributed(readings[0], cast, i, one.tokens, texts[i]), readings[0], ())]
    speakers = []
    for attribution, reading in zip(one.attributions, readings, strict=True):
        at = one.lender if attribution.form == "carried" else i
        if attribution.source:
            speakers.append(resolve(cast, at, attribution.source, texts[at], said[at].tokens))
        else:
            speakers.append(_unattributed(reading, cast, i, one.tokens, texts[i]))
    return [
        _Statement(a, speakers[n], readings[n], chain(one.attributions, speakers, n, cast, i, texts[i], one.tokens))
        for n, a in enumerate(one.attributions)
    ]


def _unattributed(reading: Reading, cast: Cast, i: int, tokens: list[Token], text: str) -> Speaker:
    """Who takes the stance of a sentence that attributes nothing: the outlet, or the body whose own text this is."""
    if reading.stance in ("retracts", "corrects"):
        named = next((m.name for m in cast.named[i] if m.name.lower() in cast.outlets), cast.outlet)
        return Speaker(named, "media")
    subject = first_subject(Words(tokens, False)) if reading.stance != "asserts" else None
    if subject is None:
        return OWN_VOICE
    return resolve(cast, i, ((tokens[subject[0]].start, tokens[subject[1] - 1].end),), text, tokens)


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


def _claims(article: Article, i: int, statements: list[_Statement], matter: _Matter) -> list[Claim]:
    sentence = article.sentences[i]
    quote = article.text(sentence)
    claims = []
    for ordinal, one in enumerate(statements):
        a, reading, speaker = one.attribution, one.reading, one.speaker
        in_body = a is not None and sentence.kind != "headline"
        content = a.content if a is not None else ()
        whole = article.title if sentence.kind == "headline" else article.body
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
                event=matter.event(i, content),
                force=reading.force,
                scope=reading.scope,
                residual=reading.residual,
                answers=reading.answers,
                historical=reading.historical,
                secondhand=reading.secondhand,
                rule=reading.rule,
                sure=round(reading.sure, 3),
                worded=reading.worded,
            )
        )
    return claims
