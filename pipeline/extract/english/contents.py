"""What a cue's content is: where it begins behind the verb, where it ends, and what stands before the verb."""

from pipeline.extract.english.lexicon import (
    CONJUNCTION,
    CUES,
    DETERMINER,
    OBJECT_FIRST,
    OBJECT_PRONOUN,
    PREPOSITION,
    PRONOUN,
    is_adverb,
)
from pipeline.extract.english.phrases import Range
from pipeline.extract.english.words import Words

_ADJUNCT = PREPOSITION - {"of", "against"}
_WH = frozenset({"whether", "how", "why", "what", "who", "where", "when", "if"})
_PERSONAL = frozenset({"he", "she", "it", "they", "we", "i", "you", "there"})
_ASIDE = frozenset({"while", "although", "though", "whereas", "according", "citing", "quoting", "after"})


def content_after(w: Words, start: int, lemma: str, sense: str) -> Range | None:
    """The content behind a verb that ends before `start`, or None where nothing is said there."""
    k = _skip_adverbs(w, start)
    if k < w.size and lemma in OBJECT_FIRST and w.low[k] not in ("that", ",", ":") and not w.quoted[k]:
        k = _behind_object(w, k)
    elif k < w.size and _infinitive(w, k):
        return (k, max(_end_after(w, k), k + 2))
    elif k < w.size and (w.low[k] in _ADJUNCT or w.temporal(k) or w.low[k] in ("last", "late", "earlier")):
        k = _behind_adjunct(w, k, sense)
    if (k < w.size and w.low[k] in (":", ",") and (k + 1 < w.size and w.quoted[k + 1])) or (
        k < w.size and w.low[k] == ":"
    ):
        k += 1
    if k >= w.size or (not w.low[k][0].isalnum() and not w.quoted[k] and w.low[k] not in ("$", "£", "€", "‘", "'")):
        return None
    end = _end_after(w, k)
    return (k, end) if end > k else None


def _infinitive(w: Words, k: int) -> bool:
    """Whether "to" at k begins what somebody wants, promises or declines ("declined to comment")."""
    if w.low[k] != "to" or k + 1 >= w.size or w.capital(k + 1):
        return False
    word = w.low[k + 1]
    return word not in DETERMINER and word not in PRONOUN and word not in OBJECT_PRONOUN and word[0].isalpha()


def _skip_adverbs(w: Words, k: int) -> int:
    while k < w.size and is_adverb(w.low[k]) and w.low[k] not in ("not", "never", "no", "neither", "so", "out", "nor"):
        k += 1
    return k


def _behind_object(w: Words, k: int) -> int:
    """Behind the person spoken to: at "that", a quote, a colon, or a pronoun that begins a clause."""
    for j in range(k + 1, min(w.size, k + 25)):
        word = w.low[j]
        if word in ("that", ":") or word in _WH or w.quoted[j]:
            return j
        if word in ("to", "not", "of", "about") and not (j + 1 < w.size and (w.capital(j + 1) or w.temporal(j + 1))):
            return j
        if word in _PERSONAL:
            return j
        if word in ",.;":
            return j if not (word == "," and j + 1 < w.size and w.quoted[j + 1]) else j + 1
        if word in DETERMINER and w.low[j - 1] not in PREPOSITION and w.low[j - 1] not in CONJUNCTION and j > k + 1:
            return j
    return w.size


def _behind_adjunct(w: Words, k: int, sense: str) -> int:
    """Behind "in a statement on Monday", at what is said; the end where nothing is."""
    for j in range(k, min(w.size, k + 25)):
        word = w.low[j]
        if word in ("that", ":") or w.quoted[j]:
            return j
        if j > k + 1 and (word in _PERSONAL or (word in _WH and word in ("whether", "how", "why"))):
            return j
        if word in ",.;":
            if word == "," and j + 1 < w.size and (w.quoted[j + 1] or w.low[j + 1] == "that"):
                return j + 1
            return _later_that(w, j)
        if j > k and word in DETERMINER and w.low[j - 1] not in PREPOSITION and word not in ("year", "this"):
            return j
        if w.temporal(j) and j + 1 < w.size and w.low[j + 1][0].isalnum() and w.low[j + 1] not in _ADJUNCT:
            return j + 1 if not w.low[j + 1].isdigit() and not w.temporal(j + 1) else j + 2
    return k if sense not in ("say", "write", "think") else w.size


def _later_that(w: Words, k: int) -> int:
    """The ", that" behind an aside ("reiterated, in the very words of Monday, that ..."), else the end."""
    return next((j for j in range(k + 1, w.size) if w.low[j] == "that" and w.low[j - 1] == ","), w.size)


def _end_after(w: Words, k: int) -> int:
    """Where a content that begins at k ends: the sentence's end, or what the outlet says next."""
    j = k
    while j < w.size:
        word = w.low[j]
        if not w.quoted[j]:
            if word == ";" and not any(w.quoted[k:j]):
                break
            if word in (",", "—", "--") and j > k and _aside_at(w, j + 1):
                break
            if word in ("and", "but", "then") and _coordinated_cue(w, j + 1):
                break
        j += 1
    return trimmed(w, k, j)


def trimmed(w: Words, lo: int, hi: int) -> int:
    """The end without stops and commas that are no part of a quote."""
    while hi > lo and not w.quoted[hi - 1] and w.low[hi - 1] in (".", ",", ";", "!", "?", ":", "—", "--", "-"):
        if w.low[hi - 1] == "." and w.dotted(hi - 1):
            break
        hi -= 1
    return hi


def _aside_at(w: Words, i: int) -> bool:
    """Whether something else than the content begins at i, behind a comma."""
    while i < w.size and is_adverb(w.low[i]):
        i += 1
    if i >= w.size:
        return True
    word = w.low[i]
    cue = CUES.get(word)
    if word in ("according", "citing", "quoting", "although", "though") or (cue and cue.form == "ing"):
        return True
    return word in ("and", "but") and _coordinated_cue(w, i + 1)


def _coordinated_cue(w: Words, i: int) -> bool:
    """Whether a second cue of the same subject stands at i ("said ... and denied ...")."""
    while i < w.size and (is_adverb(w.low[i]) or w.low[i] in ("has", "have", "had")):
        i += 1
    cue = CUES.get(w.low[i]) if i < w.size and not w.quoted[i] else None
    return cue is not None and cue.form in ("ed", "past") and not cue.clause_only


def content_before(w: Words, end: int) -> list[Range]:
    """The content that stands before token `end` (the subject or the cue): from the sentence's begin."""
    lo, hi = w.begin, end
    while hi > lo and not w.quoted[hi - 1] and w.low[hi - 1] in (",", "—", "--", "-"):
        hi -= 1
    while lo < hi and w.low[lo] in CONJUNCTION and not w.quoted[lo] and w.low[lo + 1] in ('"', "“"):
        lo += 1
    return [(lo, hi)] if hi > lo else []
