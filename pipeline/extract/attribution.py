"""Attributions: which words name a source, which are the cue, which are what it says."""

from typing import NamedTuple

from pipeline.extract.english.groups import Found
from pipeline.extract.english.lexicon import CUES, DOCUMENT, OTHER_FORMS
from pipeline.extract.english.others import according_at, comment_at, knowing_at, noun_at, report_at, silent_at
from pipeline.extract.english.others import headline as set_off_source
from pipeline.extract.english.phrases import Range
from pipeline.extract.english.roles import BODY, holds
from pipeline.extract.english.verbs import verb_at
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


#: Tokens of a sentence that are read: what is longer is a table or a broken feed, and must not cost the square of it.
_LONGEST = 400
_OTHER = {
    "according": according_at,
    "silent": silent_at,
    "knowing": knowing_at,
    "noun": noun_at,
    "comment": comment_at,
    "report": report_at,
}


def attribute(tokens: list[Token], text: str, quoted: bool = False, headline: bool = False) -> list[Attribution]:
    """The attributions of one sentence in the order of their cues; empty for one in the outlet's own voice.

    `quoted` tells that the sentence begins inside a quote that the sentence before opened; `headline` that it is
    written in the grammar of headlines ("Not so, says bank"; "X: never").
    """
    tokens = tokens[:_LONGEST]
    places = [i for i, token in enumerate(tokens) if token.lower in CUES or token.lower in OTHER_FORMS]
    if not places and not headline:
        return []
    w = Words(tokens, quoted)
    found: list[Found] = []
    for i in places:
        one = _at(w, i, found) if i >= w.begin else None
        if one:
            found.append(one)
    found = [one for one in found if not (_inside(one, found) or _own_body(w, one, found))]
    if headline and not found:
        set_off = set_off_source(w)
        found += [set_off] if set_off else []
    return _nested([_spans(w, one) for one in found])


def _at(w: Words, i: int, found: list[Found]) -> Found | None:
    """The attribution whose cue is token i; the forms without a cue verb yield to what they stand in."""
    word = w.low[i]
    one = verb_at(w, i, found) if word in CUES else None
    kind = OTHER_FORMS.get(word)
    if one is not None or kind is None or w.quoted[i]:
        return one
    return _OTHER[kind](w, i)


def _inside(one: Found, found: list[Found]) -> bool:
    """Whether silence or not knowing is only what somebody else says: "the bank has no plans, its governor said"."""
    if one.group.cue.sense not in ("unreached", "unaware"):
        return False
    at = one.group.head
    return any(lo <= at < hi for other in found if other is not one for lo, hi in other.content)


def _own_body(w: Words, one: Found, found: list[Found]) -> bool:
    """Whether a cue inside a quote only names the body that the quoted person speaks for ("The Navy denies this")."""
    if not w.quoted[one.group.head] or one.source is None or not holds((w.low[one.source[1] - 1],), BODY):
        return False
    around = [o for o in found if o.source and any(lo <= one.group.head < hi for lo, hi in o.content)]
    return any(w.low[o.source[1] - 1] not in DOCUMENT for o in around if o.source)


def _spans(w: Words, one: Found) -> Attribution:
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
    """The same attributions, each with the narrowest one whose content holds its cue; no two hold each other."""
    parents: list[int] = []
    for i, one in enumerate(found):
        at = one.cue[0][0]
        holders = sorted(
            (end - start, j)
            for j, other in enumerate(found)
            if j != i
            for start, end in other.content
            if start <= at < end
        )
        parents.append(next((j for _, j in holders if not _leads_to(parents, j, i)), -1))
    return [one._replace(parent=parent) for one, parent in zip(found, parents, strict=True)]


def _leads_to(parents: list[int], j: int, i: int) -> bool:
    """Whether attribution j already stands in i."""
    while 0 <= j < len(parents):
        j = parents[j]
        if j == i:
            return True
    return False
