"""Alerts on a terminal: everything that an editor needs, and nothing that the copy could do to the terminal."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import msgspec
from rich.console import Console

from agents.watching import shown
from schemas.case import Alert, Gate, Place

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)

REPORT = Place(
    article_id="coast:1", quote="Vessa will close its port on Friday, two pilots said.", source="Coast News",
    published=TEN, speaker="two pilots", speaker_kind="anonymous", stance="asserts", url="https://coast.example/1",
)  # fmt: skip
DENIAL = Place(
    article_id="harbour:2", quote="The ministry denied that the port will close.", source="Harbour Wire",
    published=TEN + timedelta(seconds=8), speaker="ministry", speaker_kind="official", stance="denies",
)  # fmt: skip
ALERT = Alert(
    alert_id="c1", revision=1, state="open", trigger="harbour:2", reason="opened",
    headline="Ministry denies that the port will close", denial=DENIAL, denials=(DENIAL,), reports=(REPORT,), origins=1,
    gates=(Gate(name="standing", passed=True, reason="the ministry runs the port"),), rules="1",
    observed_at=TEN + timedelta(seconds=9),
)  # fmt: skip


def printed(alert: Alert, now: datetime | None = None) -> str:
    out = StringIO()
    Console(file=out, width=200).print(shown(alert, now))
    return out.getvalue()


def test_an_alert_says_who_denies_what_with_both_quotes_sources_and_times() -> None:
    text = printed(ALERT)

    for part in (
        "DENIED", ALERT.headline, REPORT.quote, DENIAL.quote, "Coast News", "Harbour Wire", "24 Nov 2026 10:00:08",
        "two pilots (anonymous)", "ministry (official)", "https://coast.example/1", "1 report from one origin",
        "standing: the ministry runs the port",
    ):  # fmt: skip
        assert part in text


def test_the_way_from_publication_is_told_in_seconds() -> None:
    text = printed(ALERT, TEN + timedelta(seconds=10.2))

    assert "2.2 s from publication to alert, 1.2 s of them from receipt" in text


def test_old_copy_tells_no_way() -> None:
    assert "from publication" not in printed(ALERT, TEN + timedelta(days=400))


def test_escape_codes_and_markup_of_the_copy_are_shown_as_text() -> None:
    evil = msgspec.structs.replace(REPORT, quote="\x1b[2J\x9b31m[bold]closed[/bold] \u202edesrever", source="\x07Coast")
    text = printed(msgspec.structs.replace(ALERT, reports=(evil,), headline="\x1b]0;owned\x07"))

    assert not set(text) & {"\x1b", "\x9b", "\x07", "\u202e"}
    assert "\\x1b[2J\\x9b31m[bold]closed[/bold] \\u202edesrever" in text


def test_a_withdrawn_quote_is_named_so() -> None:
    gone = msgspec.structs.replace(REPORT, quote="", live=False)

    assert "the text was withdrawn" in printed(msgspec.structs.replace(ALERT, state="withdrawn", reports=(gone,)))
