"""What the poller remembers of a feed between polls and between runs: what was sent, and how to ask again.

A file a feed in the data folder, replaced as a whole. It is written only after the broker has acknowledged what it
calls sent, so a kill repeats at most one poll's messages and loses none. Its lock makes that several pollers on one
data folder share the feeds instead of doubling them.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import orjson

from pipeline.wire.entries import Rule
from schemas.codec import content_id

log = logging.getLogger(__name__)

DAY = 86_400.0
FORGET_AFTER = 30 * DAY  # an entry that has left the document for so long would be sent again
MOST = 5000  # entries remembered of a feed
CHANGES_A_DAY = 24  # versions of one entry that differ in their words alone: a counter in the text is no news


class Sent(msgspec.Struct, array_like=True):
    """An entry that was sent: its content hash, when a document last held it, and its changes since a day began."""

    content: str
    held_at: float
    changes: int = 0
    day: float = 0.0


class Memory(msgspec.Struct):
    """A feed as the poller knows it. Times are seconds since 1970."""

    address: str = ""
    etag: str = ""
    last_modified: str = ""
    validated: str = ""  # the address, after redirects, that the validators are for
    body: str = ""  # hash of the last document that was read
    rule: Rule = "guid"
    interval: float = 0.0
    next_poll: float = 0.0
    errors: int = 0
    failing_since: float = 0.0
    asked_whole: float = 0.0  # when it was last fetched without validators
    stuck: str = ""  # hash of a document that the parser had to be killed over
    sent: dict[str, Sent] = {}

    def is_news(self, key: str, content: str, now: float, *, stated: bool) -> bool:
        """Whether an entry is new or changed, and not the 25th rewording of a day (`stated`: it carries a status)."""
        last = self.sent.get(key)
        if last is None:
            return True
        if last.content == content:
            return False
        return stated or last.changes < CHANGES_A_DAY or now - last.day > DAY

    def note(self, key: str, content: str, now: float) -> None:
        """Remember that an entry was sent."""
        last = self.sent.get(key)
        if last is None or now - last.day > DAY:
            self.sent[key] = Sent(content, now, 0, now)
        else:
            self.sent[key] = Sent(content, now, last.changes + 1, last.day)

    def held(self, keys: tuple[str, ...], now: float) -> None:
        """Remember that a document holds these entries, and forget what no document has held for long."""
        for key in keys:
            if key in self.sent:
                self.sent[key].held_at = now
        kept = sorted(self.sent.items(), key=lambda pair: pair[1].held_at, reverse=True)[:MOST]
        self.sent = {key: one for key, one in kept if now - one.held_at < FORGET_AFTER}


class SeenFile:
    """The memory of one feed on disk."""

    def __init__(self, folder: Path, feed_id: str) -> None:
        self._path = folder / f"{feed_id[:80]}-{content_id(feed_id)[:8]}.json"

    @contextmanager
    def lock(self) -> Iterator[bool]:
        """Hold the feed; gives False where another process holds it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield True
        except BlockingIOError:
            yield False
        finally:
            os.close(handle)

    def read(self) -> Memory:
        """The memory of the feed, or a new one. A file that can't be read is kept aside, and told of."""
        try:
            return msgspec.convert(orjson.loads(self._path.read_bytes()), Memory)
        except FileNotFoundError:
            return Memory()
        except (ValueError, OSError) as error:
            aside = self._path.with_suffix(".broken")
            log.error("%s can't be read (%s); kept as %s, and the feed begins anew", self._path, error, aside.name)
            self._path.replace(aside)
            return Memory()

    def write(self, memory: Memory) -> None:
        """Replace the file, durably."""
        whole = orjson.dumps(msgspec.to_builtins(memory))
        fresh = self._path.with_suffix(".new")
        with fresh.open("wb") as out:
            out.write(whole)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self._path)
