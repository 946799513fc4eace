"""The supervisor starts again what ends, ends everything together, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from agents import leash, supervising
from agents.settings import StartError
from agents.supervising import Child, how, supervise

SLEEPS = (sys.executable, "-c", "import time; time.sleep(100)")
STUBBORN = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(100)",
)
BOTH_WAYS = pytest.mark.parametrize("kernel_kills", [pytest.param(True, id="kernel"), pytest.param(False, id="pipe")])


def _child(
    name: str, *words: str, base: bool = False, ready: Callable[[], bool] = lambda: True
) -> tuple[Child, list[leash.Leashed]]:
    started: list[leash.Leashed] = []

    def start() -> leash.Leashed:
        started.append(leash.start(words))
        return started[-1]

    return Child(name, start, ready, base=base), started


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def _within(seconds: float, so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not so():
        time.sleep(0.02)
    return so()


def test_one_that_ends_is_started_again_after_a_growing_pause() -> None:
    child, started = _child("brief", sys.executable, "-c", "raise SystemExit(3)")
    told: list[str] = []
    supervise([child], until=lambda: len(started) == 3, tell=told.append)
    ends = [line for line in told if "ended" in line]

    assert ends[:2] == [
        "brief ended (status 3); it is started again in 0.5 s",
        "brief ended (status 3); it is started again in 1 s",
    ]


def test_the_others_run_on_when_one_is_killed() -> None:
    first, ones = _child("first", *SLEEPS)
    second, twos = _child("second", *SLEEPS)

    def kill_once_then_wait() -> bool:
        if ones and twos and len(ones) == 1:
            ones[0].kill()
        return len(ones) == 2

    told: list[str] = []
    supervise([first, second], until=kill_once_then_wait, tell=told.append)

    assert len(twos) == 1
    assert any("first ended (killed by SIGKILL)" in line for line in told)
    assert not any(_lives(process.pid) for process in ones + twos)


def test_one_that_cannot_be_started_is_tried_again() -> None:
    made, started = _child("crowded", *SLEEPS)
    refusals = [OSError("no space left")]

    def start() -> leash.Leashed:
        if refusals:
            raise refusals.pop()
        return made.start()

    told: list[str] = []
    supervise([made._replace(start=start)], until=lambda: bool(started), tell=told.append)

    assert told[0] == "crowded ended (no space left); it is started again in 0.5 s"


def test_what_rests_on_a_base_starts_when_it_is_ready_and_ends_before_it(tmp_path: Path) -> None:
    log = tmp_path / "ends"
    program = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: (open({!r}, 'a').write('{} '), sys.exit()))\n"
        "open({!r}, 'w')\ntime.sleep(100)"
    )
    up = {name: tmp_path / name for name in ("base", "rests")}
    order: list[str] = []

    def child(name: str, base: bool) -> Child:
        made, _ = _child(
            name, sys.executable, "-c", program.format(str(log), name, str(up[name])), base=base, ready=up[name].exists
        )

        def start() -> leash.Leashed:
            order.append(f"{name}, {'base is' if up['base'].exists() else 'base is not'} up")
            return made.start()

        return made._replace(start=start)

    supervise(
        [child("base", True), child("rests", False)],
        until=lambda: all(path.exists() for path in up.values()),
        tell=lambda _: None,
    )

    assert order == ["base, base is not up", "rests, base is up"]
    assert log.read_text().split() == ["rests", "base"]


def test_a_base_that_never_gets_ready_stops_the_start_with_its_reason() -> None:
    child, started = _child("broker", sys.executable, "-c", "raise SystemExit(1)", base=True, ready=lambda: False)
    resting, rested = _child("poller", *SLEEPS)

    with pytest.raises(StartError, match="the disk is full"):
        supervise([child._replace(why=lambda: "the disk is full"), resting], tell=lambda _: None)
    assert len(started) == 3
    assert rested == []


def test_one_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "_END_WITHIN", 0.5)
    child, started = _child("stubborn", *STUBBORN)
    began = time.monotonic()
    told: list[str] = []
    supervise([child], until=lambda: time.monotonic() > began + 0.5, tell=told.append)

    assert time.monotonic() - began < 4
    assert any("stubborn did not end in time" in line for line in told)
    assert not _lives(started[0].pid)


def _service(tmp_path: Path, *children: tuple[str, ...]) -> tuple[subprocess.Popen[str], Callable[[], list[int]]]:
    """A supervisor in a process of its own, and the process ids of its children."""
    program = textwrap.dedent(f"""
        from agents import leash
        from agents.supervising import Child, supervise
        def child(number, words):
            def start():
                process = leash.start(words)
                open({str(tmp_path)!r} + f"/{{number}}.pid", "w").write(str(process.pid))
                return process
            return Child(f"child {{number}}", start)
        supervise([child(number, words) for number, words in enumerate({children!r})])
    """)
    process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True)

    def pids() -> list[int]:
        return [int(text) for path in tmp_path.glob("*.pid") if (text := path.read_text())]

    assert _within(10, lambda: len(pids()) == len(children))
    return process, pids


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all_with_status_0(tmp_path: Path, number: signal.Signals) -> None:
    process, pids = _service(tmp_path, SLEEPS, SLEEPS)
    process.send_signal(number)

    assert process.wait(10) == 0
    assert not any(map(_lives, pids()))
    process.communicate()


def test_a_second_signal_ends_all_at_once(tmp_path: Path) -> None:
    process, pids = _service(tmp_path, STUBBORN)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)

    assert process.wait(10) == 0
    assert time.monotonic() - began < 2
    assert not any(map(_lives, pids()))
    process.communicate()


def test_children_die_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    process, pids = _service(tmp_path, SLEEPS, STUBBORN)
    process.kill()
    process.communicate()

    assert _within(5, lambda: not any(map(_lives, pids())))


@BOTH_WAYS
def test_a_child_says_how_it_ended(kernel_kills: bool) -> None:
    ended = leash.start((sys.executable, "-c", "raise SystemExit(7)"), kernel_kills=kernel_kills).wait(10)
    terminated = leash.start(SLEEPS, kernel_kills=kernel_kills)
    time.sleep(0.3)
    terminated.end()
    killed = leash.start(STUBBORN, kernel_kills=kernel_kills)
    killed.kill()

    assert (ended, terminated.wait(10), killed.wait(10)) == (7, -signal.SIGTERM, -signal.SIGKILL)
    assert how(-9) == "killed by SIGKILL"
    assert how(7) == "status 7"


@BOTH_WAYS
def test_a_command_that_does_not_exist_ends_with_127(kernel_kills: bool, capfd: pytest.CaptureFixture[str]) -> None:
    assert leash.start(("/nowhere/java",), kernel_kills=kernel_kills).wait(10) == 127
    assert "/nowhere/java cannot be started" in capfd.readouterr().err


def test_without_the_kernels_help_the_pipe_takes_the_child_along(tmp_path: Path) -> None:
    inner = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(100)"
    outer = (
        "import sys, time; from agents import leash\n"
        f"leash.start((sys.executable, '-c', {inner!r}), kernel_kills=False); time.sleep(100)"
    )
    parent = subprocess.Popen([sys.executable, "-c", outer])
    assert _within(10, lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
    parent.kill()
    parent.wait()

    assert _within(5, lambda: not _lives(int((tmp_path / "pid").read_text())))


def test_a_service_has_ten_seconds_to_end() -> None:
    assert supervising._END_WITHIN + supervising._BASE_ENDS_WITHIN < 10
