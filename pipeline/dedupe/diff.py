"""Which sentences of an article say nothing that its story has not said: the comparison, and the verdict a sentence.

Theory of operation. A sentence is old if it stands in the story word for word (in its even form), or if the story's
4-grams cover it so that nothing is left over: no figure, no negation, no word that means something, and no two pieces
put together that did not stand together. It must not leave out a negation, a denial or the speaker of what it repeats,
for "X is so" is not what "the ministry denied that X is so" said. When unsure a sentence is new: a false flow costs one
idempotent extraction, a false drop costs the alert.

Known exceptions: a misspelt word counts as new; a sentence of fewer than four words is old only word for word.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.fingerprints import CLASS_BITS, U32, Words, grams
from pipeline.dedupe.records import Sentences
from pipeline.dedupe.words import HEDGE, LIGHT, SAYS, TURN

_GRAM = 4
#: Classes of words that must not be left out of what is repeated, as flags by class.
_WEIGHTY = np.isin(np.arange(8), (TURN, HEDGE, SAYS))
_WEIGHTY_IN_HEADLINES = np.isin(np.arange(8), (TURN,))


class Old(NamedTuple):
    """An old sentence: the places, in its story's sentences, of what it repeats, the nearest first."""

    places: tuple[int, ...]


class Comparison(NamedTuple):
    """An article beside a story: the old ones of its sentences, and how many words of each the story covers."""

    old: dict[int, Old]
    covered: NDArray[np.intp]


class _Cover(NamedTuple):
    """For each word of the article: whether a 4-gram that begins there is the story's and where; if it's covered."""

    begins: NDArray[np.bool_]
    position: NDArray[np.intp]
    words: NDArray[np.bool_]
    edges: NDArray[np.intp]  # where the story's sentences begin, and its end


def compare(article: Words, wanted: NDArray[np.intp], headline: int, story: Sentences) -> Comparison:
    """Compare the sentences `wanted` of an article with a story; `headline` is the headline's index, or -1."""
    places = dict(zip(story.hashes.tolist()[::-1], range(len(story.hashes) - 1, -1, -1), strict=True))
    hashes = article.hashes.tolist()
    lengths = article.lengths.astype(np.intp)
    old = {i: Old((places[hashes[i]],)) for i in wanted.tolist() if hashes[i] in places and lengths[i]}
    covered = np.zeros(len(hashes), np.intp)
    covered[list(old)] = lengths[list(old)]
    open_ = [i for i in wanted.tolist() if i not in old and lengths[i]]
    if open_ and len(story.tokens) >= _GRAM:
        ends = np.cumsum(lengths)
        cover = _cover(article, ends, story)
        for i in open_:
            start, end = int(ends[i] - lengths[i]), int(ends[i])
            covered[i] = np.count_nonzero(cover.words[start:end])
            cut = i == headline and _headline_cut(article.tokens[start:end], story)
            verdict = cut or _verdict(article, start, end, i == headline, cover, story)
            if verdict:
                old[i] = verdict
    return Comparison(old, covered)


def _cover(article: Words, ends: NDArray[np.intp], story: Sentences) -> _Cover:
    size = len(article.tokens)
    theirs, ours = grams(story.tokens, _GRAM), grams(article.tokens, _GRAM)
    begins, position = np.zeros(size, bool), np.zeros(size, np.intp)
    if len(ours):
        order = np.argsort(theirs, kind="stable")
        at = np.searchsorted(theirs, ours, sorter=order)
        position[: len(ours)] = order[np.minimum(at, len(order) - 1)]
        begins[: len(ours)] = theirs[position[: len(ours)]] == ours
    for back in range(1, _GRAM):  # a gram that runs over the end of a sentence covers nothing
        begins[np.maximum(ends - back, 0)] = False
    words = begins.copy()
    for on in range(1, _GRAM):
        words[on:] |= begins[:-on]
    return _Cover(begins, position, words, np.concatenate(([0], story.lengths.cumsum(dtype=np.intp))))


def _verdict(article: Words, start: int, end: int, headline: bool, cover: _Cover, story: Sentences) -> Old | None:
    """The places that a sentence repeats, or None for a new one."""
    tokens = article.tokens[start:end]
    words = cover.words[start:end]
    if not words.any() or ((tokens & CLASS_BITS)[~words] != LIGHT).any():
        return None
    edges = cover.edges
    if not _fits_together(cover, start, end, story, edges):
        return None
    begins = np.flatnonzero(cover.begins[start:end]) + start
    said = np.searchsorted(edges, cover.position[begins], side="right") - 1
    weight = np.bincount(said, minlength=len(story.lengths))
    sources = [int(s) for s in np.argsort(-weight, kind="stable")[: np.count_nonzero(weight)]]
    nearest = [s for s in sources if 2 * (weight[s] + _GRAM) > story.lengths[s]] or sources[:1]
    weighty = _WEIGHTY_IN_HEADLINES if headline else _WEIGHTY
    said_here = set(tokens.tolist())
    for source in nearest:
        theirs = story.tokens[edges[source] : edges[source + 1]]
        heavy = theirs[weighty[theirs & CLASS_BITS]].tolist()
        if not said_here.issuperset(heavy):
            return None
    return Old(tuple(nearest))


def _headline_cut(tokens: U32, story: Sentences) -> Old | None:
    """The headline that a shorter one is the beginning of: sites cut headlines to their width.

    One that is cut before a negation or a denial says something else.
    """
    ends = np.cumsum(story.lengths.astype(np.intp))
    for place in np.flatnonzero(story.headline).tolist():
        theirs = story.tokens[ends[place] - story.lengths[place] : ends[place]]
        rest = theirs[len(tokens) :] & CLASS_BITS
        if len(tokens) > 1 and np.array_equal(theirs[: len(tokens)], tokens) and not (rest == TURN).any():
            return Old((place,))
    return None


def _fits_together(cover: _Cover, start: int, end: int, story: Sentences, edges: NDArray[np.intp]) -> bool:
    """Whether pieces that meet in the sentence also met in the story, but for words that say nothing.

    Whole sentences may be put together, in any order.
    """
    begins = np.flatnonzero(cover.begins[start:end]) + start
    inner = set(edges.tolist())
    for here, after in pairwise(begins.tolist()):
        left, right = int(cover.position[here]), int(cover.position[after])
        if after - here == 1:  # they overlap by three words: one run
            continue
        left_end = left + _GRAM  # the first word behind the left piece, in the story
        if left_end in inner and right in inner:
            continue
        between = story.tokens[left_end:right]
        if right < left_end or ((between & CLASS_BITS) != LIGHT).any():
            return False
    return True
