"""`python -m agents.foreground COMMAND...`: the command, as the terminal's own foreground job.

For `make run`. Make dies of the Ctrl-C that it shares with its commands, whatever they make of it, and tells of a
failure where all ended in order. Here Ctrl-C reaches the command alone, and make its status. Without a terminal, or
where another job has it, the command simply takes this process's place.
"""

import os
import signal
import subprocess
import sys


def main(command: list[str]) -> int:
    """Runs `command` (its first part a path) and returns its exit status, 128 and more for a signal."""
    terminal = _terminal()
    if terminal < 0:
        os.execv(command[0], command)  # noqa: S606  that no shell stands between is the point
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # else handing the terminal over stops us
    job = subprocess.Popen(command, process_group=0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: os.kill(job.pid, received))
    try:
        return _follow(job.pid, terminal)
    finally:
        os.tcsetpgrp(terminal, os.getpgrp())


def _follow(pid: int, terminal: int) -> int:
    while True:
        os.tcsetpgrp(terminal, pid)
        os.killpg(pid, signal.SIGCONT)
        _, status = os.waitpid(pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code
        os.tcsetpgrp(terminal, os.getpgrp())  # Ctrl-Z: we stop as well, and go on together
        os.killpg(0, signal.SIGSTOP)


def _terminal() -> int:
    """The descriptor of the terminal whose foreground job we are, or -1."""
    try:
        return 0 if os.isatty(0) and os.tcgetpgrp(0) == os.getpgrp() else -1
    except OSError:
        return -1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
