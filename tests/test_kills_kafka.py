"""A kill on a real Kafka: what was killed is the newest of its key on no compacted topic, and quoted by none."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fleet import Fleet

from agents.envelope import raw_message
from pipeline.replay import raw_story

pytestmark = pytest.mark.kafka

REPORT = "Selmar plans to sell its grain terminal at Varnholt to a Chilean shipping group, three sources said."
DENIAL = "Port operator Selmar denied that it planned to sell its grain terminal at Varnholt."


@pytest.fixture
async def fleet(kafka: str, prefix: str, data: Path) -> AsyncIterator[Fleet]:
    made = Fleet(kafka, prefix, data)
    await made.prepare()
    yield made
    made.end()


def a_raw(name: str, minute: int, title: str, body: str, **fields: object) -> tuple[Any, ...]:
    story = {
        "id": name,
        "source": name.split("-")[0].title(),
        "url": f"https://wire.example/{name}",
        "title": title,
        "body": body,
        "published": f"2026-03-02T12:{minute:02}:00Z",
        **fields,
    }
    return raw_message(raw_story(json.dumps(story).encode()), "test")


async def newest(fleet: Fleet, topic: str) -> dict[bytes, bytes | None]:
    """What compaction leaves of a topic; all records of a key are in one partition."""
    kept: dict[bytes, bytes | None] = {}
    places: dict[bytes, int] = {}
    for record in sorted(await fleet.read(topic), key=lambda r: (r.partition, r.offset)):
        assert places.setdefault(record.key, record.partition) == record.partition
        kept[record.key] = record.value
    return kept


async def test_a_kill_ends_in_tombstones_and_a_held_item_comes_back(fleet: Fleet) -> None:
    for app in ("stateless", "stateful"):
        await fleet.start(app).ready()
    await fleet.send([a_raw("north-1", 0, "Selmar to sell Varnholt terminal", REPORT)])
    await fleet.drained()
    await fleet.send([a_raw("south-1", 30, "Selmar denies report on Varnholt", DENIAL)])
    await fleet.drained()
    assert await fleet.count("alerts") >= 1

    kill = a_raw("north-1", 40, "Selmar to sell Varnholt terminal", REPORT, version=2, status="canceled")
    hold = a_raw("south-1", 41, "Selmar denies report on Varnholt", DENIAL, version=2, status="withheld")
    await fleet.send([kill, hold])
    await fleet.drained()

    articles = await newest(fleet, "articles")
    assert articles == {b"north-1": None, b"south-1": None}
    assert set((await newest(fleet, "claims")).values()) == {None}
    for topic in ("articles", "claims", "cases", "stateful-stories-changelog"):
        assert not [v for v in (await newest(fleet, topic)).values() if v and (b"Chilean" in v or b"denied that" in v)]
    assert await fleet.read("dead-letters") == []

    await fleet.send([a_raw("south-1", 50, "Selmar denies report on Varnholt", DENIAL, version=3)])
    await fleet.drained()
    assert DENIAL.encode() in ((await newest(fleet, "articles"))[b"south-1"] or b"")
