"""What stands around a verb of denying: its object, its subject, and whether the object makes it another verb.

Bail, a visa and a rate increase are denied to somebody; a charge is denied in court. Neither denies what was said.
"""

from pipeline.extract.lexicon import words
from pipeline.extract.story import StoryContext
from pipeline.extract.wording import Wording

_STOPS = frozenset({",", ";", ":", ".", "!", "?", "—", "–", "--", '"', "“", "”", "(", ")"})
_LINKS = frozenset(
    {
        "to",
        "before",
        "over",
        "in",
        "on",
        "at",
        "for",
        "from",
        "with",
        "after",
        "because",
        "as",
        "when",
        "while",
        "who",
        "by",
    }
)
_WHEN = frozenset({"yesterday", "today", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
                   "again", "also", "late", "early", "earlier"})  # fmt: skip
_DETERMINERS = frozenset({"the", "a", "an", "its", "any", "their", "his", "her"})
PRONOUNS = frozenset({"him", "her", "them", "us", "me", "you"})


def noun_phrase(sentence: Wording, at: int, reach: int = 9) -> list[str]:
    """The words after word `at` up to a mark or a linking word: the object as far as it matters."""
    found = []
    for i in range(at + 1, min(len(sentence.lowers), at + 1 + reach)):
        if sentence.lowers[i] in _STOPS or sentence.lowers[i] in _LINKS:
            break
        if sentence.lowers[i] not in _WHEN and not sentence.lowers[i].endswith("ly"):
            found.append(sentence.bases[i])
    return found


def passive(sentence: Wording, at: int) -> bool:
    """Whether the verb at `at` is a passive participle ("was flatly denied")."""
    if not sentence.lowers[at].endswith("ed"):
        return False
    i = at - 1
    while i >= 0 and sentence.lowers[i] in words("adverb"):
        i -= 1
    return i >= 0 and (sentence.lowers[i] in words("be") and sentence.lowers[i] != "'s")


def subject_is_report(sentence: Wording, at: int) -> bool:
    """Whether a word for a report, or a pronoun for one, stands in the clause left of the verb."""
    for i in range(at - 1, max(-1, at - 14), -1):
        word = sentence.bases[i]
        if word in (";", ".", ":"):
            break
        if word in words("report") or sentence.lowers[i] in ("which", "that", "this", "it", "these", "allegations"):
            return True
    return False


def refused(sentence: Wording, at: int, phrase: list[str], story: StoryContext) -> str:
    """Whether the object of "deny" is a request or a right: then it is refused, and nobody's word is denied."""
    reported = story.reported
    if _two_objects(phrase):
        return "not: refused"
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


def _two_objects(phrase: list[str]) -> bool:
    """Whether a second object follows the first: "denied the parishioners the use", "denied it an overdraft"."""
    first = phrase[: phrase.index("and")] if "and" in phrase else phrase
    second = next((i for i, word in enumerate(first[1:], 1) if word in _DETERMINERS), 0)
    if not second or first[0] == "what" or set(first) & words("report"):
        return False
    verb = any(word in words("auxiliary") or word.endswith("ed") for word in first[:second])
    return not verb and first[second - 1] not in ("all", "both", "or", "that", "of")


def refused_before(sentence: Wording, at: int) -> bool:
    """Whether a participle without an object follows what was refused: "plan denied", "advantage denied to them"."""
    active = sentence.lowers[at - 1 : at] in (["had"], ["has"], ["have"], ["he"], ["she"], ["they"], ["it"])
    after = sentence.lowers[at + 1 : at + 2]
    if after == ["to"] and not active:
        return True
    near = set(sentence.bases[max(0, at - 12) : at])
    asked = near & (words("asked-for") | words("request")) and not near & words("report")
    return bool(asked) and not active and (after in ([], ["by"], ["."], ["under"]))


def gerund(sentence: Wording, at: int) -> bool:
    return at + 1 < len(sentence.lowers) and sentence.lowers[at + 1].endswith("ing")


def plea(sentence: Wording, court: bool, phrase: list[str]) -> str:
    """An answer to a charge in court is a plea, no denial of a report."""
    if sentence.bag & {"pleaded", "plead", "plea", "pleas", "dock", "arraigned", "arraignment"}:
        return "not: plea"
    if len(sentence.bag & words("legal-defence")) > 1:
        return "not: defence in a suit"
    charged = any(word in ("charge", "charges", "count", "counts", "offence", "offences") for word in phrase)
    return "not: plea" if charged and court else ""
