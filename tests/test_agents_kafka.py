"""The agents on a real Kafka: what is poisoned, refused, killed, added or taken away, nothing is lost."""

import asyncio
import json
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import quality
from fleet import STAGES, Fleet, until
from jsonschema import Draft202012Validator

from agents.envelope import raw_message
from pipeline.replay import raw_story, replay
from schemas.case import Alert
from schemas.claim import Claim
from schemas.codec import decode
from schemas.dead_letter import DeadLetter
from schemas.json_schema import schema_of

DAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
SECONDS_APART = 10

pytestmark = pytest.mark.kafka

#: A worker that kills itself between the two writes: the changes are on the broker, the messages are not.
KILLED_BETWEEN = """
import asyncio, logging, os, signal, sys
from agents.running import worker
from agents.settings import read_settings

logging.basicConfig(level="INFO")
calls = 0

async def between(app, step, ready):
    global calls
    calls += step == sys.argv[1]
    if step == sys.argv[1] and (any(s.topic == sys.argv[2] for s in ready.sends) if len(sys.argv) == 3 else calls == 4):
        await app.producer.flush()
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(worker(read_settings(os.environ), "stateful", between=between))
"""


@pytest.fixture
async def fleet(kafka: str, prefix: str, data: Path, request: pytest.FixtureRequest) -> AsyncIterator[Fleet]:
    made = Fleet(kafka, prefix, data, **getattr(request, "param", {}))
    await made.prepare()
    yield made
    made.end()


def a_story(number: int, words: int = 30) -> bytes:
    """A line of a stream file."""
    story = {
        "id": f"harbour-{number}",
        "source": "Harbour Wire",
        "url": f"https://harbour.example/{number}",
        "title": f"Ferry {number} leaves Port Elma",
        "body": " ".join(f"word{number * words + i}" for i in range(words)) + ".",
        "published": f"2026-03-02T12:{number // 60 % 60:02}:{number % 60:02}Z",
    }
    return json.dumps(story).encode()


def raws(lines: Iterable[bytes]) -> list[tuple[Any, ...]]:
    return [raw_message(raw_story(line), "test") for line in lines]


def ids(records: Iterable[Any]) -> set[str]:
    """The articles of records of `fingerprints`."""
    return {json.loads(record.value)["article"]["article_id"] for record in records}


def rounds() -> list[list[bytes]]:
    """Our own short stories as one stream, in rounds: the first article of each story, then the second of each ...

    Ids are told apart; times are moved to begin on one day. Sent a round in SECONDS_APART, the articles of one matter
    are some seconds apart, as they are on a wire: for as long a killed worker holds its partitions up.
    """
    if cases := os.environ.get("DEMENTI_EVAL_CASES"):
        found = [(p.parent.name, p.read_bytes().splitlines()) for p in sorted(Path(cases).rglob("articles.jsonl"))]
    else:
        found = [(name, lines) for name, lines, _ in quality.stories() if len(lines) <= 5]
    if len(found) == 1:  # merged already
        [(_, lines)] = found
        return [lines[start : start + 100] for start in range(0, len(lines), 100)]
    taken: list[list[bytes]] = []
    for name, lines in found:
        case = [json.loads(line) for line in lines]
        moved = DAY - min(datetime.fromisoformat(story["published"]) for story in case)
        for place, story in enumerate(case):
            published = datetime.fromisoformat(story["published"]) + moved
            told = {**story, "id": f"{name}/{story['id']}", "published": published.isoformat()}
            taken += [[]] if place == len(taken) else []
            taken[place].append(json.dumps(told).encode())
    return taken


def links(alerts: Iterable[Alert]) -> dict[str, Any]:
    """The last revision of each alert: its state, and the places that it cites."""
    last: dict[str, Alert] = {}
    for alert in alerts:
        if alert.alert_id not in last or alert.revision >= last[alert.alert_id].revision:
            last[alert.alert_id] = alert
    return {
        name: (a.state, {(p.article_id, p.quote) for p in a.denials}, {(p.article_id, p.quote) for p in a.reports})
        for name, a in last.items()
    }


def replayed(lines: list[bytes]) -> dict[str, Any]:
    sent = (outgoing.message for done in replay(lines) for outgoing in done.messages)
    return links(message for message in sent if isinstance(message, Alert))


async def alerted(fleet: Fleet) -> dict[str, Any]:
    return links(decode(record.value, Alert) for record in await fleet.read("alerts"))


async def test_poison_goes_to_dead_letters_the_stream_goes_on_and_a_retry_works(fleet: Fleet) -> None:
    good, large, later = raws([a_story(1), a_story(2, words=12_000), a_story(3)])
    no_story = raw_message(raw_story(a_story(4)).__class__(**{
        **{name: getattr(raw_story(a_story(4)), name) for name in raw_story(a_story(4)).__struct_fields__},
        "content": b"{}",
    }), "test")  # fmt: skip
    poison = [(b"k1", b"\xff", []), (b"k2", b'{"feed_id": 3}', [("traceparent", b"00-1-2-01")]), no_story, large]
    worker = await fleet.start("stateless", max_message_bytes=10_000).ready()

    await fleet.send([good, *poison, (b"k3", None, []), later])
    await fleet.drained([STAGES[0]])

    assert ids(await fleet.read("fingerprints")) == {"harbour-1", "harbour-3"}
    letters = [decode(record.value, DeadLetter) for record in await fleet.read("dead-letters")]
    assert {(letter.key, letter.value) for letter in letters} == {(key, value) for key, value, _ in poison}
    assert {(letter.topic, letter.step) for letter in letters} == {("raw-articles", "normaliser")}
    raw = {(record.partition, record.offset): record.value for record in await fleet.read("raw-articles")}
    assert all(raw[letter.partition, letter.offset] == letter.value for letter in letters)
    reasons = "\n".join(sorted(letter.reason for letter in letters))
    assert all(part in reasons for part in ("not JSON", "$.feed_id", "missing required field", "more than the limit"))

    assert await worker.stop() == 0
    await fleet.start("stateless").ready()
    listed = (await fleet.command("dead-letters", "list")).splitlines()
    [name] = [line.split("\t")[0] for line in listed if "limit" in line]
    assert "reason: raw-articles" in await fleet.command("dead-letters", "show", name)
    await fleet.command("dead-letters", "retry", name)
    await fleet.drained([STAGES[0]])

    assert ids(await fleet.read("fingerprints")) == {"harbour-1", "harbour-2", "harbour-3"}
    assert len((await fleet.command("dead-letters", "list")).splitlines()) == len(listed) - 1


async def test_a_run_of_dead_letters_stops_the_worker_and_commits_none_of_it(fleet: Fleet) -> None:
    worker = await fleet.start("stateless", dead_letters_in_a_row=5, commit_interval=30).ready()
    await fleet.send((b"same key", b"poison %d" % number, []) for number in range(8))

    assert await worker.ended() == 1
    assert len(await fleet.read("dead-letters")) == 5
    assert await fleet._committed("stateless", "raw-articles") == {}


@pytest.mark.parametrize(
    ("app", "refusing", "stage"),
    [("stateless", "fingerprints", 0), ("stateful", "stateful-stories-changelog", 1)],
    ids=["a message", "a changelog record"],
)
async def test_a_send_that_the_broker_refuses_ends_the_worker_before_the_next_commit(
    fleet: Fleet, app: str, refusing: str, stage: int
) -> None:
    lines = [a_story(number, words=400 if number == 5 else 30) for number in range(10)]
    topic = f"{fleet.given['topic_prefix']}{refusing}"
    if app == "stateful":
        second = await fleet.start("stateless").ready()
        await fleet.send(raws(lines))
        await fleet.drained([STAGES[0]])
        await second.stop()
    await fleet.limit(topic, 400 if app == "stateful" else 3_000)
    worker = await fleet.start(app).ready()
    if app == "stateless":
        await fleet.send(raws(lines))

    assert await worker.ended() == 1
    assert "did not reach the broker" in worker.log.read_text()

    await fleet.limit(topic, 1_000_000)
    await fleet.start(app).ready()
    await fleet.drained([STAGES[stage]])
    out = await fleet.read("fingerprints" if app == "stateless" else "articles")
    assert ids(out) == {f"harbour-{number}" for number in range(10)}


async def test_a_worker_that_joins_and_leaves_under_load_loses_nothing_and_leaves_no_partition(fleet: Fleet) -> None:
    count = 4_000
    await fleet.start("stateless").ready()
    load = asyncio.ensure_future(fleet.send(raws(a_story(number) for number in range(count)), rate=400))
    await asyncio.sleep(2)
    guest = await fleet.start("stateless").ready()
    await asyncio.sleep(1.5)

    assert await guest.stop() == 0
    await load
    await fleet.drained([STAGES[0]])
    found = Counter(json.loads(record.value)["article"]["article_id"] for record in await fleet.read("fingerprints"))
    assert {f"harbour-{number}" for number in range(count)} - set(found) == set()


@pytest.mark.parametrize("fleet", [{"raw_partitions": 1}], indirect=True, ids=["in order"])
async def test_a_kill_between_the_two_writes_loses_nothing_and_a_stand_by_takes_over(fleet: Fleet) -> None:
    lines = [line for one in rounds() for line in one][:60]
    await fleet.start("stateless").ready()
    await fleet.send(raws(lines))
    assert await fleet.run(KILLED_BETWEEN, "deduplicator").ended() == -9
    writer = fleet.run(KILLED_BETWEEN, "reconciler", "alerts")
    await until(lambda: "a worker of" in writer.log.read_text(), 40)
    fleet.start("stateful")
    assert await writer.ended() == -9
    await fleet.drained()

    wanted = replayed(lines)
    assert wanted, "the stream raises alerts"
    assert await alerted(fleet) == wanted


async def test_a_stream_through_many_workers_one_of_them_killed_ends_in_the_alerts_of_the_replay(fleet: Fleet) -> None:
    lines = [line for one in rounds() for line in one]
    workers = [fleet.start("stateless") for _ in range(3)]
    fleet.start("stateful")
    for worker in fleet.workers:
        await worker.ready()

    async def send() -> None:
        for one in rounds():
            await fleet.send(raws(one), rate=len(one) / SECONDS_APART)

    load = asyncio.ensure_future(send())
    await until(lambda: _some(fleet, "articles", 5), 60)
    workers[1].kill()
    await load
    await fleet.drained()

    assert {(letter.step, letter.reason) for letter in await fleet.read("dead-letters")} == set()
    assert await alerted(fleet) == replayed(lines)
    for topic, kind in (("alerts", Alert), ("claims", Claim)):
        await _decodes_by_schema_alone(fleet, topic, kind)


async def _some(fleet: Fleet, topic: str, least: int) -> bool:
    return await fleet.count(topic) >= least


async def _decodes_by_schema_alone(fleet: Fleet, topic: str, kind: Callable[..., Any]) -> None:
    """A plain reader has the values, the headers and the schema, and nothing of ours."""
    validator = Draft202012Validator(schema_of(kind))  # type: ignore[arg-type]
    records = await fleet.read(topic)
    assert records
    for record in records:
        headers = dict(record.headers)
        assert headers["ce_specversion"] == b"1.0"
        assert headers["content-type"] == b"application/json"
        if record.value is not None:
            validator.validate(json.loads(record.value))
