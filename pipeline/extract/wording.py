"""A sentence as the rules read it: words with their base forms, contractions opened, quoted parts marked."""

from functools import cached_property
from typing import NamedTuple

from pipeline.extract.lexicon import Formula, base, formulas
from pipeline.extract.stems import stem
from pipeline.extract.tokens import Token

_STOPS = frozenset({";", ":", ".", "!", "?", "--", "–", "—"})
_OPEN, _CLOSE = frozenset('"“'), frozenset('"”')
_CLITICS = ("n't", "'s", "'re", "'ve", "'ll", "'d", "'m")
_WHOLE = {"can't": ("can", "not"), "cannot": ("can", "not"), "won't": ("will", "not"), "shan't": ("shall", "not")}


class Word(NamedTuple):
    """A word or mark: lower case, base form, as written, offsets in the text."""

    lower: str
    base: str
    text: str
    start: int
    end: int


def _opened(token: Token) -> list[Word]:
    """The words of a token: "don't" is "do" and "not", "Japan's" is "japan" and "'s"."""
    lower = token.lower
    whole = _WHOLE.get(lower)
    if whole:
        return [Word(w, base(w), token.text, token.start, token.end) for w in whole]
    if "'" in lower:
        for clitic in _CLITICS:
            if lower.endswith(clitic) and len(lower) > len(clitic):
                cut = len(lower) - len(clitic)
                tail = "not" if clitic == "n't" else clitic
                head = lower[:cut]
                return [
                    Word(head, base(head), token.text[:cut], token.start, token.start + cut),
                    Word(tail, tail, token.text[cut:], token.start + cut, token.end),
                ]
    return [Word(lower, base(lower), token.text, token.start, token.end)]


class Match(NamedTuple):
    """A formula found at words[start:end]."""

    formula: Formula
    start: int
    end: int


class Wording:
    """The words of one sentence. `quoted[i]` tells whether word i stands between double quotation marks."""

    def __init__(self, tokens: list[Token], text: str, *, open_quote: bool = False) -> None:
        self.words: list[Word] = [word for token in tokens for word in _opened(token)]
        self.text = text
        self.lowers = [w.lower for w in self.words]
        self.bases = [w.base for w in self.words]
        self.bag = frozenset(self.lowers) | frozenset(self.bases)
        self.open_quote = open_quote

    @cached_property
    def quoted(self) -> list[bool]:
        inside, marks = self.open_quote, []
        for word in self.lowers:
            if inside and word in _CLOSE:
                inside = False
                marks.append(False)
            elif not inside and word in _OPEN:
                inside = True
                marks.append(False)
            else:
                marks.append(inside)
        return marks

    @cached_property
    def stems(self) -> list[str]:
        """The stem of each word; empty for marks and words of grammar and of reporting."""
        return [stem(word) for word in self.lowers]

    @cached_property
    def stem_bag(self) -> frozenset[str]:
        """The stems of the sentence's content words."""
        return frozenset(self.stems) - {""}

    def within(self, start: int, end: int) -> range:
        """The indexes of the words that stand in characters [start, end)."""
        inside = [i for i, w in enumerate(self.words) if w.start >= start and w.end <= end]
        return range(inside[0], inside[-1] + 1) if inside else range(0)

    def clause(self, at: int) -> tuple[int, int]:
        """The stretch around word `at` between strong marks or quotation marks."""
        start = at
        while start and self.lowers[start - 1] not in _STOPS and self.lowers[start - 1] not in _OPEN | _CLOSE:
            start -= 1
        end = at
        while end < len(self.words) and self.lowers[end] not in _STOPS and self.lowers[end] not in _OPEN | _CLOSE:
            end += 1
        return start, end

    @cached_property
    def matches(self) -> list[Match]:
        """Every formula of the pack that the sentence holds, in order of place."""
        index, found = formulas(), []
        for i, word in enumerate(self.words):
            some = index.get(word.lower, ())
            if word.base != word.lower:
                some = some + index.get(word.base, ())
            for formula in some:
                end = self._match(formula, 1, i + 1)
                if end is not None:
                    found.append(Match(formula, i, end))
        return found

    def _match(self, formula: Formula, place: int, at: int) -> int | None:
        """Where the formula's places from `place` on end, tried from word `at`; None where they do not fit."""
        if place == len(formula.elements):
            return at
        element = formula.elements[place]
        if element.words is None:
            for skipped in range(element.most + 1):
                if skipped and (at + skipped > len(self.words) or self.lowers[at + skipped - 1] in _STOPS):
                    return None
                end = self._match(formula, place + 1, at + skipped)
                if end is not None:
                    return end
            return None
        if at < len(self.words) and (self.lowers[at] in element.words or self.bases[at] in element.words):
            end = self._match(formula, place + 1, at + 1)
            if end is not None:
                return end
        return self._match(formula, place + 1, at) if not element.least else None
