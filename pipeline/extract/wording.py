"""A sentence as the rules read it: words with their base forms, contractions opened, quoted parts marked."""

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import NamedTuple

from pipeline.extract.lexicon import Formula, base, formulas
from pipeline.extract.stems import stem
from pipeline.extract.tokens import Token

_STOPS = frozenset({";", ":", ".", "!", "?", "--", "–", "—"})
_OPEN, _CLOSE = frozenset('"“'), frozenset('"”')
_CLITICS = ("n't", "'s", "'re", "'ve", "'ll", "'d", "'m")
_WHOLE: dict[str, tuple[str, ...]] = {
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "won't": ("will", "not"),
    "shan't": ("shall", "not"),
}


class Match(NamedTuple):
    """A formula found at words[start:end]."""

    formula: Formula
    start: int
    end: int


class Wording:
    """The words of one sentence, as parallel lists: in lower case, base forms, as written, offsets in the text.

    `bag` holds every lower and base form: what a rule looks for is looked for there first, since most rules have
    nothing to say to most sentences.
    """

    def __init__(self, tokens: list[Token], *, open_quote: bool = False) -> None:
        self.lowers: list[str] = []
        self.written: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for token in tokens:
            lower = token.lower
            if "'" in lower or lower == "cannot":
                self._open(token)
            else:
                self.lowers.append(lower)
                self.written.append(token.text)
                self.starts.append(token.start)
                self.ends.append(token.end)
        self.bases = [base(lower) for lower in self.lowers]
        self.bag = frozenset(self.lowers).union(self.bases)
        self.open_quote = open_quote

    def _open(self, token: Token) -> None:
        """The words of a contraction: "don't" is "do" and "not", "Japan's" is "japan" and "'s"."""
        lower = token.lower
        parts, cut = _WHOLE.get(lower), 0
        if parts is None:
            clitic = next((c for c in _CLITICS if lower.endswith(c) and len(lower) > len(c)), "")
            cut = len(lower) - len(clitic)
            parts = (lower[:cut], "not" if clitic == "n't" else clitic) if clitic else (lower,)
        bounds = [(token.start, token.start + (cut or len(lower))), (token.start + cut, token.end)]
        for part, (start, end) in zip(parts, bounds, strict=False):
            self.lowers.append(part)
            self.written.append(token.text[start - token.start : end - token.start])
            self.starts.append(start)
            self.ends.append(end)

    @cached_property
    def quoted(self) -> list[bool]:
        if not self.open_quote and self.bag.isdisjoint(_OPEN):
            return [False] * len(self.lowers)
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
        first = bisect_left(self.starts, start)
        return range(first, max(first, bisect_right(self.ends, end)))

    def clause(self, at: int) -> tuple[int, int]:
        """The stretch around word `at` between strong marks or quotation marks."""
        start = at
        while start and self.lowers[start - 1] not in _STOPS and self.lowers[start - 1] not in _OPEN | _CLOSE:
            start -= 1
        end = at
        while end < len(self.lowers) and self.lowers[end] not in _STOPS and self.lowers[end] not in _OPEN | _CLOSE:
            end += 1
        return start, end

    @cached_property
    def matches(self) -> list[Match]:
        """Every formula of the pack that the sentence holds, in order of place."""
        keyed, bag = formulas(), self.bag
        found: list[Match] = []
        tried: set[int] = set()
        places: dict[str, list[int]] = {}
        for word in bag & keyed.keys():
            for formula in keyed[word]:
                if formula.order in tried or any(bag.isdisjoint(needed) for needed in formula.needed):
                    continue
                tried.add(formula.order)
                if not places:
                    self._place(places)
                first = formula.elements[0].words or frozenset()
                for i in {i for met in first & bag for i in places[met]}:
                    end = self._match(formula, 1, i + 1)
                    if end is not None:
                        found.append(Match(formula, i, end))
        return sorted(found, key=lambda match: (match.start, match.formula.order))

    def _place(self, places: dict[str, list[int]]) -> None:
        """Where each lower and base form stands."""
        for i, (lower, base_form) in enumerate(zip(self.lowers, self.bases, strict=True)):
            places.setdefault(lower, []).append(i)
            if base_form != lower:
                places.setdefault(base_form, []).append(i)

    def _match(self, formula: Formula, place: int, at: int) -> int | None:
        """Where the formula's places from `place` on end, tried from word `at`; None where they do not fit."""
        if place == len(formula.elements):
            return at
        element = formula.elements[place]
        if element.words is None:
            for skipped in range(element.most + 1):
                if skipped and (at + skipped > len(self.lowers) or self.lowers[at + skipped - 1] in _STOPS):
                    return None
                end = self._match(formula, place + 1, at + skipped)
                if end is not None:
                    return end
            return None
        if at < len(self.lowers) and (self.lowers[at] in element.words or self.bases[at] in element.words):
            end = self._match(formula, place + 1, at + 1)
            if end is not None:
                return end
        return self._match(formula, place + 1, at) if not element.least else None
