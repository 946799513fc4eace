"""The demonstration: `dementi serve` in a fresh folder, on a wire of two invented agencies, until its alert, and on.

The stories go the way of all stories: polled over HTTP, through Kafka, through the Faust apps. The first one goes
through before the others are published, so that the seconds that an alert takes are those of a service that is up.
"""

import argparse
import asyncio
import contextlib
import dataclasses
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from agents import leash
from agents.broker import jars
from agents.broker.address import read_address
from agents.broker.embedded import java
from agents.broker.memory import MemoryBroker
from agents.demo.wire import AGENCIES, Story, Wire, feeds_file, serving, stories
from agents.settings import Settings, StartError, read_settings
from agents.supervising import command
from agents.terminal import log_to_stderr, printable
from agents.watching import follow, records, shown

START_WITHIN = 90.0
THROUGH_WITHIN = 30.0  # for the first story; after that the others come all the same
END_WITHIN = 8.5
_LOG = "serve.log"
_KEPT = ("DEMENTI_LOG_LEVEL", "DEMENTI_KAFKA_HEAP")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--in-memory", action="store_true", help="on the in-memory broker, without Java")


def run(args: argparse.Namespace) -> int:
    """Run until Ctrl-C: 0 then. Raises StartError when the service does not start, or ends by itself."""
    console, folder = Console(), Path(tempfile.mkdtemp(prefix="dementi-demo-"))
    try:
        # of the user's own settings only those that a small machine needs: this is no run on his broker
        given = {name: value for name in _KEPT if (value := os.environ.get(name))}
        log_to_stderr("ERROR")
        settings = read_settings({**given, "DEMENTI_DATA": str(folder), "DEMENTI_FEEDS": str(folder / "feeds.toml")})
        # before there is an event loop: Ctrl-C ends a fetch of Kafka as well
        with broker(settings, console, in_memory=args.in_memory) as found:
            return asyncio.run(_until_told(found, console))
    except KeyboardInterrupt:
        return 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _until_told(settings: Settings, console: Console) -> int:
    showing = asyncio.create_task(_demonstrate(settings, console))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, showing.cancel)
    try:
        return await showing
    except asyncio.CancelledError:
        console.print("stopped")
        return 0


async def _demonstrate(settings: Settings, console: Console) -> int:
    async with contextlib.AsyncExitStack() as stack:
        wire = await stack.enter_async_context(serving())
        settings.feeds.write_text(feeds_file(wire.feeds), "utf-8")
        service = stack.enter_context(_service(settings))
        address = await _address(settings, service)
        console.print(
            f"The service runs on Kafka at {address}; the wire is at {wire.feeds[0].address}", highlight=False
        )
        publishing = asyncio.create_task(_publish(wire, settings, address, console))
        alerting = asyncio.create_task(_alerts(settings, address, console))
        try:
            while service.poll() is None:
                for task in (publishing, alerting):
                    if task.done():
                        task.result()
                await asyncio.sleep(0.2)
        finally:
            for task in (publishing, alerting):
                task.cancel()
            await asyncio.gather(publishing, alerting, return_exceptions=True)
        raise StartError(f"the service ended with status {service.poll()}:\n{_said(settings)}")


async def _address(settings: Settings, service: leash.Leashed) -> str:
    """The broker's address, once the service has one."""
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if settings.kafka:
            return settings.kafka
        if found := read_address(settings.data):
            return found.address
        if service.poll() is not None:
            break
        await asyncio.sleep(0.1)
    raise StartError(f"the service does not start:\n{_said(settings)}")


async def _publish(wire: Wire, settings: Settings, address: str, console: Console) -> None:
    """Publish the stories in time, counted from when the first one is through."""
    first, *others = stories()
    _publish_one(wire, first, console)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(THROUGH_WITHIN):
            await anext(aiter(records(settings, address, "claims", from_beginning=True)))
    began = time.monotonic()
    for story in others:
        await asyncio.sleep(max(0.0, began + story.after - time.monotonic()))
        _publish_one(wire, story, console)
    await asyncio.sleep(5)
    console.print(Text("The wire is done; Ctrl-C ends the demonstration.", style="dim"))


def _publish_one(wire: Wire, story: Story, console: Console) -> None:
    at = wire.publish(story)
    console.print(Text.assemble((f"{at:%H:%M:%S}  ", "dim"), (f"{AGENCIES[story.feed]}: ", "cyan"), story.title))


async def _alerts(settings: Settings, address: str, console: Console) -> None:
    async for alert in follow(settings, address, from_beginning=True):
        console.print(shown(alert, datetime.fromtimestamp(time.time(), UTC)))


@contextlib.contextmanager
def broker(settings: Settings, console: Console, *, in_memory: bool) -> Iterator[Settings]:
    """The settings with the broker that can be had: the embedded Kafka, or with a plain word the in-memory one."""
    if not in_memory:
        try:
            java()
            jars.class_path()
        except StartError as error:
            console.print(Text(f"A real Kafka can't be had here: {error}", style="yellow"))
        else:
            yield settings
            return
    console.print(
        Text("This demonstration runs on a broker in memory, which forgets all when it ends.", style="yellow")
    )
    memory = MemoryBroker()
    try:
        yield dataclasses.replace(settings, kafka=memory.address)
    finally:
        memory.stop()


@contextlib.contextmanager
def _service(settings: Settings) -> Iterator[leash.Leashed]:
    """`dementi serve` as a child, its output in a file; ended in order, or killed after some seconds."""
    service = command("service", ("serve",), settings, settings.data / _LOG).start()
    try:
        yield service
    finally:
        if service.poll() is None:
            service.end()
            try:
                service.wait(END_WITHIN)
            except subprocess.TimeoutExpired:
                service.kill()
                service.wait()


def _said(settings: Settings) -> str:
    """The last lines that the service said."""
    lines = (settings.data / _LOG).read_text("utf-8", "replace").splitlines()
    return printable("\n".join(lines[-15:]))
