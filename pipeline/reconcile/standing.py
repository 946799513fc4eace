"""Whose word a denial is: the body that the report speaks of, now, and not one that only shares its name.

A company that denies something of itself ("it", "its", "we") answers no report that does not name it. A body whose
name begins like another's ("Wadi Hasa Land Transport", "Wadi Hasa Phosphate") is not that other one. A denial that
is dated back ("in 1994 he denied") is a reminder.
"""

import re
from collections.abc import Iterable

from pipeline.reconcile.deniers import denier_of, listed, other_denier
from pipeline.reconcile.matter import stem, terms
from pipeline.reconcile.records import Said
from pipeline.reconcile.same_matter import Matter, Story
from schemas.claim import Claim

_ITSELF = frozenset({"its", "itself", "we", "our", "us"})
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_UNNAMED = re.compile(
    r"(?:an?|one)\b(?:(?!spokes)[^,])*\bofficials?\b"
    r"|.*\b(?:on condition (?:that|of)|anonym|(?:not|declined to|refused to|asked not to) be (?:named|identified))",
    re.IGNORECASE,
)
_BACK_THEN = re.compile(r"\b(?:in|since|of)\s+(?:\w+\s+)?((?:1[6-9]|20)\d\d)\b", re.IGNORECASE)

#: So many sentences around an answer without a word for it the report must be told.
NEAR = 4


def is_unnamed(said: Claim) -> bool:
    """Whether the speaker is an official without a name or an office: such a one speaks for no body."""
    return not said.standing.on_record or _UNNAMED.match(said.speaker) is not None


def is_dated_back(denial: Said) -> bool:
    """Whether the denial itself is told of an earlier year; a year in what is denied says nothing of that."""
    said = denial.statement
    told = [m.group(1) for m in _BACK_THEN.finditer(said.quote) if m.group(1) not in said.content]
    return any(int(year) < denial.item.when.year for year in told) and bool(said.content)


def points_at_a_report(denial: Said, story: Story) -> bool:
    """Whether a denial without a word for it says no, or stands close to what media or nameless sources say."""
    said = denial.statement
    if said.event.negated or said.answers:
        return True
    near = [s.statement for s in story.said if s.at != denial.at and abs(s.at - denial.at) <= NEAR]
    laid = [s for s in near if s.stance == "asserts" and s.speaker_kind in ("media", "anonymous")]
    return bool(laid)


def speaks_of_another(denial: Said, report: Matter) -> bool:
    """Whether a named body that denies something of itself is not in the report's story at all."""
    said = denial.statement
    denier = denier_of(said)
    if not (denier.known and denier.names) or denier.offices:
        return False
    words = [word.lower() for word in _WORD.findall(said.content or said.quote)]
    itself = ("it" in words[:3] and words[:2] not in (["it", "is"], ["it", "was"])) or not _ITSELF.isdisjoint(words)
    named = denier.names | terms(said.speaker).keys()
    if not itself or named & report.around.keys():
        return False
    # the partner in a deal that the report leaves unnamed names the others
    others = [
        t for w in _WORD.findall(said.content or said.quote) if w[:1].isupper() for t in terms(w) if t not in named
    ]
    return len(others) < 2 or not all(t in report.around for t in others)


def namesake(denial: Said, told: Iterable[str], report: Matter) -> str:
    """The longer name in the report's texts that the denier's name only begins like; empty where there is none."""
    denier = denier_of(denial.statement)
    own = [stem(w) for w in _WORD.findall(denial.statement.standing.body)]
    if not own or own[0] not in denier.names:
        return ""
    for text in told:
        words = _WORD.findall(text)
        stems = [stem(w) for w in words]
        for shared in range(len(own) - 1, 0, -1):
            rest = [t for t in own[shared:] if t not in denier.forms]
            if not rest or all(t in report.around for t in rest):
                continue
            for i in range(len(words) - shared):
                following = words[i + shared]
                if stems[i : i + shared] == own[:shared] and following[:1].isupper() and terms(following):
                    return " ".join(words[i : i + shared + 1])
    return ""


def can_settle(said: Claim, denier: Claim, reports: Iterable[Matter]) -> bool:
    """Whether a confirmation ends the dispute: by the body that denied, by one that the reports speak of, or by a
    public body of the same state (its ministry, a court, a regulator); a rival or another state's does not."""
    if not other_denier(said, denier):
        return True
    own = denier_of(said)
    if any(own.names & report.around.keys() for report in reports):
        return True
    here, there = said.standing.country, denier.standing.country
    return bool(own.offices or own.forms & listed("settling.txt")) and not (here and there and here != there)
