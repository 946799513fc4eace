"""The state of a stateful step: a table whose changelog is on Kafka, and the step's view of it in memory.

Values are bytes that are assigned, never mutated: only what is assigned reaches the changelog. Before a record's own
bytes stands the place of its last write (the offset of the event and the number within it), so that a view that is
built again after a restart takes over the records as they were written: kind by kind in the order of the view's
`kinds`, within a kind in the order of the last write.

A state folder on disk is a copy of the changelog and no more. It runs ahead of it by what a kill cut off, and it
belongs to one cluster: after an unclean end it is thrown away and rebuilt, and that of another cluster is refused.
"""

import contextlib
import fcntl
import logging
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import faust
from faust.stores import memory

from agents.engine import App
from agents.settings import StartError
from pipeline.step import Change
from schemas.codec import State, unpack

log = logging.getLogger(__name__)

_PLACE = 10  # bytes: offset of the event (8) and number within it (2)
_WRITES_AN_EVENT = 1 << 16


class View(Protocol):
    """What a stateful step sees of its state: `kinds` names the record class of each key prefix."""

    kinds: dict[str, type[State]]

    def apply(self, changes: Iterable[Change]) -> None:
        """Take over changes, in order."""


class Table(faust.Table):  # type: ignore[misc]
    """A Faust table that holds nothing of a partition that went to another worker.

    The engine's memory store keeps what it had; a record that the other worker forgot would come back with it.
    """

    logger = logging.getLogger("faust")

    async def on_rebalance(self, assigned: Any, revoked: Any, newly_assigned: Any, generation_id: int = 0) -> None:
        store = self.data
        if isinstance(store, memory.Store) and any(tp.topic == self.changelog_topic_name for tp in revoked):
            store.data.clear()
            store._key_partition.clear()
        await super().on_rebalance(assigned, revoked, newly_assigned, generation_id)


class Kept:
    """One step's state: the table `name` of the app, and `view`, which `empty` makes anew at each recovery.

    `partitions` are those of the topic that the step reads: one, so that one worker holds all of the state.
    """

    def __init__(self, app: App, name: str, empty: Any, partitions: int = 1) -> None:
        self.app = app
        self._empty = empty
        self.view: Any = empty()
        self.table = Table(app, name=name, partitions=partitions, key_type=bytes, value_type=bytes)
        app.tables.add(self.table)
        self.table.on_recover(self._recover)

    def write(self, changes: Iterable[Change], records: Iterable[tuple[bytes, bytes | None]], offset: int) -> None:
        """Take over a decision's changes, and set their records, for the event at `offset`."""
        self.view.apply(changes)
        for number, (key, record) in enumerate(records):
            if record is None:
                self.table.pop(key, None)
            else:
                self.table[key] = place(offset, number) + record

    async def _recover(self) -> None:
        try:
            self.view = restored(self._empty(), self.table.items())
        except Exception as error:  # the engine swallows what a recovery callback raises
            self.app.fail(error)


def place(offset: int, number: int) -> bytes:
    """The place of a write; sorts as the writes came. More writes in an event than fit share the last place."""
    return offset.to_bytes(8, "big") + min(number, _WRITES_AN_EVENT - 1).to_bytes(2, "big")


def restored(view: View, records: Iterable[tuple[bytes, bytes]]) -> View:
    """`view` with the table's records taken over; raises Undecodable or KeyError for a record of another form."""
    order = {kind: number for number, kind in enumerate(view.kinds)}
    written = [(order[key.decode().partition(":")[0]], value[:_PLACE], key.decode(), value) for key, value in records]
    written.sort()
    kinds = view.kinds
    view.apply(Change(key, unpack(value[_PLACE:], kinds[key.partition(":")[0]])) for _, _, key, value in written)
    return view


@contextlib.contextmanager
def state_folder(root: Path, app: str, cluster: str) -> Iterator[Path]:
    """A folder for one worker's tables, held against other workers of this machine while the context lasts.

    Emptied where its last worker did not end cleanly. Raises StartError for state of another cluster.
    """
    for number in range(1000):
        folder = root / "state" / f"{app}-{number}"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            _opened(folder, cluster)
            yield folder / "faust"
            (folder / "clean").touch()  # only after a clean end
            return
    raise StartError(f"{root / 'state'}: a thousand workers of {app} are at work here already")


def _opened(folder: Path, cluster: str) -> None:
    mark, clean = folder / "cluster", folder / "clean"
    if mark.exists() and (before := mark.read_text("utf-8")) != cluster:
        raise StartError(
            f"{folder} holds state of the Kafka cluster {before}, but this one is {cluster}: "
            f"use the broker that it belongs to, another data folder, or remove {folder}"
        )
    if not clean.exists() and (folder / "faust").exists():
        log.info("the last worker in %s did not end cleanly: its state is read from the changelog anew", folder)
        shutil.rmtree(folder / "faust")
    clean.unlink(missing_ok=True)
    (folder / "faust").mkdir(exist_ok=True)
    mark.write_text(cluster, "utf-8")
