"""Verb groups: a cue verb with its auxiliaries, and how it stands."""

from typing import NamedTuple

from pipeline.extract.english.lexicon import (
    AUXILIARY,
    BE,
    CUES,
    DETERMINER,
    DO,
    HAVE,
    MODAL,
    NEGATION,
    PLURAL,
    POSSESSIVE,
    PREPOSITION,
    Cue,
    is_adverb,
)
from pipeline.extract.english.words import Words

#: Speech that takes no object, so that "by" behind it names no agent ("replied by e-mail").
_ALONE = frozenset({"reply", "respond", "answer", "say", "comment"})
_GOVERNED = frozenset({"by", "without", "while", "after", "before", "when", "in", "of", "from", "for", "despite"})


class Group(NamedTuple):
    """A verb group: tokens [start, end), the cue's own token `head`, and how the verb stands.

    `form`: finite, passive, participle (-ing), infinitive.
    """

    start: int
    end: int
    head: int
    cue: Cue
    form: str
    negated: bool
    modal: str


def group_at(w: Words, i: int) -> Group | None:
    """The verb group whose cue is token i, or None where the token is no verb here."""
    cue = CUES[w.low[i]]
    start = i
    while start > w.begin and (w.low[start - 1] in AUXILIARY or is_adverb(w.low[start - 1])):
        start -= 1
    infinitive = start > w.begin and w.low[start - 1] == "to"
    before = w.low[start:i]
    auxiliaries = [word for word in before if word in AUXILIARY]
    form = "infinitive" if infinitive else _form(w, i, cue, auxiliaries, start)
    end = _particle(w, i, cue)
    if not form or not end:
        return None
    while start < i and w.low[start] in ("so", "long", "yet", "rather", "now", "out", "too", "further", "soon", "nor"):
        start += 1
    negated = any(word in NEGATION for word in before)
    return Group(start, end, i, cue, form, negated, " ".join(w.low[start:i]))


def _form(w: Words, i: int, cue: Cue, auxiliaries: list[str], start: int) -> str:
    """How the verb stands, or "" where it is a noun or an adjective."""
    last = auxiliaries[-1] if auxiliaries else ""
    if cue.form == "ing":
        if last in BE:
            return "finite"
        return "participle" if _participle(w, start) else ""
    if cue.form == "base":
        if last in MODAL or last in DO:
            return "finite"
        return "finite" if not auxiliaries and _plural_before(w, start, cue) else ""
    if cue.form == "s":
        return "finite" if not auxiliaries and _noun_before(w, start, i, cue) else ""
    if cue.form in ("ed", "part") and auxiliaries:
        return "passive" if last in BE else ("finite" if last in HAVE else "")
    if cue.form == "part":
        return ""
    after = w.low[i + 1] if i + 1 < w.size else "."
    before = w.low[start - 1] if start > w.begin else ""
    if before.endswith("'s") or before in POSSESSIVE:
        return ""
    if (after == "by" and cue.lemma not in _ALONE) or (
        start > w.begin and w.low[start - 1] in DETERMINER and cue.lemma != "say"
    ):
        return ""
    return "finite"


def _participle(w: Words, start: int) -> bool:
    if start == w.begin:
        return True
    word = w.low[start - 1]
    if word in DETERMINER or word in POSSESSIVE or word.endswith("'s"):
        return False
    return word in _GOVERNED or not word[0].isalnum() or word not in PREPOSITION


def _plural_before(w: Words, start: int, cue: Cue) -> bool:
    if start == w.begin or w.quoted[start - 1]:
        return False
    word = w.low[start - 1]
    if word == "," or word == "who":
        return not cue.noun_too
    if word in PLURAL:
        return True
    return word.endswith("s") and not word.endswith(("ss", "'s", "us", "is")) and word not in POSSESSIVE


def _noun_before(w: Words, start: int, i: int, cue: Cue) -> bool:
    if start == w.begin:
        return False
    word = w.low[start - 1]
    if not word[0].isalnum():
        return (word in ',"”)' and not cue.noun_too) or (word in ',"”' and i + 1 < w.size and w.capital(i + 1))
    if (
        (word in DETERMINER and word not in ("this", "that", "one", "each"))
        or word in PREPOSITION
        or word.endswith("'s")
    ):
        return False
    if cue.noun_too and i + 1 < w.size:
        after = w.low[i + 1]
        return (
            after in DETERMINER
            or after in ("he", "she", "it", "they")
            or w.quoted[i + 1]
            or (after == "to" and cue.sense == "want")
        )
    return True


def _particle(w: Words, i: int, cue: Cue) -> int:
    """The end of the verb with its particle; 0 where the particle that it needs is not there."""
    if not cue.particles:
        taken = i + 1 < w.size and (
            w.low[i + 1] in cue.takes or (w.low[i + 1] == ":" and cue.sense in ("say", "write"))
        )
        return i + 2 if taken else i + 1
    for k in range(i + 1, min(i + 5, w.size)):
        if w.low[k] in cue.particles:
            return k + 1 if k == i + 1 else i + 1
        if not w.low[k][0].isalnum():
            return 0
    return 0


class Found(NamedTuple):
    """An attribution in token indexes; `source` is None where nobody is named."""

    source: tuple[int, int] | None
    group: Group
    content: tuple[tuple[int, int], ...]
    form: str
