"""The embedded broker's folder: who may use it, whose messages it holds, and which Kafka wrote them.

<data>/broker.json          where the broker of this data folder listens (see address.py)
<data>/broker/lock          held while a broker runs here, by the program and by Kafka itself
<data>/broker/version       the newest Kafka that has written here
<data>/broker/messages/     Kafka's log folder; meta.properties in it carries the cluster's id
<data>/broker/log/          what Kafka says
"""

import base64
import fcntl
import os
import shutil
import time
import uuid
from pathlib import Path

from agents.settings import StartError

# Kafka ends at the first write that fails, so a start on a disk that is nearly full only delays the message.
_LEAST_FREE = 200_000_000
_PATIENCE = 2.0


class BrokerError(StartError):
    """The embedded broker cannot start, or has ended; the text says why and what to do."""


class Folder:
    """The broker's part of a data folder; `take` it before anything in it is touched."""

    def __init__(self, data: Path) -> None:
        self.data = data.absolute()
        self.root = self.data / "broker"
        self.messages = self.root / "messages"
        self.log = self.root / "log"
        self.lock = -1

    def take(self, kafka: str) -> None:
        """Locks the folder for the Kafka of version `kafka`. Raises BrokerError when it is in use, newer or full."""
        try:
            for folder in (self.messages, self.log):
                folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise BrokerError(f"the data folder cannot be used: {error}. Set DEMENTI_DATA to another") from error
        if not _locked(lock):
            os.close(lock)
            raise BrokerError(
                f"a broker runs in {self.root} already: end the other `dementi serve` first, or set DEMENTI_DATA to "
                "another folder. `dementi poll` and `dementi agents` join it without starting one."
            )
        self.lock = lock
        try:
            self._check_version(kafka)
            self._check_space()
        except BaseException:
            self.leave()
            raise

    def leave(self) -> None:
        """Gives the folder back; Kafka's own hold on the lock lasts until it has ended."""
        if self.lock >= 0:
            os.close(self.lock)
            self.lock = -1

    def cluster_id(self) -> str:
        """The id of the cluster whose messages are here, or '' when none has been made yet.

        Raises BrokerError where messages lie without it.
        """
        meta = self.messages / "meta.properties"
        if meta.exists():
            lines = (line.partition("=") for line in meta.read_text("utf-8").splitlines())
            found = {key.strip(): value.strip() for key, _, value in lines}
            if "cluster.id" in found:
                return found["cluster.id"]
        if any(path.is_dir() for path in self.messages.iterdir()):
            raise BrokerError(
                f"{self.messages} holds messages, but {meta.name} is missing or bad: put it back, or move the whole "
                f"folder {self.data} away to begin anew."
            )
        return ""

    def written_by(self, kafka: str) -> None:
        """Notes that this version of Kafka has written here."""
        replace(self.root / "version", kafka + "\n")

    def _check_version(self, kafka: str) -> None:
        noted = self.root / "version"
        last = noted.read_text("utf-8").strip() if noted.exists() else kafka
        if _order(last) > _order(kafka):
            raise BrokerError(
                f"{self.root} was written by Kafka {last}, newer than the {kafka} of this release, which might misread "
                "it: install the newer release again, or set DEMENTI_DATA to another folder."
            )

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.root).free
        if free < _LEAST_FREE:
            raise BrokerError(
                f"only {free / 1e6:.0f} MB are free where {self.root} lies; a start needs {_LEAST_FREE / 1e6:.0f} MB: "
                "free some, or set DEMENTI_DATA to a folder on another disk."
            )


def new_cluster_id() -> str:
    """A random cluster id in Kafka's own form: a UUID in 22 letters of URL-safe base64, never a leading '-'."""
    while True:
        letters = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        if not letters.startswith("-"):
            return letters


def replace(path: Path, text: str) -> None:
    """Writes a file so that a reader sees the old or the new one whole."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.write_text(text, "utf-8")
    new.replace(path)


def _locked(lock: int) -> bool:
    """Waits a little: who asks whether a broker runs holds the lock for a moment, and so does one that is dying."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))
