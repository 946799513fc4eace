"""Which reading of a passage decides: readings in order of what they can be trusted with, the first that speaks wins.

An act that a verb or noun names (acts), something called false (falsity), a formula of answering (the pack's formulas)
and an answer without any word for it (answer) are tried in turn. What none reads is a statement like any other.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.acts import Act
from pipeline.extract.answer import Standing, answered, partly, standing
from pipeline.extract.falsity import falsity
from pipeline.extract.lexicon import words
from pipeline.extract.mood import mood
from pipeline.extract.story import StoryContext
from pipeline.extract.wording import Match, Wording
from schemas.claim import Force, Stance

#: Formulas after acts and falsity, the one that is harder to mistake first.
_RANK = ("denies", "partly_denies", "unaware", "denies such", "no_comment", "confirms", "asserts", "denies report")
#: Verbs of taking back whose mood decides, as that of "deny" does.
_WITHDRAWING = frozenset(
    {
        "withdraw",
        "retract",
        "rescind",
        "recant",
        "revoke",
        "disown",
        "take",
        "cancel",
        "kill",
        "pull",
        "delete",
        "remove",
    }
)
#: How the rule of a formula begins that denies only if a report stands for it to answer.
WHERE_A_REPORT_STANDS = "of a report: "
_FORCE: dict[str, Force] = {"partly_denies": "qualified", "unaware": "evasive", "no_comment": "evasive"}


class Passage(NamedTuple):
    """What is to be read: words of a sentence, `content` those that somebody says, the acts and formulas in them."""

    sentence: Wording
    content: Sequence[int]
    acts: Sequence[Act]
    matches: Sequence[Match]
    story: StoryContext
    place: int
    attributed: bool
    whole: bool


class Decided(NamedTuple):
    """The stance decided on, the rule, the force, and the word that decided (-1: none does alone)."""

    stance: Stance
    rule: str = ""
    at: int = -1
    force: Force = "categorical"


def decide(p: Passage) -> Decided:
    """The stance of a passage."""
    ranked = _ranked(p)
    return _by_act(p, ranked) or _by_falsity(p, ranked) or _by_formula(p, ranked) or _by_answer(p) or Decided("asserts")


def _by_act(p: Passage, ranked: dict[str, Match]) -> Decided | None:
    for kind in ("retracts", "corrects"):
        if kind in ranked:
            return _of(kind, ranked[kind])
    denials = [act for act in p.acts if act.stance == "denies"]
    glomar = next((m for m in p.matches if _glomar(m) and any(m.start <= a.at < m.end for a in denials)), None)
    if glomar:
        return _of("no_comment", glomar)
    done = [act for act in denials if act.mood == "done"]
    if done:
        confirmed = any(act.stance == "confirms" and act.mood == "done" for act in p.acts)
        if confirmed and p.sentence.bag & words("contrast"):
            return Decided("partly_denies", "denies one part, confirms another", done[0].at, "qualified")
        return Decided("denies", done[0].rule, done[0].at)
    if denials and _own_denial(p, denials[0]):
        return Decided("denies", "denies having denied", denials[0].at)
    if denials:
        return Decided("asserts", f"deny, {denials[0].mood}", denials[0].at)
    other = next((act for act in p.acts if act.stance in ("asserts", "unaware") and act.mood == "done"), None)
    if other is None:
        return None
    return Decided("unaware" if other.stance == "unaware" else "asserts", other.rule, other.at)


def _by_falsity(p: Passage, ranked: dict[str, Match]) -> Decided | None:
    if p.attributed and "partly_denies" not in ranked:
        called, rule, at = falsity(p.sentence, p.content)
        if called == "partly_denies":
            return Decided("partly_denies", rule, at, "qualified")
        if called:
            return Decided("denies", rule, at)
    confirmed = next((act for act in p.acts if act.stance == "confirms" and act.mood == "done"), None)
    if confirmed and not {"partly_denies", "no_comment"} & ranked.keys():
        if p.attributed and p.sentence.bag & words("contrast") and {"not", "no"} & p.sentence.bag:
            return Decided("partly_denies", "confirms one part only", confirmed.at, "qualified")
        return Decided("confirms", confirmed.rule, confirmed.at)
    return None


def _by_formula(p: Passage, ranked: dict[str, Match]) -> Decided | None:
    how = _how(p)
    for kind in _RANK:
        if kind == "unaware" and "confirms first" in ranked:
            if p.sentence.bag & words("contrast") and "not" not in p.sentence.bag:
                return Decided("partly_denies", "agrees, but", ranked["confirms first"].start, "qualified")
            return _of("confirms", ranked["confirms first"])
        if kind in ("denies such", "denies report") and how:
            part = partly(p.sentence, p.content, p.story, how)
            if part:
                return Decided("partly_denies", part, -1, "qualified")
        if kind == "denies report" and not (how and how.spoken_of) and not p.story.headline_denies:
            continue
        if kind in ranked:
            return _of(kind, ranked[kind])
    return None


def _by_answer(p: Passage) -> Decided | None:
    if not p.whole:
        return None
    if p.attributed and p.story.short and _insists(p):
        return Decided("denies", "insists on a negative")
    how = _how(p)
    if how:
        stance, rule = answered(p.sentence, p.content, p.story, how)
        if stance:
            return Decided(stance, rule)
    return None


def _of(kind: str, match: Match) -> Decided:
    stance: Stance = kind.partition(" ")[0]  # type: ignore[assignment]
    rule = f"{WHERE_A_REPORT_STANDS}{match.formula.text}" if kind == "denies report" else match.formula.text
    force = "qualified" if match.formula.condition == "weak" else _FORCE.get(stance, "categorical")
    return Decided(stance, rule, match.start, force)


def _how(p: Passage) -> Standing | None:
    """How a report stands that this passage could answer; None for comment, and for who passes the report on."""
    if not p.attributed or _commented(p) or (p.story.hearsay[p.place] and not p.sentence.bag & words("reply")):
        return None
    return standing(p.sentence, p.content, p.story, p.place)


def _commented(p: Passage) -> bool:
    """Whether a commentator, no party to the matter, is speaking: an analyst, a dealer, "one"."""
    bases, content = p.sentence.bases, set(p.content)
    near = {base for i, base in enumerate(bases) if i not in content}
    if len(content) == len(bases):
        at = next((i for i, base in enumerate(bases) if base in words("say")), len(bases))
        near = set(bases[max(0, at - 5) : at] + bases[at + 1 : at + 4])
    return bool(near & words("commentator")) and not near & {"spokesman", "spokeswoman", "spokesperson", "minister"}


def _insists(p: Passage) -> bool:
    """Whether somebody insists that it is not so: that is said to those who say that it is."""
    content = set(p.content)
    outside = {base for i, base in enumerate(p.sentence.bases) if i not in content} or p.sentence.bag
    negates = any(p.sentence.lowers[i] in ("not", "no", "never", "none", "nothing") for i in p.content)
    return negates and bool(outside & words("insist"))


def _own_denial(p: Passage, act: Act) -> bool:
    """ "At no time did we deny that": the report that one had denied, denied."""
    told = any("deny" in s.bag for i, s in enumerate(p.story.sentences) if i != p.place)
    own = {"we", "i"} & set(p.sentence.lowers[max(0, act.at - 4) : act.at])
    return act.mood in ("negated", "unreal") and told and bool(own)


def _ranked(p: Passage) -> dict[str, Match]:
    """The first formula of each kind that counts in the passage."""
    found: dict[str, Match] = {}
    for match in p.matches:
        if _holds(p, match):
            condition = match.formula.condition
            kind = match.formula.stance + (f" {condition}" if condition in ("such", "report", "first") else "")
            found.setdefault(kind, match)
    return found


def _holds(p: Passage, match: Match) -> bool:
    """Whether a formula counts: somebody's statement, done and not supposed."""
    stance = match.formula.stance
    spoken = p.attributed or match.formula.condition == "voice"
    if stance in ("denies", "partly_denies", "confirms") and not spoken:
        return False
    if (
        stance == "retracts"
        and p.sentence.bases[match.start] in _WITHDRAWING
        and mood(p.sentence, match.start) != "done"
    ):
        return False
    start, _ = p.sentence.clause(match.start)
    if stance == "denies" and "basis" in match.formula.text and p.sentence.bag & words("opinion"):
        return False
    return not (stance == "denies" and {"if", "unless"} & set(p.sentence.lowers[start : match.start]))


def _glomar(match: Match) -> bool:
    """ "Neither confirm nor deny", in any of its forms."""
    return match.formula.stance == "no_comment" and "confirm" in match.formula.text and "deny" in match.formula.text
