"""`dementi replay STREAM`: the pipeline over a file, printing alerts, claims and stories as JSON lines."""

import argparse
import gzip
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from agents.terminal import printable
from pipeline.replay import as_carried, replay, story_line
from schemas.codec import encode


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stream", type=Path, metavar="STREAM", help="a file of stories, a JSON object a line (.gz too)")
    for kind in ("alerts", "claims", "stories"):
        parser.add_argument(f"--{kind}", type=Path, metavar="FILE", help=f"write {kind} here")


def run(args: argparse.Namespace) -> int:
    """Replay the stream; 0 when all of it ran, 2 when the file can't be read or a line is wrong."""
    opened = gzip.open if args.stream.suffix == ".gz" else open
    with ExitStack() as stack:
        outs: dict[str, BinaryIO] = {
            kind: stack.enter_context(path.open("wb"))
            for kind in ("alerts", "claims", "stories")
            if (path := getattr(args, kind)) is not None
        }
        try:
            lines = stack.enter_context(opened(args.stream, "rb"))
            if sys.stderr.isatty():
                lines = stack.enter_context(_watched(args.stream, lines))
            for done in replay(lines):
                if "stories" in outs:
                    outs["stories"].write(story_line(done.linked) + b"\n")
                for outgoing in done.messages:
                    if outgoing.topic in outs and outgoing.message is not None:
                        outs[outgoing.topic].write(encode(as_carried(outgoing.message, done.linked)) + b"\n")
        except (OSError, ValueError, EOFError) as error:
            print(f"dementi replay: {args.stream}: {printable(str(error))}", file=sys.stderr)
            return 2
    return 0


@contextmanager
def _watched(path: Path, lines: Iterable[bytes]) -> Iterator[Iterable[bytes]]:
    """The lines, with a count of stories on the terminal."""
    with Progress(
        TextColumn(path.name), MofNCompleteColumn(), TimeElapsedColumn(), console=Console(stderr=True)
    ) as bar:
        yield bar.track(lines, total=None)
