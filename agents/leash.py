"""Child processes that end when their parent does, even by kill -9: the broker, the poller, the Faust apps.

A child starts through this module's own little program. On Linux it asks the kernel to kill it with its parent and
becomes the command. The kernel means the parent *thread*, so `start` is for the main thread alone. Elsewhere the
little program stays between the two, reads a pipe that only the parent holds open, and kills the command when the
pipe ends.

Children have a session of their own: Ctrl-C reaches the parent alone, which ends them in the right order.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_KERNEL_KILLS = sys.platform == "linux"


class Leashed:
    """A running child: `pid`, `poll`, `wait`, `end` (SIGTERM) and `kill`."""

    def __init__(self, process: subprocess.Popen[bytes], pipe: int, watched: bool) -> None:
        self._process = process
        self._pipe = pipe
        self._watched = watched

    @property
    def pid(self) -> int:
        """The process id: on Linux that of the command itself."""
        return self._process.pid

    def poll(self) -> int | None:
        """The exit status (negative: the signal that ended it), or None while it runs."""
        status = self._process.poll()
        if status is not None:
            self._close()
        return status

    def wait(self, timeout: float | None = None) -> int:
        """Waits up to `timeout` seconds for the end and returns the status; subprocess.TimeoutExpired after that."""
        status = self._process.wait(timeout)
        self._close()
        return status

    def end(self) -> None:
        """Asks the child to end."""
        self._process.terminate()

    def kill(self) -> None:
        """Ends the child at once: where it is watched, by ending the pipe, since killing the watcher would free it."""
        if self._watched:
            self._close()
        else:
            self._process.kill()

    def _close(self) -> None:
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1


def start(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    keep: tuple[int, ...] = (),
    kernel_kills: bool = _KERNEL_KILLS,
) -> Leashed:
    """Starts `command` (its first part a path) on a leash.

    `output` takes both its outputs (None: ours), `keep` are file descriptors that it inherits. Call from the main
    thread. Raises OSError when it cannot be started; a command that does not exist ends with status 127.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("a child on a leash ends with the thread that starts it: start it from the main thread")
    read, write = os.pipe()
    way = "kernel" if kernel_kills else "pipe"
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__)), way, str(read), str(os.getpid()), *command],
            env=None if environment is None else dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=(read, *keep),
            start_new_session=True,
        )
    except BaseException:
        os.close(write)
        raise
    finally:
        os.close(read)
    return Leashed(process, write, watched=not kernel_kills)


def _main(way: str, pipe: int, parent: int, command: list[str]) -> int:
    if way == "pipe":
        return _watch(pipe, command)
    os.close(pipe)
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the kernel was asked
        return 1
    return _become(command)


def _become(command: list[str]) -> int:
    try:
        os.execv(command[0], command)  # noqa: S606  that no shell stands between is the point
    except OSError as error:
        print(f"{command[0]} cannot be started: {error}", file=sys.stderr)
        return 127


def _watch(pipe: int, command: list[str]) -> int:
    child = os.fork()
    if child == 0:
        os.close(pipe)
        os._exit(_become(command))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: os.kill(child, received))
    threading.Thread(target=_kill_at_the_end_of, args=(pipe, child), daemon=True).start()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status < 0:  # to end as the command did: the parent reads the signal from the status
        if -status in (signal.SIGTERM, signal.SIGINT):
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    return status


def _kill_at_the_end_of(pipe: int, child: int) -> None:
    while os.read(pipe, 1):
        pass
    os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))
