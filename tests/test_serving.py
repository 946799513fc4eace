"""`dementi serve` runs the whole service, mends it when a part is killed, and ends all of it in order."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.broker.address import broker_of
from agents.cli import main
from agents.settings import Settings, read_settings

STARTED = re.compile(r"dementi: (.+) (?:started|is back) \(process (\d+)\)")


class Service:
    """A running `dementi serve`, what it said, and the processes that it told of."""

    def __init__(self, data: Path, feeds: Path) -> None:
        self.said = data.parent / "said.txt"
        self.settings: Settings = read_settings({"DEMENTI_DATA": str(data), "DEMENTI_FEEDS": str(feeds)})
        self.start()

    def start(self) -> None:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("DEMENTI_")}
        places = {"DEMENTI_DATA": str(self.settings.data), "DEMENTI_FEEDS": str(self.settings.feeds)}
        with self.said.open("w") as said:
            words = [sys.executable, "-m", "agents.cli", "serve"]
            self.process = subprocess.Popen(words, env={**environment, **places}, stdout=said, stderr=said)
        self.wait_for("broker", "stateful steps", "stateless steps", "poller")

    def pids(self) -> list[tuple[str, int]]:
        return [(name, int(pid)) for name, pid in STARTED.findall(self.said.read_text())]

    def wait_for(self, *names: str, since: int = 0) -> None:
        deadline = time.monotonic() + 60
        while not set(names) <= {name for name, _ in self.pids()[since:]}:
            assert time.monotonic() < deadline, self.said.read_text()
            assert self.process.poll() is None, self.said.read_text()
            time.sleep(0.1)

    def kill(self, name: str) -> None:
        told = self.pids()
        os.kill(dict(told)[name], signal.SIGKILL)
        self.wait_for(name, since=len(told))

    def end(self, number: signal.Signals) -> float:
        began = time.monotonic()
        self.process.send_signal(number)
        assert self.process.wait(20) == 0, self.said.read_text()
        return time.monotonic() - began

    def left(self) -> list[tuple[str, int]]:
        return [(name, pid) for name, pid in self.pids() if Path(f"/proc/{pid}").exists()]


@pytest.fixture
def service(embedded: None, data: Path, tmp_path: Path) -> Iterator[Service]:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text('[[feed]]\nname = "nobody"\naddress = "http://127.0.0.1:9/rss"\nallow_private = true\n')
    service = Service(data, feeds)
    yield service
    if service.process.poll() is None:
        service.process.kill()
        service.process.wait()


def test_it_mends_itself_ends_in_order_and_comes_back_where_it_was(service: Service) -> None:
    address = broker_of(service.settings)
    service.kill("stateful steps")
    service.kill("broker")
    assert broker_of(service.settings) == address

    assert service.end(signal.SIGINT) < 10
    assert service.left() == []
    host, _, port = address.rpartition(":")
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((host, int(port)))
    service.start()
    assert broker_of(service.settings) == address
    assert service.end(signal.SIGTERM) < 10
    assert service.left() == []


def test_nothing_outlives_one_that_is_killed(service: Service) -> None:
    service.process.kill()
    service.process.wait()
    deadline = time.monotonic() + 10
    while service.left() and time.monotonic() < deadline:
        time.sleep(0.1)

    assert service.left() == []


def test_a_list_of_feeds_that_is_missing_stops_the_start(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEMENTI_DATA", str(data))
    monkeypatch.setenv("DEMENTI_FEEDS", str(data / "feeds.toml"))

    assert main(["serve"]) == 2
    assert f"{data / 'feeds.toml'} cannot be read" in capsys.readouterr().err
    assert not data.exists()
