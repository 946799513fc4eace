"""A Kafka in memory, librdkafka's own, gone when it is stopped: for smoke tests, and for the demonstration where a
real one cannot be had. Nobody's own feeds run on it.

What it is not: topics come into being when they are first named, always with four partitions, and cannot be made by
request (Faust needs topic_allow_declare=False); nothing is compacted; some 5 MB a partition are kept; a group's
first join takes 3 s, and a worker that was killed is missed after its whole session timeout.
"""

import logging

from confluent_kafka import Producer

_log = logging.getLogger(__name__)


class MemoryBroker:
    """One broker in memory, from its making until `stop`; it lives inside this process."""

    def __init__(self) -> None:
        # Whoever asks for a mock cluster owns it: it ends with this producer, which sends nothing.
        self._owner: Producer | None = Producer({"bootstrap.servers": "none", "test.mock.num.brokers": 1}, logger=_log)
        broker = next(iter(self._owner.list_topics(timeout=10).brokers.values()))
        self.address = f"{broker.host}:{broker.port}"

    def stop(self) -> None:
        """Ends it, and all that was in it."""
        self._owner = None
