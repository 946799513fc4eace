"""What is called false: "the report is baseless", "called it nonsense", "Fake news!", "unfounded rumours".

A word like "false" denies only where it is said of what somebody reported: a false alarm and a wrong note are none.
Strong words ("untrue", "baseless") carry a denial wherever they are predicated, weak ones ("wrong", "absurd") need a
report or a pronoun for one as their subject.
"""

from collections.abc import Sequence

from pipeline.extract.lexicon import words
from pipeline.extract.wording import Wording

_MARKS = frozenset({".", "!", "?", ";", ":", ",", '"', "“", "”", "—", "–", "--"})
_FRAGMENT = 6
_TOLD = frozenset({"report", "story", "rumour", "rumor", "claim", "allegation", "accusation", "speculation", "news",
                   "information", "article", "account"})  # fmt: skip
_ACCUSING = frozenset({"accuse", "charge", "contain", "prospectus", "convicted", "guilty"})
_COPULAS = words("be") | {"become", "seem", "look", "sound", "prove", "remain"}


def falsity(sentence: Wording, content: Sequence[int]) -> tuple[str, str, int]:
    """The stance that calling something false takes in the words of `content`, with its rule and
    word; empty where none does."""
    if sentence.bag.isdisjoint(words("partly") | words("false-strong") | words("false-weak")):
        return "", "", -1
    for at in content:
        lower, base = sentence.lowers[at], sentence.bases[at]
        partly = lower in words("partly")
        strong = partly or lower in words("false-strong") or base in words("false-strong")
        if not strong and lower not in words("false-weak"):
            continue
        how = _how(sentence, at, strong)
        if how:
            return ("partly_denies" if partly else "denies"), how, at
    return "", "", -1


def _how(sentence: Wording, at: int, strong: bool) -> str:
    lowers = sentence.lowers
    i = at - 1
    while i >= 0 and lowers[i] in words("degree"):
        i -= 1
    if i >= 0 and (lowers[i] == "not" or lowers[i] in ("never", "nor", "without")):
        return ""
    if i >= 0 and sentence.bases[i] in _COPULAS:
        if i and lowers[i - 1] == "not":
            return ""
        if _of_opinion(sentence, i, at):
            return ""
        if strong or _of_report(sentence, i):
            return "predicate of falsity"
        return ""
    if i >= 0 and lowers[i] in ("and", "or", ",") and at + 1 < len(lowers):
        previous = set(lowers[max(0, i - 3) : i])
        if previous & (words("false-strong") | words("false-weak")) and strong:
            return "predicate of falsity"
    if i >= 0 and _called(sentence, i):
        return "called false"
    following = lowers[at + 1] if at + 1 < len(lowers) else ""
    if sentence.bases[at + 1 : at + 2] and sentence.bases[at + 1] in _TOLD and not sentence.bag & _ACCUSING:
        return "false, of a report"
    start, end = sentence.clause(at)
    if strong and at == end - 1 and set(sentence.bases[start:at]) & _TOLD and not set(lowers[start:at]) & words("not"):
        return "report, and false"
    if end - start <= _FRAGMENT and strong and (following in _MARKS or not following) and sentence.quoted[at]:
        return "exclaimed false"
    return ""


def _of_opinion(sentence: Wording, copula: int, at: int) -> bool:
    """Whether fears or a course of action are called so, not a report: "fears are unfounded", "absurd to wait"."""
    if sentence.lowers[at + 1 : at + 2] == ["to"]:
        return not set(sentence.bases[at + 2 : at + 3]) & {"suggest", "say", "claim", "think", "believe", "imply"}
    if len(sentence.bag & words("legal-defence")) > 1:
        return True
    for i in range(copula - 1, max(-1, copula - 14), -1):
        if sentence.bases[i] in words("report") and sentence.bases[i] not in words("opinion"):
            return False
        if sentence.bases[i] in words("opinion"):
            return True
    return False


def _of_report(sentence: Wording, at: int) -> bool:
    """Whether the subject left of the copula at `at` is a report or a pronoun for what was said."""
    bases, lowers = sentence.bases, sentence.lowers
    for i in range(at - 1, max(-1, at - 14), -1):
        if lowers[i] in (";", ".", ":"):
            return False
        if bases[i] in words("report") or (i >= at - 3 and lowers[i] in words("anaphor")):
            return True
    return False


def _called(sentence: Wording, at: int) -> bool:
    """Whether a verb of naming stands before: "called the report false", "dismissed it as an absurd tale"."""
    for i in range(at, max(-1, at - 14), -1):
        if sentence.lowers[i] in (";", ".", '"'):
            if sentence.lowers[i] == '"' and i == at:
                continue
            return False
        if sentence.bases[i] in words("as-verb"):
            between = sentence.bases[i + 1 : at + 1]
            return "as" in between or any(w in words("report") or w in words("anaphor") or w == "what" for w in between)
    return False
