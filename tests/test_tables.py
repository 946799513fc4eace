"""The state of the stateful steps: how a view comes back, and to whom a state folder belongs."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from agents.settings import StartError
from agents.tables import place, restored, state_folder
from pipeline.step import Change
from schemas.codec import State, pack


class Place(State, frozen=True):
    """A record."""

    name: str


class Visit(State, frozen=True):
    """A record of another kind."""

    count: int


class Diary:
    """A view that keeps the order in which it took its changes."""

    kinds: dict[str, type[State]] = {"place": Place, "visit": Visit}

    def __init__(self) -> None:
        self.taken: list[Change] = []

    def apply(self, changes: Iterable[Change]) -> None:
        self.taken += changes


def test_a_view_takes_its_records_kind_by_kind_in_the_order_of_their_last_writes() -> None:
    records = [
        (b"visit:x:1", place(9, 0) + pack(Visit(count=1))),
        (b"place:b", place(300, 0) + pack(Place(name="b"))),
        (b"visit:a", place(2, 1) + pack(Visit(count=2))),
        (b"place:a", place(300, 1) + pack(Place(name="a"))),
        (b"place:c", place(4, 0) + pack(Place(name="c"))),
    ]

    taken = restored(Diary(), records).taken

    assert [change.key for change in taken] == ["place:c", "place:b", "place:a", "visit:a", "visit:x:1"]
    assert taken[-1].value == Visit(count=1)


def test_a_record_of_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError, match="ghost"):
        restored(Diary(), [(b"ghost:a", place(1, 0) + pack(Visit(count=1)))])


def test_more_writes_in_an_event_than_can_be_numbered_do_no_harm() -> None:
    assert place(1, 70_000) == place(1, 65_535)
    assert place(1, 70_000) < place(2, 0)


def test_a_state_folder_is_kept_after_a_clean_end(tmp_path: Path) -> None:
    with state_folder(tmp_path, "stateful", "cluster one") as folder:
        (folder / "records").write_text("kept")

    with state_folder(tmp_path, "stateful", "cluster one") as folder:
        assert (folder / "records").read_text() == "kept"


def test_a_state_folder_is_read_anew_after_an_end_that_was_not_clean(tmp_path: Path) -> None:
    def fail() -> None:
        with state_folder(tmp_path, "stateful", "cluster one") as folder:
            (folder / "records").write_text("ahead of the changelog")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    with state_folder(tmp_path, "stateful", "cluster one") as folder:
        assert not (folder / "records").exists()


def test_two_workers_of_a_machine_have_a_folder_each(tmp_path: Path) -> None:
    with state_folder(tmp_path, "stateful", "one") as first, state_folder(tmp_path, "stateful", "one") as second:
        assert first != second


def test_state_of_another_cluster_is_refused_by_name(tmp_path: Path) -> None:
    with state_folder(tmp_path, "stateful", "cluster one"):
        pass

    with (
        pytest.raises(StartError, match="cluster one, but this one is cluster two"),
        state_folder(tmp_path, "stateful", "cluster two"),
    ):
        pass
