"""Plain clients of Kafka, for the commands that only send or read: no Faust, no group."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaConnectionError

from agents.connection import client_options
from agents.settings import Settings, StartError
from agents.topics import full_name

#: No limit of the client's own: what is written is held against the limit before, and the broker has the last word.
#: (A message that came in under a higher limit than now's must still fit into its dead letter.)
ANY_SIZE = 1 << 28


@contextlib.asynccontextmanager
async def producer(settings: Settings, address: str) -> AsyncIterator[Any]:
    """A started producer that has every replica acknowledge; what was sent is delivered when the context ends.

    Raises StartError where nothing answers at `address`.
    """
    client = AIOKafkaProducer(
        bootstrap_servers=address,
        acks="all",
        enable_idempotence=True,
        linger_ms=5,
        max_request_size=ANY_SIZE,
        **client_options(settings),
    )
    async with _started(client, address):
        yield client


async def everything(settings: Settings, address: str, topic: str) -> list[Any]:
    """All records of a topic (its name without prefix) from its beginning to its end now, partition by partition."""
    client = AIOKafkaConsumer(
        bootstrap_servers=address, enable_auto_commit=False, auto_offset_reset="earliest", **client_options(settings)
    )
    name = full_name(settings, topic)
    found: list[Any] = []
    async with _started(client, address):
        numbers = client.partitions_for_topic(name) or await _numbers(client, name)
        for part in (TopicPartition(name, number) for number in sorted(numbers)):
            client.assign([part])
            end = (await client.end_offsets([part]))[part]
            await client.seek_to_beginning(part)
            while await client.position(part) < end:
                for records in (await client.getmany(part, timeout_ms=1000)).values():
                    found += [record for record in records if record.offset < end]
    return found


async def _numbers(client: Any, topic: str) -> set[int]:
    await client._client.set_topics([topic])
    numbers: set[int] | None = client.partitions_for_topic(topic)
    if not numbers:
        raise StartError(f"the broker has no topic {topic}: start dementi serve or dementi agents once")
    return numbers


@contextlib.asynccontextmanager
async def _started(client: Any, address: str) -> AsyncIterator[None]:
    try:
        await client.start()
    except KafkaConnectionError as error:
        await client.stop()
        raise StartError(f"no Kafka answers at {address}: {error}") from error
    try:
        yield
    finally:
        await client.stop()
