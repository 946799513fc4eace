"""The embedded broker keeps what it was given, refuses a second in its folder, and never outlives its parent."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from agents.broker import folder, jars
from agents.broker.address import Address, broker_of, read_address, write_address
from agents.broker.embedded import Broker
from agents.broker.folder import BrokerError, Folder
from agents.settings import Settings, read_settings

TOPIC = "wire.articles"


@pytest.fixture
def settings(data: Path) -> Settings:
    return read_settings({"DEMENTI_DATA": str(data)})


@pytest.fixture(scope="module")
def standing(embedded: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Broker, Settings]]:
    """One that no test harms."""
    settings = read_settings({"DEMENTI_DATA": str(tmp_path_factory.mktemp("standing"))})
    broker = Broker(settings)
    broker.start()
    yield broker, settings
    broker.stop()


@pytest.fixture
def broker(embedded: None, settings: Settings) -> Iterator[Broker]:
    broker = Broker(settings)
    broker.start()
    yield broker
    broker.stop()


def _make_topic(address: str) -> None:
    admin = AdminClient({"bootstrap.servers": address})  # held: its futures end with it
    admin.create_topics([NewTopic(TOPIC, 1, 1)])[TOPIC].result(30)


def _send(address: str, values: list[str]) -> None:
    producer = Producer({"bootstrap.servers": address, "acks": "all"})
    for value in values:
        producer.produce(TOPIC, value)
    assert producer.flush(30) == 0


def _read(address: str, count: int) -> list[str]:
    consumer = Consumer({"bootstrap.servers": address, "group.id": "reader"})
    consumer.assign([TopicPartition(TOPIC, 0, 0)])
    deadline, found = time.monotonic() + 30, list[str]()
    while len(found) < count and time.monotonic() < deadline:
        message = consumer.poll(1)
        if message is not None and message.error() is None:
            found.append(message.value().decode())
    consumer.close()
    return found


def _kill(broker: Broker) -> None:
    os.kill(broker.pid, signal.SIGKILL)
    _until_gone(broker.pid)


def _until_gone(pid: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _lives(pid):
        time.sleep(0.05)
    assert not _lives(pid)


def _lives(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_messages_and_the_address_survive_a_kill_and_a_new_start(broker: Broker, settings: Settings) -> None:
    _make_topic(broker.address)
    first = [f"story {n}" for n in range(500)]
    _send(broker.address, first)
    address, cluster = broker.address, broker.cluster_id
    _kill(broker)
    broker.stop()
    again = Broker(settings)
    try:
        again.start()
        _send(again.address, ["the last"])

        assert (again.address, again.cluster_id) == (address, cluster)
        assert _read(again.address, 501) == [*first, "the last"]
    finally:
        again.stop()


def test_one_that_was_killed_is_launched_again_in_its_place(broker: Broker, settings: Settings) -> None:
    _make_topic(broker.address)
    _send(broker.address, ["before"])
    address, first = broker.address, broker.pid
    _kill(broker)
    process = broker.launch()
    deadline = time.monotonic() + 30
    while not broker.ready() and time.monotonic() < deadline:
        time.sleep(0.1)

    assert process.poll() is None
    assert broker_of(settings) == broker.address == address
    assert broker.pid != first
    assert _read(address, 1) == ["before"]


def test_a_second_one_in_the_same_folder_is_refused(standing: tuple[Broker, Settings]) -> None:
    broker, settings = standing
    with pytest.raises(BrokerError, match=r"runs in .* already"):
        Broker(settings).start()

    assert broker_of(settings) == broker.address


def test_a_misspelt_topic_is_not_made(standing: tuple[Broker, Settings]) -> None:
    admin = AdminClient({"bootstrap.servers": standing[0].address})
    asked = admin.list_topics("wire.artikles", timeout=10).topics["wire.artikles"]

    assert asked.error is not None
    assert "wire.artikles" not in admin.list_topics(timeout=10).topics


def test_it_listens_on_loopback_alone(standing: tuple[Broker, Settings]) -> None:
    broker = standing[0]
    table = Path("/proc/net/tcp").read_text().splitlines()[1:]
    listening = [line.split()[1].split(":") for line in table if line.split()[3] == "0A"]
    port = f"{int(broker.address.rpartition(':')[2]):04X}"

    assert [host for host, at in listening if at == port] == ["0100007F"]


def test_a_port_that_is_taken_is_named(embedded: None, data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        broker = Broker(read_settings({"DEMENTI_DATA": str(data), "DEMENTI_BROKER_PORT": str(port)}))
        with pytest.raises(BrokerError, match=rf"port {port} is taken: set DEMENTI_BROKER_PORT"):
            broker.start()


def test_it_dies_with_its_parent_and_the_folder_is_free(embedded: None, data: Path, settings: Settings) -> None:
    program = (
        "import os, signal\nfrom agents.settings import read_settings\nfrom agents.broker.embedded import Broker\n"
        "broker = Broker(read_settings(os.environ)); broker.start(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    parent = subprocess.run([sys.executable, "-c", program], env={**os.environ, "DEMENTI_DATA": str(data)}, check=False)
    left = read_address(data)
    assert parent.returncode == -signal.SIGKILL
    assert left is not None
    _until_gone(left.pid)

    again = Folder(data)
    again.take(jars.version())
    again.leave()
    with pytest.raises(BrokerError, match="no broker runs"):
        broker_of(settings)


def test_memory_that_does_not_suffice_is_told(embedded: None, data: Path) -> None:
    broker = Broker(read_settings({"DEMENTI_DATA": str(data), "DEMENTI_KAFKA_HEAP": "128"}))
    broker.prepare()
    try:
        broker._folder.log.joinpath("java.txt").write_text("java.lang.OutOfMemoryError: Java heap space")

        assert "raise DEMENTI_KAFKA_HEAP" in broker.why()
    finally:
        broker.stop()


def test_a_folder_of_a_newer_kafka_is_refused(data: Path) -> None:
    first = Folder(data)
    first.take("4.10.0")
    first.written_by("4.10.0")
    first.leave()

    with pytest.raises(BrokerError, match=r"written by Kafka 4\.10\.0, newer than the 4\.9\.1"):
        Folder(data).take("4.9.1")


def test_a_full_disk_is_told_before_the_start(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9 - 1_000_000, 1_000_000)
    )

    with pytest.raises(BrokerError, match="only 1 MB are free"):
        Folder(data).take("4.3.0")


def test_messages_without_their_cluster_are_left_alone(data: Path) -> None:
    given = Folder(data)
    given.take("4.3.0")
    (given.messages / "wire.articles-0").mkdir()

    with pytest.raises(BrokerError, match=r"meta\.properties is missing"):
        given.cluster_id()
    given.leave()


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(BrokerError, match="Set DEMENTI_DATA"):
        Folder(tmp_path / "file").take("4.3.0")


def test_a_cluster_id_never_begins_with_a_dash() -> None:
    assert all(len(made) == 22 and made[0] != "-" for made in (folder.new_cluster_id() for _ in range(500)))


def test_a_named_broker_goes_before_the_data_folder(data: Path) -> None:
    assert broker_of(read_settings({"DEMENTI_DATA": str(data), "DEMENTI_KAFKA": "k:9092"})) == "k:9092"


def test_without_a_broker_the_error_says_so(settings: Settings) -> None:
    with pytest.raises(BrokerError, match=r"no broker runs in .*: start `dementi serve`"):
        broker_of(settings)


def test_an_address_that_a_dead_broker_left_is_not_believed(settings: Settings) -> None:
    held = Folder(settings.data)
    held.take("4.3.0")
    write_address(settings.data, Address("127.0.0.1:1", 1, "x"))

    assert broker_of(settings) == "127.0.0.1:1"
    held.leave()
    with pytest.raises(BrokerError, match="no broker runs"):
        broker_of(settings)


def test_a_broker_that_is_starting_is_told_apart(settings: Settings) -> None:
    held = Folder(settings.data)
    held.take("4.3.0")

    with pytest.raises(BrokerError, match="is starting"):
        broker_of(settings)
    held.leave()
