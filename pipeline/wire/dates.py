"""Dates as feeds write them, read from the raw string.

Feed libraries know the American zone names only and take the rest silently for UTC, which puts a denial hours before
the report that it answers. So: offsets and the zone names below are read; a name that means several zones (BST, CST,
IST) is read by the feed's own zone; a date without a zone is read by the feed's own zone, and without one is flagged.
Which mistake is worse: a wrong time believed. A flagged time is kept, and order goes by receipt instead.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from schemas.article import TimeFlag

FUTURE_TOLERANCE = timedelta(minutes=5)  # clocks differ; more than this is no clock, it is a mistake or an embargo
FIRST_YEAR = 1990  # a polled feed has no older items: 1900, 1970 and 1980 are clocks that were never set

_HOURS: dict[str, float] = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "MET": 1, "CET": 1, "MEST": 2, "CEST": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "SAST": 2, "CAT": 2, "EAT": 3, "WAT": 1, "TRT": 3, "IRST": 3.5, "GST": 4, "PKT": 5, "WIB": 7,
    "ICT": 7, "HKT": 8, "SGT": 8, "MYT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "AEST": 10,
    "ACDT": 10.5, "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "ART": -3, "CLT": -4, "CLST": -3,
    "NST": -3.5, "NDT": -2.5,
}  # fmt: skip
_AMBIGUOUS: dict[str, tuple[float, ...]] = {"BST": (1, 6), "CST": (-6, 8), "IST": (5.5, 1, 2), "AST": (-4, 3)}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar january janv janvier ene enero gen gennaio янв января", "feb februar february fév févr février "
            "febrero febbraio fev фев февраля", "mar mär märz maerz march mars marzo março мар марта",
            "apr april avr avril abr abril aprile апр апреля", "may mai mayo mag maggio maio мая май",
            "jun juni june juin junio giu giugno junho июн июня", "jul juli july juil juillet julio lug luglio julho "
            "июл июля", "aug august août aout ago agosto авг августа", "sep sept september septembre septiembre set "
            "settembre setembro сен сентября", "oct okt oktober october octobre octubre ott ottobre out outubro окт "
            "октября", "nov november novembre noviembre novembro ноя ноября", "dec dez dezember december déc décembre "
            "dic diciembre dicembre dezembro дек декабря",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip

_CLOCK = r"(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?\s*(?P<half>[ap]\.?m\.?)?"
_ZONE = r"\s*\(?(?P<zone>[A-Za-z]{1,5}(?![A-Za-z:])|(?:UTC|GMT)?\s*[+-]\d{1,2}:?(?:\d{2})?)?\)?.*"
_ISO = re.compile(
    rf"(?P<y>\d{{4}})[-/.]?(?P<m>\d{{2}})[-/.]?(?P<d>\d{{2}})(?:(?:T|\s+|\s+at\s+){_CLOCK}{_ZONE})?", re.I
)
_MAIL = re.compile(
    rf"(?P<d>\d{{1,2}})[.\s-]+(?P<m>[^\W\d]+)[.,\s-]+(?P<y>\d{{4}}|\d{{2}}),?\s+(?:at\s+)?{_CLOCK}{_ZONE}", re.I
)
_AMERICAN = re.compile(rf"(?P<m>[^\W\d]+)\.?\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}}),?\s+(?:at\s+)?{_CLOCK}{_ZONE}", re.I)
_WEEKDAY = re.compile(r"^[^\W\d]+\.?,\s*")


def read(text: str, home: str = "") -> tuple[datetime | None, bool]:
    """A date as written to UTC, and whether its zone was known; (None, False) for what is no date.

    `home` is the feed's own zone as an IANA name ("Asia/Tokyo"), for dates that name no zone or one of several.
    """
    written = text.strip().replace("−", "-").replace("–", "-")[:100]
    if re.fullmatch(r"1\d{9}(?:\d{3})?", written):  # seconds or milliseconds since 1970
        return datetime.fromtimestamp(int(written[:10]), UTC), True
    bare = _WEEKDAY.sub("", written)
    match = _ISO.fullmatch(written) or _MAIL.fullmatch(bare) or _AMERICAN.fullmatch(bare)
    if match is None:
        return None, False
    try:
        local, zone = _local(match), match.groupdict().get("zone") or ""
        offset = _offset(zone.upper().replace(" ", ""), local, home)
        known = UTC if offset is None else offset
        return local.replace(tzinfo=known).astimezone(UTC), offset is not None
    except (ValueError, OverflowError):  # the 31st of February; year 0; an offset of 99 hours
        return None, False


def judge(text: str, home: str, observed_at: datetime) -> tuple[datetime, TimeFlag]:
    """When an item says it was published, and whether that can be believed; `observed_at` where it can't be read."""
    if not text.strip():
        return observed_at, "missing"
    when, zoned = read(text, home)
    if when is None or when.year < FIRST_YEAR:
        return observed_at, "absurd"
    if when > observed_at + FUTURE_TOLERANCE:
        return when, "future"
    return when, "ok" if zoned else "zoneless"


def known_zone(name: str) -> bool:
    """Whether `name` is an IANA zone that this machine knows."""
    return not name or _home(name) is not None


def _local(match: re.Match[str]) -> datetime:
    """The date and time of a match, without a zone. Raises ValueError for what no calendar has."""
    part = match.groupdict()
    month = int(part["m"]) if part["m"].isdigit() else _MONTHS.get(part["m"].lower().rstrip("."), 0)
    year = int(part["y"]) + (0 if len(part["y"]) == 4 else 2000 if int(part["y"]) < 70 else 1900)
    hour, minute, second = int(part["h"] or 0), int(part["mi"] or 0), int(part["s"] or 0)
    if half := (part["half"] or "").lower()[:1]:
        hour = hour % 12 + (12 if half == "p" else 0)
    # a leap second and the midnight that ends a day are written, and no calendar class takes them
    extra = timedelta(seconds=1 if second == 60 else 0, days=1 if hour == 24 else 0)
    micro = int((part["f"] or "0").ljust(6, "0")[:6])
    return datetime(year, month, int(part["d"]), hour % 24, minute, min(second, 59), micro) + extra


def _offset(zone: str, local: datetime, home: str) -> tzinfo | None:
    """The zone of a date: None where nobody can know it."""
    if numeric := re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", zone):
        sign = -1 if numeric[1] == "-" else 1
        return timezone(sign * timedelta(hours=int(numeric[2]), minutes=int(numeric[3] or 0)))
    own = _home(home) if home else None
    if zone in _AMBIGUOUS:
        meant = [timezone(timedelta(hours=h)) for h in _AMBIGUOUS[zone]]
        if own is None:
            return None
        return next((z for z in meant if z.utcoffset(None) == own.utcoffset(local)), None)
    if zone in _HOURS:
        return timezone(timedelta(hours=_HOURS[zone]))
    return own


@lru_cache(maxsize=256)
def _home(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, malformed, or a name that is a folder of zones
        return None
