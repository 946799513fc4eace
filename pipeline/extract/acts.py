"""Acts of answering that a verb or a noun names: to deny, to dismiss a report, to confirm.

One verb has many senses, and its object tells them apart: bail is refused, a coach is dismissed, a goal is denied by
the crossbar, and only what somebody said, or is said to have done, is denied. Without an object that speaks for
another sense a denial is taken for one.
"""

from functools import cache
from typing import NamedTuple

from pipeline.extract.english.lexicon import DETERMINER
from pipeline.extract.lexicon import words
from pipeline.extract.mood import Mood, mood
from pipeline.extract.objects import (
    PRONOUNS,
    gerund,
    noun_phrase,
    passive,
    plea,
    refused,
    refused_before,
    subject_is_report,
)
from pipeline.extract.story import StoryContext
from pipeline.extract.wording import Wording


class Act(NamedTuple):
    """An act found at word `at`: the stance that it would take, its mood, and the rule that read it."""

    stance: str
    mood: Mood
    at: int
    rule: str


def acts(sentence: Wording, story: StoryContext) -> list[Act]:
    """The acts of answering in a sentence of a story, in order."""
    found: list[Act] = []
    if sentence.bag.isdisjoint(_acting()):
        return found
    for at, verb in enumerate(sentence.bases):
        rule = ""
        if verb in words("deny-verb"):
            rule = _denial(sentence, at, story)
        elif verb in words("refute-verb"):
            rule = _refutation(sentence, at)
        elif verb == "rule":
            rule = _ruled_out(sentence, at, story)
        elif verb in words("dismiss-verb") or verb in words("dismiss-phrase"):
            rule = _dismissal(sentence, at)
        elif verb in words("deny-noun"):
            noun = _noun(sentence, at)
            if noun:
                found.append(noun)
            continue
        elif verb in words("confirm-verb"):
            if _confirms(sentence, at):
                found.append(Act("confirms", mood(sentence, at), at, "verb of confirming"))
            continue
        if rule:
            stance = "asserts" if rule.startswith("not:") else "denies"
            if verb == "deny" and "knowledge" in noun_phrase(sentence, at)[:3]:
                stance = "unaware"
            found.append(Act(stance, mood(sentence, at), at, rule))
    return found


@cache
def _acting() -> frozenset[str]:
    """Every word that an act can be named by."""
    names = ("deny-verb", "refute-verb", "dismiss-verb", "dismiss-phrase", "deny-noun", "confirm-verb")
    return frozenset({"rule"}).union(*(words(name) for name in names))


def _denial(sentence: Wording, at: int, story: StoryContext) -> str:
    """The sense of "deny" at word `at`, by its object."""
    phrase = noun_phrase(sentence, at)
    done_to = passive(sentence, at)
    of_report = subject_is_report(sentence, at)
    if sentence.bag & words("sport") and (not phrase or phrase[0] in PRONOUNS or done_to) and not of_report:
        return "not: sport"
    if phrase[:1] and (phrase[0] in ("that", "ever", "not", "never", "having", "being", "any") or gerund(sentence, at)):
        return plea(sentence, story.court, phrase) or "verb of denying, with what is denied"
    if done_to and (phrase or not (of_report or story.reported)):
        return "not: deprived"
    if phrase and phrase[0] in PRONOUNS and len(phrase) > 1:
        return "not: deprived"
    if not phrase and sentence.lowers[at] == "denied" and refused_before(sentence, at):
        return "not: refused"
    return refused(sentence, at, phrase, story) or plea(sentence, story.court, phrase) or "verb of denying"


def _refutation(sentence: Wording, at: int) -> str:
    """The sense of "refute", "contradict", "dispute": the verb (not the noun) with something said as its object."""
    lower = sentence.lowers[at]
    if lower == "disputed" and sentence.lowers[max(0, at - 1) : at] in (["as"], ["of"], ["the"], ["a"]):
        return ""
    if len(sentence.bag & words("legal-defence")) > 1:
        return ""
    if lower in ("dispute", "disputes", "trash", "scotch", "rubbish", "sneer", "discredit"):
        before = sentence.lowers[at - 1] if at else ""
        phrase = noun_phrase(sentence, at)
        if before in ("a", "the", "no", "any", "in", "of", "as", "labour", "labor", "trade") or not (
            any(word in words("report") or word in ("that", "it") for word in phrase)
        ):
            return ""
    if lower == "disputed" and not passive(sentence, at) and not noun_phrase(sentence, at)[:1]:
        return ""
    if passive(sentence, at) and not subject_is_report(sentence, at):
        return ""
    return "verb of refuting"


def _dismissal(sentence: Wording, at: int) -> str:
    """The sense of "dismiss", "reject", "laugh off": a denial where what somebody said is its object."""
    bases = sentence.bases
    phrase = noun_phrase(sentence, at)
    if bases[at] == "attack" and not DETERMINER.isdisjoint(bases[max(0, at - 2) : at]):
        return ""
    if bases[at] in words("dismiss-phrase") and not any(word in words("small-word") for word in phrase):
        return ""
    if set(bases[:at]) & words("court-subject") and not {"report", "rumour"} & set(phrase):
        return "not: ruled"
    if passive(sentence, at):
        near = set(bases[max(0, at - 7) : at])
        return "verb of dismissing, of a report" if near & words("report") - words("proposal") else "not: dropped"
    for i, word in enumerate(phrase):
        following = phrase[i + 1 : i + 2]
        if word in words("proposal") and not _told_as_fact(sentence, at + 1 + i):
            return "not: a proposal"
        if word in words("report") and following != ["'s"]:
            rest = phrase[i + 1 :]
            if any(w in words("refused") for w in rest) and not any(w in ("that", "of", "about") for w in rest[:1]):
                return "not: refused"
            return "verb of dismissing, of a report"
        if word in words("refused"):
            return "not: refused"
        if word in ("that", "what") and i == 0:
            return "verb of dismissing, of what was said"
    return _as_false(sentence, at)


def _told_as_fact(sentence: Wording, at: int) -> bool:
    """Whether what follows a "suggestion" is told as a fact ("that he had lied"), not proposed ("that he resign")."""
    following = sentence.lowers[at + 1 : at + 16]
    return following[:1] == ["that"] and bool(
        set(following) & (words("auxiliary") | {"will", "would", "could", "might"})
    )


def _as_false(sentence: Wording, at: int) -> str:
    """Whether what is dismissed is called false: "dismissed as tea-shop gossip"."""
    lowers = sentence.lowers
    for i in range(at + 1, min(len(lowers), at + 16)):
        if lowers[i] == "as":
            rest = set(lowers[i + 1 : i + 6]) | set(sentence.bases[i + 1 : i + 6])
            if rest & (words("false-strong") | words("false-weak") | words("hearsay-noun")):
                return "verb of dismissing, as false"
        if lowers[i] in (";", "."):
            break
    return ""


def _noun(sentence: Wording, at: int) -> Act | None:
    """The sense of the noun "denial" at word `at`; None where it is an idiom or nothing was denied."""
    lowers, bases = sentence.lowers, sentence.bases
    before, after = lowers[max(0, at - 4) : at], lowers[at + 1 : at + 3]
    if before[-1:] == ["in"]:
        return Act("asserts", "done", at, "not: an idiom")
    if after[:2] in (["of", "service"],) or (
        after[:1] in (["of"], ["for"]) and set(noun_phrase(sentence, at + 1)) & words("request")
    ):
        return None
    if set(before) & {"no", "without", "climate", "plausible", "demand", "despite", "not", "any"}:
        if "despite" in before and ("'s" in before or set(after) & {"by", "from"}):
            return Act("denies", "done", at, "noun of denying, looking back")
        return Act("asserts", "negated", at, "not: no denial")
    governor = next((i for i in range(at - 1, max(-1, at - 7), -1) if bases[i] in words("giver")), None)
    if governor is not None:
        return Act("denies", mood(sentence, governor), at, "noun of denying")
    if any(bases[i] in words("directive") or bases[i] in ("await", "expect") for i in range(max(0, at - 6), at)):
        return Act("asserts", "unreal", at, "not: demanded")
    follows = set(bases[at + 1 : at + 4])
    if follows & words("giver") or set(after) & {"by", "from"} or set(before) & {"in", "with", "'s", "flat", "add"}:
        return Act("denies", "done", at, "noun of denying")
    return None


def _confirms(sentence: Wording, at: int) -> bool:
    """Whether the verb at `at` tells that somebody says that it is so ("admitted to hospital" does not)."""
    if passive(sentence, at) and not subject_is_report(sentence, at):
        return False
    phrase = noun_phrase(sentence, at)
    if sentence.bases[at] == "admit" and phrase[:1] == ["to"] and set(phrase) & {"hospital", "bail", "clinic"}:
        return False
    if set(sentence.bases[:at]) & {"senate", "court", "judge", "jury"}:
        return False
    after = sentence.lowers[at + 1] if at + 1 < len(sentence.lowers) else ""
    return not (sentence.lowers[at] == "confirmed" and after in ("case", "cases", "death", "deaths"))


def _ruled_out(sentence: Wording, at: int, story: StoryContext) -> str:
    """ "Ruled out a bid" answers a report of one; ruled out as a cause is a finding, ruled out of a race a fate."""
    lowers = sentence.lowers
    if lowers[at + 1 : at + 2] != ["out"] or not story.reported:
        return ""
    if passive(sentence, at) or lowers[at + 2 : at + 3] == ["of"] or set(lowers[max(0, at - 3) : at]) & {"been", "was"}:
        return "not: ruled out of"
    for i in range(at + 2, len(lowers) - 1):
        if lowers[i] == "as" and set(lowers[i + 1 : i + 4]) & {
            "cause",
            "causes",
            "reason",
            "factor",
            "motive",
            "suspect",
        }:
            return "not: a finding"
    if set(lowers[at:]) & {"foul", "sabotage", "arson", "terrorism"}:
        return "not: a finding"
    if not story.short and not {w for w in noun_phrase(sentence, at + 1) if len(w) > 3} & story.reported:
        return ""
    return "ruled out what is reported"
