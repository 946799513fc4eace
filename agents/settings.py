"""The settings: one frozen object, built once from an environment that is passed in and an optional TOML file.

`Settings` is the table: each field carries its meaning, bounds and choices, and README's table is checked against
`table()`. A variable is the field's name in capitals after DEMENTI_; in the file it is the field's name as it
stands. The environment wins over the file. A bad or unknown setting stops the start, names itself and its mend.
Nobody else reads the environment.
"""

# ruff: noqa: RUF009  `_setting` is dataclasses.field with the columns of the table

import dataclasses
import difflib
import re
import tomllib
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs

PREFIX = "DEMENTI_"
CONFIG = "CONFIG"
FILE = "dementi.toml"
# Read by the tests alone, and so no setting of the program; yet no reason to refuse to start either.
_OF_THE_TESTS = {"TEST_KAFKA"}
_SECURITY = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
_MECHANISMS = ("", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
_WORDS = {str: "text in quotes", int: "a whole number", float: "a number", Path: "a path"}
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class StartError(Exception):
    """What keeps a command from starting, or from going on; its text is for the operator and says the mend."""


class SettingsError(StartError):
    """A setting is unknown or bad; the text names it, where it was set, and what may stand there."""


class Setting(NamedTuple):
    """A row of the settings' table. `default` is None where nothing is set, `secret` values are never shown."""

    name: str
    variable: str
    type: str
    default: Any
    meaning: str
    secret: bool


def _setting(
    default: Any,
    meaning: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    secret: bool = False,
) -> Any:
    row = {"meaning": meaning, "low": low, "high": high, "choices": choices, "secret": secret}
    return dataclasses.field(default=default, metadata=row, repr=not secret)


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the program. Times are seconds unless the name says otherwise, sizes are bytes."""

    # fmt: off
    data: Path = _setting(Path(platformdirs.user_state_path("dementi", appauthor=False)),
        "folder of all that lasts: the embedded broker, state, broker.json, logs")
    feeds: Path = _setting(Path("feeds.toml"), "file that lists the feeds")
    log_level: str = _setting("INFO", "how much is logged", choices=_LEVELS)

    kafka: str = _setting("", "address of Kafka, host:port, several with commas; empty: the embedded broker")
    kafka_security_protocol: str = _setting("PLAINTEXT", "how to talk to Kafka", choices=_SECURITY)
    kafka_sasl_mechanism: str = _setting("", "how to log in to Kafka; needed with SASL", choices=_MECHANISMS)
    kafka_sasl_user: str = _setting("", "user at Kafka")
    kafka_sasl_password: str = _setting("", "password at Kafka", secret=True)
    kafka_tls_ca: Path | None = _setting(None, "PEM file of the authorities trusted; none: the system's")
    kafka_tls_cert: Path | None = _setting(None, "PEM file of our own certificate")
    kafka_tls_key: Path | None = _setting(None, "PEM file of the key to it")
    broker_port: int = _setting(0, "port of the embedded broker on loopback; 0: a free one", low=0, high=65535)
    kafka_heap: int = _setting(512, "memory of the embedded broker's Java heap, MiB", low=128, high=65536)

    topic_prefix: str = _setting("wire.", "what every topic's and consumer group's name begins with")
    replication: int = _setting(1, "copies of each partition; 3 on a cluster", low=1, high=32)
    min_insync_replicas: int = _setting(1, "copies that must have a message before it counts", low=1, high=32)
    raw_partitions: int = _setting(4, "partitions of the stateless steps' topics", low=1, high=1000)
    max_message_bytes: int = _setting(1_000_000, "largest item, from fetch to dead letter", low=10_000, high=30_000_000)
    dead_letters_in_a_row: int = _setting(20, "failed messages in a row that stop a worker", low=1)

    window_days: int = _setting(14, "how long a report can still be denied, days", low=1, high=3650)
    text_hours: int = _setting(72, "how long a story's text is remembered after its last news, hours", low=1, high=8760)
    ids_days: int = _setting(7, "how long items, their versions and deliveries are remembered, days", low=1, high=3650)
    store: str = _setting("rocksdb", "where tables live: in memory or on disk", choices=("memory", "rocksdb"))

    session_timeout: float = _setting(6.0, "silence after which a worker counts as gone", low=1, high=300)
    heartbeat_interval: float = _setting(1.0, "time between a worker's signs of life", low=0.1, high=100)
    rebalance_timeout: float = _setting(10.0, "time a worker has to join a rebalance", low=1, high=600)
    request_timeout: float = _setting(90.0, "time Kafka has to answer; above session_timeout", low=2, high=900)
    commit_interval: float = _setting(1.0, "time between commits: what a kill repeats", low=0.1, high=60)
    # fmt: on

    def __post_init__(self) -> None:
        for wrong, message in _conflicts(self):
            if wrong:
                raise SettingsError(message)
        for name in ("kafka_tls_ca", "kafka_tls_cert", "kafka_tls_key"):
            path = getattr(self, name)
            if path is not None and not path.is_file():
                raise SettingsError(f"{name} names {path}, which is no file")


def table() -> tuple[Setting, ...]:
    """The settings in their order, for documents and tests."""
    rows = []
    for field in dataclasses.fields(Settings):
        meta = field.metadata
        kind = " | ".join(repr(choice) for choice in meta["choices"]) or _kind(field.name).__name__.lower()
        rows.append(Setting(field.name, variable(field.name), kind, field.default, meta["meaning"], meta["secret"]))
    return tuple(rows)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from `environment` (such as os.environ) and the TOML file that it names or the data folder holds.

    Raises SettingsError, which names the setting, for one that is unknown or bad.
    """
    given: dict[str, Any] = {}
    for key, value in environment.items():
        if key.startswith(PREFIX) and key[len(PREFIX) :] not in {CONFIG, *_OF_THE_TESTS}:
            name = key[len(PREFIX) :].lower()
            given[name] = _value(name, value, f"environment variable {key}", Path.cwd())
    data = given.get("data", Settings.__dataclass_fields__["data"].default)
    named = environment.get(PREFIX + CONFIG, "")
    file = Path(named).expanduser() if named else data / FILE
    from_file = _read_file(file, must_be=bool(named))
    if not named and "data" in from_file:
        raise SettingsError(f"data in {file}: a file in the data folder cannot move that folder; set {PREFIX}DATA")
    return Settings(**{**from_file, **given})


def environment_of(settings: Settings) -> dict[str, str]:
    """The DEMENTI_ variables that give these settings again, for a child process (secrets included)."""
    values = {row.variable: getattr(settings, row.name) for row in table()}
    return {name: str(value) for name, value in values.items() if value is not None}


def _read_file(file: Path, *, must_be: bool) -> dict[str, Any]:
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        if must_be:
            raise SettingsError(f"{PREFIX}{CONFIG} names {file}, which does not exist") from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error
    folder = file.absolute().parent
    return {name: _value(name, value, str(file), folder) for name, value in values.items()}


def _kind(name: str) -> type:
    hint = typing.get_type_hints(Settings)[name]
    kinds: tuple[type, ...] = typing.get_args(hint) or (hint,)
    return next(kind for kind in kinds if kind is not type(None))


def _value(name: str, value: object, where: str, folder: Path) -> Any:
    """`value` as the setting's type; relative paths count from `folder`."""
    field = Settings.__dataclass_fields__.get(name)
    if field is None:
        names = list(Settings.__dataclass_fields__)
        near = difflib.get_close_matches(name, names, n=1) or names
        raise SettingsError(f"{where}: there is no setting {name!r}; remove it, or write {', '.join(near)}")
    meta, kind = field.metadata, _kind(name)
    shown = "(secret)" if meta["secret"] else repr(value)
    try:
        typed = _typed(value, kind, folder)
        if typed is None and field.default is not None:
            raise ValueError(value)
    except (ValueError, TypeError):
        raise SettingsError(f"{where}: {name} is {shown}, but must be {_WORDS[kind]}") from None
    if meta["choices"] and typed not in meta["choices"]:
        raise SettingsError(f"{where}: {name} is {shown}, but must be one of {', '.join(map(repr, meta['choices']))}")
    low, high = meta["low"], meta["high"]
    if (low is not None and not typed >= low) or (high is not None and not typed <= high):
        raise SettingsError(f"{where}: {name} is {shown}, but must be {low} {f'to {high}' if high else 'or more'}")
    return typed


def _typed(value: object, kind: type, folder: Path) -> Any:
    if kind is Path:
        if not isinstance(value, str):
            raise TypeError
        return folder / Path(value).expanduser() if value.strip() else None
    if isinstance(value, str):
        return kind(value.strip()) if kind is not str else value
    if isinstance(value, bool) or not isinstance(value, kind if kind is not float else int | float):
        raise TypeError
    return kind(value)


def _addresses(kafka: str) -> bool:
    return not kafka or all(re.fullmatch(r"[^\s,/]+:\d{1,5}", part) for part in kafka.split(","))


def _conflicts(given: Settings) -> tuple[tuple[bool, str], ...]:
    """What is wrong with a setting beside the others, or with its form: whether it is so, and what to say then."""
    sasl = given.kafka_security_protocol.startswith("SASL")
    login = given.kafka_sasl_mechanism and given.kafka_sasl_user and given.kafka_sasl_password
    return (
        (given.min_insync_replicas > given.replication, "min_insync_replicas is above replication: no send could end"),
        (given.text_hours > given.ids_days * 24, "text_hours is longer than ids_days: a text would outlive its item"),
        (given.request_timeout <= given.session_timeout, "request_timeout must be above session_timeout"),
        (given.heartbeat_interval * 2 > given.session_timeout, "heartbeat_interval is above half of session_timeout"),
        (
            not re.fullmatch(r"[A-Za-z0-9._-]{0,100}", given.topic_prefix),
            f"topic_prefix is {given.topic_prefix!r}: up to 100 letters, digits, '.', '_', '-' may stand there",
        ),
        (not _addresses(given.kafka), f"kafka is {given.kafka!r}: write host:port, several with commas"),
        (
            sasl and not login,
            "kafka_security_protocol asks for SASL: set kafka_sasl_mechanism, kafka_sasl_user, kafka_sasl_password",
        ),
        (
            (given.kafka_tls_cert is None) != (given.kafka_tls_key is None),
            "kafka_tls_cert and kafka_tls_key belong together: set both or neither",
        ),
        (
            not given.kafka and given.kafka_security_protocol != "PLAINTEXT",
            "kafka_security_protocol is for a named broker: set kafka, or leave it at PLAINTEXT",
        ),
        (not given.kafka and given.replication > 1, "replication above 1 needs a cluster: set kafka"),
    )
