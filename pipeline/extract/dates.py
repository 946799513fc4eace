"""Dates of copy as days: "Jan. 27", "last Thursday", "on Monday", "next month", "in March", resolved against the story.

A bare weekday is the nearest one that is past, unless the clause looks ahead; a month without a year is the nearest of
that name. What stays unclear ("recently", "soon") is no date: a wrong date keeps a denial from its report, a missing
one does not.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
_AHEAD = frozenset({"will", "would", "shall", "'ll", "to", "next", "coming", "due", "until", "by", "from"})
_ABOUT = frozenset({"around", "about", "circa", "near"})
#: Days either side of "around Jan. 27".
_ROUGHLY = 3
#: "May" and "March" are months only behind one of these, or before a day.
_BEFORE_MONTH = frozenset({"in", "last", "next", "this", "since", "until", "by", "of", "from", "for", "during", "early",
                           "late", "mid"})  # fmt: skip
#: A date behind one of these is when it was said, not when it happened.
_TELLING = frozenset(
    {"said", "says", "told", "reported", "wrote", "denied", "added", "confirmed", "announced", "stated", "dismissed"}
    | {"rejected", "replied", "statement", "insisted", "acknowledged"}
)


def dates(lowers: Sequence[str], content: Sequence[int], when: date) -> tuple[str, ...]:
    """The ISO intervals `YYYY-MM-DD/YYYY-MM-DD` that the words of `content` name, in order, each once."""
    found: list[str] = []
    for i in content:
        span = _at(lowers, i, when)
        if span is not None and not _of_telling(lowers, i):
            interval = f"{span[0].isoformat()}/{span[1].isoformat()}"
            if interval not in found:
                found.append(interval)
    return tuple(found)


def _of_telling(lowers: Sequence[str], at: int) -> bool:
    """Whether the date at word `at` tells when something was said: "said on Monday", "on Monday denied"."""
    return bool({*lowers[max(0, at - 3) : at], *lowers[at + 1 : at + 2]} & _TELLING)


def _at(lowers: Sequence[str], i: int, when: date) -> tuple[date, date] | None:
    word = lowers[i]
    before = lowers[i - 1] if i else ""
    after = lowers[i + 1] if i + 1 < len(lowers) else ""
    if word in _MONTHS:
        return _month(lowers, i, when, before, after)
    if word in _WEEKDAYS:
        return _weekday(lowers, i, when, before)
    if word in ("yesterday", "today", "tomorrow", "tonight"):
        day = when + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(word, 0))
        return day, day
    if word in ("week", "month", "year") and before in ("last", "next", "this"):
        return _period(word, {"last": -1, "next": 1, "this": 0}[before], when)
    return None


def _month(lowers: Sequence[str], i: int, when: date, before: str, after: str) -> tuple[date, date] | None:
    month = _MONTHS[lowers[i]]
    at = i + 2 if after == "." else i + 1
    day = int(lowers[at]) if at < len(lowers) and lowers[at].isdigit() and 1 <= int(lowers[at]) <= 31 else 0
    if not day and before.isdigit() and 1 <= int(before) <= 31:
        day, at = int(before), i
    if not day and before == "of":
        day = 0
    year = _year(lowers, at + 1, month, when)
    if not day:
        if before not in _BEFORE_MONTH:
            return None
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    if day > monthrange(year, month)[1]:
        return None
    named = date(year, month, day)
    rough = _ROUGHLY if set(lowers[max(0, i - 2) : i]) & _ABOUT else 0
    return named - timedelta(days=rough), named + timedelta(days=rough)


def _year(lowers: Sequence[str], at: int, month: int, when: date) -> int:
    """The year that stands behind the month, or that of the nearest month of its name."""
    for i in (at - 1, at, at + 1):
        if 0 <= i < len(lowers) and len(lowers[i]) == 4 and lowers[i].isdigit() and 1900 <= int(lowers[i]) <= 2100:
            return int(lowers[i])
    apart = month - when.month
    return when.year + (1 if apart < -6 else -1 if apart > 6 else 0)


def _weekday(lowers: Sequence[str], i: int, when: date, before: str) -> tuple[date, date]:
    back = (when.weekday() - _WEEKDAYS[lowers[i]]) % 7
    ahead = bool(set(lowers[max(0, i - 8) : i]) & _AHEAD) and before != "last"
    if before == "last" and back == 0:
        back = 7
    day = when + timedelta(days=(7 - back) % 7) if ahead else when - timedelta(days=back)
    return day, day


def _period(word: str, step: int, when: date) -> tuple[date, date]:
    if word == "week":
        monday = when - timedelta(days=when.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6)
    if word == "year":
        return date(when.year + step, 1, 1), date(when.year + step, 12, 31)
    months = when.year * 12 + when.month - 1 + step
    year, month = months // 12, months % 12 + 1
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
