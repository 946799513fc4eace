"""Workers as processes on a real Kafka, and what they have done, for tests."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from agents import topics
from agents.clients import everything, producer
from agents.settings import Settings, read_settings
from agents.topics import full_name

STAGES = (
    ("stateless", "raw-articles"),
    ("stateful", "fingerprints"),
    ("stateless", "articles"),
    ("stateful", "article-claims"),
)


class Worker:
    """A worker process; its log is kept."""

    def __init__(self, words: list[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        self.to_end = False
        with log.open("wb") as out:
            self.process = subprocess.Popen(words, env=environment, stdout=out, stderr=out)

    async def ready(self) -> "Worker":
        """Wait until it has joined its group."""
        await until(lambda: "a worker of" in self.log.read_text() or self.process.poll() is not None, 40)
        assert self.process.poll() is None, self.log.read_text()
        return self

    def failed(self) -> bool:
        """Whether it ended though nobody meant it to."""
        return self.process.poll() is not None and not self.to_end

    async def ended(self, within: float = 40) -> int:
        """Its exit status."""
        self.to_end = True
        await until(lambda: self.process.poll() is not None, within, lambda: self.log.read_text()[-3000:])
        return int(self.process.returncode)

    async def stop(self) -> int:
        """End it by SIGTERM; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    def kill(self) -> None:
        """End it by SIGKILL."""
        self.to_end = True
        self.process.kill()
        self.process.wait()


class Fleet:
    """Workers that share a broker, a topic prefix and a data folder; `given` are settings."""

    def __init__(self, kafka: str, prefix: str, data: Path, **given: object) -> None:
        self.data = data
        self.workers: list[Worker] = []
        self.given = {"kafka": kafka, "topic_prefix": prefix, "data": data, **given}

    def settings(self, **given: object) -> Settings:
        return read_settings(self._variables(given))

    def start(self, app: str, **given: object) -> Worker:
        """A worker by the command line."""
        return self._start(["-m", "agents.cli", "agents", app], given)

    def run(self, program: str, *arguments: str) -> Worker:
        """A worker by a program of the test's own."""
        return self._start(["-c", program, *arguments], {})

    async def command(self, *words: str) -> str:
        """What a `dementi` command prints."""
        environment = self._environment({})
        done = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "agents.cli", *words, env=environment, stdout=subprocess.PIPE
        )
        out, _ = await done.communicate()
        assert done.returncode == 0
        return out.decode()

    async def prepare(self) -> None:
        """Create the topics."""
        changelogs = [topics.changelog(self.settings(), "stateful", table) for table in ("stories", "docket")]
        await topics.ensure(self.settings(), self._address, changelogs)

    async def send(self, messages: Iterable[tuple[Any, ...]], topic: str = "raw-articles", rate: float = 0) -> None:
        """Send (key, value, headers) messages, `rate` a second, and wait until the broker has them."""
        sent, begin = [], time.monotonic()
        async with producer(self.settings(), self._address) as sender:
            for number, (key, value, headers) in enumerate(messages):
                name = full_name(self.settings(), topic)
                sent.append(await sender.send(name, value, key=key, headers=headers))
                if rate and (ahead := begin + number / rate - time.monotonic()) > 0.02:
                    await asyncio.sleep(ahead)
            await asyncio.gather(*sent)

    async def read(self, topic: str) -> list[Any]:
        """All records of a topic."""
        return await everything(self.settings(), self._address, topic)

    async def count(self, topic: str) -> int:
        """How many records a topic has."""
        return sum((await self._ends(topic)).values())

    async def drained(self, stages: Iterable[tuple[str, str]] = STAGES, within: float = 90) -> None:
        """Wait until each group has committed all of its topic, upper stages first: a commit follows its outputs."""
        for app, topic in stages:

            async def done(app: str = app, topic: str = topic) -> bool:
                ends = await self._ends(topic)
                assert not any(worker.failed() for worker in self.workers), self._logs()
                return {tp: end for tp, end in ends.items() if end} == await self._committed(app, topic)

            await until(done, within, self._logs)

    async def limit(self, name: str, most: int) -> None:
        """Set the largest batch that the broker takes for a topic (its full name)."""
        from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

        admin = AIOKafkaAdminClient(bootstrap_servers=self._address)
        await admin.start()
        resource = ConfigResource(ConfigResourceType.TOPIC, name, configs={"max.message.bytes": str(most)})
        await admin.alter_configs([resource])
        await admin.close()

    def end(self) -> None:
        """Kill what still runs."""
        for worker in self.workers:
            if worker.process.poll() is None:
                worker.kill()

    @property
    def _address(self) -> str:
        return str(self.given["kafka"])

    def _environment(self, given: dict[str, object]) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("DEMENTI_")}
        return {**ours, **self._variables(given)}

    def _variables(self, given: dict[str, object]) -> dict[str, str]:
        return {f"DEMENTI_{name.upper()}": str(value) for name, value in {**self.given, **given}.items()}

    def _start(self, words: list[str], given: dict[str, object]) -> Worker:
        self.data.mkdir(parents=True, exist_ok=True)
        log = self.data / f"worker-{len(self.workers)}.log"
        worker = Worker([sys.executable, *words], self._environment(given), log)
        self.workers.append(worker)
        return worker

    def _logs(self) -> str:
        return "\n".join(worker.log.read_text()[-2000:] for worker in self.workers)

    async def _ends(self, topic: str) -> dict[TopicPartition, int]:
        client = AIOKafkaConsumer(bootstrap_servers=self._address)
        await client.start()
        try:
            name = full_name(self.settings(), topic)
            await client._client.set_topics([name])
            parts = [TopicPartition(name, number) for number in client.partitions_for_topic(name) or ()]
            return dict(await client.end_offsets(parts))
        finally:
            await client.stop()

    async def _committed(self, app: str, topic: str) -> dict[TopicPartition, int]:
        admin = AIOKafkaAdminClient(bootstrap_servers=self._address)
        await admin.start()
        try:
            found = await admin.list_consumer_group_offsets(full_name(self.settings(), app))
        finally:
            await admin.close()
        name = full_name(self.settings(), topic)
        return {tp: at.offset for tp, at in found.items() if tp.topic == name and at.offset > 0}


async def until(true: Callable[[], bool | Awaitable[bool]], within: float, why: Callable[[], str] = lambda: "") -> None:
    """Wait until something is so; fails after `within` seconds with what `why` says."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        found = true()
        if found is True or (not isinstance(found, bool) and await found):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"not so within {within} s\n{why()}")
