"""`dementi agents APP`: one worker of one Faust app, in this process, until it is told to stop or fails.

It joins the broker that the settings name, or the one whose address stands in the data folder; it never starts one.
SIGTERM and SIGINT drain: what was begun is finished, sent and committed. The status is 0 then, 1 after a failure.
"""

import argparse
import asyncio
import logging
import os
import signal
import sys
from types import ModuleType

from agents import stateful, stateless, topics
from agents.broker.address import broker_of
from agents.engine import App
from agents.settings import Settings, StartError, read_settings
from agents.tables import state_folder

log = logging.getLogger(__name__)

APPS: dict[str, ModuleType] = {module.NAME: module for module in (stateless, stateful)}
#: Seconds that a worker has to drain; what it could not commit by then is handled again by the next one.
DRAIN = 30.0


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "app", choices=sorted(APPS), metavar="APP", help=f"which steps to run: {', '.join(sorted(APPS))}"
    )


def run(args: argparse.Namespace) -> int:
    """Run the worker; 0 when it was stopped, 1 when it failed, 2 when it could not start."""
    try:
        settings = read_settings(os.environ)
        _log_as(settings.log_level)
        return asyncio.run(worker(settings, args.app))
    except StartError as error:
        print(f"dementi agents: {error}", file=sys.stderr)
        return 2


def _log_as(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for engine in ("faust", "mode", "aiokafka"):  # they tell each step of each service at INFO
        logging.getLogger(engine).setLevel(level if level in ("DEBUG", "ERROR") else "WARNING")
    logging.getLogger("faust.transport.producer").setLevel("ERROR")  # it warns of each time that it holds a fast reader


async def worker(settings: Settings, name: str, **given: object) -> int:
    """Run a worker of the app `name` until a signal or its failure; the exit status. `given` goes to the app's make."""
    module = APPS[name]
    address = broker_of(settings)
    changelogs = [topics.changelog(settings, name, table) for table in module.TABLES]
    ground = await topics.ensure(settings, address, changelogs)
    with state_folder(settings.data, topics.full_name(settings, name), ground.cluster_id) as folder:
        return await _until_over(module.make(settings, address, folder, ground, **given))


async def _until_over(app: App) -> int:
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, app.over.set)
    app.finalize()
    try:
        await app.start()
        await app.over.wait()
        if app.failure is None:
            await _drain(app)
    except Exception as error:
        app.fail(error)
    if app.failure is not None:
        # No drain after a failure: the engine's own stop can wait for ever for what failed. What a kill leaves is
        # what this leaves, and the next worker is made for it.
        logging.shutdown()
        os._exit(1)
    return 0


async def _drain(app: App) -> None:
    stopping = asyncio.ensure_future(app.stop())
    await asyncio.wait({stopping}, timeout=DRAIN)
    if not stopping.done():
        raise TimeoutError(f"the worker did not drain within {DRAIN:.0f} seconds")
    stopping.result()
