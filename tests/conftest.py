"""A real Kafka for the tests that need one, and a plain word at the end when there is none.

`kafka` is the address of a fresh embedded broker that lives as long as the run, or of the broker that
DEMENTI_TEST_KAFKA=host:port names. Where neither can be had the tests are skipped, the last lines of the run say
which and why, and under CI=true the run counts as failed.
"""

import itertools
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.broker.embedded import Broker, java
from agents.broker.jars import class_path
from agents.settings import StartError, read_settings

_without: pytest.StashKey[dict[str, str]] = pytest.StashKey()
_numbers = itertools.count()


@pytest.fixture(scope="session")
def embedded() -> None:
    """Skips what needs an embedded Kafka where Java or the jars cannot be had."""
    try:
        java()
        class_path()
    except StartError as error:
        pytest.skip(f"no Kafka: {error}")


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address (host:port) of a real Kafka. It is shared: take topic names of your own, see `prefix`."""
    if named := os.environ.get("DEMENTI_TEST_KAFKA"):
        yield named
        return
    broker = Broker(read_settings({"DEMENTI_DATA": str(tmp_path_factory.mktemp("kafka"))}))
    try:
        address = broker.start()
    except StartError as error:
        pytest.skip(f"no Kafka: {error}")
    try:
        yield address
    finally:
        broker.stop()


@pytest.fixture
def prefix() -> str:
    """A prefix for topics and groups that no other test or run has."""
    return f"t{next(_numbers)}-{uuid.uuid4().hex[:8]}."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_without] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"kafka", "embedded"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("kafka")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.skipped and item.get_closest_marker("kafka") and isinstance(report.longrepr, tuple):
        item.config.stash[_without][item.nodeid] = report.longrepr[2]
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.stash[_without] and os.environ.get("CI") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config: pytest.Config) -> None:
    """After the closing line of pytest, so that these are the last lines."""
    without = config.stash.get(_without, {})
    if not without:
        return
    print(
        f"\nNOT RUN for want of a real Kafka: {len(without)} tests"
        + (" (a failure in CI)" if os.environ.get("CI") else "")
    )
    for name in without:
        print(f"  {name}")
    for reason in sorted(set(without.values())):
        print(f"  because: {reason}")
