"""The guard around a step: bytes in, a decision ready to be applied out, and no poison into the stream.

What cannot be decoded, is of another schema, makes the step raise or is over the size limit goes to `dead-letters`
with its place, the step, the reason and the original bytes, and the stream goes on. Only what the message itself can
be blamed for: a store or a send that fails is not caught here and ends the worker. A run of dead letters ends it
too, because a broken release must not empty the stream into `dead-letters`; and nothing of that run is committed
after it. A tombstone is no error, and neither is a cancellation.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from agents.envelope import Headers, headers, trace_of
from pipeline.step import Change, Decision
from schemas.codec import Undecodable, decode, encode, pack
from schemas.dead_letter import DeadLetter

log = logging.getLogger(__name__)


class TooManyDeadLetters(Exception):
    """So many messages failed one after the other that the fault is not theirs."""


class TooLarge(ValueError):
    """A message or a record is over the size limit; the text gives both sizes."""


class Arrived(NamedTuple):
    """A message as the broker gave it; `topic` is without prefix."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Mapping[str, bytes]

    @property
    def delivery(self) -> str:
        """The name of this intake, by which a step knows it again when it is handled twice."""
        return f"{self.topic}:{self.partition}:{self.offset}"


class Step(NamedTuple):
    """A step as an agent runs it: from a message of class `kind` on topic `reads`, with its delivery, to a decision.

    `time` takes the message time from the message.
    """

    name: str
    reads: str
    kind: type[Any]
    decide: Callable[[Any, str], Decision]
    time: Callable[[Any], datetime]


class Send(NamedTuple):
    """A message ready to be sent; `topic` is without prefix."""

    topic: str
    key: bytes
    value: bytes | None
    headers: Headers


class Ready(NamedTuple):
    """A decision in bytes: changes with the records that stand for them, then messages. Nothing in it can be refused
    by an encoder or for its size any more."""

    changes: tuple[Change, ...]
    records: tuple[tuple[bytes, bytes | None], ...]
    sends: tuple[Send, ...]


class Guard:
    """Runs one step over what arrives.

    `limit` is the largest record of a topic in bytes, `bury` sends a dead letter and returns when the broker has it,
    `in_a_row` is how many dead letters may follow each other, `clock` tells the time of a failure.
    """

    def __init__(
        self,
        step: Step,
        *,
        limit: Callable[[str], int],
        bury: Callable[[DeadLetter], Awaitable[None]],
        in_a_row: int,
        clock: Callable[[], datetime],
    ) -> None:
        self.step = step
        self._limit = limit
        self._bury = bury
        self._in_a_row = in_a_row
        self._clock = clock
        self._row = 0

    async def ready(self, arrived: Arrived) -> Ready | None:
        """What the step decided, or None for a tombstone and for what went to `dead-letters`.

        Raises TooManyDeadLetters at the end of a run of them, and whatever `bury` raises.
        """
        if arrived.value is None:
            return None
        try:
            ready = self._ready(arrived, arrived.value)
        except MemoryError:
            raise
        except Exception as error:  # whatever a step raises is the message's end, not the stream's
            await self._dead(arrived, error)
            return None
        self._row = 0
        return ready

    def _ready(self, arrived: Arrived, value: bytes) -> Ready:
        self._fits(self.step.reads, value)
        message = decode(value, self.step.kind)
        changes, outgoing = self.step.decide(message, arrived.delivery)
        time = self.step.time(message)
        trace = trace_of(arrived.headers, arrived.delivery)
        records = tuple((c.key.encode(), None if c.value is None else pack(c.value)) for c in changes)
        for key, record in records:
            self._fits(f"record {key!r}", record)
        sends = []
        for topic, key_text, sent in outgoing:
            key, body = key_text.encode(), None if sent is None else encode(sent)
            self._fits(topic, body)
            sends.append(Send(topic, key, body, headers(topic, self.step.name, key, body, time, trace)))
        return Ready(changes, records, tuple(sends))

    def _fits(self, what: str, value: bytes | None) -> None:
        if value is not None and len(value) > (most := self._limit(what)):
            raise TooLarge(f"{what}: {len(value)} bytes, more than the limit of {most}")

    async def _dead(self, arrived: Arrived, error: Exception) -> None:
        reason = str(error) if isinstance(error, Undecodable | TooLarge) else f"{type(error).__name__}: {error}"
        place = f"{arrived.topic}:{arrived.partition}:{arrived.offset}"
        log.warning("%s fails at %s, which goes to dead-letters: %s", self.step.name, place, reason, exc_info=error)
        await self._bury(
            DeadLetter(
                topic=arrived.topic,
                partition=arrived.partition,
                offset=arrived.offset,
                step=self.step.name,
                reason=reason,
                key=arrived.key,
                value=arrived.value,
                failed_at=self._clock(),
                headers={name: text.decode("utf-8", "backslashreplace") for name, text in arrived.headers.items()},
            )
        )
        self._row += 1
        if self._row >= self._in_a_row:
            raise TooManyDeadLetters(
                f"{self.step.name}: {self._row} messages in a row failed, the last at {place}: {reason}"
            )
