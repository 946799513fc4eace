"""`dementi watch`: follows `alerts` and prints each revision as an editor reads it.

Who denies what, both quotes, who said them where and when, and why the program thinks that they speak of one matter.
Everything that came from outside is printed without control characters and never read as markup.
"""

import argparse
import asyncio
import logging
import os
import signal
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaConnectionError
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from agents.broker.address import broker_of
from agents.connection import client_options
from agents.settings import Settings, StartError, read_settings
from agents.terminal import log_to_stderr, printable
from agents.topics import full_name
from schemas.case import Alert, Place
from schemas.codec import Undecodable, decode

log = logging.getLogger(__name__)

_STATES = {"open": ("DENIED", "bold red"), "withdrawn": ("WITHDRAWN", "yellow"), "confirmed": ("CONFIRMED", "green")}
_MOST_PLACES = 5
_LIVE = 3600.0  # seconds: an alert on older copy is a replay or a backfill, and its age says nothing about us


async def follow(settings: Settings, address: str, *, from_beginning: bool = False) -> AsyncIterator[Alert]:
    """Alerts as they come, for ever; with those that are there already where `from_beginning`.

    Waits for the topic to come into being. Raises StartError where no Kafka answers.
    """
    async with aclosing(records(settings, address, "alerts", from_beginning=from_beginning)) as found:
        async for value in found:
            try:
                yield decode(value, Alert)
            except Undecodable as error:
                log.error("an alert is not shown: %s", error)


async def records(
    settings: Settings, address: str, topic: str, *, from_beginning: bool = False
) -> AsyncGenerator[bytes | None, None]:
    """The values of a topic (its name without prefix) as they come, for ever, in no group."""
    client = AIOKafkaConsumer(bootstrap_servers=address, enable_auto_commit=False, **client_options(settings))
    try:
        await client.start()
    except KafkaConnectionError as error:
        await client.stop()
        raise StartError(f"no Kafka answers at {address}: {error}") from error
    try:
        partitions = await _partitions(client, full_name(settings, topic))
        client.assign(partitions)
        await (client.seek_to_beginning if from_beginning else client.seek_to_end)(*partitions)
        async for record in client:
            yield record.value
    finally:
        await client.stop()


async def _partitions(client: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    """All partitions of a topic, once it is there."""
    await client._client.set_topics([topic])
    while True:
        if numbers := client.partitions_for_topic(topic):
            return [TopicPartition(topic, number) for number in sorted(numbers)]
        await asyncio.sleep(0.25)
        await client._client.force_metadata_update()


def shown(alert: Alert, now: datetime | None = None) -> RenderableType:
    """An alert for a terminal. `now` is when it reached us: with it the way from publication is told in seconds."""
    word, style = _STATES.get(alert.state, (alert.state.upper(), "bold"))
    title = Text.assemble((word, style), f"  revision {alert.revision}, {_words(alert.reason)}")
    parts: list[RenderableType] = [
        Rule(title, align="left", style=style),
        Text(printable(alert.headline), style="bold"),
    ]
    parts += _places("denial", "also denied", (alert.denial, *alert.denials))
    parts += _places("report", "also reported", alert.reports)
    origins = "one origin" if alert.origins == 1 else f"{alert.origins} independent origins"
    parts.append(_row("sources", Text(f"{_count(len(alert.reports), 'report')} from {origins}")))
    if alert.residual:
        parts.append(_row("left standing", Text(printable(alert.residual))))
    why = "; ".join(f"{gate.name}: {gate.reason}" for gate in alert.gates if gate.passed)
    parts.append(_row("why", Text(printable(f"{why} (rules {alert.rules})"), style="dim")))
    if now is not None and (took := _took(alert, now)):
        parts.append(_row("took", Text(took, style="bold")))
    return Group(*parts, Text(""))


def _took(alert: Alert, now: datetime) -> str:
    """How long the alert took, from publication of what set it off and from its receipt; empty for old copy."""
    places = (alert.denial, *alert.denials, *alert.reports)
    published = next((place.published for place in places if place.article_id == alert.trigger), None)
    received = (now - alert.observed_at).total_seconds()
    if not 0 <= received < _LIVE:
        return ""
    age = (now - published).total_seconds() if published else -1.0
    way = f"{age:.1f} s from publication to alert, " if 0 <= age < _LIVE else ""
    return f"{way}{received:.1f} s of them from receipt" if way else f"{received:.1f} s from receipt to alert"


def _places(first: str, other: str, places: tuple[Place, ...]) -> list[RenderableType]:
    """Each place once: a sentence that two claims rest on is no second place. A second sentence of one article goes
    by its quote and speaker alone."""
    once = list({(place.article_id, place.quote): place for place in reversed(places)}.values())[::-1]
    rows = []
    told: set[str] = set()
    for number, place in enumerate(once[:_MOST_PLACES]):
        rows.append(_row(other if number else first, _place(place, whole=place.article_id not in told)))
        told.add(place.article_id)
    if len(once) > _MOST_PLACES:
        rows.append(_row("", Text(f"and {len(once) - _MOST_PLACES} more")))
    return rows


def _place(place: Place, *, whole: bool) -> RenderableType:
    quote = f"“{printable(place.quote)}”" if place.quote else "(the text was withdrawn)"
    chain = ", citing ".join(link.name for link in place.chain if link.name)
    speaker = place.speaker or chain or "in its own voice"
    kind = f" ({place.speaker_kind})" if place.speaker_kind else ""
    where = (place.source, f"{place.published:%d %b %Y %H:%M:%S} UTC") if whole else ()
    origin = " · ".join(part for part in (f"{speaker}{kind}", *where) if part)
    parts = [Text(quote, style="" if place.live else "strike"), Text(printable(origin), style="dim")]
    if whole:
        parts.append(Text(printable(place.url or place.article_id), style="dim"))
    return Group(*parts)


def _row(name: str, what: RenderableType) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=13)
    grid.add_column(overflow="fold")
    grid.add_row(Text(name, style="cyan"), what)
    return Padding(grid, (0, 0, 0, 2))


def _words(reason: str) -> str:
    return printable(reason.replace("_", " "))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="those that are there already too, not only new ones")


def run(args: argparse.Namespace) -> int:
    """Print alerts until told to stop: 0 then. Raises StartError when no broker is there."""
    settings = read_settings(os.environ)
    log_to_stderr(settings.log_level)
    return asyncio.run(_watch(settings, broker_of(settings), from_beginning=args.all))


async def _watch(settings: Settings, address: str, *, from_beginning: bool) -> int:
    watching = asyncio.create_task(show_all(settings, address, Console(), from_beginning=from_beginning))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, watching.cancel)
    with suppress(asyncio.CancelledError):
        await watching
    return 0


async def show_all(settings: Settings, address: str, console: Console, *, from_beginning: bool = False) -> None:
    """Print each alert on the console as it comes, for ever."""
    async for alert in follow(settings, address, from_beginning=from_beginning):
        console.print(shown(alert, datetime.fromtimestamp(time.time(), UTC)))
