"""A sentence laid out for its grammar: tokens, lower-case words, what stands in quotes, where the dateline ends."""

from pipeline.extract.english.lexicon import MONTH, TITLE, WEEKDAY
from pipeline.extract.tokens import Token

_DASHES = frozenset({"-", "--", "—", "–", ":"})
_OPEN, _CLOSE = frozenset("“«"), frozenset("”»")


class Words:
    """A sentence's tokens with what every rule asks of them. `begin` is the first token after a dateline."""

    __slots__ = ("begin", "low", "quoted", "size", "tokens")

    def __init__(self, tokens: list[Token], quoted: bool) -> None:
        self.tokens = tokens
        self.low = [t.lower for t in tokens]
        self.size = len(tokens)
        self.quoted = _in_quotes(self.low, quoted)
        self.begin = 0 if quoted else after_dateline(tokens)

    def capital(self, i: int) -> bool:
        """Whether token i begins with a capital."""
        return self.tokens[i].text[0].isupper()

    def word(self, i: int) -> bool:
        """Whether token i is a word."""
        return self.low[i][0].isalpha()

    def dotted(self, i: int) -> bool:
        """Whether the full stop at i belongs to the word before it (a title, an initial, an abbreviated month)."""
        if i == 0 or self.low[i] != ".":
            return False
        word = self.low[i - 1]
        return word in TITLE or len(word) == 1 or (len(word) < 5 and word in MONTH)

    def temporal(self, i: int) -> bool:
        """Whether token i names a day or a month."""
        word = self.low[i]
        return word in WEEKDAY or (word in MONTH and self.capital(i))


def _in_quotes(low: list[str], quoted: bool) -> list[bool]:
    """For each token whether it stands in double quotes, the marks themselves included."""
    found, inside = [], quoted
    for word in low:
        if word == '"':
            found.append(True)
            inside = not inside
        elif word in _OPEN:
            inside = True
            found.append(True)
        elif word in _CLOSE:
            found.append(True)
            inside = False
        else:
            found.append(inside)
    return found


def after_dateline(tokens: list[Token]) -> int:
    """The index of the first token of the story proper: 0 where the sentence has no dateline."""
    if not tokens or not tokens[0].text[0].isupper() or len(tokens[0].text) < 2:
        return 0
    for i in range(1, min(len(tokens) - 1, 12)):
        if tokens[i].text == ")" and tokens[i - 2].text == "(" and any(t.lower in MONTH for t in tokens[:i]):
            return i + 1 + (tokens[i + 1].text in _DASHES)
    if not tokens[0].text.isupper():
        return 0
    deep = False
    for i, token in enumerate(tokens[:22]):
        text = token.text
        if text in _DASHES and not deep and i:
            return i + 1
        if text in "()/":
            deep = text == "(" or (text == "/" and not deep)
            if text == "/" and not deep:
                return i + 2 if i + 1 < len(tokens) and tokens[i + 1].text == "." else i + 1
        elif text[0].islower() and not deep and len(text) > 3:
            return 0
    return 0
