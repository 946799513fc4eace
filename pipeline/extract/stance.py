"""The stance of a statement: what its speaker does with a report, an allegation or a plan that stands in the world.

A sentence is read whole, then its stance is given to the statement that it stands in: the words that decide may stand
in a cue ("denied"), in what is said ("there is no truth in it"), or beside both ("calls went unanswered"). The other
statements of the sentence are read by their own words.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.acts import acts
from pipeline.extract.attribution import Attribution
from pipeline.extract.decide import Decided, Passage, decide
from pipeline.extract.lexicon import words
from pipeline.extract.parts import answers, residual, scope
from pipeline.extract.reader import Copy
from pipeline.extract.story import StoryContext
from pipeline.extract.weigh import IN_ITS_COPY, weighed
from pipeline.extract.wording import Wording
from schemas.claim import Force, Stance

#: Cues whose content somebody says; that of "ordered" or "wanted" is not said.
_SAYING = frozenset({"say", "write", "confirm", "think", "show", "deny", "retract", "correct", "judge", "ask"})


#: A source of more words than that was misread.
_LONGEST_SOURCE = 16


class Reading(NamedTuple):
    """How a statement stands to what others say: the fields of a claim of the same names."""

    stance: Stance
    force: Force = "categorical"
    scope: tuple[str, ...] = ()
    answers: str = ""
    residual: str = ""
    historical: bool = False
    secondhand: bool = False
    rule: str = ""
    sure: float = 1.0
    worded: bool = True


def read_statements(
    story: StoryContext, index: int, attributions: Sequence[Attribution], copy: Copy | None = None
) -> list[Reading]:
    """A reading for each attribution of sentence `index`, or one for the outlet's own voice where there is none.

    Without a copy to read the sentence in, the rules read alone.
    """
    sentence = story.sentences[index]
    by_rule = ruled(story, index, attributions)
    whole, sure = weighed(passage(sentence, story, index, None, attributions), by_rule, attributions, copy)
    worded = whole.at >= 0 and not whole.rule.startswith(IN_ITS_COPY)
    if len(attributions) < 2:
        return [
            _reading(whole, sentence, story, attributions[0] if attributions else None)._replace(
                sure=sure, worded=worded
            )
        ]
    regions = [_region(sentence, attributions, n) for n in range(len(attributions))]
    owner = _owner(whole, regions)
    readings = []
    for n, attribution in enumerate(attributions):
        decided = whole if n == owner else _read(sentence, story, index, regions[n], attributions)
        reading = _reading(decided, sentence, story, attribution)
        readings.append(reading._replace(sure=sure, worded=worded) if n == owner else reading)
    return readings


def ruled(story: StoryContext, index: int, attributions: Sequence[Attribution]) -> Decided:
    """The decision of the rules alone over the whole of sentence `index`."""
    return _read(story.sentences[index], story, index, None, attributions)


def _owner(whole: Decided, regions: list[frozenset[int]]) -> int:
    """The statement that the words which decided stand in; the first where they stand in none."""
    return next((n for n, region in enumerate(regions) if whole.at in region), 0)


def _read(
    sentence: Wording,
    story: StoryContext,
    index: int,
    region: frozenset[int] | None,
    attributions: Sequence[Attribution],
) -> Decided:
    """The decision over a region of the sentence (None: over all of it)."""
    if story.fiction and sentence.bag & (words("fiction") | {"act", "scene", "chapter"}):
        return Decided("asserts", "fiction")
    decided = decide(passage(sentence, story, index, region, attributions))
    if decided.stance == "denies" and story.forged and sentence.bag & words("paper"):
        return Decided("asserts", "forged text")
    return decided


def passage(
    sentence: Wording,
    story: StoryContext,
    index: int,
    region: frozenset[int] | None,
    attributions: Sequence[Attribution],
) -> Passage:
    """A region of a sentence (None: all of it) with what the readings look at."""
    found, matches = acts(sentence, story), sentence.matches
    if region is None:
        content = _said(sentence, attributions)
    else:
        content = [i for i in _said(sentence, attributions) if i in region]
        found = [act for act in found if act.at in region]
        matches = [match for match in matches if match.start in region]
    attributed = bool(attributions) or _attributed(sentence) or index == 0
    other = bool(attributions) and not any(a.sense in _SAYING - {"deny"} for a in attributions)
    return Passage(sentence, content, found, matches, story, index, attributed, whole=region is None and not other)


def _reading(decided: Decided, sentence: Wording, story: StoryContext, attribution: Attribution | None) -> Reading:
    """The decision with what it implies: what is answered, and what a partial denial lets stand."""
    if decided.stance in ("asserts", "confirms"):
        return Reading(decided.stance, rule=decided.rule)
    told = attribution is not None and attribution.parent >= 0 and decided.stance == "denies"
    return Reading(
        decided.stance,
        decided.force,
        scope=scope(sentence, decided),
        answers=answers(sentence),
        residual=residual(sentence) if decided.stance == "partly_denies" else "",
        historical=decided.stance == "denies" and _historical(sentence, decided.at),
        secondhand=told,
        rule=decided.rule,
    )


def _said(sentence: Wording, attributions: Sequence[Attribution]) -> list[int]:
    """The words that somebody says in the sentence: all but those that name who says it and that he does."""
    if not attributions:
        return list(range(len(sentence.lowers)))
    saying = [a for a in attributions if a.sense in _SAYING and a.content]
    spans = [sentence.within(*span) for a in saying for span in (*a.source, *a.cue)]
    outside = {i for span in spans if len(span) <= _LONGEST_SOURCE for i in span}
    return [i for i in range(len(sentence.lowers)) if i not in outside]


def _region(sentence: Wording, attributions: Sequence[Attribution], n: int) -> frozenset[int]:
    """The words that statement n holds in cue, source and content, without those of the statements inside it."""
    a = attributions[n]
    own = {i for start, end in (*a.source, *a.cue, *a.content) for i in sentence.within(start, end)}
    for other in attributions:
        if other.parent == n:
            own -= {i for start, end in (*other.cue, *other.content) for i in sentence.within(start, end)}
    return frozenset(own)


def _attributed(sentence: Wording) -> bool:
    return bool(sentence.bag & words("say")) or any(sentence.quoted) or "according" in sentence.bag


def _historical(sentence: Wording, at: int) -> bool:
    """Whether the denial is a reminder of an older one: "had denied", "has always denied", "which denied in June"."""
    if at < 0:
        return False
    before = sentence.lowers[max(0, at - 4) : at]
    if set(before) & (words("historical") | {"had"}):
        return True
    after = sentence.lowers[at + 1 : at + 4]
    months = set(after) & words("month") or set(after) & {"last", "earlier", "previously", "ago"}
    return bool(months) and bool({"which", "who"} & set(before))
