"""The jars that run are the jars that were pinned."""

import re
from pathlib import Path

import pytest
import requests

from agents.broker import jars
from agents.broker.jars import Jar, JarsError

PINNED = Jar("org.example:press:1.0", 5, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")  # "hello"


class _Place:
    """Stands for jgo: writes the given contents, one a call, where jgo would."""

    def __init__(self, cache: Path, contents: list[bytes]) -> None:
        self.path, self.contents, self.asked = jars._path(cache, PINNED), contents, 0

    def project(self, *_: str) -> "_Place":
        return self

    at_version = artifact = project

    def resolve(self) -> Path:
        self.asked += 1
        if not self.contents:
            raise requests.ConnectionError("no route")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(self.contents.pop(0))
        return self.path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Place:
    place = _Place(tmp_path, [])
    monkeypatch.setattr(jars, "pinned", lambda: (PINNED,))
    monkeypatch.setattr(jars, "version", lambda: "1.0")
    monkeypatch.setattr(jars, "_context", lambda *_: place)
    return place


def test_every_jar_is_pinned_once_with_its_sum() -> None:
    names = [jar.coordinate for jar in jars.pinned()]

    assert len(set(names)) == len(names) > 40
    assert all(re.fullmatch("[0-9a-f]{64}", jar.sha256) and jar.size > 0 for jar in jars.pinned())
    assert "org.apache.kafka:kafka_2.13:4.3.0" in names
    assert {name.split(":")[2] for name in names if name.startswith("org.apache.kafka:")} == {jars.version()}


def test_a_fetched_jar_is_not_fetched_again(place: _Place, tmp_path: Path) -> None:
    place.contents = [b"hello"]
    assert jars.class_path(tmp_path) == jars.class_path(tmp_path) == (place.path,)

    assert place.asked == 1


def test_one_that_was_cut_off_is_fetched_again(place: _Place, tmp_path: Path) -> None:
    place.contents = [b"hel", b"hello"]
    jars.class_path(tmp_path)

    assert place.asked == 2


def test_one_that_is_another_file_is_refused(place: _Place, tmp_path: Path) -> None:
    place.contents = [b"hollo"] * 3

    with pytest.raises(JarsError, match="not the file that was tested"):
        jars.class_path(tmp_path)
    assert not place.path.exists()


def test_without_a_network_the_error_says_what_to_do(place: _Place, tmp_path: Path) -> None:
    with pytest.raises(JarsError, match=r"cannot be fetched .*ConnectionError.*DEMENTI_KAFKA"):
        jars.class_path(tmp_path)
