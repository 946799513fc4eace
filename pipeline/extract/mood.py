"""Whether an act that a verb names was done: negated, future, supposed, asked about and demanded acts were not.

"Did not deny", "will deny", "if he denies", "urged to deny", "stopped short of denying" and "does he deny?" all hold
the verb, and none is a denial. The verb's own surroundings decide, read leftwards to the beginning of its clause.
"""

from typing import Literal

from pipeline.extract.lexicon import words
from pipeline.extract.wording import Wording

Mood = Literal["done", "negated", "unreal", "asked"]

_BREAKS = frozenset({",", ";", ":", "—", "–", "--", "(", ")", '"', "“", "”", ".", "!", "?"})
_REACH = 9


def asked(sentence: Wording, at: int) -> bool:
    """Whether word `at` stands in a question: its clause ends in a question mark."""
    lowers = sentence.lowers
    for i in range(at, len(lowers)):
        if lowers[i] == "?":
            return True
        if lowers[i] in (".", "!", ";", '"', "”"):
            return False
    return False


def mood(sentence: Wording, at: int) -> Mood:
    """The mood of the verb at word `at`."""
    if asked(sentence, at):
        return "asked"
    lowers, bases = sentence.lowers, sentence.bases
    negated = False
    i = at - 1
    while i >= 0 and (
        lowers[i] in words("adverb")
        or lowers[i].endswith("ly")
        or lowers[i] in words("auxiliary")
        or lowers[i] in ("or", "and")
    ):
        if lowers[i] in ("or", "and") and (i == 0 or bases[i - 1] not in ("confirm", "admit", "avow")):
            break
        negated |= lowers[i] in words("not")
        i -= 1 if lowers[i] not in ("or", "and") else 2
    if negated:
        return "negated"
    if i < 0:
        return "done"
    if lowers[i] == "to":
        return _infinitive(sentence, i)
    if lowers[i] in words("unreal"):
        return "unreal"
    if lowers[at].endswith("ing") and _held_back(sentence, i):
        return "negated"
    return _clause_mood(sentence, i)


def _held_back(sentence: Wording, at: int) -> bool:
    """ "without denying", "stopped short of denying", "rather than deny"."""
    near = sentence.bases[max(0, at - 2) : at + 1]
    return any(word in words("stop-short") for word in near)


def _infinitive(sentence: Wording, at: int) -> Mood:
    """The mood of an infinitive whose "to" stands at word `at`: its governor decides."""
    bases = sentence.bases
    if bases[max(0, at - 1) : at] == ["be"]:
        return "unreal"
    if sentence.lowers[max(0, at - 3) : at] == ["so", "far", "as"] and "not" in sentence.lowers[max(0, at - 6) : at]:
        return "negated"
    for i in range(at - 1, max(-1, at - _REACH), -1):
        if bases[i] in _BREAKS:
            break
        if bases[i] in words("stop-short"):
            return "negated"
        if bases[i] in words("directive") or (
            {bases[i], sentence.lowers[i]} & words("unreal-governor") and (i > at - 4 or bases[i] != "have")
        ):
            return "unreal"
    return "done"


def _clause_mood(sentence: Wording, at: int) -> Mood:
    """The mood that the clause sets left of the verb group: its subject, and what opens it."""
    lowers = sentence.lowers
    for i in range(at, max(-1, at - _REACH), -1):
        word = lowers[i]
        if word in _BREAKS:
            break
        if word in words("negative-subject") or (word == "one" and i and lowers[i - 1] == "no"):
            return "negated"
        if word == "that" and i and sentence.bases[i - 1] in words("directive"):
            return "unreal"
        if word in (
            "if",
            "unless",
            "whether",
            "should",
            "before",
            "let",
            "anyone",
            "whoever",
            "did",
            "does",
            "do",
            "lest",
        ):
            return "unreal"
    return "done"
