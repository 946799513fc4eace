"""Answers that hold no word of answering: a negation, a contrary fact or figure put against what others report.

"Not one job is going", "she was at her desk by seven", "the slide took four lives and not 60": each is news in a story
of its own and an answer where the same story passes on the contrary. So a standing report is asked for first, and a
speaker who is not its source.
"""

from collections.abc import Sequence

from pipeline.extract.lexicon import words
from pipeline.extract.opposites import contrary, same_event
from pipeline.extract.story import StoryContext
from pipeline.extract.wording import Wording

_MONTHS = frozenset(
    """january february march april may june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday""".split()
)
_NOT_NEGATING = frozenset({"only", "doubt", "matter", "just", "least", "merely"})


def partly(sentence: Wording, content: Sequence[int], story: StoryContext, index: int) -> str:
    """The rule by which a statement lets a part of what is reported stand and another fall; empty where it does not."""
    if not _standing(sentence, story, index):
        return ""
    if _figure_apart(sentence, content):
        return "another figure or date"
    said = _said(sentence, content)
    if not said & words("contrast"):
        return ""
    if said & words("agree"):
        return "agrees, but"
    if _affirms_before(sentence, content, story):
        return "one part so, another not"
    return ""


def answered(sentence: Wording, content: Sequence[int], story: StoryContext, index: int) -> tuple[str, str]:
    """The stance that a statement takes to what its story passes on, with the rule; empty where it answers none."""
    if not _standing(sentence, story, index):
        return "", ""
    near = story.hearsay[max(0, index - 3) : index]
    replying = _replying(sentence)
    said = _said(sentence, content)
    echo = {sentence.stems[i] for i in content} & story.matter - {""}
    negated = _negations(sentence, content)
    if said & words("agree"):
        return "confirms", "agrees"
    if negated and (echo or any(near) or replying):
        return "denies", "negation of what is reported"
    if said & words("continuing") and (echo or any(near) or replying):
        return "denies", "a state that goes on"
    if contrary(said, story.reported):
        return "denies", "contrary fact"
    if same_event(said, story.reported) and (any(near) or replying):
        return "confirms", "the same event told"
    if replying or any(near[-1:]):
        return ("confirms", "the same told") if len(echo) > 2 else ("denies", "another fact in reply")
    return "", ""


def _standing(sentence: Wording, story: StoryContext, index: int) -> bool:
    """Whether a report stands that the sentence can answer: in another sentence, or in what it replies to."""
    others = any(passed for i, passed in enumerate(story.hearsay) if i != index)
    return others or (story.hearsay[index] and _replying(sentence))


def _replying(sentence: Wording) -> bool:
    return bool(sentence.bag & words("reply"))


def _said(sentence: Wording, content: Sequence[int]) -> frozenset[str]:
    return frozenset(sentence.bases[i] for i in content) | frozenset(sentence.lowers[i] for i in content)


def _negations(sentence: Wording, content: Sequence[int]) -> list[int]:
    """The words of `content` that negate ("not only" and "no doubt" do not)."""
    lowers, found = sentence.lowers, []
    for i in content:
        if lowers[i] in words("not"):
            after = lowers[i + 1] if i + 1 < len(lowers) else ""
            if after not in _NOT_NEGATING:
                found.append(i)
    return found


def _figure_apart(sentence: Wording, content: Sequence[int]) -> bool:
    """Whether a figure or a date is negated against another: "four and not 60", "not on June 9"."""
    lowers = sentence.lowers
    for i in content:
        if lowers[i] == "not" or (lowers[i] in ("than", "of") and lowers[i - 1] in ("rather", "instead")):
            following = lowers[i + 1 : i + 4]
            before = lowers[i - 1] if i else ""
            if before in (",", "and", "but", "rather", "instead") and any(
                word[0].isdigit() or word in _MONTHS or word == "day" for word in following
            ):
                return True
    return False


def _affirms_before(sentence: Wording, content: Sequence[int], story: StoryContext) -> bool:
    """Whether a clause of the statement without negation tells something of what is reported."""
    lowers = sentence.lowers
    clause: list[int] = []
    for i in content:
        if lowers[i] in words("contrast") or lowers[i] in (",", ";"):
            part = frozenset(sentence.bases[j] for j in clause)
            stems = {sentence.stems[j] for j in clause} - {""}
            if (
                clause
                and not _negations(sentence, clause)
                and (len(stems & story.matter) > 0 or same_event(part, story.reported) or part & words("event-bad"))
            ):
                return True
            clause = []
        else:
            clause.append(i)
    return False
