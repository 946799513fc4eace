"""`dementi dead-letters list | show | retry`: what failed, why, and back to where it came from.

`dead-letters` is append-only: a retry leaves a marker there (no value, a header that names the letter), and a letter
that was retried is no longer listed. What fails again is a new letter.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from agents.broker.address import broker_of
from agents.clients import everything, producer
from agents.settings import Settings, StartError, read_settings
from agents.topics import full_name
from schemas.codec import Undecodable, decode
from schemas.dead_letter import DeadLetter

TOPIC = "dead-letters"
RETRIED = "dementi-retried"


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="one line for each letter that was not retried")
    show = actions.add_parser("show", help="a letter whole, with the original message")
    show.add_argument("letter", metavar="LETTER", help="topic:partition:offset, as list prints it")
    retry = actions.add_parser("retry", help="send the original message to its topic again")
    retry.add_argument("letters", nargs="*", metavar="LETTER", help="topic:partition:offset, as list prints it")
    retry.add_argument("--all", action="store_true", help="every letter that list prints")


def run(args: argparse.Namespace) -> int:
    """0 when done, 1 when a letter is not there, 2 when the broker can't be reached."""
    try:
        settings = read_settings(os.environ)
        return asyncio.run(_act(settings, broker_of(settings), args))
    except StartError as error:
        print(f"dementi dead-letters: {error}", file=sys.stderr)
        return 2


async def letters(settings: Settings, address: str) -> dict[str, DeadLetter]:
    """The letters that were not retried, by place, oldest first; a letter sent twice counts once."""
    found: dict[str, DeadLetter] = {}
    for record in await everything(settings, address, TOPIC):
        if record.value is None:
            found.pop(dict(record.headers).get(RETRIED, b"").decode(), None)
            continue
        try:
            letter = decode(record.value, DeadLetter)
        except Undecodable as error:
            print(f"dead-letters:{record.partition}:{record.offset} is no dead letter: {error}", file=sys.stderr)
            continue
        found[place(letter)] = letter
    return found


async def retry(settings: Settings, address: str, chosen: Iterable[DeadLetter]) -> None:
    """Send each letter's original message, key and headers to its topic, and mark it as retried."""
    async with producer(settings, address) as sender:
        for letter in chosen:
            given = [(name, text.encode()) for name, text in letter.headers.items()]
            topic = full_name(settings, letter.topic)
            await sender.send_and_wait(topic, letter.value, key=letter.key, headers=given)
            marker = [(RETRIED, place(letter).encode())]
            await sender.send_and_wait(full_name(settings, TOPIC), None, key=letter.key or b"", headers=marker)


def place(letter: DeadLetter) -> str:
    """Where the message failed: `topic:partition:offset`, the letter's name."""
    return f"{letter.topic}:{letter.partition}:{letter.offset}"


async def _act(settings: Settings, address: str, args: argparse.Namespace) -> int:
    found = await letters(settings, address)
    if args.action == "list":
        for name, letter in found.items():
            print(f"{name}\t{letter.failed_at:%Y-%m-%d %H:%M:%S}Z\t{letter.step}\t{letter.reason}")
        return 0
    wanted = [args.letter] if args.action == "show" else list(found) if args.all else args.letters
    chosen = _chosen(found, wanted)
    if args.action == "show":
        for letter in chosen:
            print(_whole(letter))
    else:
        await retry(settings, address, chosen)
        print(f"{len(chosen)} sent again")
    return 0 if len(chosen) == len(wanted) else 1


def _chosen(found: Mapping[str, DeadLetter], wanted: Iterable[str]) -> list[DeadLetter]:
    chosen = []
    for name in wanted:
        if name in found:
            chosen.append(found[name])
        else:
            print(f"dementi dead-letters: there is no letter {name}", file=sys.stderr)
    return chosen


def _whole(letter: DeadLetter) -> str:
    rows: dict[str, Any] = {
        "letter": place(letter),
        "failed at": letter.failed_at.isoformat(),
        "step": letter.step,
        "reason": letter.reason,
        "key": _text(letter.key),
        **{f"header {name}": value for name, value in letter.headers.items()},
        "value": _text(letter.value),
    }
    return "\n".join(f"{name}: {value}" for name, value in rows.items())


def _text(raw: bytes | None) -> str:
    return "(none)" if raw is None else raw.decode("utf-8", "backslashreplace")
