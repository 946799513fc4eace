"""Kafka's jars: fetched once from Maven Central by jgo, and held against the sums in kafka.lock.

The lock names every jar, so nothing is resolved here: what runs is what was tested, byte for byte. Each jar's sum is
taken when it is fetched; later starts compare sizes only, which finds a fetch that was cut off. Mirrors that the
user has named for jgo are asked before Maven Central; the sums make that safe.
"""

import contextlib
import fcntl
import hashlib
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs
import requests
from jgo import MAVEN_CENTRAL_URL, GlobalSettings
from jgo.maven import MavenContext, PythonResolver
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from agents.settings import StartError

_LOCK = "kafka.lock"
_TRIES = 3
_AT_ONCE = 8
_log = logging.getLogger(__name__)


class JarsError(StartError):
    """Kafka's jars cannot be had; the text says why and what to do."""


class Jar(NamedTuple):
    """A line of the lock: a Maven coordinate (group:artifact:version), its size in bytes and its sha256."""

    coordinate: str
    size: int
    sha256: str


def pinned() -> tuple[Jar, ...]:
    """The jars of the lock file, in its order."""
    lines = resources.files("agents.broker").joinpath(_LOCK).read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return tuple(Jar(coordinate, int(size), digest) for coordinate, size, digest in rows)


def version() -> str:
    """The version of Kafka that the lock pins, such as '4.3.0'."""
    return next(jar.coordinate.split(":")[2] for jar in pinned() if jar.coordinate.startswith("org.apache.kafka:"))


def cache_folder() -> Path:
    """Where fetched jars are kept for every data folder of this user."""
    return platformdirs.user_cache_path("dementi", appauthor=False) / "jars"


def class_path(cache: Path | None = None) -> tuple[Path, ...]:
    """The paths of all pinned jars, fetched into `cache` if need be, with progress on standard error.

    Raises JarsError when one cannot be fetched or is not the file that was pinned.
    """
    cache = cache_folder() if cache is None else cache
    missing = _missing(cache)
    if missing:
        try:
            cache.mkdir(parents=True, exist_ok=True)
            with _alone(cache):
                _fetch(cache, _missing(cache))
        except OSError as error:
            raise JarsError(f"Kafka's jars cannot be kept in {cache}: {error}") from error
    return tuple(_path(cache, jar) for jar in pinned())


def _path(cache: Path, jar: Jar) -> Path:
    group, artifact, release = jar.coordinate.split(":")
    return cache.joinpath(*group.split("."), artifact, release, f"{artifact}-{release}.jar")


def _missing(cache: Path) -> list[Jar]:
    def there(jar: Jar) -> bool:
        path = _path(cache, jar)
        return path.is_file() and path.stat().st_size == jar.size and _checked(path).is_file()

    return [jar for jar in pinned() if not there(jar)]


def _checked(path: Path) -> Path:
    """The mark beside a jar whose sum was right: a file that is whole but wrong must not pass for checked."""
    return path.with_suffix(".checked")


@contextlib.contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Holds the cache against a second process that fetches into it."""
    with (cache / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch(cache: Path, jars: list[Jar]) -> None:
    console = Console(stderr=True)
    size = sum(jar.size for jar in jars)
    if not console.is_terminal and jars:
        console.print(
            f"fetching Apache Kafka {version()} ({len(jars)} jars, {size / 1e6:.0f} MB), once", highlight=False
        )
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar, ThreadPoolExecutor(_AT_ONCE) as pool:
        task = bar.add_task(f"fetching Apache Kafka {version()}, once", total=size)
        context = _context(cache, lambda count: bar.update(task, advance=count))
        for done in [pool.submit(_fetch_one, context, cache, jar) for jar in jars]:
            done.result()


def _context(cache: Path, advance: Callable[[int], None]) -> MavenContext:
    @contextlib.contextmanager
    def progress(_file: str, _size: int) -> Iterator[Callable[[int], None]]:
        yield advance

    places: dict[str, str] = {**GlobalSettings.load().repositories, "central": MAVEN_CENTRAL_URL}
    return MavenContext(PythonResolver(progress_callback=progress), repo_cache=cache, remote_repos=places, timeout=30)


def _fetch_one(context: Any, cache: Path, jar: Jar) -> None:
    path = _path(cache, jar)
    group, artifact, release = jar.coordinate.split(":")
    digest, reason = "", ""
    for _ in range(_TRIES):
        path.unlink(missing_ok=True)
        _checked(path).unlink(missing_ok=True)
        try:
            context.project(group, artifact).at_version(release).artifact().resolve()
        except (requests.RequestException, RuntimeError) as error:
            reason = type(error).__name__ if isinstance(error, requests.RequestException) else str(error)
            _log.debug("fetching %s failed: %s", jar.coordinate, error)
            continue
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest == jar.sha256:
            _checked(path).touch()
            return
        path.unlink()
    if digest:
        raise JarsError(
            f"{jar.coordinate} as fetched has sha256 {digest}, but {_LOCK} pins {jar.sha256}: it is not the file that "
            "was tested, and is not run. A proxy or a mirror on the way may have changed it."
        )
    raise JarsError(
        f"Apache Kafka cannot be fetched ({jar.coordinate}: {reason}). Go online once, name a mirror of Maven Central "
        "under [repositories] of jgo's configuration, or name a Kafka of your own with DEMENTI_KAFKA=host:port."
    )
