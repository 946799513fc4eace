"""Which broker a command joins: the named one, or the one that runs in the data folder. No command starts a second.

The embedded broker leaves its address in <data>/broker.json. The file may be older than the broker; whether one
runs is told by the lock that a running one holds.
"""

import fcntl
import json
from pathlib import Path
from typing import NamedTuple

from agents.broker.folder import BrokerError, replace
from agents.settings import Settings

_FILE = "broker.json"


class Address(NamedTuple):
    """What broker.json says: host:port, Kafka's process id, and the id of its cluster."""

    address: str
    pid: int
    cluster_id: str


def write_address(data: Path, address: Address) -> None:
    """Leaves the address of a broker that is ready."""
    replace(data / _FILE, json.dumps(address._asdict(), indent=2) + "\n")


def forget_address(data: Path) -> Address | None:
    """Takes the address away before a start, so that nobody joins at the last one; returns what it was."""
    try:
        return read_address(data)
    except BrokerError:  # a bad one tells nothing, and goes
        return None
    finally:
        (data / _FILE).unlink(missing_ok=True)


def read_address(data: Path) -> Address | None:
    """What broker.json says, whether or not the broker still runs; None without it. BrokerError for a bad one."""
    try:
        found = json.loads((data / _FILE).read_text("utf-8"))
        return Address(str(found["address"]), int(found["pid"]), str(found["cluster_id"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokerError(
            f"{data / _FILE} cannot be read ({error!r}): remove it, and start the service anew"
        ) from error


def broker_of(settings: Settings) -> str:
    """The address of the broker that these settings mean.

    The named one if there is one (it is not contacted here), else the one that runs in the data folder. Raises
    BrokerError when none runs, or when it is not ready yet.
    """
    if settings.kafka:
        return settings.kafka
    if not _held(settings.data / "broker" / "lock"):
        raise BrokerError(
            f"no broker runs in {settings.data}: start `dementi serve` with the same DEMENTI_DATA, or name a Kafka: "
            "DEMENTI_KAFKA=host:port."
        )
    found = read_address(settings.data)
    if found is None:
        raise BrokerError(f"the broker in {settings.data} is starting: try again in some seconds.")
    return found.address


def _held(lock: Path) -> bool:
    try:
        with lock.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
