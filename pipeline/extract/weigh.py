"""How sure the reading of a sentence is: the rules' reading and the learnt reader's, weighed together.

The rules name a word or formula and are right where it is a plain one; half of the denials hold no such word, and the
learnt reader (reader.py) sees how a sentence fits the report. Its shares and the rules' reading are multiplied: each
way of reading counts for as much as it proved to be worth on sentences that neither had seen. The reader takes its
time, so a linear sieve over signs that are there anyway (weights learnt by `tests/train_sieve.py`) first puts aside
the many sentences that answer nothing. Without the files of weights the rules stand alone.
"""

import itertools
import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from math import exp

from pipeline.extract.answer import standing
from pipeline.extract.attribution import Attribution
from pipeline.extract.decide import WHERE_A_REPORT_STANDS, Decided, Passage
from pipeline.extract.lexicon import words
from pipeline.extract.opposites import contrary, same_event
from pipeline.extract.reader import Copy

#: A sentence that the rules read as a plain statement is read again only where somebody says it, and where it answers
#: something likelier than this: near a report or with a negation, and elsewhere. On copy that the sieve had not seen,
#: six to ten in a hundred of such answers fall, and three in four of the sentences that answer nothing.
SIEVE_NEAR_A_REPORT, SIEVE = 0.3, 0.8
#: So many sentences around it the report must stand.
NEAR = 3
#: What the odds of the rules' reading are multiplied by, after how it was reached, in powers of two: near the greatest
#: likelihood on 892 sentences of plain copy that rules and reader had not seen then, denials raised for accuracy.
WORTH = {
    "firm denies": 256.0,
    "firm partly_denies": 64.0,
    "firm retracts": 8.0,
    "firm corrects": 8.0,
    "firm unaware": 8.0,
    "firm no_comment": 8.0,
    "firm asserts": 4.0,
    "word denies": 128.0,
    "word confirms": 64.0,
}
#: How the rule begins where the reader spoke against the rules: no word decided, even where they had read one.
IN_ITS_COPY = "read in its copy: "
#: How the rules begin that name an act by verb or noun, or something called false.
_FIRM = ("verb of", "noun of", "predicate of", "called", "exclaimed", "deny,", "not:", "denies", "ruled out", "forged")
#: Stances whose formulas are as firm.
_FIRM_FORMULAS = ("retracts", "corrects", "no_comment", "unaware")


def weighed(
    p: Passage, decided: Decided, attributions: Sequence[Attribution], copy: Copy | None
) -> tuple[Decided, float]:
    """The reading after weighing, and how sure it is (0 to 1); that of the rules where there is no copy to read."""
    if copy is None:
        return decided, 1.0
    if decided.stance == "asserts" and decided.at < 0 and not _may_answer(p, decided, attributions):
        return decided, 1.0
    shares = copy.shares(p.place)
    if not shares:
        return decided, 1.0
    shares[decided.stance] *= WORTH.get(_way(decided), 1.0)
    stance = max(shares, key=shares.__getitem__)
    sure = shares[stance] / sum(shares.values())
    if stance == decided.stance:
        return decided, sure
    return Decided(stance, f"{IN_ITS_COPY}{decided.rule or 'no rule'}", decided.at), sure


def _may_answer(p: Passage, decided: Decided, attributions: Sequence[Attribution]) -> bool:
    """Whether a sentence in which the rules see no answer may be one all the same."""
    if not p.attributed:
        return False
    likely = answering(signs(p, decided, attributions))
    if likely >= SIEVE:
        return True
    near = (
        any(p.story.strong[max(0, p.place - NEAR) : p.place + NEAR + 1])
        or any(p.sentence.lowers[i] in words("not") for i in p.content)
        or standing(p.sentence, p.content, p.story, p.place) is not None
    )
    return near and likely >= SIEVE_NEAR_A_REPORT


def _way(decided: Decided) -> str:
    """How the rules came to their reading, and which it is."""
    named = decided.rule.startswith(_FIRM) or (decided.at >= 0 and decided.stance in _FIRM_FORMULAS)
    if named or decided.stance == "partly_denies":
        return f"firm {decided.stance}"
    plain = decided.at >= 0 and not decided.rule.startswith(WHERE_A_REPORT_STANDS)
    return f"{'word' if plain else 'guess'} {decided.stance}"


def answering(found: set[str]) -> float:
    """How likely a sentence with these signs answers something (0 to 1); 1 where there are no weights."""
    weights = _weights()
    if not weights:
        return 1.0
    score = weights["*"] + sum(weights.get(sign, 0.0) for sign in sorted(found))
    return 1 / (1 + exp(-score))


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
def _weights() -> dict[str, float]:
    """Each sign's weight; `*` is what is added always. Empty where there is no file."""
    path = files("pipeline.extract") / "english" / "sieve_weights.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}
