"""Ctrl-C in a terminal ends the service under make, and make ends with the service's own status."""

import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

IN_A_TERMINAL = """
    import os, pty, sys
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    said = b""
    try:
        while part := os.read(terminal, 1000):
            if b"running" in part:
                os.write(terminal, b"\\x03")
            said += part
    except OSError:
        pass
    sys.stdout.buffer.write(said)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""
SERVICE = """
    import signal, sys, time
    signal.signal(signal.SIGINT, lambda *_: sys.exit(int(sys.argv[1])))
    print("running", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize(("status", "make_status"), [(0, 0), (3, 2)])
def test_make_has_the_status_of_the_service(tmp_path: Path, status: int, make_status: int) -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    (tmp_path / "service.py").write_text(textwrap.dedent(SERVICE))
    command = f"{sys.executable} -m agents.foreground {sys.executable} service.py {status}"
    (tmp_path / "Makefile").write_text(f"run:\n\t@exec {command}\n")
    terminal = [sys.executable, "-c", textwrap.dedent(IN_A_TERMINAL)]
    done = subprocess.run(
        [*terminal, make, "run"], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False
    )

    assert "running" in done.stdout, done.stdout + done.stderr
    assert done.returncode == make_status


def test_without_a_terminal_the_command_takes_its_place() -> None:
    words = [sys.executable, "-m", "agents.foreground", sys.executable, "-c", "raise SystemExit(7)"]

    assert subprocess.run(words, stdin=subprocess.DEVNULL, check=False).returncode == 7
