"""`dementi send STREAM`: the stories of a stream file onto `raw-articles` of the running broker, in their order.

The same file that `dementi replay` takes, for live runs: it goes the way that polled items go.
"""

import argparse
import asyncio
import gzip
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from agents import topics
from agents.broker.address import broker_of
from agents.clients import producer
from agents.envelope import raw_message
from agents.settings import Settings, StartError, read_settings
from pipeline.replay import raw_story


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stream", type=Path, metavar="STREAM", help="a file of stories, a JSON object a line (.gz too)")
    parser.add_argument("--rate", type=float, default=0.0, metavar="N", help="stories a second; 0: as fast as it goes")


def run(args: argparse.Namespace) -> int:
    """0 when the broker has every story, 2 when the file can't be read, a line is wrong, or no broker is there."""
    opened = gzip.open if args.stream.suffix == ".gz" else open
    try:
        settings = read_settings(os.environ)
        with opened(args.stream, "rb") as lines:
            count = asyncio.run(send(settings, broker_of(settings), lines, args.rate))
    except (OSError, ValueError, StartError) as error:
        print(f"dementi send: {args.stream}: {error}", file=sys.stderr)
        return 2
    print(f"{count} stories sent")
    return 0


async def send(settings: Settings, address: str, lines: Iterable[bytes], rate: float = 0.0) -> int:
    """Send each line's story and wait until the broker has them all; returns how many.

    Raises ValueError, naming the line, for one that is no story; what stands before it was sent.
    """
    await topics.ensure(settings, address)
    topic = topics.full_name(settings, "raw-articles")
    sent: list[asyncio.Future[object]] = []
    async with producer(settings, address) as sender:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                key, value, headers = raw_message(raw_story(line), "send")
            except ValueError as error:
                raise ValueError(f"line {number}: {error}") from error
            sent.append(await sender.send(topic, value, key=key, headers=headers))
            if rate:
                await asyncio.sleep(1 / rate)
        await asyncio.gather(*sent)
    return len(sent)
