"""A Kafka that asks for TLS and a password takes our settings, and refuses others with a clear error."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents import topics
from agents.broker.embedded import Broker
from agents.settings import Settings, StartError, environment_of, read_settings

SECURED = """
listeners=CLIENTS://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=CLIENTS://127.0.0.1:{port}
inter.broker.listener.name=CLIENTS
listener.security.protocol.map=CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT
sasl.enabled.mechanisms=PLAIN
sasl.mechanism.inter.broker.protocol=PLAIN
listener.name.clients.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
  username="desk" password="hush" user_desk="hush";
ssl.keystore.type=PEM
ssl.keystore.location={pem}
ssl.truststore.type=PEM
ssl.truststore.location={certificate}
"""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Signed by itself, for loopback; the key lies beside it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no Kafka with TLS: openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    places = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "certificate.pem"]
    subprocess.run([openssl, *words, *places], cwd=folder, check=True, capture_output=True)
    return folder / "certificate.pem"


@pytest.fixture(scope="module")
def secured(embedded: None, certificate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Kafka that asks for TLS and for the user desk with the password hush."""
    pem = certificate.with_name("both.pem")
    pem.write_text(certificate.with_name("key.pem").read_text() + certificate.read_text())
    broker = Broker(read_settings({"DEMENTI_DATA": str(tmp_path_factory.mktemp("secured"))}))
    write = broker._write_files

    def write_secured() -> Path:
        properties = write()
        controller = properties.read_text().partition("controller.quorum.voters=1@127.0.0.1:")[2].split()[0]
        port = broker.address.rpartition(":")[2]
        more = SECURED.format(port=port, controller=controller, pem=pem, certificate=certificate)
        properties.write_text(properties.read_text() + more)
        return properties

    broker._write_files = write_secured  # type: ignore[method-assign]
    yield broker.start()
    broker.stop()


def _settings(data: Path, address: str, certificate: Path, password: str) -> Settings:
    return read_settings(
        {
            "DEMENTI_DATA": str(data),
            "DEMENTI_KAFKA": address,
            "DEMENTI_KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
            "DEMENTI_KAFKA_SASL_MECHANISM": "PLAIN",
            "DEMENTI_KAFKA_SASL_USER": "desk",
            "DEMENTI_KAFKA_SASL_PASSWORD": password,
            "DEMENTI_KAFKA_TLS_CA": str(certificate),
        }
    )


async def test_the_right_password_and_authority_are_let_in(secured: str, data: Path, certificate: Path) -> None:
    assert await topics.ensure(_settings(data, secured, certificate, "hush"), secured)


def test_a_worker_reads_there(secured: str, data: Path, certificate: Path, tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DEMENTI_")}
    environment.update(environment_of(_settings(data, secured, certificate, "hush")))
    with said.open("w") as output:
        words = [sys.executable, "-m", "agents.cli", "agents", "stateless"]
        worker = subprocess.Popen(words, env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 60
        while "reads wire.articles:0" not in said.read_text():
            assert worker.poll() is None, said.read_text()
            assert time.monotonic() < deadline, said.read_text()
            time.sleep(0.1)
        worker.terminate()

        assert worker.wait(40) == 0, said.read_text()
    finally:
        worker.kill()
        worker.wait()


async def test_a_wrong_password_is_refused(secured: str, data: Path, certificate: Path) -> None:
    with pytest.raises(StartError):
        await topics.ensure(_settings(data, secured, certificate, "wrong"), secured)


async def test_without_tls_nothing_is_said(secured: str, data: Path) -> None:
    plain = read_settings({"DEMENTI_DATA": str(data), "DEMENTI_KAFKA": secured})
    with pytest.raises(StartError):
        await topics.ensure(plain, secured)
