"""The engine's faults, each shown by its cause, without a broker."""

import asyncio
from types import SimpleNamespace
from typing import Any

import faust
import pytest
from aiokafka.consumer.fetcher import Fetcher, FetchResult
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread
from faust.types import TP

from agents import engine
from agents.settings import StartError

PAUSED = TP("raw-articles", 0)


class SetEmptiedWhileTheFetchWaits:
    """A consumer's thread whose call is carried out only after a rebalance has emptied the live set.

    Everything but the wait is the real thing: aiokafka's own `fetched_records` over a buffer with one record of a
    partition that was paused meanwhile.
    """

    def __init__(self) -> None:
        self.live = {PAUSED}
        result = FetchResult.__new__(FetchResult)
        result.getall = lambda most: ["a record"]
        result.has_more = lambda: False
        self.fetcher = Fetcher.__new__(Fetcher)
        self.fetcher._records = {TP("raw-articles", 1): result}
        self.fetcher._closed = False
        self.fetcher._subscriptions = _Subscriptions()
        self.fetcher._wait_consume_future = None
        self.fetcher._notify = lambda future: None
        self.fetcher._create_fetch_waiter = asyncio.get_running_loop().create_future

    def thread(self, kind: type[AIOKafkaConsumerThread]) -> Any:
        thread = kind.__new__(kind)
        thread.consumer = SimpleNamespace(flow_active=True)
        thread._consumer = SimpleNamespace(_fetcher=self.fetcher, _closed=False, _max_poll_records=500)
        thread.call_thread = self.late
        return thread

    async def late(self, fetch: Any, *given: Any, **options: Any) -> Any:
        self.live.clear()
        return await fetch(*given, **options)


class _Subscriptions:
    reassignment_in_progress = False

    def is_assigned(self, tp: TP) -> bool:
        return True

    def fetch_context(self) -> Any:
        return _Nothing()


class _Nothing:
    def __enter__(self) -> None: ...

    def __exit__(self, *error: object) -> None: ...


async def test_a_set_emptied_while_the_fetch_waits_yields_nothing_of_other_partitions() -> None:
    case = SetEmptiedWhileTheFetchWaits()

    found = await case.thread(engine.Thread).getmany(case.live, 0.01)

    assert found == {}
    assert case.fetcher._records, "the record stays in the buffer, to be read when its partition may be"


async def test_faust_as_installed_takes_such_records_and_moves_on() -> None:
    """Fails when Faust mends it: then the mend can go."""
    case = SetEmptiedWhileTheFetchWaits()

    found = await case.thread(AIOKafkaConsumerThread).getmany(case.live, 0.01)

    assert found
    assert not case.fetcher._records


async def test_nothing_is_fetched_for_an_empty_set() -> None:
    case = SetEmptiedWhileTheFetchWaits()

    assert await case.thread(engine.Thread).getmany(set(), 0.01) == {}


@pytest.fixture
async def app() -> engine.App:
    made = engine.App("test", broker="aiokafka://127.0.0.1:1", store="memory://", autodiscover=False, web_enabled=False)
    made.finalize()
    return made


class Broker:
    """An aiokafka producer whose sends end as the test says."""

    def __init__(self) -> None:
        self.sent: list[asyncio.Future[Any]] = []

    async def send(self, topic: str, value: bytes | None, **given: Any) -> asyncio.Future[Any]:
        self.sent.append(asyncio.get_running_loop().create_future())
        return self.sent[-1]

    async def flush(self) -> None:
        await asyncio.wait(self.sent)


async def a_producer(app: engine.App) -> tuple[engine.Producer, Broker]:
    producer, broker = app.producer, Broker()
    producer._producer = broker
    return producer, broker


async def test_the_app_runs_on_our_thread_and_producer(app: engine.App) -> None:
    assert isinstance(app.producer, engine.Producer)
    thread = app.consumer._thread
    thread.thread_loop.close()
    assert isinstance(thread, engine.Thread)


async def test_a_delivery_that_fails_ends_the_worker_and_no_commit_passes(app: engine.App) -> None:
    producer, broker = await a_producer(app)
    await producer.send("claims", b"k", b"v", None, None, None)
    await producer.send("alerts", b"k", b"v", None, None, None)

    broker.sent[0].set_result(None)
    broker.sent[1].set_exception(OSError("refused"))

    with pytest.raises(engine.DeliveryFailed, match="alerts"):
        await producer.flush()
    assert app.over.is_set()
    assert isinstance(app.failure, engine.DeliveryFailed)


async def test_a_commit_waits_for_every_send(app: engine.App) -> None:
    producer, broker = await a_producer(app)
    await producer.send("claims", b"k", b"v", None, None, None)

    flush = asyncio.ensure_future(producer.flush())
    await asyncio.sleep(0.01)

    assert not flush.done()
    broker.sent[0].set_result(None)
    await flush
    assert app.failure is None


async def test_a_commit_waits_for_changelog_records_that_the_driver_has_not_taken(app: engine.App) -> None:
    """Faust's own flush gives up after a tenth of a second."""
    producer, _ = await a_producer(app)
    published = asyncio.Event()

    class Changelog:
        async def publish_message(self, fut: Any, wait: bool) -> None:
            await published.wait()

    producer.buffer.put(SimpleNamespace(message=SimpleNamespace(channel=Changelog())))
    await producer.buffer.start()
    flush = asyncio.ensure_future(producer.flush())
    await asyncio.sleep(0.3)

    assert not flush.done()
    published.set()
    await flush
    await producer.buffer.stop()


@pytest.mark.parametrize(
    ("ending", "kind"), [(None, engine.AgentEnded), (RuntimeError("a store that fails"), RuntimeError)]
)
async def test_an_agent_that_ends_ends_the_worker(app: engine.App, ending: Exception | None, kind: type) -> None:
    async def read(stream: Any) -> None:
        if ending:
            raise ending

    app.reader("raw-articles", "normaliser", read)
    [agent] = app.agents.values()
    if ending:
        with pytest.raises(kind):
            await agent.fun(SimpleNamespace(current_event=None))
    else:
        await agent.fun(SimpleNamespace(current_event=None))

    assert isinstance(app.failure, kind)


@pytest.mark.parametrize("in_the_middle", [True, False])
async def test_a_cancellation_is_a_failure_only_in_the_middle_of_an_event(app: engine.App, in_the_middle: bool) -> None:
    async def read(stream: Any) -> None:
        raise asyncio.CancelledError

    app.reader("raw-articles", "normaliser", read)
    [agent] = app.agents.values()
    with pytest.raises(asyncio.CancelledError):
        await agent.fun(SimpleNamespace(current_event=object() if in_the_middle else None))

    assert (app.failure is not None) == in_the_middle


def test_another_faust_than_the_tested_one_is_refused() -> None:
    with pytest.raises(StartError, match=r"faust is 0\.15\.4.*0\.15\.3"):
        engine.refuse_untested_versions({"faust": "0.15.4", "aiokafka": "0.14.0"})


def test_the_installed_faust_is_the_tested_one() -> None:
    assert engine.TESTED["faust"] == faust.__version__
