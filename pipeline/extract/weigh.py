"""The learnt part of reading a stance: signs of a passage weighed together, the rules' own reading among them.

Half of the denials hold no word for it, and rules that guess at them from one or two signs are wrong as often as
right. So the signs are weighed: a linear model (multinomial logistic regression) whose weights
`tests/train_stances.py` learns from our own labelled sentences. It speaks only where the rules guess, or where they
see nothing in a story that passes on what others say; what an act or formula reads stays as read unless the weights
are sure of another reading. Without the file of weights the rules stand alone.
"""

import itertools
import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from math import exp

from pipeline.extract.answer import standing
from pipeline.extract.attribution import Attribution
from pipeline.extract.decide import Decided, Passage
from pipeline.extract.lexicon import words
from pipeline.extract.opposites import contrary, same_event
from schemas.claim import Stance

STANCES: tuple[Stance, ...] = (
    "asserts", "confirms", "denies", "partly_denies", "no_comment", "unaware", "retracts", "corrects",
)  # fmt: skip

#: How sure the weights must be to speak against a rule that read a word or formula, and to deny where no rule does.
AGAINST_A_RULE = 0.7
AGAINST_SILENCE = 0.5
#: So many sentences around an answer without a word for it the report must stand.
NEAR = 3
#: How the rules begin that nothing weighs against: an act that a verb or a noun names, something called false. They
#: are right nine times in ten on sentences that they were not written for, and on a real wire the weights are not.
_FIRM = ("verb of", "noun of", "predicate of", "called", "exclaimed", "deny,", "not:", "denies", "ruled out", "forged")
#: Stances whose formulas are as firm.
_FIRM_FORMULAS = ("retracts", "corrects", "no_comment", "unaware")


def weighed(p: Passage, decided: Decided, attributions: Sequence[Attribution]) -> tuple[Decided, float]:
    """The reading after weighing, and how sure it is (0 to 1)."""
    weights = _weights()
    firm = (
        decided.rule.startswith(_FIRM)
        or decided.stance == "partly_denies"
        or (decided.at >= 0 and decided.stance in _FIRM_FORMULAS)
    )
    if not weights or firm:
        return decided, 1.0
    if not _speaks(p, decided):
        return (decided, 1.0) if decided.stance == "asserts" else (Decided("asserts", f"alone: {decided.rule}"), 1.0)
    scores = list(weights["*"])
    for sign in signs(p, decided, attributions):
        for n, weight in enumerate(weights.get(sign, ())):
            scores[n] += weight
    top = max(scores)
    shares = [exp(score - top) for score in scores]
    whole = sum(shares)
    best = max(range(len(scores)), key=scores.__getitem__)
    sure, mine = shares[best] / whole, shares[STANCES.index(decided.stance)] / whole
    stance = STANCES[best]
    if stance == decided.stance:
        return decided, sure
    if sure < (AGAINST_SILENCE if decided.stance == "asserts" or decided.at < 0 else AGAINST_A_RULE):
        return decided, mine
    return Decided(stance, f"weighed: {decided.rule or 'no rule'}", decided.at), sure


def _speaks(p: Passage, decided: Decided) -> bool:
    """Where no word of answering stands, only a report by media, a rumour or an accuser close by can be answered."""
    if decided.stance != "asserts" and decided.at >= 0:
        return True
    return p.attributed and any(p.story.strong[max(0, p.place - NEAR) : p.place + NEAR + 1])


def signs(p: Passage, decided: Decided, attributions: Sequence[Attribution]) -> set[str]:
    """What can be seen in a passage, each sign a word; the same for learning and for reading."""
    found = {f"rule {decided.rule}", f"read {decided.stance}", f"place {min(p.place, 4)}"}
    for a in attributions:
        found |= {f"cue {a.lemma}", f"sense {a.sense}", f"form {a.form}"}
    found.update(_worded(p))
    found.update(_around(p))
    return found


def _worded(p: Passage) -> Iterator[str]:
    sentence = p.sentence
    plain = []
    for i, word in enumerate(sentence.bases):
        written = sentence.written[i]
        if word[:1].isdigit():
            plain.append("#")
        elif i and written[:1].isupper() and word != "i":
            plain.append("^")
        else:
            plain.append(word)
    yield from plain
    yield from (f"{a} {b}" for a, b in itertools.pairwise(plain))
    if any(sentence.quoted):
        yield "quoted"
    yield f"length {min(5, len(plain) // 8)}"


def _around(p: Passage) -> Iterator[str]:
    story, sentence = p.story, p.sentence
    said = frozenset(sentence.bases[i] for i in p.content)
    negations = sum(sentence.lowers[i] in words("not") for i in p.content)
    yield f"negations {min(2, negations)}"
    how = standing(sentence, p.content, story, p.place)
    if how is None:
        yield "no report around"
    else:
        marks = ("near", how.near), ("adjacent", how.adjacent), ("replying", how.replying), ("pointed", how.pointed)
        for name, holds in (*marks, ("short", how.short)):
            if holds:
                yield name
                if negations:
                    yield f"negation {name}"
        yield f"echo {min(4, len(how.echo))}"
        yield f"echo {min(4, len(how.echo))} negations {min(1, negations)}"
    if contrary(said, story.reported):
        yield "contrary"
    if same_event(said, story.reported):
        yield "same event"
    figures = {word for word in sentence.lowers if word[:1].isdigit()}
    if figures:
        yield "same figure" if figures & story.figures else "figure"
        if story.figures and not figures & story.figures:
            yield "other figure"
    if story.negative:
        yield "negative report"
        yield f"negative report negations {min(1, negations)}"
    if p.place and story.hearsay[p.place]:
        yield "passes on"
    if p.place > 1 and story.hearsay[p.place - 1]:
        yield "behind hearsay"


@cache
def _weights() -> dict[str, list[float]]:
    """Each sign's weight for each of STANCES; `*` is what is added always. Empty where there is no file."""
    path = files("pipeline.extract") / "english" / "stance_weights.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}
