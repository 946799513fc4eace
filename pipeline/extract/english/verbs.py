"""Cue verbs as attributions: before and behind the quote, passive, participle, shared subject."""

from pipeline.extract.english.contents import content_after, content_before
from pipeline.extract.english.groups import Found, Group, group_at
from pipeline.extract.english.lexicon import (
    AUXILIARY,
    CLAUSE_START,
    CONJUNCTION,
    CUES,
    DETERMINER,
    DOCUMENT,
    PAST,
    PREPOSITION,
)
from pipeline.extract.english.phrases import Range, first_subject, phrase_after, subject_before
from pipeline.extract.english.words import Words

#: Senses whose content may stand before the verb.
_SPEECH = frozenset({"say", "write", "think", "confirm", "ask"})
#: Senses that a person quoted may report of another person.
_RETOLD = frozenset({"deny", "confirm", "retract", "decline"})
_PERSONAL = frozenset({"he", "she", "it", "they", "we", "i", "you", "there", "who", "such"})
_JOINS, _PLACE = CONJUNCTION | {","}, PREPOSITION - {"to"}
_SELF = frozenset({"i", "we", "you", "us", "nobody", "one"})


def verb_at(w: Words, i: int, found: list[Found]) -> Found | None:
    """The attribution whose cue is the verb at i; `found` are those of the sentence so far."""
    group = group_at(w, i)
    if group is None or (w.quoted[i] and not _retold(w, group)):
        return None
    if group.form == "passive":
        one = _passive(w, group)
    elif group.form == "participle":
        one = _participle(w, group, found)
    elif group.form == "infinitive":
        one = _infinitive(w, group, found)
    else:
        one = _finite(w, group, found)
    if one is not None and group.cue.sense == "seem":
        return _seeming(w, one)
    return None if one is None or (group.cue.clause_only and not _clausal(w, one)) else one


def _seeming(w: Words, one: Found) -> Found | None:
    """'X seemed ready to ...': nobody says it; the subject is a part of what is said."""
    if one.source is None or one.form != "verb" or (one.group.cue.lemma == "appear" and w.low[one.group.end] in _PLACE):
        return None
    return Found(None, one.group, (one.source, *one.content), "verb")


def _clausal(w: Words, one: Found) -> bool:
    """Whether the content is a clause or a quote, not a plain object ("added that ...", not "added milk")."""
    if not one.content or one.source is None:
        return True
    return one.content[0][0] < one.group.head or clausal(w, one.content[0])


def clausal(w: Words, part: Range) -> bool:
    """Whether a part of the sentence is a clause or a quote."""
    start, end = part
    if w.quoted[start]:
        return True
    word = w.low[start]
    if word in CLAUSE_START or word == "to" or word in _PERSONAL:
        return True
    for k in range(start + 1, min(end, start + 10)):
        if w.low[k] in AUXILIARY or w.low[k] in PAST:
            return True
        cue = CUES.get(w.low[k])
        if (cue and cue.form in ("ed", "past", "s") and not cue.noun_too) or w.low[k] in ",;":
            return bool(cue)
    return False


def _finite(w: Words, group: Group, found: list[Found]) -> Found | None:
    """'X said that ...', '"...", X said', '"...", said X', '... and denied that ...'."""
    if group.cue.lemma in ("learn", "hear") and group.end < w.size and w.low[group.end] == "from":
        return _heard(w, group)
    source = subject_before(w, group.start)
    after = content_after(w, group.end, group.cue.lemma, group.cue.sense)
    if source is not None:
        contents = _both_sides(w, source, group, after)
        return Found(source, group, contents, "verb") if contents else None
    turned = _turned(w, group)
    if turned:
        return turned
    if group.cue.lemma == "ask" and after and (group.start == w.begin or w.low[group.start - 1] in ("when", ",")):
        return Found(None, group, (after,), "passive")
    if group.start == 0 or w.low[group.start - 1] not in _JOINS:
        return None
    source = _governing(w, found)
    return Found(source, group, (after,), "verb") if after and source else None


def _heard(w: Words, group: Group) -> Found | None:
    """'..., the paper has learnt from X': the source is whom it was learnt from."""
    source = phrase_after(w, group.end + 1, open_end=True)
    outlet = subject_before(w, group.start)
    content = content_before(w, outlet[0] if outlet else group.start)
    return Found(source, group, tuple(content), "verb") if source and content else None


def _retold(w: Words, group: Group) -> bool:
    """Whether a cue inside a quote tells of another's stance ("The player swears that ...")."""
    if group.form != "finite" or (
        group.cue.sense not in _RETOLD and group.cue.lemma not in ("swear", "assure", "insist")
    ):
        return False
    source = subject_before(w, group.start)
    return source is not None and w.low[source[1] - 1] not in _SELF


def _governing(w: Words, found: list[Found]) -> Range | None:
    """The subject that a participle or a second verb shares: that of the verb before it, else the sentence's."""
    return next((f.source for f in reversed(found) if f.source and f.form != "participle"), None) or first_subject(w)


def _both_sides(w: Words, source: Range, group: Group, after: Range | None) -> tuple[Range, ...]:
    """The content on the right, or on the left where the sentence ends in "..., X said"."""
    lo = source[0]
    left = lo > w.begin and (w.low[lo - 1] in (",", "—", "--") or w.quoted[lo - 1])
    speech = group.cue.sense in _SPEECH
    if speech and left and (after is None or w.quoted[lo - 1]):
        tail = (after,) if after and w.quoted[after[0]] else ()
        return (*content_before(w, lo), *tail)
    if after and left and speech and not clausal(w, after) and clausal(w, (w.begin, lo - 1)):
        return tuple(content_before(w, lo))
    if after is None and left and not group.cue.clause_only:
        return tuple(content_before(w, lo))
    return (after,) if after else ()


def _turned(w: Words, group: Group) -> Found | None:
    """'"...", said X': the subject behind its verb."""
    if group.cue.sense not in _SPEECH or group.start <= w.begin:
        return None
    before = group.start - 1
    if not (w.quoted[before] or w.low[before] in (",", "—", "--", "-", "?", "!")):
        return None
    source = phrase_after(w, group.end)
    if source is None:
        return None
    rest = next((k for k in range(source[1], w.size) if w.quoted[k]), None)
    tail = ((rest, w.size),) if rest is not None and w.low[source[1]] in (",", ":", ".") else ()
    return Found(source, group, (*content_before(w, group.start), *tail), "verb")


def _passive(w: Words, group: Group) -> Found | None:
    """'... was denied by X'; without "by" the source is unknown."""
    subject = subject_before(w, group.start)
    by = _agent(w, group.end)
    source = phrase_after(w, by + 1) if by is not None else None
    after = content_after(w, group.end, group.cue.lemma, group.cue.sense) if source is None else None
    contents = tuple(part for part in (subject, after) if part)
    if not contents or (source is None and after is None):
        return None
    return Found(source, group, contents, "passive")


def _agent(w: Words, start: int) -> int | None:
    """The "by" that names who did it: the last one before the clause ends ("line by line by the owners")."""
    found = None
    for k in range(start, min(w.size - 1, start + 10)):
        if w.low[k] in (",", ";", "that"):
            break
        if w.low[k] == "by" and (w.low[k + 1] in DETERMINER or w.capital(k + 1) or found is None):
            found = k
    return found


def _participle(w: Words, group: Group, found: list[Found]) -> Found | None:
    """', saying that ...'; 'a statement denying that ...'."""
    after = content_after(w, group.end, group.cue.lemma, group.cue.sense)
    if after is None:
        return None
    before = w.low[group.start - 1] if group.start > w.begin else ""
    source = None
    if before.isalpha() and before not in DOCUMENT and before not in CONJUNCTION:
        source = subject_before(w, group.start)
    source = source or _governing(w, found)
    return Found(source, group, (after,), "participle") if source else None


def _infinitive(w: Words, group: Group, found: list[Found]) -> Found | None:
    """'is expected to deny ...', 'was bound to deny ...': kept for the senses whose mood matters."""
    if group.cue.sense not in ("deny", "retract") or (found and found[-1].group.end >= group.start - 2):
        return None
    after = content_after(w, group.end, group.cue.lemma, group.cue.sense)
    source = first_subject(w)
    return Found(source, group, (after,), "infinitive") if after and source else None
