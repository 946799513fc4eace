"""Attributions: which words name a source, which are the cue, which are what it says."""

from typing import NamedTuple

from pipeline.extract.english.contents import content_after, content_before
from pipeline.extract.english.groups import Group, group_at
from pipeline.extract.english.lexicon import CONJUNCTION, CUES, DOCUMENT
from pipeline.extract.english.phrases import Range, first_subject, phrase_after, subject_before
from pipeline.extract.english.words import Words
from pipeline.extract.tokens import Token
from schemas.claim import Span


class Attribution(NamedTuple):
    """One attribution found in a sentence.

    Spans are character offsets into the text that the sentence stands in (body, or title for a headline). `lemma` is
    the cue's base form ("say", "deny", "according to", "decline"; empty where a quote runs on without a cue).
    `negated` tells that the cue itself is negated ("did not deny"); `form` is how it stands: "verb", "passive",
    "participle", "infinitive", "noun", "preposition", "carried" (a quote running over from the sentence before).
    `parent` is the index, in the sentence's list, of the attribution whose content this one stands in, or -1.
    `sense` is the cue's class in the language pack ("say", "deny", "decline", "unreached", "think" ...); `modal` the
    auxiliaries before it in lower case ("will", "had", "has always"); `head` the index of the cue's main word in the
    tokens given, or -1.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    lemma: str
    negated: bool
    form: str
    parent: int = -1
    sense: str = "say"
    modal: str = ""
    head: int = -1


class _Found(NamedTuple):
    """An attribution in token indexes."""

    source: Range | None
    group: Group
    content: tuple[Range, ...]
    form: str


def attribute(tokens: list[Token], text: str, quoted: bool = False, headline: bool = False) -> list[Attribution]:
    """The attributions of one sentence in the order of their cues; empty for one in the outlet's own voice.

    `quoted` tells that the sentence begins inside a quote that the sentence before opened; `headline` that it is
    written in the grammar of headlines ("Not so, says bank"; "X: never").
    """
    places = [i for i, token in enumerate(tokens) if token.lower in CUES]
    if not places:
        return []
    w = Words(tokens, quoted)
    found: list[_Found] = []
    for i in places:
        if w.quoted[i] or i < w.begin:
            continue
        one = _verb(w, i, found)
        if one:
            found.append(one)
    return _nested([_spans(w, one) for one in found])


def _verb(w: Words, i: int, found: list[_Found]) -> _Found | None:
    """The attribution whose cue is the verb at i."""
    group = group_at(w, i)
    if group is None:
        return None
    if group.form == "passive":
        return _passive(w, group)
    if group.form == "participle":
        return _participle(w, group, found)
    if group.form == "infinitive":
        return None
    source = subject_before(w, group.start)
    after = content_after(w, group.end, group.cue.lemma, group.cue.sense)
    if source is None:
        turned = _turned(w, group)
        if turned:
            return turned
        if w.low[group.start - 1] not in CONJUNCTION and w.low[group.start - 1] != ",":
            return None
        source = next((f.source for f in reversed(found) if f.form != "participle"), None) or first_subject(w)
        return _Found(source, group, (after,), "verb") if after and source else None
    contents = _both_sides(w, source, group, after)
    return _Found(source, group, contents, "verb") if contents else None


def _both_sides(w: Words, source: Range, group: Group, after: Range | None) -> tuple[Range, ...]:
    """The content on the right, or on the left where the sentence ends in "..., X said"."""
    lo = source[0]
    left = lo > w.begin and (w.low[lo - 1] in (",", "—", "--") or w.quoted[lo - 1])
    if group.cue.sense in ("say", "write", "think", "confirm", "ask") and left and (after is None or w.quoted[lo - 1]):
        tail = (after,) if after and w.quoted[after[0]] else ()
        return (*content_before(w, lo), *tail)
    if after is None and left and group.cue.clause_only is False:
        return tuple(content_before(w, lo))
    return (after,) if after else ()


def _turned(w: Words, group: Group) -> _Found | None:
    """'"...", said X': the subject behind its verb."""
    if group.cue.sense not in ("say", "write", "think", "confirm", "ask") or group.start <= w.begin:
        return None
    before = group.start - 1
    if not (w.quoted[before] or w.low[before] in (",", "—", "--", "-", "?", "!")):
        return None
    source = phrase_after(w, group.end)
    if source is None:
        return None
    rest = next((k for k in range(source[1], w.size) if w.quoted[k]), None)
    tail = ((rest, w.size),) if rest is not None and w.low[source[1]] in (",", ":", ".") else ()
    return _Found(source, group, (*content_before(w, group.start), *tail), "verb")


def _passive(w: Words, group: Group) -> _Found | None:
    """'... was denied by X'; without "by" the source is unknown."""
    subject = subject_before(w, group.start)
    by = next((k for k in range(group.end, min(w.size, group.end + 8)) if w.low[k] == "by"), None)
    source = phrase_after(w, by + 1) if by is not None and by + 1 < w.size else None
    after = content_after(w, group.end, group.cue.lemma, group.cue.sense) if source is None else None
    contents = tuple(part for part in (subject, after) if part)
    if not contents or (source is None and after is None):
        return None
    return _Found(source, group, contents, "passive")


def _participle(w: Words, group: Group, found: list[_Found]) -> _Found | None:
    """', saying that ...'; 'a statement denying that ...'."""
    after = content_after(w, group.end, group.cue.lemma, group.cue.sense)
    if after is None:
        return None
    before = w.low[group.start - 1] if group.start > w.begin else ""
    source = None
    if before.isalpha() and before not in DOCUMENT and before not in CONJUNCTION:
        source = subject_before(w, group.start)
    if source is None:
        source = next(
            (f.source for f in reversed(found) if f.source and f.form != "participle"), None
        ) or first_subject(w)
    return _Found(source, group, (after,), "participle") if source else None


def _spans(w: Words, one: _Found) -> Attribution:
    group = one.group
    return Attribution(
        source=(_chars(w, one.source),) if one.source else (),
        cue=(_chars(w, (group.start, group.end)),),
        content=tuple(_chars(w, part) for part in one.content),
        lemma=group.cue.lemma,
        negated=group.negated,
        form=one.form,
        sense=group.cue.sense,
        modal=group.modal,
        head=group.head,
    )


def _chars(w: Words, part: Range) -> Span:
    return (w.tokens[part[0]].start, w.tokens[part[1] - 1].end)


def _nested(found: list[Attribution]) -> list[Attribution]:
    """The same attributions with the index of the narrowest one whose content holds their cue."""
    out = []
    for i, one in enumerate(found):
        at = one.cue[0][0]
        holders = [
            (end - start, j)
            for j, other in enumerate(found)
            if j != i
            for start, end in other.content
            if start <= at < end
        ]
        out.append(one._replace(parent=min(holders)[1]) if holders else one)
    return out
