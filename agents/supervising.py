"""A small supervisor: starts child processes in order, starts one again that ends, and ends all of them together.

`supervise(children, until=...)` is what `dementi serve` and the demonstration run. It keeps the main thread until
SIGINT or SIGTERM comes or `until()` says so, then ends every child within eight seconds: first those that rest on the
broker, so that they can commit, then the broker. A second signal ends them at once. Children die with this process
even when it is killed (see leash.py). `command(...)` makes a child of one of our own commands.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from agents import leash
from agents.settings import PREFIX, Settings, StartError, environment_of

_TICK = 0.05
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_LIVED_WELL = 60.0  # a child that ran this long and then ended begins anew with the first pause
_BASE_TRIES = 3
_END_WITHIN = 5.0
_BASE_ENDS_WITHIN = 2.5


def _no_reason() -> str:
    return ""


def _at_once() -> bool:
    return True


class Child(NamedTuple):
    """A process to keep running.

    `start` starts it; `ready` says whether others may rest on it; `why` says, after an end, what went wrong ('' where
    only the status is known). A `base` is started before all later ones, which wait until it is ready, and ends last.
    """

    name: str
    start: Callable[[], leash.Leashed]
    ready: Callable[[], bool] = _at_once
    why: Callable[[], str] = _no_reason
    base: bool = False


def say(text: str) -> None:
    """Tells the operator, on standard error."""
    print(f"dementi: {text}", file=sys.stderr, flush=True)


def command(name: str, arguments: Sequence[str], settings: Settings, output: Path | None = None) -> Child:
    """A child that runs `dementi ARGUMENTS...` under these settings; what it says is added to the file `output`."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
    environment.update(environment_of(settings))

    def start() -> leash.Leashed:
        with contextlib.ExitStack() as stack:
            file = stack.enter_context(output.open("ab")) if output else None
            words = [sys.executable, "-P", "-m", "agents.cli", *arguments]
            return leash.start(words, environment=environment, output=file)

    return Child(name, start)


def service(settings: Settings, output: Path | None = None) -> list[Child]:
    """The poller and one worker of each app, on the broker that `settings` mean (see broker/address.py)."""
    return [
        command("stateful steps", ("agents", "stateful"), settings, output),
        command("stateless steps", ("agents", "stateless"), settings, output),
        command("poller", ("poll",), settings, output),
    ]


def supervise(
    children: Sequence[Child],
    *,
    until: Callable[[], bool] = lambda: False,
    tell: Callable[[str], None] = say,
) -> None:
    """Keeps `children` running until a signal, or until `until()` is true; then ends them. Main thread only.

    Raises StartError when a base never becomes ready, after a few tries and with its reason.
    """
    watched = [_Watched(child, tell) for child in children]
    with _signals() as received:
        try:
            while not received and not until():
                for one in watched:
                    if not one.tend() and one.child.base:
                        break
                time.sleep(_TICK)
        finally:
            _end([one for one in watched if not one.child.base], _END_WITHIN, received, tell)
            _end([one for one in watched if one.child.base], _BASE_ENDS_WITHIN, received, tell)


class _Watched:
    """A child, its process when it runs, and when it may start again when it does not."""

    def __init__(self, child: Child, tell: Callable[[str], None]) -> None:
        self.child = child
        self.process: leash.Leashed | None = None
        self._tell = tell
        self._ready = False
        self._was_ready = False
        self._failures = 0
        self._started = 0.0
        self._next = 0.0

    def tend(self) -> bool:
        """Starts it if it is due, notices its end; whether it is ready."""
        now = time.monotonic()
        try:
            if self.process is None:
                if now >= self._next:
                    self._started = now
                    self.process = self.child.start()
                return False
            status = self.process.poll()
            if status is not None:
                self._failed(self.child.why() or how(status), now)
            elif not self._ready and self.child.ready():
                self._became_ready(self.process.pid)
        except OSError as error:  # such as a disk that is full; later it may be mended
            if self.process is not None:
                self.process.kill()
                self.process.wait()
            self._failed(str(error), now)
        return self._ready

    def _became_ready(self, pid: int) -> None:
        self._tell(f"{self.child.name} {'is back' if self._was_ready else 'started'} (process {pid})")
        self._ready = self._was_ready = True

    def _failed(self, reason: str, now: float) -> None:
        self.process, self._ready = None, False
        self._failures = 1 if now - self._started >= _LIVED_WELL else self._failures + 1
        if self.child.base and not self._was_ready and self._failures >= _BASE_TRIES:
            raise StartError(reason)
        pause = min(_FIRST_PAUSE * 2 ** (self._failures - 1), _LONGEST_PAUSE)
        self._next = now + pause
        self._tell(f"{self.child.name} ended ({reason}); it is started again in {pause:g} s")


def how(status: int) -> str:
    """An exit status in words."""
    return f"killed by {signal.Signals(-status).name}" if status < 0 else f"status {status}"


def _end(watched: list[_Watched], within: float, received: list[int], tell: Callable[[str], None]) -> None:
    deadline = time.monotonic() + within
    signals_before = max(len(received), 1)
    left = {one.child.name: one.process for one in watched if one.process is not None}
    for process in left.values():
        process.end()
    while left and time.monotonic() < deadline and len(received) <= signals_before:
        left = {name: process for name, process in left.items() if process.poll() is None}
        time.sleep(_TICK if left else 0)
    for name, process in left.items():
        tell(f"{name} did not end in time, and was killed; what it had not committed is done again at the next start")
        process.kill()
        process.wait()


@contextlib.contextmanager
def _signals() -> Iterator[list[int]]:
    """The signals that ask us to end, as they come; a list, since a handler may not take a lock."""
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
