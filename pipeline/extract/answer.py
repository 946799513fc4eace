"""Answers that hold no word of answering: a negation, a contrary fact or figure put against what others report.

"Not one job is going", "she was at her desk by seven", "the slide took four lives and not 60": each is news in a story
of its own and an answer where the same story passes on the contrary. So a standing report is asked for first, and how
much is asked of the answer depends on how it stands: in a short item the sentence after the report is the answer to
it; in a long piece, where much is said of many things, the answer has to speak of what the report spoke of.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.lexicon import words
from pipeline.extract.opposites import contrary, same_event
from pipeline.extract.story import ITEM, StoryContext
from pipeline.extract.wording import Wording
from schemas.claim import Stance

_SPANS = frozenset({"day", "week", "month", "year"})
#: What is told from a court is no answer to a report.
_LEGAL = frozenset({"appeal", "ruling", "sue", "rehearing", "patent", "bankruptcy", "prosecute", "prosecution"})
_NOT_NEGATING = frozenset({"only", "doubt", "matter", "just", "least", "merely", "necessarily"})
_ECHOES = 2


class Standing(NamedTuple):
    """How a report stands to a statement: `near` before or behind it, `short` where the item has no other matter,
    `adjacent` in the sentence before, `replying` where the sentence tells that it answers; `echo` are the stems that
    both hold, `pointed` tells that the sentence speaks of a report or reply, or the headline of a denial."""

    near: bool
    short: bool
    adjacent: bool
    replying: bool
    pointed: bool
    echo: frozenset[str]

    @property
    def spoken_of(self) -> bool:
        """Whether a plan or deal that the statement says there is not can be what is reported."""
        return self.answerable or (self.near and bool(self.echo))

    @property
    def answerable(self) -> bool:
        """Whether a negation in the statement can be taken for an answer."""
        if self.short:
            return self.near
        return self.near and self.pointed and len(self.echo) >= _ECHOES


def standing(sentence: Wording, content: Sequence[int], story: StoryContext, index: int) -> Standing | None:
    """How a report that the statement can answer stands in its story; None where there is none."""
    short = story.short
    passed = story.hearsay if len(story.sentences) <= ITEM else story.strong
    replying = bool(sentence.bag & words("reply"))
    around = [i for i in range(max(0, index - 3), min(len(passed), index + 3)) if i != index and passed[i]]
    within = passed[index] and (replying or bool(sentence.bag & words("report")))
    if not any(p for i, p in enumerate(passed) if i != index) and not within and not (short and story.headline_denies):
        return None
    stems = frozenset().union(*(story.sentences[i].stem_bag for i in (around if not short else _all(passed, index))))
    said = {sentence.stems[i] for i in content} - {""}
    return Standing(
        near=bool(around) or within or short,
        short=short,
        adjacent=any(i < index and i >= index - 1 for i in around),
        replying=replying,
        pointed=replying or story.headline_denies or bool(sentence.bag & words("report")),
        echo=frozenset(said & stems),
    )


def _all(passed: Sequence[bool], index: int) -> list[int]:
    return [i for i, p in enumerate(passed) if p and i != index]


def partly(sentence: Wording, content: Sequence[int], story: StoryContext, how: Standing) -> str:
    """The rule by which a statement lets a part of what is reported stand and another fall; empty where it does not."""
    if not how.answerable:
        return ""
    if _figure_apart(sentence, content):
        return "another figure or date"
    said = _said(sentence, content)
    if not said & words("contrast"):
        return ""
    if said & words("agree"):
        return "agrees, but"
    if _affirms_before(sentence, content, how, story):
        return "one part so, another not"
    return ""


def answered(
    sentence: Wording, content: Sequence[int], story: StoryContext, how: Standing
) -> tuple[Stance | None, str]:
    """The stance that a statement takes to what its story passes on, with the rule; None where it answers none."""
    said = _said(sentence, content)
    legal = bool(sentence.bag & (words("legal-defence") | _LEGAL))
    if said & words("agree") and how.answerable:
        return "confirms", "agrees"
    if _negations(sentence, content) and how.answerable:
        return "denies", "negation of what is reported"
    goes_on = words("continuing") | words("continuing-weak") if how.short else words("continuing")
    if said & goes_on and how.answerable and not legal:
        return "denies", "a state that goes on"
    if how.short and (how.adjacent or how.replying) and contrary(said, story.reported):
        return "denies", "contrary fact"
    if how.short and same_event(said, story.reported) and (how.adjacent or how.replying):
        return "confirms", "the same event told"
    if how.short and how.near and (how.adjacent or how.replying) and not legal and (how.echo or any(sentence.quoted)):
        return ("confirms", "the same told") if len(how.echo) > 2 else ("denies", "another fact in reply")
    return None, ""


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
                word[0].isdigit() or word in words("month") or word in words("number-word") or word in _SPANS
                for word in following
            ):
                return True
    return False


def _affirms_before(sentence: Wording, content: Sequence[int], how: Standing, story: StoryContext) -> bool:
    """Whether a clause of the statement without negation tells something of what is reported."""
    lowers = sentence.lowers
    clause: list[int] = []
    for i in content:
        if lowers[i] in words("contrast") or lowers[i] in (",", ";"):
            part = _said(sentence, clause)
            stems = {sentence.stems[j] for j in clause} - {""}
            if clause and not _negations(sentence, clause) and (stems & how.echo or same_event(part, story.reported)):
                return True
            clause = []
        else:
            clause.append(i)
    return False
