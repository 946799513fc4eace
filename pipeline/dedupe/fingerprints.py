"""Fingerprints of an article, made by the stateless workers so that the one writer never reads text.

Words are hashed with numpy over the bytes of the whole article at once: a running sum of bytes times powers gives each
word's hash as a difference, whatever its length. A word's hash carries its class in its low bits. Shingles are word
8-grams, thinned by winnowing: two texts that share a run of 39 words share a shingle (23 where both are short), and a
shingle that is chosen with a wide window is chosen with every narrower one, so that a brief finds its full story.
"""

from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.words import (
    FIGURE,
    HEDGE,
    PLAIN,
    SITE_OPENINGS,
    TURN,
    classes,
    even,
    furniture,
    same,
    without_dateline,
    without_labels,
)
from schemas.article import Article, Fingerprinted

U8: TypeAlias = NDArray[np.uint8]
U16: TypeAlias = NDArray[np.uint16]
U32: TypeAlias = NDArray[np.uint32]
U64: TypeAlias = NDArray[np.uint64]

#: Low bits of a token that hold its class.
CLASS_BITS = np.uint32(7)
SHINGLE_WORDS = 8
WIDEST_WINDOW = 32
NARROWEST_WINDOW = 4

#: After how many different stories a sentence counts as boilerplate (0: never), by what stands in it.
#: The worse mistake is to silence a statement: with a denial or a hedge in it none is learnt.
LEARNT_AFTER_FURNITURE, LEARNT_AFTER, LEARNT_AFTER_NAMED = 2, 4, 25

#: The same by flags: furniture 4, a denial or a hedge 2, a name or a figure 1.
_AFTER = np.array([LEARNT_AFTER, LEARNT_AFTER_NAMED, 0, 0] + 4 * [LEARNT_AFTER_FURNITURE], np.uint8)

_FURNITURE = np.uint32(8)
_TRUE = np.array([True])
_FIRST_LETTERS = frozenset(opening[0] for opening in SITE_OPENINGS)
_TURNED = np.isin(np.arange(8), (TURN, HEDGE))
_LETTER, _DIGIT, _DOT, _COMMA, _APOSTROPHE = 1, 2, 3, 4, 5
_MIX = np.uint64(0x9E3779B97F4A7C15)
_MIX2 = np.uint64(0xD6E8FEB86659FD93)
_ODD = 0x5851F42D4C957F2D
_STEPS = np.array([0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3], np.uint64)


class Words(NamedTuple):
    """An article's words: `tokens` of all sentences in order, and for each sentence what Fingerprinted says."""

    tokens: U32
    lengths: U32
    hashes: U64
    learnt: U8


def words_of(item: Fingerprinted) -> Words:
    """The packed words of a fingerprinted article as arrays."""
    return Words(
        np.frombuffer(item.tokens, "<u4"),
        np.frombuffer(item.lengths, "<u4"),
        np.frombuffer(item.sentence_hashes, "<u8"),
        np.frombuffer(item.learnt, np.uint8),
    )


def fingerprint(article: Article) -> Fingerprinted:
    """The article with its packed fingerprints: shingles of its copy, words and hash of every sentence.

    Credits and boilerplate leave no shingles. An article without sentences has empty fingerprints.
    """
    texts = _texts(article)
    if not texts:
        return Fingerprinted(article=article)
    words = _words(texts)
    tokens = _copy(article, words)
    body = mixed(_sum(tokens))[0]
    return Fingerprinted(
        article=article,
        shingles=winnowed(tokens).astype("<u8", copy=False).tobytes(),
        sentence_hashes=words.hashes.astype("<u8", copy=False).tobytes(),
        body_hash=f"{int(body):016x}" if len(tokens) else "",
        tokens=words.tokens.astype("<u4", copy=False).tobytes(),
        lengths=words.lengths.astype("<u4", copy=False).tobytes(),
        learnt=words.learnt.tobytes(),
    )


def _copy(article: Article, words: Words) -> U32:
    """The words of the copy, without headline, credits and boilerplate."""
    kinds = [s.kind for s in article.sentences]
    plain = kinds[0] == "headline" and kinds.count("text") == len(kinds) - 1
    copy = np.repeat(np.array([kind == "text" for kind in kinds]), words.lengths) if not plain else None
    tokens: U32 = words.tokens[words.lengths[0] :] if copy is None else words.tokens[copy]
    return tokens


def grams(tokens: U32, size: int = 4) -> U64:
    """Hashes of all runs of `size` words (4 or 8); empty where there are fewer words."""
    if len(tokens) < size:
        return np.empty(0, np.uint64)
    h = tokens.astype(np.uint64)
    for step, reach in zip(_STEPS, (1, 2, 4), strict=True):
        if reach >= size:
            break
        h = h[:-reach] * step + h[reach:]
    return mixed(h)


def winnowed(tokens: U32) -> U64:
    """The distinct winnowed 8-gram hashes of a text, sorted; one for a text of 4 to 7 words, none for less."""
    h = grams(tokens, SHINGLE_WORDS)
    if not len(h):
        return mixed(_sum(tokens))[: len(tokens) // 4]
    window = min(WIDEST_WINDOW, max(NARROWEST_WINDOW, len(tokens) // SHINGLE_WORDS), len(h))
    least = h
    reach = 1
    while reach * 2 <= window:  # the least of 2, 4, 8 ... in a row
        least = np.minimum(least[:-reach], least[reach:])
        reach *= 2
    if reach < window:
        least = np.minimum(least[: len(least) - (window - reach)], least[window - reach :])
    return distinct(least[np.concatenate((_TRUE, least[1:] != least[:-1]))])


def distinct(values: U64) -> U64:
    """The distinct values, sorted; for few values quicker than numpy's own."""
    ordered: U64 = np.sort(values)
    first: U64 = ordered[np.concatenate((_TRUE[: len(ordered)], ordered[1:] != ordered[:-1]))]
    return first


def mixed(h: U64) -> U64:
    """Hashes whose every bit depends on every bit of what went in."""
    h = (h ^ (h >> np.uint64(32))) * _MIX
    h ^= h >> np.uint64(29)
    h *= _MIX2
    h ^= h >> np.uint64(32)
    return h


def _texts(article: Article) -> list[str]:
    """Each sentence's text, on one line, without labels and dateline."""
    texts = []
    for sentence in article.sentences:
        text = article.text(sentence)
        if "\n" in text:
            text = text.replace("\n", " ")
        if sentence.kind == "headline":
            text = without_labels(text)
        elif ")" in text[:80]:
            text = without_dateline(text)
        texts.append(text)
    return texts


def _words(texts: list[str]) -> Words:
    text = even("\n".join(texts))
    raw = f"\n{text}\n\n".encode("utf-8", "surrogatepass")
    data, kind = _without_marks(raw)
    letter, digit = kind == _LETTER, kind == _DIGIT
    word = letter | digit
    dot = (kind[1:-1] == _DOT).nonzero()[0] + 1
    word[dot[digit[dot - 1] & digit[dot + 1]]] = True
    inner = word[1:] & word[:-1] & ~(letter[1:] & digit[:-1])  # goes on with the word before it
    starts = (word[1:] & ~inner).nonzero()[0] + 1
    ends = (word[:-1] & ~inner).nonzero()[0] + 1
    tokens, furnished = _classed(mixed(_sums(data, starts, ends)), digit[starts])
    edges = starts.searchsorted((data == 10).nonzero()[0][: len(texts) + 1])
    hashes = mixed(_sums(tokens, edges[:-1], edges[1:]))
    lengths = (edges[1:] - edges[:-1]).astype(np.uint32)
    return Words(tokens, lengths, hashes, _learnt(texts, text.split("\n"), _Flags(tokens, furnished, edges)))


def _without_marks(raw: bytes) -> tuple[U8, U8]:
    """The bytes without the dots of initials, the commas of thousands and apostrophes; and the kind of each byte."""
    data, kind = np.frombuffer(raw, np.uint8), np.frombuffer(raw.translate(_kinds()), np.uint8)
    at = (kind[2:-1] >= _DOT).nonzero()[0] + 2
    this, before, earlier, after = kind[at], kind[at - 1], kind[at - 2], kind[at + 1]
    initial = (this == _DOT) & (before == _LETTER) & (earlier != _LETTER) & (earlier != _DIGIT)
    thousands = (this == _COMMA) & (before == _DIGIT) & (after == _DIGIT)
    inside = (this == _APOSTROPHE) & (before == _LETTER) & (after == _LETTER)
    drop = at[initial | thousands | inside]
    if not len(drop):
        return data, kind
    keep = np.ones(len(data), bool)
    keep[drop] = False
    return data[keep], kind[keep]


def _sums(values: U8 | U32, starts: NDArray[np.intp], ends: NDArray[np.intp]) -> U64:
    """A hash of each run values[start:end], the same wherever the run stands."""
    powers, inverses = _powers(1 << max(14, len(values).bit_length()))
    running = np.empty(len(values) + 1, np.uint64)
    running[0] = 0
    terms = values.astype(np.uint64)
    terms += np.uint64(1)
    terms *= powers[: len(values)]
    terms.cumsum(out=running[1:])
    return (running[ends] - running[starts]) * inverses[starts]


def _sum(values: U32) -> U64:
    powers, inverses = _powers(1 << max(14, len(values).bit_length()))
    terms = (values.astype(np.uint64) + np.uint64(1)) * powers[: len(values)]
    total: U64 = terms.sum(keepdims=True) * inverses[:1]
    return total


@cache
def _powers(size: int) -> tuple[U64, U64]:
    inverse = pow(_ODD, -1, 1 << 64)
    up = np.cumprod(np.full(size, _ODD, np.uint64), dtype=np.uint64)
    return up, np.cumprod(np.full(size, inverse, np.uint64), dtype=np.uint64)


@cache
def _kinds() -> bytes:
    kinds = np.zeros(256, np.uint8)
    kinds[ord("a") : ord("z") + 1] = _LETTER
    kinds[0x80:] = _LETTER
    kinds[ord("0") : ord("9") + 1] = _DIGIT
    kinds[ord(".")], kinds[ord(",")], kinds[ord("'")] = _DOT, _COMMA, _APOSTROPHE
    return kinds.tobytes()


def _classed(hashes: U64, figure: NDArray[np.bool_]) -> tuple[U32, NDArray[np.bool_]]:
    """Tokens: 29 bits of each word's hash and its class, short forms as the word that they stand for.

    Also, for each word, whether it is one of what sites put around copy.
    """
    listed, meant, kinds = _lexicon()
    at = listed.searchsorted(hashes)
    known = (listed[at] == hashes).nonzero()[0]  # the last entry is higher than any hash
    kind = figure.astype(np.uint32) * np.uint32(FIGURE - PLAIN) + np.uint32(PLAIN)
    kind[known] = kinds[at[known]]
    hashes[known] = meant[at[known]]
    tokens = ((hashes >> np.uint64(32)).astype(np.uint32) & ~CLASS_BITS) | (kind & CLASS_BITS)
    return tokens, (kind & _FURNITURE) != 0


@cache
def _lexicon() -> tuple[U64, U64, U32]:
    """Sorted hashes of the listed words, the hash that each is compared as, and its class (and _FURNITURE)."""
    words = sorted({*classes(), *same(), *furniture()})
    hashes = _hash_of(words)
    meant = _hash_of([same().get(w, w) for w in words])
    kinds = np.array([classes().get(w, PLAIN) | (int(_FURNITURE) * (w in furniture())) for w in words], np.uint32)
    order = np.argsort(hashes)
    end = np.array([2**64 - 1], np.uint64)
    return np.concatenate((hashes[order], end)), np.concatenate((meant[order], end)), kinds[order]


def _hash_of(words: list[str]) -> U64:
    data = np.frombuffer("".join(words).encode(), np.uint8)
    ends = np.cumsum([len(w.encode()) for w in words])
    return mixed(_sums(data, np.concatenate(([0], ends[:-1])), ends))


def _opened(evened: list[str]) -> NDArray[np.bool_]:
    """For each sentence, whether it begins as sites begin what they put around copy."""
    return np.array([text[:1] in _FIRST_LETTERS and text.startswith(SITE_OPENINGS) for text in evened])


class _Flags(NamedTuple):
    tokens: U32
    furnished: NDArray[np.bool_]
    edges: NDArray[np.intp]

    def some(self, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """For each sentence, whether a word of it is flagged."""
        at = flags.nonzero()[0]
        before: NDArray[np.intp] = at.searchsorted(self.edges)
        return before[1:] > before[:-1]


def _learnt(texts: list[str], evened: list[str], flags: _Flags) -> U8:
    """For each sentence, after how many stories it is boilerplate (0: never)."""
    kinds = flags.tokens & CLASS_BITS
    turned = flags.some(_TURNED[kinds])
    furnished = flags.some(flags.furnished) | _opened(evened)
    named = flags.some(kinds == FIGURE) | np.array([not text[1:].islower() for text in texts])
    after: U8 = _AFTER[furnished * np.uint8(4) + turned * np.uint8(2) + named]
    return after


def hash_of_sentence(text: str) -> int:
    """The hash that a headline has as a sentence."""
    return int(_words([without_labels(text.replace("\n", " "))]).hashes[0])
