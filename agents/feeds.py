"""`feeds.toml`, the list of feeds, and `dementi feeds check`, which tells what is wrong in it and where.

All faults are told at once, each with its line, because a desk that mends a list of two hundred feeds does not want to
start the program two hundred times.
"""

import argparse
import dataclasses
import difflib
import os
import re
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from agents.settings import StartError, read_settings
from pipeline.wire.address import canonical, host_of, without_credentials
from pipeline.wire.dates import known_zone
from schemas.article import FeedKind

EXAMPLE = Path(__file__).with_name("feeds.example.toml")
KINDS: tuple[FeedKind, ...] = ("wire", "official", "press")
SHORTEST = 30  # seconds: below it publishers lock one out; a feed of one's own network may be quicker
LONGEST = 86_400
_TABLE = re.compile(r"^\s*\[\[\s*feed\s*\]\]")


class FeedsError(StartError):
    """The list of feeds can't be used; the text has a line for each fault."""


class Fault(NamedTuple):
    """What is wrong on a line of the list (0: the file as a whole)."""

    line: int
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Feed:
    """A feed to be polled. Times are seconds."""

    name: str
    address: str
    kind: FeedKind = "wire"
    interval: float = 300.0
    language: str = ""  # BCP 47; empty: what the feed says
    country: str = ""  # ISO 3166, two letters
    source: str = ""  # the publisher as a reader would name it; empty: the name
    time_zone: str = ""  # IANA name, for dates that name no zone
    longest_interval: float = 0.0  # how far a quiet feed is slowed down; 0: four times, at most 15 minutes or an hour
    allow_private: bool = False  # whether it may lie on a private network
    ignore_cache_hints: bool = False  # whether to poll sooner than the publisher's caching says

    @property
    def id(self) -> str:
        """The feed's identity in keys and files, made from its name."""
        return feed_id(self.name)

    @property
    def ceiling(self) -> float:
        """The longest interval of a feed that is well, and the longest that a server's hint is heeded."""
        most = 900.0 if self.kind == "wire" else 3600.0
        return self.longest_interval or max(self.interval, min(4 * self.interval, most))


def feed_id(name: str) -> str:
    """A name in small letters, digits and hyphens."""
    return re.sub(r"[^\w.]+", "-", name.lower()).strip("-")


def read_feeds(path: Path) -> tuple[Feed, ...]:
    """The feeds of the list at `path`. Raises FeedsError, naming every fault with its line."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FeedsError(f"{path} cannot be read: {error}; an example is {EXAMPLE}") from error
    feeds, faults = parse_feeds(text)
    if faults:
        raise FeedsError("\n".join(f"{path}:{fault.line}: {fault.text}" for fault in faults))
    return feeds


def parse_feeds(text: str) -> tuple[tuple[Feed, ...], tuple[Fault, ...]]:
    """The feeds that are right, and what is wrong with the rest, in the order of the lines."""
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        return (), (Fault(int(at[1]) if at else 0, f"this is no TOML: {error}"),)
    lines = _Lines(text)
    faults = [Fault(lines.of_key(-1, key), f"{key!r} means nothing here; feeds stand under [[feed]]")
              for key in whole if key != "feed"]  # fmt: skip
    tables = whole.get("feed", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        return (), (*faults, Fault(lines.of_key(-1, "feed"), "write each feed as a table of its own under [[feed]]"))
    if not tables:
        faults.append(Fault(0, "there is no feed in it; write a [[feed]] with a name and an address"))
    feeds: list[Feed] = []
    ids: dict[str, int] = {}
    addresses: dict[str, int] = {}
    for number, table in enumerate(tables):
        wrong = [Fault(lines.of_key(number, key), text) for key, text in _wrong(table)]
        if not wrong:
            feed = Feed(**table)
            line = lines.of_table(number)
            if (first := ids.setdefault(feed.id, line)) != line:
                wrong.append(Fault(lines.of_key(number, "name"), f"the name {feed.name!r} stands on line {first} too"))
            if (first := addresses.setdefault(canonical(feed.address), line)) != line:
                wrong.append(Fault(lines.of_key(number, "address"), f"the feed on line {first} has this address too"))
            feeds.append(feed)
        faults += wrong
    return tuple(feeds), tuple(sorted(faults))


class _Lines:
    """Where tables and keys stand: the TOML reader of the standard library does not say."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._tables = [number for number, line in enumerate(self._lines, 1) if _TABLE.match(line)]

    def of_table(self, number: int) -> int:
        return self._tables[number] if 0 <= number < len(self._tables) else 0

    def of_key(self, number: int, key: str) -> int:
        """The line of a key in the table of that number (-1: before all tables); the table's where it is missing."""
        start = self.of_table(number)
        end = self._tables[number + 1] if number + 1 < len(self._tables) else len(self._lines) + 1
        for line in range(start + 1, end):
            if re.match(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""", self._lines[line - 1]):
                return line
        return start


def _wrong(table: dict[str, Any]) -> list[tuple[str, str]]:
    """The faults of one feed: the key that is wrong, and what to write."""
    fields = {field.name: field for field in dataclasses.fields(Feed)}
    wrong: list[tuple[str, str]] = []
    for key in table.keys() - fields.keys():
        near = difflib.get_close_matches(key, fields, n=1) or list(fields)
        wrong.append((key, f"there is no {key!r} of a feed; remove it, or write {', '.join(near)}"))
    missing = [key for key in ("name", "address") if not str(table.get(key, "")).strip()]
    wrong += [(key, f"a feed needs its {key}, a text in quotes") for key in missing]
    for key, value in table.items():
        kind = _kind(fields[key].type) if key in fields else object
        if not isinstance(value, kind) or (isinstance(value, bool) and kind not in (bool, object)):
            wrong.append((key, f"{key} is {value!r}, but must be {_WORDS[kind]}"))
    return wrong or _wrong_value(table)


_WORDS: dict[Any, str] = {str: "a text in quotes", bool: "true or false", (int, float): "a number of seconds"}


def _kind(hint: object) -> Any:
    return bool if hint is bool else (int, float) if hint is float else str


def _wrong_value(table: dict[str, Any]) -> list[tuple[str, str]]:
    feed = Feed(**table)
    floor = 0.2 if feed.allow_private else SHORTEST
    checks = (
        ("name", bool(feed.id), f"the name {feed.name!r} needs a letter or a digit"),
        ("address", _is_address(feed.address), f"{feed.address!r} is no address of the form https://host/path"),
        ("kind", feed.kind in KINDS, f"kind is {feed.kind!r}, but must be one of {', '.join(KINDS)}"),
        ("interval", floor <= feed.interval <= LONGEST, f"interval must be {floor} to {LONGEST} seconds"),
        (
            "longest_interval",
            not feed.longest_interval or feed.interval <= feed.longest_interval <= LONGEST,
            f"longest_interval must be the interval or more, up to {LONGEST} seconds",
        ),
        (
            "language",
            not feed.language or bool(re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", feed.language)),
            f"language is {feed.language!r}, but must be a tag such as en, en-GB or ja",
        ),
        (
            "country",
            not feed.country or bool(re.fullmatch(r"[A-Z]{2}", feed.country)),
            f"country is {feed.country!r}, but must be two capitals such as JP",
        ),
        (
            "time_zone",
            known_zone(feed.time_zone),
            f"time_zone is {feed.time_zone!r}, but must be a name such as Asia/Tokyo",
        ),
    )
    return [(key, text) for key, right, text in checks if not right]


def _is_address(address: str) -> bool:
    return bool(host_of(address)) and not re.search(r"[\x00-\x20\x7f]", address)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("check", "example"), help="check the list, or print an example of one")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the list; left out: the setting `feeds`")


def run(args: argparse.Namespace) -> int:
    """Check the list, or print the example: 0 when it is right, 1 when something is wrong in it."""
    if args.action == "example":
        sys.stdout.write(EXAMPLE.read_text("utf-8"))
        return 0
    try:
        path = args.file or read_settings(os.environ).feeds
        feeds = read_feeds(path)
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    width = max(len(feed.name) for feed in feeds)
    for feed in feeds:
        where = without_credentials(feed.address)
        print(f"{feed.name:{width}}  {feed.kind:8}  every {feed.interval:g} s  {feed.language or '-'}  {where}")
    print(f"{path}: {len(feeds)} feeds, nothing wrong")
    return 0
