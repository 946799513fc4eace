"""Attributions that no cue verb makes: "according to", silence, not knowing, a denial from somebody, headlines."""

from pipeline.extract.english.contents import content_before, trimmed
from pipeline.extract.english.groups import Found, Group
from pipeline.extract.english.lexicon import (
    AUXILIARY,
    BE,
    DETERMINER,
    DO,
    FETCHED,
    HAVE,
    NEGATION,
    OUTREACH,
    SILENT,
    STANCE_NOUN,
    Cue,
    is_adverb,
)
from pipeline.extract.english.phrases import Range, phrase_after, subject_before
from pipeline.extract.english.roles import MEDIA, holds
from pipeline.extract.english.words import Words

_GIVING = frozenset(["knew", "knows", "offer", "offered", "make", "made", "give", "gave", "offering"])
_BEFORE_KNOWING = frozenset({"any", "of", "further", "immediate", "would"}) | BE | HAVE | NEGATION | DO | _GIVING
_HOLDING = BE | HAVE | _GIVING
_BEFORE_SILENCE = BE | HAVE | DO | NEGATION | {"could", "would", "will", "to", "yet", "go", "went"}
_TURNS = frozenset({"—", "--", "–", "-"})


def _group(w: Words, start: int, end: int, lemma: str, sense: str, form: str) -> Group:
    negated = any(word in NEGATION for word in w.low[start:end])
    return Group(
        start, end, end - 1, Cue(lemma, sense, "base", False, False), form, negated, " ".join(w.low[start : end - 1])
    )


def according_at(w: Words, i: int) -> Found | None:
    """'..., according to X'; 'According to X, ...'."""
    if i + 2 >= w.size or w.low[i + 1] != "to":
        return None
    source = phrase_after(w, i + 2, open_end=True)
    if source is None:
        return None
    group = _group(w, i, i + 2, "according to", "say", "preposition")
    if i > w.begin + 1:
        content = content_before(w, i)
        if (
            source[1] + 1 < w.size
            and w.low[source[1]] == ","
            and w.low[i - 1] == ","
            and w.low[source[1] + 1] != "which"
        ):
            content.append((source[1] + 1, trimmed(w, source[1] + 1, w.size)))
    else:
        source = _up_to_comma(w, source)
        start = source[1] + (source[1] < w.size and w.low[source[1]] == ",")
        content = [(start, trimmed(w, start, w.size))]
    content = [part for part in content if part[1] > part[0]]
    return Found(source, group, tuple(content), "preposition") if content else None


def _up_to_comma(w: Words, source: Range) -> Range:
    """The source without what is no apposition of it: one is closed by a second comma."""
    comma = next((k for k in range(*source) if w.low[k] == ","), None)
    closed = source[1] < w.size and w.low[source[1]] == ","
    return source if comma is None or closed else (source[0], comma)


def silent_at(w: Words, i: int) -> Found | None:
    """'X could not be reached', 'X did not return calls', 'messages left for X brought no reply'.

    Token i is a word of silence: a verb that is negated here, "unavailable", "unanswered", or what calls "brought".
    """
    start = i
    while start > w.begin and (w.low[start - 1] in _BEFORE_SILENCE or is_adverb(w.low[start - 1])):
        start -= 1
    before = w.low[start:i]
    fetched = w.low[i] in FETCHED
    if not fetched and w.low[i] not in SILENT and not any(b in NEGATION or b == "yet" for b in before):
        return None
    if not fetched and w.low[i] != "unanswered" and not any(b in AUXILIARY or b == "yet" for b in before):
        return None
    asked = _asked(w, start)
    source = asked or (None if fetched else subject_before(w, start))
    if source is None:
        return None
    end = next((k for k in range(i + 1, w.size) if w.low[k] in (",", ".", ";")), w.size)
    group = _group(w, start, i + 1, w.low[i], "unreached", "verb")
    content = ((i + 1, trimmed(w, i + 1, end)),) if end > i + 1 else ((start, i + 1),)
    return Found(source, group, content, "verb")


def _asked(w: Words, end: int) -> Range | None:
    """The one that the newsroom asked, where the subject is its calls: "messages left for X", "calls to X"."""
    if not any(word in OUTREACH for word in w.low[w.begin : w.begin + 4]):
        return None
    for k in range(w.begin + 1, end - 1):
        if w.low[k] in ("to", "for", "with", "at"):
            return phrase_after(w, k + 1)
    return None


def knowing_at(w: Words, i: int) -> Found | None:
    """'X is not aware of ...', 'X had no knowledge of ...', 'X was unable to say'."""
    start = i
    while start > w.begin and (w.low[start - 1] in _BEFORE_KNOWING or is_adverb(w.low[start - 1])):
        start -= 1
    if start == i or not (set(w.low[start:i]) & _HOLDING):
        return None
    if w.low[i] not in ("unaware", "unable") and not (set(w.low[start:i]) & NEGATION):
        return None
    source = subject_before(w, start)
    end = trimmed(w, i + 1, w.size)
    if source is None or end <= i + 1:
        return None
    return Found(source, _group(w, start, i + 1, w.low[i], "unaware", "verb"), ((i + 1, end),), "verb")


def comment_at(w: Words, i: int) -> Found | None:
    """'X would not comment', 'X had no comment', 'X did not offer any comment'."""
    one = silent_at(w, i) or knowing_at(w, i)
    if one is None:
        return None
    return one._replace(group=one.group._replace(cue=one.group.cue._replace(lemma="comment", sense="decline")))


def report_at(w: Words, i: int) -> Found | None:
    """'reports in a Western newspaper that ...', 'a report on local radio', where it is no verb."""
    for k in range(i + 1, min(w.size - 1, i + 3)):
        if w.low[k] not in ("in", "on", "by", "from"):
            continue
        source = phrase_after(w, k + 1)
        if source is None or not (w.capital(source[0]) or holds(tuple(w.low[source[0] : source[1]]), MEDIA)):
            return None
        end = trimmed(w, source[1], w.size)
        content = ((source[1], end),) if end > source[1] and w.low[source[1]] in ("that", "of", "about") else ()
        return Found(source, _group(w, i, i + 1, "report", "say", "noun"), content, "noun")
    return None


def noun_at(w: Words, i: int) -> Found | None:
    """'A denial ... from X', 'X's denial that ...': a noun of answering with the one whose it is."""
    for k in range(i + 1, min(w.size - 1, i + 9)):
        if w.low[k] in (",", ".", ";", "that"):
            break
        if w.low[k] in ("by", "from") and (w.low[k + 1] in DETERMINER or w.capital(k + 1)):
            source = phrase_after(w, k + 1)
            if source:
                return Found(source, _group(w, i, i + 1, w.low[i], STANCE_NOUN[w.low[i]], "noun"), (), "noun")
    before = w.low[i - 1] if i > w.begin else ""
    if before.endswith("'s") or before in ("his", "her", "its", "their"):
        end = trimmed(w, i + 1, w.size)
        source = (i - 1, i) if not before.endswith("'s") else subject_before(w, i)
        if source and end > i + 1 and w.low[i + 1] in ("that", "of"):
            return Found(source, _group(w, i, i + 1, w.low[i], STANCE_NOUN[w.low[i]], "noun"), ((i + 1, end),), "noun")
    return None


def headline(w: Words) -> Found | None:
    """'X: never' and 'Never - X': the source set off by a colon or a dash."""
    for i in range(1, min(w.size - 1, 8)):
        if w.low[i] == ":" and not w.tokens[0].text.isupper():
            end = trimmed(w, i + 1, w.size)
            return (
                Found((0, i), _group(w, i, i + 1, "say", "say", "colon"), ((i + 1, end),), "colon")
                if end > i + 1
                else None
            )
    for i in range(w.size - 2, max(2, w.size - 7), -1):
        if w.low[i] in _TURNS and w.tokens[i].start > w.tokens[i - 1].end:
            return Found((i + 1, w.size), _group(w, i, i + 1, "say", "say", "colon"), ((0, i),), "colon")
    return None
