"""`dementi demo` as a user runs it: an alert, and an end without a trace. And its wire, by itself."""

import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import aiohttp
import pytest
from rich.console import Console

from agents.demo import running
from agents.demo.wire import AGENCIES, feeds_file, serving, stories
from agents.feeds import parse_feeds
from agents.settings import StartError, read_settings
from pipeline.wire.feeds import parse

ALERT_WITHIN = 90.0  # seconds, on a machine that runs other tests at the same time


class Demonstration:
    """A running `dementi demo`, and all processes that it has had."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("DEMENTI_")}
        self._said = folder / "said.txt"
        with self._said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "agents.cli", "demo", *arguments],
                env={**environment, "TMPDIR": str(folder), "COLUMNS": "200"}, stdout=said, stderr=said,
            )  # fmt: skip
        self.pids: set[int] = set()

    @property
    def said(self) -> str:
        return self._said.read_text()

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + ALERT_WITHIN
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            self.pids |= descendants(self.process.pid)
            time.sleep(0.1)

    def interrupt(self) -> float:
        self.pids |= descendants(self.process.pid)
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(20) == 0, self.said
        return time.monotonic() - began

    def left(self) -> list[int]:
        return [pid for pid in self.pids if Path(f"/proc/{pid}").exists()]


def descendants(pid: int) -> set[int]:
    """All children of a process, and theirs (Linux)."""
    found: set[int] = set()
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in listed.read_text().split():
            found |= {int(child)} | descendants(int(child))
    return found


def shows_the_alert_and_ends(demonstration: Demonstration, folder: Path) -> None:
    try:
        demonstration.wait_for("from publication to alert")

        said = demonstration.said
        assert "DENIED" in said
        assert said.count("DENIED") == 1
        assert "Marenia's Ministry of Transport denied that it plans to close the container terminal" in said
        assert "Meridian News Service" in said
        assert "Coastwise Agency" in said
        assert len(demonstration.pids) >= 4
        assert demonstration.interrupt() < 10
        assert demonstration.left() == []
        assert list(folder.glob("dementi-demo-*")) == []
    finally:
        demonstration.process.kill()
        demonstration.process.wait()


def test_it_shows_the_alert_on_a_real_kafka_and_ends_without_a_trace(embedded: None, tmp_path: Path) -> None:
    demonstration = Demonstration(tmp_path)

    shows_the_alert_and_ends(demonstration, tmp_path)
    assert "in memory" not in demonstration.said


def test_it_shows_the_alert_in_memory_and_says_so(tmp_path: Path) -> None:
    demonstration = Demonstration(tmp_path, "--in-memory")

    shows_the_alert_and_ends(demonstration, tmp_path)
    assert "a broker in memory, which forgets all" in demonstration.said


def test_without_java_it_falls_back_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> Path:
        raise StartError("no Java: it is missing")

    monkeypatch.setattr(running, "java", none)
    out = StringIO()
    with running.broker(read_settings({"DEMENTI_DATA": str(tmp_path)}), Console(file=out), in_memory=False) as found:
        assert found.kafka.startswith("127.0.0.1:")

    assert "no Java: it is missing" in out.getvalue()
    assert "in memory" in out.getvalue()


async def test_the_wire_publishes_feeds_that_a_poller_reads() -> None:
    async with serving() as wire, aiohttp.ClientSession() as session:
        for story in stories():
            wire.publish(story)
        read = []
        for feed in wire.feeds:
            async with session.get(feed.address) as response:
                read += parse(await response.read(), feed.address).entries
                tag = response.headers["ETag"]
            async with session.get(feed.address, headers={"If-None-Match": tag}) as again:
                assert again.status == 304
        async with session.get(read[0].link) as page:
            assert page.status == 200

    assert sorted(entry.title for entry in read) == sorted(story.title for story in stories())


async def test_the_list_of_its_feeds_is_right() -> None:
    async with serving() as wire:
        feeds, faults = parse_feeds(feeds_file(wire.feeds))

    assert faults == ()
    assert feeds == wire.feeds
    assert [feed.name for feed in feeds] == list(AGENCIES.values())


def test_a_report_comes_before_its_denial_with_other_news_between() -> None:
    slugs = [story.slug for story in stories()]

    assert 0 < slugs.index("terminal-closure-sources") < slugs.index("ministry-denies-terminal-closure") - 1


@pytest.mark.parametrize("story", stories(), ids=lambda story: story.slug)
def test_stories_are_paragraphs_without_line_breaks(story: object) -> None:
    body = story.body  # type: ignore[attr-defined]

    assert "\n" not in body.replace("\n\n", "")
    assert body.strip() == body.strip("\n ")
