"""`make bench`: what the embedded broker costs. Prints its figures; asserts only that nothing is lost."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from agents.broker.embedded import Broker
from agents.settings import read_settings

MESSAGES = 60_000
STORY = os.urandom(2_900)


@pytest.fixture
def broker(embedded: None, data: Path) -> Broker:
    return Broker(read_settings({"DEMENTI_DATA": str(data)}))


def _timed(name: str, work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    took = time.monotonic() - began
    print(f"{name}: {took:.2f} s")
    return took


def _launch(broker: Broker) -> None:
    broker.launch()
    assert broker._wait(), broker.why()


def test_what_the_broker_costs(broker: Broker) -> None:
    print()
    _timed("prepare a fresh folder", broker.prepare)
    try:
        _timed("start", lambda: _launch(broker))
        os.kill(broker.pid, signal.SIGKILL)
        _timed("back after kill -9", lambda: _launch(broker))
        _send(broker.address)
        status = Path(f"/proc/{broker.pid}/status").read_text()
        print(f"memory: {int(status.partition('VmRSS:')[2].split()[0]) / 1e3:.0f} MB")
    finally:
        _timed("stop", broker.stop)


def _send(address: str) -> None:
    admin = AdminClient({"bootstrap.servers": address})
    admin.create_topics([NewTopic("bench", 4, 1)])["bench"].result(30)
    producer = Producer({"bootstrap.servers": address, "linger.ms": 5, "acks": "all", "log_level": 2})

    def send() -> None:
        for number in range(MESSAGES):
            while True:
                try:
                    producer.produce("bench", STORY, str(number))
                    break
                except BufferError:
                    producer.poll(0.05)
        assert producer.flush(60) == 0

    print(f"stories of 2.9 kB: {MESSAGES / _timed(f'send {MESSAGES}', send):,.0f} a second")
