"""A Faust app of ours from the settings, and the loop that every agent is.

The values below are those with which the engine was tried (rebalance, kill, broker restart), see agents/engine.py:
at least once with ids made from content, one event at a time, no standby tables, no transactions.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agents.clients import ANY_SIZE
from agents.connection import credentials
from agents.engine import App
from agents.envelope import headers, trace_of
from agents.guard import Arrived, Guard, Ready, Step
from agents.settings import Settings
from agents.tables import Kept
from agents.topics import full_name, record_limit
from schemas.codec import encode
from schemas.dead_letter import DeadLetter

#: Called between a decision's changes and its messages, with the app, the step's name and the decision: where the
#: tests cut the thread.
Between = Callable[[App, str, Ready], Awaitable[None]]


def new_app(settings: Settings, name: str, address: str, folder: Path) -> App:
    """A Faust app of the group `name` on the Kafka at `address`, with its files in `folder`."""
    return App(
        full_name(settings, name),
        broker=[f"aiokafka://{one}" for one in address.split(",")],
        broker_credentials=credentials(settings),
        store="memory://" if settings.store == "memory" else "rocksdb://?driver=rocksdict",
        datadir=folder,
        autodiscover=False,
        web_enabled=False,
        topic_disable_leader=True,
        topic_allow_declare=False,  # they are there: agents/topics.py
        table_standby_replicas=0,
        stream_wait_empty=True,
        broker_session_timeout=settings.session_timeout,
        broker_heartbeat_interval=settings.heartbeat_interval,
        broker_rebalance_timeout=settings.rebalance_timeout,
        broker_request_timeout=settings.request_timeout,
        broker_commit_interval=settings.commit_interval,
        consumer_auto_offset_reset="earliest",
        producer_acks=-1,
        producer_linger=0.02,
        producer_max_batch_size=131_072,
        producer_max_request_size=ANY_SIZE,
    )


def run_step(
    app: App, settings: Settings, step: Step, kept: Kept | None = None, between: Between | None = None
) -> None:
    """Make `step` an agent of the app, with its state in `kept` where it has some."""
    guard = Guard(
        step,
        limit=lambda topic: record_limit(settings, topic),
        bury=lambda dead: _bury(app, settings, step, dead),
        in_a_row=settings.dead_letters_in_a_row,
        clock=lambda: datetime.fromtimestamp(time.time(), UTC),
    )

    async def read(stream: Any) -> None:
        events: AsyncIterator[Any] = stream.events()
        async for event in events:
            ready = await guard.ready(arrived(step.reads, event.message))
            if ready is None:
                continue
            if kept is not None:
                kept.write(ready.changes, ready.records, event.message.offset)
            if between is not None:
                await between(app, step.name, ready)
            await _send(app, settings, ready)

    app.reader(full_name(settings, step.reads), step.name, read)


def arrived(topic: str, message: Any) -> Arrived:
    """The engine's message on `topic` (without prefix) as the guard takes it."""
    return Arrived(topic, message.partition, message.offset, message.key, message.value, dict(message.headers or ()))


async def _send(app: App, settings: Settings, ready: Ready) -> None:
    for topic, key, value, given in ready.sends:
        await app.producer.send(full_name(settings, topic), key, value, None, None, given)


async def _bury(app: App, settings: Settings, step: Step, dead: DeadLetter) -> None:
    """Send a dead letter and wait until the broker has it."""
    key, value = dead.key or b"", encode(dead)
    trace = trace_of({name: text.encode() for name, text in dead.headers.items()}, f"{dead.topic}:{dead.offset}")
    given = headers("dead-letters", step.name, key, value, dead.failed_at, trace)
    await app.producer.send_and_wait(full_name(settings, "dead-letters"), dead.key, value, None, None, given)
