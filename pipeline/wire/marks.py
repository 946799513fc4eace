"""What the wire itself says of a version, read from the headline and the note that opens the copy.

Agencies put their marks before the headline, several at a time ("CORRECTED-UPDATE 1-", "(2nd LD)", "1st Ld-Writethru").
A mark is read only in the form in which a desk writes it (capitals and a hyphen, brackets, a number): "Update" or
"kill" as a word of a headline is none. Marks are weaker than a status field: see `status_of`.
"""

import re
from typing import NamedTuple

from schemas.article import Marks, Status

_HYPHENED = (
    "UPDATE", "WRAPUP", "CORRECTED", "CORRECTION", "REFILE", "RECAST", "REPEAT", "RPT", "BRIEF", "URGENT", "FLASH",
    "BULLETIN", "ALERT", "ADVISORY", "EXCLUSIVE", "STORY WITHDRAWN", "WITHDRAWN", "WITHDRAWAL", "KILL", "HOLD",
    "DELETED", "OFFICIAL CORRECTION", "CLARIFICATION", "EMBARGOED", "LEAD", "EXTRA",
)  # fmt: skip
_SAME = {
    "RPT": "REPEAT", "CORRECTION": "CORRECTED", "OFFICIAL CORRECTION": "CORRECTED", "WITHDRAWN": "WITHDRAWN",
    "STORY WITHDRAWN": "WITHDRAWN", "WITHDRAWAL": "WITHDRAWN", "DELETED": "WITHDRAWN", "LD": "LEAD",
    "MANDATORY KILL": "KILL", "WRITE-THRU": "WRITETHRU", "WRITETHROUGH": "WRITETHRU", "WRITE-THROUGH": "WRITETHRU",
}  # fmt: skip
_WORDS = "|".join(sorted(_HYPHENED, key=len, reverse=True))
_OPENING = re.compile(
    rf"\s*(?:"
    rf"(?P<loud>KILL|HOLD)(?:\s+(?P=loud))+[\s:,.-]*"  # KILL KILL KILL
    rf"|(?P<hyphened>{_WORDS})(?:\s+(?P<n>\d{{1,3}}))?\s*(?:--?|[–—:])\s*"  # UPDATE 2-  URGENT:
    rf"|(?:ATTN|ATTENTION)\s*(?:--?|:)\s*"
    rf"|\((?P<bracketed>(?:\d(?:st|nd|rd|th)\s+)?LD|LEAD|URGENT|CORRECTED|CORRECTION|UPDATE|MANDATORY KILL|KILL)\)\s*"
    rf"|(?P<nth>\d{{1,2}})(?:st|nd|rd|th)\s+(?:LD|Ld|LEAD|Lead)(?P<thru>[-\s]+[Ww]rite-?[Tt]hr(?:u|ough))?\s*[:–—-]\s*"
    rf"|(?P<mixed>Update|Correction|Corrected|Urgent|Advisory)(?:\s+(?P<m>\d{{1,2}}))?:\s+(?=[A-Z\"“'‘])"
    rf")"
)
_CLOSING = re.compile(
    r"[\s,(–—-]+(?P<nth>\d{1,2})(?:st|nd|rd|th)\s+(?:LD|Ld|Lead)(?P<thru>[-\s]+[Ww]rite-?[Tt]hr(?:u|ough))?\)?\s*$"
    r"|\s*\((?P<word>MANDATORY KILL|KILL|WITHDRAWN|CORRECTED|UPDATED|REPEAT)\)\s*$"
)
_NOTE = re.compile(
    r"\s*(?:\((?=(?:Adds?|Amends?|Clarifies|Corrects?|Changes?|Deletes?|Eds|Fixes|Inserts?|Recasts?|Refiles?|Removes?|"
    r"Repeats?|Replaces?|Rewrites?|Updates?|Writes? through|With(?:drawn|draws)|This (?:story|item))\b)"
    r"(?P<round>[^()]{3,400})\)"
    r"|\[(?=(?:Adds?|Clarifies|Corrects?|Recasts?|Refiles?|Removes?|Repeats?|Updates?)\b)(?P<square>[^\[\]]{3,400})\]"
    r"|(?:Eds|EDS|EDITORS)\s*:\s*(?P<eds>[^\n]{3,400}))"
)


class Read(NamedTuple):
    """The marks, and the offset in the headline at which its own words begin."""

    marks: Marks
    start: int


_NONE = Read(Marks(), 0)


def read(title: str, body: str) -> Read:
    """The marks of a version, from its headline and the first words of its copy."""
    tags: list[str] = []
    number: int | None = None
    at = 0
    while match := _OPENING.match(title, at):
        if match.end() == len(title) and not match["loud"]:  # nothing but the mark: a headline is left to be read
            break
        found, n = _meaning(match)
        tags += [tag for tag in found if tag not in tags]
        number = n if number is None else number
        at = match.end()
    if closing := _CLOSING.search(title, at):
        word = closing["word"]
        found = [_SAME.get(word, word)] if word else ["LEAD", "WRITETHRU"] if closing["thru"] else ["LEAD"]
        tags += [tag for tag in found if tag not in tags]
        number = int(closing["nth"]) if closing["nth"] and number is None else number
    noted = _NOTE.match(body)
    if not tags and not noted:
        return _NONE
    note = (noted["round"] or noted["square"] or noted["eds"]).strip() if noted else ""
    return Read(Marks(tags=tuple(tags), number=number, note=note), at)


def status_of(marks: Marks) -> Status:
    """The status that the marks alone give: for an item that carries no status of its own."""
    if "KILL" in marks.tags or "WITHDRAWN" in marks.tags:
        return "canceled"
    return "withheld" if "HOLD" in marks.tags or "EMBARGOED" in marks.tags else "usable"


def _meaning(match: re.Match[str]) -> tuple[list[str], int | None]:
    """The tags and the number of one opening mark."""
    if match["loud"]:
        return [match["loud"]], None
    if match["nth"]:
        return ["LEAD", "WRITETHRU"] if match["thru"] else ["LEAD"], int(match["nth"])
    if match["bracketed"]:
        word = match["bracketed"].upper()
        ordinal = int(word[0]) if word[0].isdigit() else None
        word = word.split()[-1] if ordinal else word
        return [_SAME.get(word, word)], ordinal
    word = (match["hyphened"] or match["mixed"] or "").upper()
    n = match["n"] or match["m"]
    return ([_SAME.get(word, word)] if word else []), int(n) if n else None
