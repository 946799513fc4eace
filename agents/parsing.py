"""Feed documents are parsed in child processes, because one document of 80 KB can keep a parser busy for half a minute.

A thread cannot be killed and a process can: a child that is over its time, over its memory or dead is replaced, and
its document named. The child is this module run as a program: it reads requests from its standard input and writes
answers to its standard output, each a four-byte length and MessagePack, and ends when its input does.
"""

import asyncio
import contextlib
import resource
import struct
import sys
from typing import BinaryIO

import msgspec

from pipeline.wire.entries import Rule
from pipeline.wire.feeds import NotAFeed, Parsed, parse

WALL = 10.0  # seconds for a document
MEMORY = 512 * 1024 * 1024  # address space of a child
CPU = 30  # seconds of work after which the system ends a child whose parent is gone
DOCUMENTS = 1000  # after these a child is replaced: parsers leak


class Request(msgspec.Struct, frozen=True, array_like=True):
    """A document to parse."""

    document: bytes
    address: str
    charset: str
    rule: Rule


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What became of it: a feed, or what is wrong with it (`fatal`: the child ends)."""

    parsed: Parsed | None = None
    wrong: str = ""
    fatal: bool = False


class Stuck(Exception):
    """A document on which the parser ran out of time or memory, or died."""


class Parsers:
    """Up to `size` children, started when first needed. Use as an async context manager."""

    def __init__(self, size: int = 2, wall: float = WALL) -> None:
        self._wall = wall
        self._idle: list[_Child] = []
        self._all: set[_Child] = set()
        self._room = asyncio.Semaphore(size)

    async def __aenter__(self) -> "Parsers":
        return self

    async def __aexit__(self, *_: object) -> None:
        for child in list(self._all):
            await self._end(child)

    async def parse(self, document: bytes, address: str, charset: str, rule: Rule) -> Parsed:
        """The feed in a document. Raises NotAFeed, or Stuck when it had to be killed."""
        async with self._room:
            child = self._idle.pop() if self._idle else await self._start()
            try:
                async with asyncio.timeout(self._wall):
                    answer = await child.ask(Request(document, address, charset, rule))
            except TimeoutError:
                await self._end(child)
                raise Stuck(f"the parser took more than {self._wall:g} s and was killed") from None
            except (asyncio.IncompleteReadError, ConnectionError):
                await self._end(child)
                raise Stuck(f"the parser died, status {child.process.returncode}") from None
            except BaseException:  # cancelled: the child is in the middle of an answer
                await self._end(child)
                raise
            if answer.fatal or child.asked >= DOCUMENTS:
                await self._end(child)
            else:
                self._idle.append(child)
        if answer.fatal:
            raise Stuck(answer.wrong)
        if answer.parsed is None:
            raise NotAFeed(answer.wrong)
        return answer.parsed

    async def _start(self) -> "_Child":
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "agents.parsing",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        child = _Child(process)
        self._all.add(child)
        return child

    async def _end(self, child: "_Child") -> None:
        self._all.discard(child)
        with contextlib.suppress(ProcessLookupError):  # it has ended by itself
            child.process.kill()
        await child.process.wait()


class _Child:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.asked = 0

    async def ask(self, request: Request) -> Answer:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.asked += 1
        self.process.stdin.write(_framed(request))
        await self.process.stdin.drain()
        (size,) = struct.unpack("!I", await self.process.stdout.readexactly(4))
        return msgspec.msgpack.decode(await self.process.stdout.readexactly(size), type=Answer)


def _framed(message: msgspec.Struct) -> bytes:
    packed = msgspec.msgpack.encode(message)
    return struct.pack("!I", len(packed)) + packed


def _answer(request: Request) -> Answer:
    try:
        return Answer(parse(request.document, request.address, request.charset, request.rule))
    except NotAFeed as error:
        return Answer(wrong=str(error))
    except MemoryError:
        return Answer(wrong=f"the parser ran out of its {MEMORY // 1024**2} MiB", fatal=True)
    except Exception as error:  # a fault of the parser's is told by the feed's name, and no reason to stop
        return Answer(wrong=f"the parser failed: {type(error).__name__}: {error}"[:500])


def _serve(requests: BinaryIO, answers: BinaryIO) -> int:
    """Answer requests until there are no more."""
    with contextlib.suppress(ValueError, OSError):  # a system without this limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while len(head := requests.read(4)) == 4:
        spent = resource.getrusage(resource.RUSAGE_SELF)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(spent.ru_utime + spent.ru_stime) + CPU, hard))
        packed = requests.read(struct.unpack("!I", head)[0])
        answers.write(_framed(_answer(msgspec.msgpack.decode(packed, type=Request))))
        answers.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(_serve(sys.stdin.buffer, sys.stdout.buffer))
