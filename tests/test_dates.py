"""Dates as feeds write them: read with their zone, or flagged; never believed when they can't be."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.wire.dates import judge, read

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "Tue, 24 Nov 2026 10:00:00 GMT",
        "Tue, 24 Nov 2026 10:00 +0000",
        "24 Nov 2026 19:00:00 JST",
        "Tue, 24 Nov 2026 19:00:00 KST",
        "Tue, 24 Nov 2026 11:00:00 CET",
        "Tue, 24 Nov 2026 13:00:00 MSK",
        "Tue, 24 Nov 2026 05:00:00 EST",
        "Tue, 24 Nov 26 05:00:00 EST",
        "Tue, 24 Nov 2026 21:00:00 AEDT",
        "Tue, 24 Nov 2026 15:30:00 +0530 (IST)",
        "2026-11-24T10:00:00Z",
        "2026-11-24T19:00:00+09:00",
        "2026-11-24 05:00:00 −0500",
        "2026-11-24 10:00 UTC",
        "20261124T10:00:00Z",
        "Di, 24 Nov 2026 11:00:00 +0100",
        "mar., 24 nov. 2026 11:00:00 +0100",
        "24 novembre 2026 11:00:00 CET",
        "24 ноября 2026 13:00:00 +0300",
        "November 24, 2026 10:00 am GMT",
        "Tuesday, November 24, 2026 at 10:00 AM GMT",
        "24 Nov 2026 09:59:60 GMT",
        "1795514400",
        "1795514400000",
    ],
)
def test_a_date_is_read_with_its_zone(written: str) -> None:
    assert read(written) == (TEN, True)


def test_fractions_of_a_second_are_kept() -> None:
    assert read("2026-11-24T10:00:00.25Z") == (TEN + timedelta(milliseconds=250), True)


def test_midnight_may_be_written_as_the_end_of_a_day() -> None:
    assert read("23 Nov 2026 24:00:00 GMT") == (datetime(2026, 11, 24, tzinfo=UTC), True)


@pytest.mark.parametrize(
    "written",
    ["yesterday", "24/11", "31 Feb 2026 10:00:00 GMT", "0000-00-00", "2026-13-01", "1", "24 Foo 2026 10:00 GMT", "٢٤"],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert read(written)[0] is None


@pytest.mark.parametrize(
    ("written", "home", "hour"),
    [
        ("Tue, 24 Nov 2026 10:00:00 IST", "Asia/Kolkata", "04:30"),
        ("Tue, 24 Nov 2026 10:00:00 IST", "Asia/Jerusalem", "08:00"),
        ("Tue, 24 Nov 2026 10:00:00 CST", "Asia/Shanghai", "02:00"),
        ("Tue, 24 Nov 2026 10:00:00 CST", "America/Chicago", "16:00"),
        ("Fri, 24 Jul 2026 10:00:00 BST", "Europe/London", "09:00"),
        ("2026-11-24 10:00:00", "Asia/Tokyo", "01:00"),
    ],
)
def test_the_feeds_own_zone_decides_where_a_date_leaves_it_open(written: str, home: str, hour: str) -> None:
    when, known = read(written, home)

    assert known
    assert when is not None
    assert f"{when:%H:%M}" == hour


@pytest.mark.parametrize("written", ["Fri, 24 Jul 2026 10:00:00 BST", "2026-11-24 10:00:00", "24 Nov 2026 10:00 XYZ"])
def test_a_zone_that_nobody_can_know_is_not_guessed(written: str) -> None:
    assert read(written)[1] is False


@pytest.mark.parametrize(
    ("written", "flag", "kept"),
    [
        ("Tue, 24 Nov 2026 10:00:00 GMT", "ok", TEN),
        ("Tue, 24 Nov 2026 12:04:00 GMT", "ok", NOON + timedelta(minutes=4)),
        ("Tue, 24 Nov 2026 12:06:00 GMT", "future", NOON + timedelta(minutes=6)),
        ("", "missing", NOON),
        ("soon", "absurd", NOON),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "absurd", NOON),
        ("2026-11-24 10:00:00", "zoneless", TEN),
    ],
)
def test_a_date_is_judged_by_the_time_of_receipt(written: str, flag: str, kept: datetime) -> None:
    assert judge(written, "", NOON) == (kept, flag)
