"""The guard: what becomes of a message that cannot be handled."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from agents.envelope import new_trace
from agents.guard import Arrived, Guard, Ready, Step, TooManyDeadLetters
from pipeline.step import Change, Decision, Outgoing
from schemas.article import RawArticle
from schemas.codec import State, decode, encode, unpack
from schemas.dead_letter import DeadLetter

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FAILED = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)


class Seen(State, frozen=True):
    """A record of the step under test."""

    item: str


def a_raw(item: str = "i1", content: bytes = b"text") -> RawArticle:
    return RawArticle(feed_id="harbour", item_id=item, media_type="text/plain", content=content, observed_at=NOON)


def pass_on(raw: RawArticle, delivery: str) -> Decision:
    if raw.content == b"poison":
        raise ZeroDivisionError("one over none")
    if raw.content == b"swell":
        return Decision((), (Outgoing("raw-articles", raw.item_id, a_raw(content=b"x" * 20_000)),))
    if raw.content == b"cancel":
        raise asyncio.CancelledError
    changes = (Change(f"seen:{raw.item_id}", Seen(item=delivery)), Change("seen:old", None))
    return Decision(changes, (Outgoing("raw-articles", raw.item_id, raw), Outgoing("raw-articles", "gone", None)))


class Desk:
    """A guard around `pass_on`, and the dead letters that it buried."""

    def __init__(self, in_a_row: int = 3) -> None:
        self.buried: list[DeadLetter] = []
        self.guard = Guard(
            Step("passer", "raw-articles", RawArticle, pass_on, lambda raw: raw.observed_at),
            limit=lambda topic: 10_000,
            bury=self.bury,
            in_a_row=in_a_row,
            clock=lambda: FAILED,
        )

    async def bury(self, dead: DeadLetter) -> None:
        self.buried.append(dead)

    async def take(self, value: bytes | None, offset: int = 7, **headers: bytes) -> Ready | None:
        return await self.guard.ready(Arrived("raw-articles", 2, offset, b"key", value, headers))


async def test_a_decision_comes_out_in_bytes_and_nothing_is_buried() -> None:
    desk = Desk()
    raw = a_raw()
    ready = await desk.take(encode(raw))

    assert ready is not None
    assert desk.buried == []
    (key, record), (_, forgotten) = ready.records
    assert (key, unpack(record or b"", Seen)) == (b"seen:i1", Seen(item="raw-articles:2:7"))
    assert forgotten is None
    sent, tombstone = ready.sends
    assert (sent.topic, sent.key, decode(sent.value, RawArticle)) == ("raw-articles", b"i1", raw)
    assert (tombstone.key, tombstone.value) == (b"gone", None)


async def test_messages_carry_cloudevents_headers_and_the_trace() -> None:
    desk = Desk()
    trace = new_trace("elsewhere").encode()
    first = await desk.take(encode(a_raw()), offset=7, traceparent=trace)
    again = await desk.take(encode(a_raw()), offset=7, traceparent=trace)

    assert first is not None
    assert first == again, "the same message has the same id, whenever it is sent"
    given = dict(first.sends[0].headers)
    assert given["ce_specversion"] == b"1.0"
    assert given["ce_type"] == b"dementi.raw-article.v1"
    assert given["ce_source"] == b"/dementi/passer"
    assert given["ce_time"] == b"2026-03-02T12:00:00Z"
    assert given["content-type"] == b"application/json"
    assert given["traceparent"] == trace
    assert len({dict(send.headers)["ce_id"] for send in first.sends}) == 2


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"\xff\xfe", "RawArticle: not JSON"),
        (b"{}", "RawArticle: Object missing required field `feed_id`"),
        (encode(a_raw()).replace(b'"i1"', b"1"), r"Expected `str`, got `int` - at `$.item_id`"),
        (encode(a_raw(content=b"poison")), "ZeroDivisionError: one over none"),
        (encode(a_raw(content=b"y" * 9_000)), "raw-articles: 12"),
        (encode(a_raw(content=b"swell")), "raw-articles: 2"),
    ],
    ids=["not JSON", "no fields", "wrong type", "step raises", "too large", "output too large"],
)
async def test_poison_goes_to_dead_letters_with_its_place_and_bytes(value: bytes, reason: str) -> None:
    desk = Desk()

    assert await desk.take(value, traceparent=b"00-a-b-01") is None
    [dead] = desk.buried
    assert (dead.topic, dead.partition, dead.offset, dead.step) == ("raw-articles", 2, 7, "passer")
    assert reason in dead.reason
    assert (dead.key, dead.value, dead.failed_at) == (b"key", value, FAILED)
    assert dead.headers == {"traceparent": "00-a-b-01"}
    assert decode(encode(dead), DeadLetter) == dead


async def test_the_stream_goes_on_after_poison() -> None:
    desk = Desk()
    await desk.take(b"poison")

    assert await desk.take(encode(a_raw())) is not None


async def test_a_tombstone_is_no_error() -> None:
    desk = Desk()

    assert await desk.take(None) is None
    assert desk.buried == []


async def test_a_cancellation_is_no_dead_letter() -> None:
    desk = Desk()

    with pytest.raises(asyncio.CancelledError):
        await desk.take(encode(a_raw(content=b"cancel")))
    assert desk.buried == []


async def test_a_run_of_dead_letters_stops_the_worker() -> None:
    desk = Desk(in_a_row=3)
    await desk.take(b"1")
    await desk.take(b"2")

    with pytest.raises(TooManyDeadLetters, match="3 messages in a row"):
        await desk.take(b"3")
    assert len(desk.buried) == 3


async def test_a_message_that_is_handled_ends_the_run() -> None:
    desk = Desk(in_a_row=2)
    for value in (b"1", encode(a_raw()), b"2", None, encode(a_raw()), b"3"):
        await desk.take(value)

    assert len(desk.buried) == 3


async def test_a_dead_letter_that_cannot_be_sent_is_the_workers_end() -> None:
    desk = Desk()

    async def refuse(dead: DeadLetter) -> None:
        raise OSError("the broker is away")

    desk.guard._bury = refuse
    with pytest.raises(OSError, match="away"):
        await desk.take(b"poison")


async def test_want_of_memory_is_not_the_messages_fault(monkeypatch: Any) -> None:
    desk = Desk()

    def out_of_memory(raw: RawArticle, delivery: str) -> Decision:
        raise MemoryError

    desk.guard.step = desk.guard.step._replace(decide=out_of_memory)
    with pytest.raises(MemoryError):
        await desk.take(encode(a_raw()))
    assert desk.buried == []
