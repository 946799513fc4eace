"""Acts of answering that a verb or a noun names: to deny, to dismiss a report, to confirm.

One verb has many senses, and its object tells them apart: bail is refused, a coach is dismissed, a goal is denied by
the crossbar, and only what somebody said, or is said to have done, is denied. Without an object that speaks for
another sense a denial is taken for one.
"""

from functools import cache
from typing import NamedTuple

from pipeline.extract.lexicon import words
from pipeline.extract.mood import Mood, mood
from pipeline.extract.story import StoryContext
from pipeline.extract.wording import Wording

_STOPS = frozenset({",", ";", ":", ".", "!", "?", "—", "–", "--", '"', "“", "”", "(", ")"})
_LINKS = frozenset(
    {"to", "in", "on", "at", "for", "from", "with", "after", "because", "as", "when", "while", "who", "by"}
)
_WHEN = frozenset({"yesterday", "today", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
                   "again", "also", "late", "early", "earlier"})  # fmt: skip
_PRONOUNS = frozenset({"him", "her", "them", "us", "me", "you"})


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
            if verb == "deny" and "knowledge" in _noun_phrase(sentence, at)[:3]:
                stance = "unaware"
            found.append(Act(stance, mood(sentence, at), at, rule))
    return found


@cache
def _acting() -> frozenset[str]:
    """Every word that an act can be named by."""
    names = ("deny-verb", "refute-verb", "dismiss-verb", "dismiss-phrase", "deny-noun", "confirm-verb")
    return frozenset({"rule"}).union(*(words(name) for name in names))


def _noun_phrase(sentence: Wording, at: int, reach: int = 9) -> list[str]:
    """The words after word `at` up to a mark or a linking word: the object as far as it matters."""
    found = []
    for i in range(at + 1, min(len(sentence.lowers), at + 1 + reach)):
        if sentence.lowers[i] in _STOPS or sentence.lowers[i] in _LINKS:
            break
        if sentence.lowers[i] not in _WHEN and not sentence.lowers[i].endswith("ly"):
            found.append(sentence.bases[i])
    return found


def _passive(sentence: Wording, at: int) -> bool:
    """Whether the verb at `at` is a passive participle ("was flatly denied")."""
    if not sentence.lowers[at].endswith("ed"):
        return False
    i = at - 1
    while i >= 0 and sentence.lowers[i] in words("adverb"):
        i -= 1
    return i >= 0 and (sentence.lowers[i] in words("be") and sentence.lowers[i] != "'s")


def _subject_is_report(sentence: Wording, at: int) -> bool:
    """Whether a word for a report, or a pronoun for one, stands in the clause left of the verb."""
    for i in range(at - 1, max(-1, at - 14), -1):
        word = sentence.bases[i]
        if word in (";", ".", ":"):
            break
        if word in words("report") or sentence.lowers[i] in ("which", "that", "this", "it", "these", "allegations"):
            return True
    return False


def _denial(sentence: Wording, at: int, story: StoryContext) -> str:
    """The sense of "deny" at word `at`, by its object."""
    phrase = _noun_phrase(sentence, at)
    passive = _passive(sentence, at)
    of_report = _subject_is_report(sentence, at)
    if sentence.bag & words("sport") and (not phrase or phrase[0] in _PRONOUNS or passive) and not of_report:
        return "not: sport"
    if phrase[:1] and (phrase[0] in ("that", "ever", "not", "having", "being", "any") or _gerund(sentence, at)):
        return _plea(sentence, story.court, phrase) or "verb of denying, with what is denied"
    if passive and (phrase or not (of_report or story.reported)):
        return "not: deprived"
    if phrase and phrase[0] in _PRONOUNS and len(phrase) > 1:
        return "not: deprived"
    if not phrase and sentence.lowers[at] == "denied" and _refused_before(sentence, at):
        return "not: refused"
    return _refused(sentence, at, phrase, story) or _plea(sentence, story.court, phrase) or "verb of denying"


def _refused(sentence: Wording, at: int, phrase: list[str], story: StoryContext) -> str:
    """Whether the object of "deny" is a request or a right: then it is refused, and nobody's word is denied."""
    reported = story.reported
    if any(word in words("report") and word != "claim" for word in phrase):
        return ""
    for i, word in enumerate(phrase):
        if word in words("request") and not (phrase[0] in ("the", "any", "such") and word in reported):
            return "not: refused"
        if word == "claim" and (story.insured or not reported) and phrase[i + 1 : i + 2] not in (["that"], ["of"]):
            return "not: refused"
    if (
        not phrase
        or phrase[0] in ("it", "this", "that", "them", "these", "both", "all")
        or set(phrase) & words("deniable")
    ):
        return ""
    behind = sentence.lowers[at + 1 + len(phrase) : at + 3 + len(phrase)]
    if behind[:1] == ["to"] and behind[1:] not in (["have"], ["be"], ["reporters"]):
        return "not: refused"
    clause = set(sentence.bases[max(0, at - 12) : at])
    verb = any(word in words("auxiliary") for word in phrase)
    return "not: refused" if clause & words("adjudicator") and not verb and not set(phrase) & reported else ""


def _refused_before(sentence: Wording, at: int) -> bool:
    """Whether a participle without an object follows what was refused: "plan denied", "advantage denied to them"."""
    active = sentence.lowers[at - 1 : at] in (["had"], ["has"], ["have"], ["he"], ["she"], ["they"], ["it"])
    after = sentence.lowers[at + 1 : at + 2]
    if after == ["to"] and not active:
        return True
    near = set(sentence.bases[max(0, at - 12) : at])
    asked = near & (words("asked-for") | words("request")) and not near & words("report")
    return bool(asked) and not active and (after in ([], ["by"], ["."], ["under"]))


def _gerund(sentence: Wording, at: int) -> bool:
    return at + 1 < len(sentence.lowers) and sentence.lowers[at + 1].endswith("ing")


def _plea(sentence: Wording, court: bool, phrase: list[str]) -> str:
    """An answer to a charge in court is a plea, no denial of a report."""
    if sentence.bag & {"pleaded", "plead", "plea", "pleas", "dock", "arraigned", "arraignment"}:
        return "not: plea"
    if len(sentence.bag & words("legal-defence")) > 1:
        return "not: defence in a suit"
    charged = any(word in ("charge", "charges", "count", "counts", "offence", "offences") for word in phrase)
    return "not: plea" if charged and court else ""


def _refutation(sentence: Wording, at: int) -> str:
    """The sense of "refute", "contradict", "dispute": the verb (not the noun) with something said as its object."""
    lower = sentence.lowers[at]
    if lower == "disputed" and sentence.lowers[max(0, at - 1) : at] in (["as"], ["of"], ["the"], ["a"]):
        return ""
    if len(sentence.bag & words("legal-defence")) > 1:
        return ""
    if lower in ("dispute", "disputes", "trash", "scotch", "rubbish", "sneer", "discredit"):
        before = sentence.lowers[at - 1] if at else ""
        phrase = _noun_phrase(sentence, at)
        if before in ("a", "the", "no", "any", "in", "of", "as", "labour", "labor", "trade") or not (
            any(word in words("report") or word in ("that", "it") for word in phrase)
        ):
            return ""
    if lower == "disputed" and not _passive(sentence, at) and not _noun_phrase(sentence, at)[:1]:
        return ""
    if _passive(sentence, at) and not _subject_is_report(sentence, at):
        return ""
    return "verb of refuting"


def _dismissal(sentence: Wording, at: int) -> str:
    """The sense of "dismiss", "reject", "laugh off": a denial where what somebody said is its object."""
    bases = sentence.bases
    phrase = _noun_phrase(sentence, at)
    if bases[at] in words("dismiss-phrase") and not any(word in words("small-word") for word in phrase):
        return ""
    if set(bases[:at]) & words("court-subject") and not {"report", "rumour"} & set(phrase):
        return "not: ruled"
    if _passive(sentence, at):
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
        after[:1] in (["of"], ["for"]) and set(_noun_phrase(sentence, at + 1)) & words("request")
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
    if _passive(sentence, at) and not _subject_is_report(sentence, at):
        return False
    phrase = _noun_phrase(sentence, at)
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
    if (
        _passive(sentence, at)
        or lowers[at + 2 : at + 3] == ["of"]
        or set(lowers[max(0, at - 3) : at]) & {"been", "was"}
    ):
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
    if not story.short and not {w for w in _noun_phrase(sentence, at + 1) if len(w) > 3} & story.reported:
        return ""
    return "ruled out what is reported"
