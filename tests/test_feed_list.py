"""The list of feeds: right ones are read, and each fault is told with its line and its mend."""

from pathlib import Path

import pytest

from agents.cli import main
from agents.feeds import EXAMPLE, Feed, FeedsError, parse_feeds, read_feeds

GOOD = """
[[feed]]
name = "Harbour Wire"
address = "https://wire.example/rss"
"""


def faults(text: str) -> list[tuple[int, str]]:
    return [tuple(fault) for fault in parse_feeds(text)[1]]  # type: ignore[misc]


def test_a_feed_needs_a_name_and_an_address_and_the_rest_has_its_defaults() -> None:
    feeds, wrong = parse_feeds(GOOD)

    assert wrong == ()
    assert feeds == (Feed("Harbour Wire", "https://wire.example/rss"),)
    assert (feeds[0].id, feeds[0].interval, feeds[0].kind, feeds[0].ceiling) == ("harbour-wire", 300.0, "wire", 900.0)


def test_the_shipped_example_is_right_and_has_every_kind_but_a_contract() -> None:
    feeds = read_feeds(EXAMPLE)

    assert len(feeds) >= 5
    assert {feed.kind for feed in feeds} == {"press", "official"}
    assert all(feed.address.startswith("https://") for feed in feeds)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('kind = "agency"', "must be one of wire, official, press"),
        ("interval = 5", "interval must be 30 to"),
        ('interval = "5m"', "must be a number of seconds"),
        ("interval = true", "must be a number of seconds"),
        ('language = "english please"', "must be a tag"),
        ('country = "Japan"', "two capitals"),
        ('time_zone = "Tokio"', "a name such as Asia/Tokyo"),
        ("longest_interval = 60", "longest_interval must be"),
        ("allow_private = 1", "must be true or false"),
        ('adress = "x"', "there is no 'adress' of a feed; remove it, or write address"),
    ],
)
def test_a_bad_value_is_told_with_its_line(line: str, says: str) -> None:
    ((number, text),) = faults(f"{GOOD}\n# a comment\n{line}\n")

    assert number == 7
    assert says in text


@pytest.mark.parametrize(
    "address", ["wire.example/rss", "ftp://wire.example/rss", "https://", "https://a b/", "file:///x"]
)
def test_an_address_that_is_none_is_told(address: str) -> None:
    ((number, text),) = faults(GOOD.replace("https://wire.example/rss", address))

    assert number == 4
    assert "no address of the form" in text


def test_all_faults_are_told_at_once() -> None:
    text = (
        GOOD
        + GOOD
        + '[[feed]]\nname = "Third"\n'
        + '\n[[feed]]\nname = "Fourth"\naddress = "http://wire.example/rss/"\n'
    )

    assert [number for number, _ in faults(text)] == [7, 8, 9, 14]


def test_a_feed_of_ones_own_network_may_be_quick() -> None:
    assert faults(GOOD + "interval = 1\nallow_private = true\n") == []


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[[feed]\n", 1, "no TOML"),
        ("\n\nname = = 2\n", 3, "no TOML"),
        ("", 0, "there is no feed"),
        ('feed = "x"\n', 1, "a table of its own"),
        ('[feeds]\nname = "x"\n', 1, "means nothing here"),
    ],
)
def test_a_list_that_is_none_is_told(text: str, line: int, says: str) -> None:
    assert any(number == line and says in told for number, told in faults(text))


def test_check_prints_each_fault_with_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "feeds.toml"
    file.write_text(GOOD + 'kind = "agency"\n')

    assert main(["feeds", "check", str(file)]) == 1
    assert f"{file}:5: kind is 'agency'" in capsys.readouterr().err

    file.write_text(GOOD)
    assert main(["feeds", "check", str(file)]) == 0
    assert "1 feeds, nothing wrong" in capsys.readouterr().out


def test_a_list_that_is_not_there_names_the_example(tmp_path: Path) -> None:
    with pytest.raises(FeedsError, match=r"feeds\.example\.toml"):
        read_feeds(tmp_path / "feeds.toml")


def test_the_example_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feeds", "example"]) == 0
    assert parse_feeds(capsys.readouterr().out)[1] == ()
