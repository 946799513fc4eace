"""The stance of a statement: what its speaker does with a report, an allegation or a plan that stands in the world.

Four readings in order of what they can be trusted with: an act that a verb or noun names (acts), something called
false (falsity), a formula of answering (the pack's formulas), and an answer without any word for it (answer). The
first that speaks decides; what none reads is a statement like any other, and asserts.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.acts import Act, acts
from pipeline.extract.answer import answered, partly, standing
from pipeline.extract.attribution import Attribution
from pipeline.extract.falsity import falsity
from pipeline.extract.lexicon import words
from pipeline.extract.mood import mood
from pipeline.extract.story import StoryContext
from pipeline.extract.wording import Match, Wording
from schemas.claim import Force, Stance


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


_RANK = (
    "retracts",
    "corrects",
    "denies",
    "partly_denies",
    "unaware",
    "denies such",
    "no_comment",
    "confirms",
    "denies report",
)


def read_stance(
    attribution: Attribution | None, story: StoryContext, index: int, others: Sequence[Attribution] = ()
) -> Reading:
    """The stance of one statement of sentence `index`; `others` are the attributions that stand inside this one."""
    sentence = story.sentences[index]
    content = _content(attribution, sentence, others)
    attributed = attribution is not None or _attributed(sentence)
    if story.forged and _forged(sentence):
        return Reading("asserts", rule="forged text")
    region = set(_region(attribution, sentence, others))
    found = [act for act in acts(sentence, story) if act.at in region]
    matches = [m for m in sentence.matches if m.start in region]
    if story.fiction and sentence.bag & words("fiction"):
        return Reading("asserts", rule="fiction")
    stance, rule, force = _decide(sentence, content, found, matches, story, index, attributed)
    return Reading(stance, force, rule=rule, historical=_historical(sentence, found))  # type: ignore[arg-type]


def _decide(
    sentence: Wording, content: Sequence[int], found: list[Act], matches: list[Match], story: StoryContext, index: int,
    attributed: bool,
) -> tuple[str, str, Force]:  # fmt: skip
    ranked = {(_kind(m)): m for m in reversed(matches) if _holds(m, sentence, story, index, attributed)}
    for kind in ("retracts", "corrects"):
        if kind in ranked:
            return kind, ranked[kind].formula.text, "categorical"
    denials = [act for act in found if act.stance == "denies"]
    neither = next((m for m in matches if _glomar(m) and _covers(m, denials)), None)
    if neither:
        return "no_comment", neither.formula.text, "evasive"
    done = [act for act in denials if act.mood == "done"]
    confirmed = [act for act in found if act.stance == "confirms" and act.mood == "done"]
    if done:
        if confirmed and sentence.bag & words("contrast"):
            return "partly_denies", "denies one part, confirms another", "qualified"
        return "denies", done[0].rule, "categorical"
    if denials and _own_denial(sentence, denials[0], story, index):
        return "denies", "denies having denied", "categorical"
    if denials:
        return "asserts", f"deny {denials[0].mood}", "categorical"
    if any(act.stance == "asserts" for act in found):
        return "asserts", next(act.rule for act in found if act.stance == "asserts"), "categorical"
    if attributed:
        called, rule = falsity(sentence, content)
        if called and "partly_denies" not in ranked:
            return called, rule, "qualified" if called == "partly_denies" else "categorical"
    if confirmed and "partly_denies" not in ranked and "no_comment" not in ranked:
        if attributed and sentence.bag & words("contrast") and {"not", "no"} & sentence.bag:
            return "partly_denies", "confirms one part only", "qualified"
        return "confirms", confirmed[0].rule, "categorical"
    how = None
    if attributed and not _commented(sentence) and not _source_reports(sentence, story, index):
        how = standing(sentence, content, story, index)
    for kind in _RANK[2:]:
        if kind == "unaware" and "confirms first" in ranked and "partly_denies" not in ranked:
            if sentence.bag & words("contrast") and "not" not in sentence.bag:
                return "partly_denies", "agrees, but", "qualified"
            return "confirms", ranked["confirms first"].formula.text, "categorical"
        if kind in ("denies such", "denies report") and how:
            part = partly(sentence, content, story, how)
            if part:
                return "partly_denies", part, "qualified"
        if kind == "denies report" and not (how and how.answerable) and not story.headline_denies:
            continue
        if kind in ranked:
            stance = kind.partition(" ")[0]
            return (
                stance,
                ranked[kind].formula.text,
                "evasive" if stance in ("unaware", "no_comment") else "categorical",
            )
    if attributed and story.short and _insists(sentence, content):
        return "denies", "insists on a negative", "categorical"
    if how:
        stance, rule = answered(sentence, content, story, how)
        if stance:
            return stance, rule, "categorical"
    return "asserts", "", "categorical"


def _insists(sentence: Wording, content: Sequence[int]) -> bool:
    """Whether somebody insists that it is not so: that is said to those who say that it is."""
    held = {sentence.bases[i] for i in range(len(sentence.words)) if i not in content} or sentence.bag
    return bool(held & words("insist")) and any(
        sentence.lowers[i] in ("not", "no", "never", "none", "nothing") for i in content
    )


def _commented(sentence: Wording) -> bool:
    """Whether a commentator, no party to the matter, is speaking: an analyst, a dealer, "one"."""
    for i, word in enumerate(sentence.bases):
        if word in words("say") and sentence.lowers[i] in ("said", "says", "told", "added", "noted"):
            near = sentence.bases[max(0, i - 6) : i] + sentence.bases[i + 1 : i + 10]
            return bool(set(near) & words("commentator")) and not set(near) & {"spokesman", "spokeswoman", "minister"}
    return False


def _own_denial(sentence: Wording, act: Act, story: StoryContext, index: int) -> bool:
    """ "At no time did we deny that": a report that one denied, denied."""
    told = any("deny" in s.bag for i, s in enumerate(story.sentences) if i != index)
    return (
        act.mood in ("negated", "unreal")
        and told
        and bool(set(sentence.lowers[max(0, act.at - 4) : act.at]) & {"we", "i"})
    )


def _kind(match: Match) -> str:
    condition = match.formula.condition
    return f"{match.formula.stance} {condition}" if condition in ("such", "report", "first") else match.formula.stance


def _holds(match: Match, sentence: Wording, story: StoryContext, index: int, attributed: bool) -> bool:
    """Whether a formula counts here: a statement of somebody, and a report to answer where its heading asks for one."""
    if match.formula.stance in ("denies", "partly_denies", "confirms") and not attributed:
        return False
    if match.formula.stance == "retracts" and mood(sentence, match.start) != "done":
        return False
    start, _ = sentence.clause(match.start)
    return not (match.formula.stance == "denies" and {"if", "unless"} & set(sentence.lowers[start : match.start]))


def _glomar(match: Match) -> bool:
    """ "Neither confirm nor deny", in any of its forms."""
    return match.formula.stance == "no_comment" and "confirm" in match.formula.text and "deny" in match.formula.text


def _covers(match: Match, denials: list[Act]) -> bool:
    return any(match.start <= act.at < match.end for act in denials)


def _content(attribution: Attribution | None, sentence: Wording, others: Sequence[Attribution]) -> list[int]:
    if attribution is None:
        return list(range(len(sentence.words)))
    return [i for start, end in attribution.content for i in sentence.within(start, end)]


def _region(attribution: Attribution | None, sentence: Wording, others: Sequence[Attribution]) -> list[int]:
    """The words that this statement's own cue and content hold, without those of statements inside it."""
    if attribution is None:
        return list(range(len(sentence.words)))
    own = {i for start, end in (*attribution.cue, *attribution.content) for i in sentence.within(start, end)}
    for other in others:
        own -= {i for start, end in (*other.cue, *other.content) for i in sentence.within(start, end)}
    return sorted(own)


def _attributed(sentence: Wording) -> bool:
    return bool(sentence.bag & words("say")) or any(sentence.quoted) or "according" in sentence.bag


def _source_reports(sentence: Wording, story: StoryContext, index: int) -> bool:
    return story.hearsay[index] and not sentence.bag & words("reply")


def _forged(sentence: Wording) -> bool:
    return bool(
        sentence.bag & {"mail", "e-mail", "email", "sheet", "letter", "statement", "release", "tweet", "notice"}
    )


def _historical(sentence: Wording, found: list[Act]) -> bool:
    """Whether the denial is a reminder of an older one."""
    for act in found:
        if act.stance == "denies" and set(sentence.lowers[max(0, act.at - 4) : act.at]) & (
            words("historical") | {"had"}
        ):
            return True
    return False
