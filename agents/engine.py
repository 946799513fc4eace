"""The engine, with its faults met: Faust 0.15.3 on aiokafka 0.14.0, as classes of our own over its driver.

Three of the engine's faults lose messages without a word. Each is met here, and a test fails without it:

1. *A live set of partitions handed to another thread.* `Consumer` keeps the partitions that may be read in one set
   and hands that very object to the consumer's thread. The fetch runs later; a rebalance or a table recovery empties
   the set meanwhile, and to aiokafka's `fetched_records` an empty set means every partition. Records of paused
   partitions are taken from its buffer, their position moves on, and Faust throws them away: measured, up to 176 of
   12,000 at one rebalance. `Thread.getmany` hands over a frozen copy, and fetches nothing for an empty one.
2. *A delivery that failed is only logged*, and the offset is committed past it. `Producer` watches every send,
   messages and changelog records alike; a commit waits for all of them and fails with the first that failed. Faust's
   own flush also gives up after a tenth of a second with records still in its buffer; ours waits until it is empty.
3. *An agent that ended is restarted, or dead while the worker looks alive*, its message acknowledged. `App.reader`
   makes the end of an agent the end of the worker, before the next commit.

A worker that fails ends with a non-zero status and is started again; what was not committed is handled once more,
which the steps are made for. The classes derive from Faust's and override its private parts: hence the versions.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiokafka
import faust
from faust.transport.drivers import aiokafka as driver
from faust.transport.producer import ProducerBuffer

from agents.settings import StartError

log = logging.getLogger(__name__)

_engine_log = logging.getLogger("faust")

TESTED = {"faust": "0.15.3", "aiokafka": "0.14.0"}


class DeliveryFailed(Exception):
    """A send that did not reach the broker; the text names the topic, the cause is chained."""


class AgentEnded(Exception):
    """An agent came to an end while its worker was to go on."""


def refuse_untested_versions(found: Mapping[str, str] | None = None) -> None:
    """Raise StartError where Faust or aiokafka is another version than the mends were tested with."""
    found = found or {"faust": faust.__version__, "aiokafka": aiokafka.__version__}
    for name, version in TESTED.items():
        if found[name] != version:
            raise StartError(
                f"{name} is {found[name]}, but the mends in agents/engine.py were tested with {version} alone: "
                f"install {version}, or run the tests of the engine with the other and change TESTED"
            )


class Thread(driver.AIOKafkaConsumerThread):  # type: ignore[misc]
    """The consumer's thread, handed partitions that no rebalance can change under it."""

    logger = _engine_log

    async def getmany(self, active_partitions: set[Any] | None, timeout: float) -> Mapping[Any, Any]:  # noqa: ASYNC109
        """Records of the partitions as they stand now, none where there are none (None stands for all)."""
        if active_partitions is None:
            return await super().getmany(None, timeout)  # type: ignore[no-any-return]
        frozen = frozenset(active_partitions)
        if not frozen:
            return {}
        return await super().getmany(frozen, timeout)  # type: ignore[no-any-return]


class Consumer(driver.Consumer):  # type: ignore[misc]
    """The consumer with our thread."""

    logger = _engine_log

    def _new_consumer_thread(self) -> Thread:
        return Thread(self, loop=self.loop, beacon=self.beacon)


class Buffer(ProducerBuffer):  # type: ignore[misc]
    """The changelog records that a table wrote: how many it took, and how many of them the driver has taken."""

    logger = _engine_log
    taken = 0
    passed_on = 0

    def put(self, fut: Any) -> None:
        self.taken += 1
        super().put(fut)

    async def _send_pending(self, fut: Any) -> None:
        await super()._send_pending(fut)
        # Not counted where it failed: a commit that waits for it never follows, and the worker ends.
        self.passed_on += 1


class Producer(driver.Producer):  # type: ignore[misc]
    """The producer, which knows every send that is under way and lets no commit pass a failed one."""

    logger = _engine_log

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.buffer = Buffer(loop=self.loop, beacon=self.beacon)
        self.buffer.app = self.app
        self._under_way: set[asyncio.Future[Any]] = set()

    async def send(self, topic: str, *args: Any, **options: Any) -> asyncio.Future[Any]:
        """Give a message to the driver; the future ends when the broker has it. Its failure ends the worker."""
        try:
            sent: asyncio.Future[Any] = await super().send(topic, *args, **options)
        except Exception as error:
            self._failed(topic, error)
            raise
        self._under_way.add(sent)
        sent.add_done_callback(lambda ended: self._ended(topic, ended))
        return sent

    def _ended(self, topic: str, sent: asyncio.Future[Any]) -> None:
        self._under_way.discard(sent)
        if sent.cancelled():
            self._failed(topic, asyncio.CancelledError("the send was cancelled"))
        elif (error := sent.exception()) is not None:
            self._failed(topic, error)

    def _failed(self, topic: str, error: BaseException) -> None:
        failure = DeliveryFailed(f"a message for {topic} did not reach the broker: {error!r}")
        failure.__cause__ = error
        self.app.fail(failure)

    async def flush(self) -> None:
        """Wait until the broker has all that was sent so far; raises the worker's failure, so that no commit follows.

        Every commit, also those of a rebalance and of a stop, flushes first.
        """
        taken = self.buffer.taken
        while self.buffer.passed_on < taken and self.app.failure is None:  # noqa: ASYNC110  it has no event to wait for
            await asyncio.sleep(0.002)
        if self._under_way and self.app.failure is None:
            await asyncio.wait(set(self._under_way))
        if self.app.failure is not None:
            raise self.app.failure


class Transport(driver.Transport):  # type: ignore[misc]
    """The driver with our consumer and producer."""

    Consumer = Consumer
    Producer = Producer


class App(faust.App):  # type: ignore[misc]
    """A Faust app that comes to an end by its first failure, and says by which."""

    logger = _engine_log

    def __init__(self, *args: Any, **options: Any) -> None:
        refuse_untested_versions()
        self.failure: BaseException | None = None
        self.over = asyncio.Event()
        super().__init__(*args, **options)

    def fail(self, error: BaseException) -> None:
        """Take note of what ends this worker; the first failure counts. No commit follows."""
        if self.failure is None:
            self.failure = error
            log.error("this worker ends: %s", error, exc_info=error)
            self.over.set()

    def reader(self, topic: str, name: str, read: Callable[[Any], Awaitable[None]]) -> None:
        """Make `read`, which takes a stream and loops over its events, the agent that reads a topic (its full name).

        One event after the other: with more at once an offset is committed past a slow one.
        """

        async def watched(stream: Any) -> None:
            try:
                await read(stream)
            except asyncio.CancelledError as error:
                # A worker that stops cancels its agents while they wait; in the middle of an event it is a failure,
                # for the engine acknowledges the event.
                if stream.current_event is not None:
                    self.fail(error)
                raise
            except BaseException as error:
                self.fail(error)
                raise
            if not self.should_stop:
                self.fail(AgentEnded(f"the agent {name} ended"))

        source = self.topic(topic, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
        self.agent(source, name=name, concurrency=1)(watched)

    def on_rebalance_end(self) -> None:
        """Say what this worker reads from now on."""
        super().on_rebalance_end()
        parts = sorted(f"{tp.topic}:{tp.partition}" for tp in self.consumer.assignment())
        log.info("a worker of %s reads %s", self.conf.id, ", ".join(parts) or "nothing: it stands by")

    def _crash(self, reason: BaseException) -> None:
        super()._crash(reason)
        self.fail(reason)

    def _new_transport(self) -> Transport:
        return Transport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> Transport:
        return Transport(self.conf.broker_producer, self)
