"""When a feed is asked again, and how many are asked at once: quick where news comes, polite to every host, never done.

No feed is ever given up: a poller that stops after three failures is a desk that is blind and does not know it.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agents.feeds import Feed
from agents.fetching import FetchError
from agents.seen import DAY, Memory

SLOWER = 1.25  # a poll that found nothing new
JITTER = 0.1
BACKOFF_CAP, BACKOFF_CAP_LATER = 3600.0, 6 * 3600.0  # within a day of the first failure, and after it
BUSY_FIRST, BUSY_CAP = 900.0, 4 * 3600.0  # a host that asks for mercy and names no time
OUR_FAULT = 30.0
PER_HOST, SPACING = 2, 1.0  # connections at once, and seconds between their beginnings
GONE = frozenset({401, 410})  # answers that a repetition does not change: an editor must act


class Hosts:
    """Turns at hosts: few at once, spaced, and none while a host has asked for a pause."""

    def __init__(self, at_once: int = 64) -> None:
        self._all = asyncio.Semaphore(at_once)
        self._rooms: dict[str, asyncio.Semaphore] = {}
        self._next: dict[str, float] = {}
        self._reached: dict[str, bool] = {}

    @asynccontextmanager
    async def turn(self, host: str, spacing: float = SPACING) -> AsyncIterator[None]:
        """Hold one of a host's connections."""
        room = self._rooms.setdefault(host, asyncio.Semaphore(PER_HOST))
        async with room:
            now = time.monotonic()
            begin = max(now, self._next.get(host, 0.0))
            self._next[host] = begin + spacing
            await asyncio.sleep(begin - now)
            async with self._all:
                yield

    def pause(self, host: str, seconds: float) -> None:
        """Leave a host alone for a time."""
        self._next[host] = max(self._next.get(host, 0.0), time.monotonic() + seconds)

    def note(self, host: str, *, reached: bool) -> None:
        """Keep whether the host answered at all the last time."""
        self._reached[host] = reached

    @property
    def cut_off(self) -> bool:
        """Whether it is we who are off the net: hardly a host of several answers."""
        return len(self._reached) >= 3 and sum(self._reached.values()) <= 0.2 * len(self._reached)

    def paused(self, host: str) -> float:
        """Seconds for which a host is still to be left alone."""
        return max(0.0, self._next.get(host, 0.0) - time.monotonic())


def after_success(feed: Feed, memory: Memory, *, news: bool, hint: float) -> float:
    """Seconds until the next poll; the feed's interval is kept in its memory."""
    memory.errors, memory.failing_since = 0, 0.0
    slowed = max(memory.interval, feed.interval) * SLOWER
    memory.interval = feed.interval if news else min(slowed, feed.ceiling)
    heeded = 0.0 if feed.ignore_cache_hints else min(hint, feed.ceiling)
    return jittered(max(memory.interval, heeded))


def after_failure(feed: Feed, memory: Memory, error: Exception, now: float, *, ours: bool = False) -> float:
    """Seconds until the next poll after a failure: longer each time, with full jitter, and never for ever.

    Where the fault is `ours` (our network, our Kafka) the feed is blameless, and asked again as soon as ever.
    """
    if ours:
        return jittered(min(feed.interval, OUR_FAULT))
    memory.errors += 1
    memory.failing_since = memory.failing_since or now
    if isinstance(error, FetchError):
        if error.retry_after is not None and error.status in (403, 429, 503):
            return max(feed.interval, error.retry_after)
        if error.status in GONE:
            return jittered(BACKOFF_CAP_LATER)
        if error.status == 429 or (error.status in (403, 503) and memory.errors > 1):
            return jittered(min(BUSY_FIRST * 2.0 ** min(memory.errors - 1, 10), BUSY_CAP))
    cap = BACKOFF_CAP if now - memory.failing_since < DAY else BACKOFF_CAP_LATER
    longest = min(feed.interval * 2.0 ** min(memory.errors, 20), max(cap, feed.interval))
    return random.uniform(feed.interval, longest)


def jittered(seconds: float) -> float:
    """The time, up to a tenth more or less, so that feeds do not march in step."""
    return seconds * random.uniform(1 - JITTER, 1 + JITTER)
