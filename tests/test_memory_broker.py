"""The broker in memory carries messages, on loopback, and is gone when it is stopped."""

import socket

from confluent_kafka import Consumer, Producer, TopicPartition

from agents.broker.memory import MemoryBroker


def test_it_carries_a_message_and_is_gone_afterwards() -> None:
    broker = MemoryBroker()
    producer = Producer({"bootstrap.servers": broker.address})
    producer.produce("wire.articles", b"story", partition=2)
    assert producer.flush(10) == 0
    consumer = Consumer({"bootstrap.servers": broker.address, "group.id": "reader"})
    consumer.assign([TopicPartition("wire.articles", 2, 0)])
    message = consumer.poll(10)
    consumer.close()
    host, _, port = broker.address.rpartition(":")
    broker.stop()

    assert message is not None
    assert message.value() == b"story"
    assert host == "127.0.0.1"
    with socket.socket() as trial:
        assert trial.connect_ex((host, int(port))) != 0
