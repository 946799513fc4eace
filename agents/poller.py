"""`dementi poll`: asks the feeds, and puts every entry that is new or changed onto `raw-articles`.

A poll is: a conditional GET, a look whether the document is another one, parsing in a child process, a message for
each new or changed entry, the broker's acknowledgement of all of them, and only then a note of what was sent. A kill at
any point repeats messages and loses none; repeated ones change nothing further on.
"""

import argparse
import asyncio
import hashlib
import logging
import os
import signal
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Protocol

import aiohttp
from aiokafka.errors import KafkaError, KafkaTimeoutError
from yarl import URL

from agents import topics
from agents.broker.address import broker_of
from agents.clients import producer
from agents.envelope import Headers, raw_message
from agents.feeds import Feed, read_feeds
from agents.fetching import Fetched, FetchError, Validators, client, fetch
from agents.pacing import GONE, Hosts, after_failure, after_success
from agents.parsing import Parsers, Stuck
from agents.seen import DAY, Memory, SeenFile
from agents.settings import Settings, read_settings
from agents.terminal import log_to_stderr
from pipeline.wire.entries import ENTRY_TYPE
from pipeline.wire.feeds import NotAFeed, Parsed
from schemas.article import RawArticle
from schemas.codec import encode

log = logging.getLogger(__name__)

LOCKED_WAIT = 15.0  # seconds until a feed that another poller holds is tried again


class Send(Protocol):
    """Hands a record to the broker; what it returns is done when the broker has it."""

    async def __call__(self, key: bytes, value: bytes, headers: Headers) -> asyncio.Future[object]: ...


class Desk(NamedTuple):
    """What the polls of all feeds share."""

    folder: Path
    limit: int  # bytes of an item
    public: aiohttp.ClientSession
    private: aiohttp.ClientSession
    parsers: Parsers
    hosts: Hosts
    send: Send


class Polled(NamedTuple):
    """What a poll found: how many entries were sent, and for how long the publisher says that nothing comes."""

    sent: int
    hint: float


async def poll(feed: Feed, memory: Memory, desk: Desk) -> Polled:
    """Ask one feed once, and send what is new; the memory is brought up to date, and not written.

    Raises FetchError, NotAFeed, Stuck or KafkaError; the memory then still says what was sent before.
    """
    found = await _fetched(feed, memory, desk, time.time())
    now = time.time()
    whole = "" if found.body is None else hashlib.sha256(found.body).hexdigest()
    if found.body is None or whole == memory.body:
        _remember(memory, found)
        return Polled(0, found.hint)
    if whole == memory.stuck:
        raise Stuck("the document is still the one that the parser was killed over")
    try:
        parsed = await desk.parsers.parse(found.body, found.address, found.charset, memory.rule)
    except Stuck:
        memory.stuck = whole
        _quarantine(desk.folder, feed, found.body)
        raise
    sent = await _send_news(feed, memory, parsed, desk, datetime.fromtimestamp(now, UTC))
    memory.rule = parsed.rule
    memory.held(parsed.keys, now)
    memory.body = "" if parsed.flaw.startswith("the document breaks off") else whole
    _remember(memory, found if memory.body else found._replace(validators=Validators()))
    _tell(feed, parsed, sent)
    return Polled(sent, max(found.hint, float(parsed.ttl or 0)))


async def _fetched(feed: Feed, memory: Memory, desk: Desk, now: float) -> Fetched:
    """The document. Once a day it is asked for without conditions: a server can say "not modified" for ever."""
    if memory.address != feed.address:  # the list of feeds has a new address: what the old one gave does not count
        memory.address, memory.body, memory.etag, memory.last_modified = feed.address, "", "", ""
    last = Validators(memory.etag, memory.last_modified, memory.validated)
    if now - memory.asked_whole > DAY:
        last, memory.asked_whole = Validators(), now
    session = desk.private if feed.allow_private else desk.public
    spacing = min(1.0, feed.interval / 4)
    return await fetch(session, feed.address, last, lambda host: desk.hosts.turn(host, spacing))


def _remember(memory: Memory, found: Fetched) -> None:
    memory.etag, memory.last_modified, memory.validated = found.validators


async def _send_news(feed: Feed, memory: Memory, parsed: Parsed, desk: Desk, observed_at: datetime) -> int:
    """Send what is new or changed, oldest first, and note it once the broker has all of it."""
    now = observed_at.timestamp()
    news: dict[str, tuple[str, bytes]] = {}
    for entry, key, words in zip(parsed.entries, parsed.keys, parsed.hashes, strict=True):
        if key not in news and memory.is_news(key, words, now, stated=bool(entry.status)):
            news[key] = (words, encode(entry))
    acknowledged = []
    for key, (_, content) in reversed(news.items()):
        if len(content) > desk.limit:
            size = len(content)
            log.error("%s: entry %s of %d bytes is over the limit of %d: not sent", feed.name, key, size, desk.limit)
            continue
        raw = RawArticle(
            feed_id=feed.id, item_id=key, media_type=ENTRY_TYPE, content=content, observed_at=observed_at,
            feed_kind=feed.kind, source=feed.source or feed.name, language=feed.language, country=feed.country,
            headers={"time-zone": feed.time_zone} if feed.time_zone else {},
        )  # fmt: skip
        acknowledged.append(await desk.send(*raw_message(raw, "poller")))
    await asyncio.gather(*acknowledged)
    for key, (words, _) in news.items():
        memory.note(key, words, now)
    return len(acknowledged)


def _tell(feed: Feed, parsed: Parsed, sent: int) -> None:
    log.info("%s: %d entries, %d sent", feed.name, len(parsed.entries), sent)
    if parsed.flaw:
        log.warning("%s: the document is read in spite of a fault: %s", feed.name, parsed.flaw)
    if parsed.overflow or parsed.cut:
        log.warning("%s: %d entries past the limit, %d cut short", feed.name, parsed.overflow, parsed.cut)


def _quarantine(folder: Path, feed: Feed, document: bytes) -> None:
    """Keep the document that a parser was killed over, the latest of each feed."""
    kept = folder / f"{feed.id}.stuck"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(document)
    log.error("%s: the document is kept as %s", feed.name, kept)


async def watch(feed: Feed, desk: Desk, *, once: bool = False) -> None:
    """Poll one feed for ever (or `once`). Raises KafkaError where the producer can't go on."""
    file = SeenFile(desk.folder, feed.id)
    while True:
        with file.lock() as ours:
            if not ours:
                log.info("%s: another poller has it", feed.name)
            while ours:
                memory = file.read()
                if not once:
                    await asyncio.sleep(max(0.0, min(memory.next_poll - time.time(), 2 * feed.ceiling + DAY)))
                wait = await _poll_and_judge(feed, memory, desk)
                memory.next_poll = time.time() + wait
                file.write(memory)
                if once:
                    return
        if once:
            return
        await asyncio.sleep(LOCKED_WAIT)


async def _poll_and_judge(feed: Feed, memory: Memory, desk: Desk) -> float:
    """One poll, and how long to wait after it."""
    host = URL(feed.address).host or ""
    try:
        found = await poll(feed, memory, desk)
    except KafkaError as error:
        if not (error.retriable or isinstance(error, KafkaTimeoutError)):
            raise
        log.error("%s: Kafka does not take what was found (%s); asked again soon", feed.name, error)
        return after_failure(feed, memory, error, time.time(), ours=True)
    except (FetchError, NotAFeed, Stuck) as error:
        answered = not isinstance(error, FetchError) or error.status > 0
        desk.hosts.note(host, reached=answered)
        wait = after_failure(feed, memory, error, time.time(), ours=not answered and desk.hosts.cut_off)
        if isinstance(error, FetchError) and error.status in (429, 503):
            desk.hosts.pause(host, wait)
        gone = isinstance(error, FetchError) and error.status in GONE
        level = logging.ERROR if gone or memory.errors > 2 else logging.WARNING
        log.log(level, "%s: %s (failure %d); asked again in %.0f s", feed.name, error, memory.errors, wait)
        return wait
    desk.hosts.note(host, reached=True)
    return after_success(feed, memory, news=found.sent > 0, hint=found.hint)


async def poll_all(settings: Settings, feeds: tuple[Feed, ...], *, once: bool = False) -> None:
    """Poll all feeds onto the broker until cancelled (or `once`)."""
    address = broker_of(settings)
    await topics.ensure(settings, address)
    topic = topics.full_name(settings, "raw-articles")

    async with AsyncExitStack() as stack:
        sender = await stack.enter_async_context(producer(settings, address))

        async def send(key: bytes, value: bytes, headers: Headers) -> asyncio.Future[object]:
            sent: asyncio.Future[object] = await sender.send(topic, value, key, headers=headers)
            return sent

        public = await stack.enter_async_context(client(private=False))
        private = await stack.enter_async_context(client(private=True))
        parsers = await stack.enter_async_context(Parsers())
        desk = Desk(settings.data / "feeds", settings.max_message_bytes, public, private, parsers, Hosts(), send)
        log.info("%d feeds, onto %s at %s", len(feeds), topic, address)
        async with asyncio.TaskGroup() as group:
            for feed in feeds:
                group.create_task(watch(feed, desk, once=once), name=feed.id)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--feeds", type=Path, metavar="FILE", help="the list of feeds; left out: the setting `feeds`")
    parser.add_argument("--once", action="store_true", help="ask every feed once, now, and end")


def run(args: argparse.Namespace) -> int:
    """Poll until told to stop: 0 then, 1 after a failure. Raises StartError for what keeps it from starting."""
    settings = read_settings(os.environ)
    feeds = read_feeds(args.feeds or settings.feeds)
    log_to_stderr(settings.log_level)
    return asyncio.run(_until_told(settings, feeds, args.once))


async def _until_told(settings: Settings, feeds: tuple[Feed, ...], once: bool) -> int:
    polling = asyncio.create_task(poll_all(settings, feeds, once=once))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, polling.cancel)
    try:
        await polling
    except asyncio.CancelledError:
        return 0
    except ExceptionGroup as failures:
        for failure in failures.exceptions:
            log.error("the poller ends: %s: %s", type(failure).__name__, failure)
        return 1
    return 0
