"""Whose speech a sentence is: its own attributions, or the speaker of a quote that runs over into it."""

from typing import NamedTuple

from pipeline.extract.attribution import Attribution, attribute
from pipeline.extract.tokens import Token, tokenise
from schemas.article import Article
from schemas.claim import Span

_OPEN, _CLOSE, _EITHER = frozenset("“«"), frozenset("”»"), '"'


_QUOTE = 40  # sentences that one quote may run over


class Spoken(NamedTuple):
    """A sentence with its tokens and attributions. `lender` is the sentence that a carried source stands in."""

    tokens: list[Token]
    attributions: list[Attribution]
    lender: int = -1


def spoken(article: Article) -> list[Spoken]:
    """Every sentence of the article with its attributions, quotes carried from sentence to sentence."""
    found: list[Spoken] = []
    states: list[tuple[bool, bool]] = []
    inside, before = False, 0
    for sentence in article.sentences:
        headline = sentence.kind == "headline"
        text = article.title if headline else article.body
        tokens = tokenise(text, sentence.start, sentence.end)
        if not headline:
            fresh = "\n" in article.body[before : sentence.start]
            before = sentence.end
            inside = inside and not fresh
        starts = inside and not headline
        ends = _open_at_end(tokens, starts)
        states.append((starts, ends))
        inside = ends if not headline else inside
        read = sentence.kind in ("text", "headline")
        found.append(Spoken(tokens, attribute(tokens, text, starts, headline) if read else []))
    return [_carried(found, states, article, i) for i in range(len(found))]


def _open_at_end(tokens: list[Token], inside: bool) -> bool:
    for token in tokens:
        mark = token.lower
        if mark == _EITHER:
            inside = not inside
        elif mark in _OPEN:
            inside = True
        elif mark in _CLOSE:
            inside = False
    return inside


def _quoted_span(tokens: list[Token], starts: bool) -> Span | None:
    """The sentence's span where it is all quote (nothing but marks outside it), else None."""
    inside, first = starts, tokens[0].lower
    if not inside and first != _EITHER and first not in _OPEN:
        return None
    for token in tokens:
        mark = token.lower
        if mark == _EITHER:
            inside = not inside
        elif mark in _OPEN:
            inside = True
        elif mark in _CLOSE:
            inside = False
        elif not inside and mark[0].isalnum():
            return None
    return (tokens[0].start, tokens[-1].end)


def _carried(found: list[Spoken], states: list[tuple[bool, bool]], article: Article, i: int) -> Spoken:
    """Sentence i, with the attribution that a running quote lends it where it has none of its own."""
    one = found[i]
    if one.attributions or not one.tokens or article.sentences[i].kind != "text":
        return one
    span = _quoted_span(one.tokens, states[i][0])
    if span is None:
        return one
    lender = _lender(found, states, article, i)
    if lender is None:
        return one
    lent = next(a for a in found[lender].attributions if a.source)
    own = Attribution(lent.source, (), (span,), "", False, "carried", sense="say")
    return Spoken(one.tokens, [own], lender)


def _lender(found: list[Spoken], states: list[tuple[bool, bool]], article: Article, i: int) -> int | None:
    """The sentence whose speaker speaks on in sentence i: the one that closes its quote, else the last one before."""
    k = i
    while states[k][1] and k + 1 < min(len(found), i + _QUOTE):
        k += 1
        if _speaks(found[k]):
            return k
    for k in range(i - 1, max(-1, i - 6), -1):
        if _speaks(found[k]):
            return k
        if not found[k].tokens or _quoted_span(found[k].tokens, states[k][0]) is None:
            return None
    return None


def _speaks(one: Spoken) -> bool:
    return any(a.source and a.sense in ("say", "write", "deny", "confirm", "ask", "judge") for a in one.attributions)
