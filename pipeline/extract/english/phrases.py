"""Noun phrases around a verb: its subject to the left, its subject behind it where the order is turned round.

There is no tagger here: a phrase is what stands between the marks and the small words that cannot be inside one.
"""

from pipeline.extract.english.lexicon import (
    AUXILIARY,
    CLAUSE_START,
    CONJUNCTION,
    CUES,
    DAYPART,
    DETERMINER,
    OPENER,
    PAST,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    TIME_LEAD,
    is_adverb,
)
from pipeline.extract.english.words import Words

Range = tuple[int, int]  # token indexes, the second one past the end
_PERSONAL = frozenset({"he", "she", "it", "they", "we", "i", "you", "who", "which"})
_TAKES_CLAUSE = frozenset({"say", "think", "deny", "confirm", "write"})
_REDUCED = frozenset({"of", "by", "as", "to", "for", "on", "in", "with", "about", "from", "at"})
_OTHERS = _PERSONAL - {"who"}
_TRAILING = OPENER - CONJUNCTION - {"even"}
_LOOSE = frozenset({"'", "’", ")", ","})
_LOOK = 40  # tokens that a phrase may reach over


def subject_before(w: Words, k: int) -> Range | None:
    """The subject that ends before token k, with its apposition, or None."""
    end = _before_time(w, k - 1)
    while end > w.begin and w.low[end] in _TRAILING:
        end -= 1
    if end < w.begin:
        return None
    if w.low[end] != ",":
        return _with_name(w, _phrase_ending(w, end), end + 1)
    j = _opening_comma(w, end)
    if j is None or j <= w.begin or w.low[j - 1] == ",":
        return None
    head = subject_before(w, j)
    if head is None or (not _aside(w, j + 1) and any(w.low[i] in AUXILIARY for i in range(j, end))):
        return None
    return (head[0], end + 1) if head[1] == j and _apposition(w, j + 1) else head


def _aside(w: Words, i: int) -> bool:
    """Whether what begins at i may hold a verb of its own: a relative clause, a participle."""
    return not {"who", "which", "whose"}.isdisjoint(w.low[i : i + 2]) or w.low[i].endswith(("ing", "ed"))


def _with_name(w: Words, phrase: Range | None, end: int) -> Range | None:
    """The phrase, or, where it is the apposition of a name before a comma, the name with it."""
    if phrase is None or end >= w.size or w.low[end] != "," or phrase[0] < w.begin + 2 or w.low[phrase[0] - 1] != ",":
        return phrase
    if not _apposition(w, phrase[0]) or not w.capital(phrase[0] - 2):
        return phrase
    name = _phrase_ending(w, phrase[0] - 2)
    return (name[0], phrase[1]) if name else phrase


def _before_time(w: Words, end: int) -> int:
    """The index before a time that stands between subject and verb ("on Wednesday", "late last month")."""
    k = end
    while k > w.begin and (w.temporal(k) or w.low[k] in DAYPART or w.low[k].isdigit() or w.dotted(k)):
        k -= 1
    if k == end or not any(w.temporal(i) or w.low[i] in DAYPART for i in range(k + 1, end + 1)):
        return end
    lead = k
    while lead >= w.begin and w.low[lead] in TIME_LEAD:
        lead -= 1
    if lead < k:
        return lead
    return k if all(w.temporal(i) or w.low[i] in DAYPART for i in range(k + 1, end + 1)) and w.temporal(k + 1) else end


def _opening_comma(w: Words, close: int) -> int | None:
    """The comma that opens what the comma at `close` closes."""
    for j in range(close - 1, max(w.begin, close - _LOOK), -1):
        if w.low[j] in ";:" or w.quoted[j]:
            return None
        if w.low[j] == "," and not (w.low[j + 1].isdigit() and w.low[j - 1].isdigit()):
            return j
    return None


def _apposition(w: Words, i: int) -> bool:
    """Whether what begins at i names the subject once more, or tells who it is."""
    word = w.low[i]
    if word in ("a", "an", "the", "its", "his", "her", "their", "now", "also", "one", "including", "long"):
        return True
    if word in ("who", "whose", "which"):
        return False
    if word in PREPOSITION or word in CLAUSE_START or word in CONJUNCTION or word in OPENER or is_adverb(word):
        return False
    if word.endswith("ing") or (word.endswith("ed") and not w.capital(i)):
        return False
    return word[0].isalnum() and not w.temporal(i)


def _phrase_ending(w: Words, end: int) -> Range | None:
    """The noun phrase whose last token is `end`."""
    outside = end + 1 >= w.size or not w.quoted[end + 1]
    if end < w.begin or (w.quoted[end] and outside) or not _may_end(w, end):
        return None
    if w.low[end] in _PERSONAL:
        return (end, end + 1)
    k, floor = end, max(w.begin, end - _LOOK)
    if w.low[end] == ")":
        k = _left_step(w, end)
        if k < 0:
            return None
    while k > floor:
        step = _left_step(w, k - 1)
        if step < 0:
            break
        k = step
    return _trimmed(w, k, end)


def _may_end(w: Words, i: int) -> bool:
    word = w.low[i]
    if word == "." or word == ")":
        return word == ")" or w.dotted(i)
    if not word[0].isalnum() or word in CONJUNCTION or word in CLAUSE_START or word in AUXILIARY:
        return False
    cue = CUES.get(word)
    if cue is not None and cue.form == "base" and not cue.noun_too and w.low[i - 1] in ("neither", "nor", "not", "to"):
        return False
    if word in PREPOSITION or (word in DETERMINER and word not in PRONOUN and not word.isalpha()):
        return False
    return word not in ("the", "a", "an", "also", "then", "to", "his", "its", "their", "my", "our", "your", "every")


def _left_step(w: Words, i: int) -> int:
    """Where the phrase goes on if token i belongs to it, or -1 if it ends to the right of i."""
    word = w.low[i]
    if w.quoted[i] and not w.quoted[i + 1]:
        return -1
    if not word[0].isalnum():
        if word == ")":
            return next((j for j in range(i, max(w.begin, i - 12), -1) if w.low[j] == "("), -1)
        joined = word == "-" and w.tokens[i].end == w.tokens[i + 1].start
        return i if word in "&/'’$%#" or joined or w.dotted(i) else -1
    if word in CLAUSE_START or word in ("but", "yet", "so", "who", "which", "also", "then", "he", "she", "they", "i"):
        return -1
    if word in AUXILIARY or (word in PAST and not w.capital(i)):
        return _over_relative(w, i)
    cue = CUES.get(word)
    if cue and cue.form in ("ed", "past") and cue.sense in _TAKES_CLAUSE and w.low[i + 1] not in _REDUCED:
        return i if i and w.low[i - 1] in DETERMINER else _over_relative(w, i)
    if word in ("and", "or") and _joins_clauses(w, i):
        return -1
    return i


def _over_relative(w: Words, i: int) -> int:
    """From a verb inside a relative clause to its "who"; -1 where the verb is the main one."""
    for j in range(i - 1, max(w.begin, i - 12), -1):
        if w.low[j] in ("who", "which"):
            return j
        if w.low[j] in ",;:" or w.quoted[j]:
            return -1
    return -1


def _joins_clauses(w: Words, i: int) -> bool:
    """Whether a conjunction at i joins clauses: there is a finite verb before it, or no noun."""
    if i <= w.begin or w.low[i - 1] == ",":
        return True
    for j in range(i - 1, max(w.begin - 1, i - 12), -1):
        word = w.low[j]
        if word in AUXILIARY or word in PAST or word in CLAUSE_START:
            return True
        cue = CUES.get(word)
        if cue and cue.form in ("ed", "past", "ing"):
            return True
        if word in ",;:" or w.quoted[j]:
            return False
    return False


def _trimmed(w: Words, lo: int, end: int) -> Range | None:
    """The phrase without the openers and the adverbial in front of it."""
    while lo < end and (w.low[lo] in OPENER or w.low[lo] in _LOOSE or (is_adverb(w.low[lo]) and w.low[lo][-1] == "y")):
        lo += 1
    if lo + 1 < end and w.low[lo] in ("this", "last", "next") and w.low[lo + 1] in DAYPART:
        lo += 2
    if w.low[lo] not in PREPOSITION or lo == end or (w.low[lo] in ("of", "like", "than") and lo > w.begin):
        return (lo, end + 1)
    for p in range(lo + 2, end + 1):
        before = w.low[p - 1]
        if before in PREPOSITION or before in CONJUNCTION or before in DETERMINER or not before[0].isalnum():
            continue
        if w.low[p] in DETERMINER or w.low[p] in _PERSONAL or (w.capital(p) and not w.capital(p - 1)):
            return (p, end + 1)
    return None


def first_subject(w: Words) -> Range | None:
    """The subject of the sentence's first finite verb: what a participle or a second verb leans on."""
    for k in range(w.begin + 1, min(w.size, w.begin + _LOOK)):
        word = w.low[k]
        if w.quoted[k]:
            continue
        cue = CUES.get(word)
        past = word in PAST or word in AUXILIARY or (cue is not None and cue.form in ("ed", "past", "s"))
        if past or (word.endswith("ed") and len(word) > 4 and not w.capital(k)):
            if w.low[k - 1] in DETERMINER or w.low[k - 1] in PREPOSITION:
                continue
            while k > w.begin and is_adverb(w.low[k - 1]):
                k -= 1
            found = subject_before(w, k)
            if found:
                return found
    return None


def starts_phrase(w: Words, i: int) -> bool:
    """Whether a noun phrase can begin at token i."""
    if i >= w.size or not w.low[i][0].isalnum():
        return False
    word = w.low[i]
    if word in DETERMINER or word in POSSESSIVE or word in PRONOUN:
        return True
    if w.temporal(i) or word in PREPOSITION or word in CONJUNCTION or word in CLAUSE_START or is_adverb(word):
        return False
    return not word.endswith("ing") and word not in AUXILIARY


def phrase_after(w: Words, start: int, open_end: bool = False) -> Range | None:
    """The noun phrase that begins at `start`, with its apposition ("said Ulla Brodin, head of operations ...").

    `open_end` lets it run on over prepositions, where nothing else follows ("according to exit polls in ...").
    """
    if not starts_phrase(w, start):
        return None
    if w.low[start] in _PERSONAL:
        return (start, start + 1)
    k, lower, relative = start, not w.capital(start), False
    while k < w.size and not w.quoted[k]:
        word = w.low[k]
        if not word[0].isalnum():
            if word == "," and k > start and not relative and _apposed_after(w, k + 1, open_end):
                k, lower = k + 1, True
                continue
            if word == "(":
                k = next((j for j in range(k, min(w.size, k + 12)) if w.low[j] == ")"), w.size)
            elif not (word in "&/'’$%#-" or w.dotted(k)):
                break
        elif word in ("who", "whose"):
            relative = True
        elif k > start and not relative and _ends_right(w, k, lower, open_end):
            break
        k += 1
    k = min(k, w.size)
    while k > start and (w.low[k - 1] in "," or w.low[k - 1] in CONJUNCTION):
        k -= 1
    return (start, k) if k > start else None


def _apposed_after(w: Words, i: int, narrow: bool) -> bool:
    """Whether an apposition begins at i, behind the comma after a name; `narrow` asks for a sure sign of one."""
    if i >= w.size or w.quoted[i] or not (_apposition(w, i) or w.low[i] in ("who", "whose")):
        return False
    word = w.low[i]
    if narrow:
        return word in ("a", "an", "who", "whose")
    return not (word == "which" or (CUES.get(word) and not w.capital(i)) or word in AUXILIARY or word in _OTHERS)


def _ends_right(w: Words, k: int, lower: bool, open_end: bool) -> bool:
    """Whether the phrase that runs up to k ends before token k."""
    word, after = w.low[k], w.low[k + 1] if k + 1 < w.size else "."
    if w.temporal(k) or word in CLAUSE_START or word in AUXILIARY or word in ("yesterday", "late", "last", "earlier"):
        return word not in ("who", "whose")
    if word in ("of", "for") or (open_end and word in PREPOSITION):
        return False
    if word in ("at", "in", "with", "to", "from", "on"):
        named = k + 1 < w.size and (
            (w.capital(k + 1) and not w.temporal(k + 1)) or after in ("the", "its", "his", "her")
        )
        return not (lower and named and not w.capital(k - 1)) and not (lower and word == "at" and after in ("the", "a"))
    if word in CONJUNCTION:
        return word == "but" or after in CUES or is_adverb(after) or after in AUXILIARY or after in _PERSONAL
    if word in PREPOSITION:
        return True
    return is_adverb(word) or (word.endswith("ing") and not w.capital(k) and lower is False)
