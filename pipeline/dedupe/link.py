"""Which story an article belongs to: candidates by shared keys, then proof by the words that they share.

Theory of operation. Shared shingles and sentences propose; an article is linked when two fifths of the smaller side's
words stand in the other and the headlines agree, or when most of the article does. A fifth proved too little: serials
("proposed offerings", "grain prices adjusted") share their headline and a formula, and a story that quotes the
background of an older one would be taken for its next version. A sentence that has other figures than the story counts
as not shared, however much of it stands there. Very short copy links by whole sentences only: two flashes of ten words
share half of them by chance.

Beside the threshold, which mistake is worse: two stories merged. A missed link costs a repeated flow.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.diff import Comparison, compare
from pipeline.dedupe.fingerprints import CLASS_BITS, Words
from pipeline.dedupe.records import Sentences, StoryState
from pipeline.dedupe.stories import MOST_OWNERS, Stories
from pipeline.dedupe.words import FIGURE, LIGHT
from schemas.article import Fingerprinted

SHARE = 0.4
#: Without a headline in common, this much of the article must stand in the story.
SHARE_UNTITLED = 0.7
#: Without a whole sentence in common, this much of the smaller side must stand in the other: a serial ("money supply
#: rises in week") repeats its formula with other figures, not its sentences; a badly scanned copy has none whole.
SHARE_PIECEMEAL = 0.7
HITS = 2
SHORT_WORDS = 30
#: A sentence shorter than this is no evidence by itself.
TELLING_WORDS = 6
CANDIDATES = 4
#: Two stories are one when an article shares this much of the smaller side with both.
SHARE_MERGING = 0.5


class Link(NamedTuple):
    """A story beside an article. `share` is of the smaller side's words."""

    story: StoryState
    sentences: Sentences
    comparison: Comparison
    share: float
    accepted: bool


class Reading(NamedTuple):
    """An article as the writer sees it: its words, and which of its sentences may flow (those without a word can't)."""

    item: Fingerprinted
    words: Words
    flowing: NDArray[np.intp]  # indexes of sentences that are neither credit nor boilerplate
    copy: NDArray[np.intp]  # those of them that are not the headline
    headline: int  # index of the headline, or -1
    size: int  # words of the copy


def read(item: Fingerprinted, words: Words, boilerplate: set[int]) -> Reading:
    """An article without its credits and what is known as `boilerplate` (hashes of sentences)."""
    kinds = [s.kind for s in item.article.sentences]
    said = zip(words.hashes.tolist(), words.lengths.tolist(), kinds, strict=True)
    flowing = [i for i, (h, n, kind) in enumerate(said) if n and kind in ("headline", "text") and h not in boilerplate]
    copy = [i for i in flowing if kinds[i] == "text"]
    headline = kinds.index("headline") if "headline" in kinds else -1
    return Reading(
        item, words, np.array(flowing, np.intp), np.array(copy, np.intp), headline, int(words.lengths[copy].sum())
    )


class Shared(NamedTuple):
    """What other stories share with an article: for each, its shared shingles; for each sentence, the stories."""

    shingles: dict[str, int]
    sentences: dict[int, list[str]]


def shared(reading: Reading, stories: Stories) -> Shared:
    """One look into the index for all of an article's keys: shingles, sentences that may flow, and the whole copy."""
    shingles = np.frombuffer(reading.item.shingles, "<u8")
    body = np.array([int(reading.item.body_hash, 16)] if reading.item.body_hash else [], np.uint64)
    keys = np.concatenate((shingles, body, reading.words.hashes[reading.flowing]))
    found = Shared({}, {})
    owners: dict[int, list[str]] = {}
    for key, story_id in stories.sharing(keys):
        owners.setdefault(key, []).append(story_id)
    sentences = reading.flowing.tolist()
    for key, names in owners.items():
        if key > len(shingles) - 1 + len(body):
            found.sentences[sentences[key - len(shingles) - len(body)]] = names
        elif len(names) < MOST_OWNERS:
            for name in names:
                found.shingles[name] = found.shingles.get(name, 0) + (1 if key < len(shingles) else HITS)
    return found


def candidates(reading: Reading, found: Shared, stories: Stories, now: int) -> list[StoryState]:
    """The stories that share most with an article, best first: at least two shingles, or a whole sentence."""
    hits = dict(found.shingles)
    for sentence, names in found.sentences.items():
        if len(names) < MOST_OWNERS and reading.words.lengths[sentence] >= TELLING_WORDS:
            for name in names:
                hits[name] = hits.get(name, 0) + HITS
    best = sorted((o for o, n in hits.items() if n >= HITS), key=lambda o: (-hits[o], o))[:CANDIDATES]
    told = {story.story_id: story for o in best if (story := stories.story(o, now))}
    return [s for s in told.values() if s.language == _language(reading)]


def weigh(reading: Reading, story: StoryState) -> Link:
    """An article beside a candidate, and whether it belongs there."""
    sentences = Sentences.read(story)
    comparison = compare(reading.words, reading.flowing, reading.headline, sentences)
    lengths = sentences.lengths[sentences.headline == 0]
    theirs = int(lengths.sum())
    common = int(comparison.covered[_told_alike(reading, comparison, sentences)].sum())
    share = common / max(1, min(reading.size, theirs))
    if reading.size < SHORT_WORDS:
        accepted = _is_short_copy(reading, comparison, sentences)
    else:
        whole = any(i in comparison.old for i in _telling(reading))
        alike = _same_headline(reading, sentences) or common >= SHARE_UNTITLED * reading.size
        accepted = share >= (SHARE if whole else SHARE_PIECEMEAL) and alike
    return Link(story, sentences, comparison, share, accepted)


def _told_alike(reading: Reading, comparison: Comparison, story: Sentences) -> NDArray[np.intp]:
    """The sentences of the copy that may show what it shares with a story.

    A formula with other figures ("is issuing a 75 mln dlr bond due April 30") tells another event in the same words.
    """
    tokens = reading.words.tokens
    figures = np.flatnonzero((tokens & CLASS_BITS) == FIGURE)
    others = figures[~np.isin(tokens[figures], story.tokens)]
    if not len(others):
        return reading.copy
    ends = np.cumsum(reading.words.lengths.astype(np.intp))
    told_otherwise = np.zeros(len(ends), bool)
    told_otherwise[ends.searchsorted(others, side="right")] = True
    return reading.copy[~told_otherwise[reading.copy]]


def _telling(reading: Reading) -> list[int]:
    """The sentences of the copy that are long enough to be evidence."""
    at: list[int] = reading.copy[reading.words.lengths[reading.copy] >= TELLING_WORDS].tolist()
    return at


def _is_short_copy(reading: Reading, comparison: Comparison, story: Sentences) -> bool:
    """Whether all of very short copy is whole sentences of the story, one of them telling."""
    hashes, lengths = reading.words.hashes, reading.words.lengths
    base = reading.copy if len(reading.copy) else reading.flowing
    whole = [story.hashes[old.places[0]] == hashes[i] for i in base.tolist() if (old := comparison.old.get(i))]
    return len(whole) == len(base) and all(whole) and int(lengths[base].max(initial=0)) >= TELLING_WORDS


def _same_headline(reading: Reading, story: Sentences) -> bool:
    """Whether half of the words of the shorter headline that mean something stand in the other."""
    if reading.headline < 0:
        return False
    edges = np.concatenate(([0], np.cumsum(reading.words.lengths.astype(np.intp))))
    ours = _meant(reading.words.tokens[edges[reading.headline] : edges[reading.headline + 1]])
    edges = np.concatenate(([0], np.cumsum(story.lengths.astype(np.intp))))
    for at in np.flatnonzero(story.headline).tolist():
        theirs = _meant(story.tokens[edges[at] : edges[at + 1]])
        common = len(ours & theirs)
        if common >= 2 and 2 * common >= min(len(ours), len(theirs)):
            return True
    return False


def _meant(tokens: np.ndarray) -> set[int]:
    return set(tokens[(tokens & CLASS_BITS) != LIGHT].tolist())


def _language(reading: Reading) -> str:
    return language_of(reading.item.article.language)


def language_of(tag: str) -> str:
    """The language that articles are compared in: the first part of the tag."""
    return tag.partition("-")[0].lower()
