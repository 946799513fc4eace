"""A bad or unknown setting stops the start, and names itself and the mend."""

from pathlib import Path

import pytest

from agents.cli import main
from agents.settings import Settings, SettingsError, environment_of, read_settings, table, variable


def _settings(data: Path, **given: str) -> Settings:
    return read_settings({"DEMENTI_DATA": str(data), **{variable(name): value for name, value in given.items()}})


def test_without_any_the_defaults_hold(data: Path) -> None:
    settings = _settings(data)

    assert settings == Settings(data=data)
    assert settings.kafka == ""
    assert settings.topic_prefix == "wire."


def test_the_environment_wins_over_the_file(data: Path) -> None:
    data.mkdir()
    (data / "dementi.toml").write_text('window_days = 3\nraw_partitions = 8\nstore = "memory"\nsession_timeout = 4\n')
    settings = _settings(data, window_days="5")

    assert (settings.window_days, settings.raw_partitions, settings.store, settings.session_timeout) == (
        5,
        8,
        "memory",
        4.0,
    )


def test_a_named_file_goes_before_the_one_in_the_data_folder(data: Path, tmp_path: Path) -> None:
    data.mkdir()
    (data / "dementi.toml").write_text("window_days = 3\n")
    (tmp_path / "mine.toml").write_text(f"window_days = 4\ndata = '{data}'\n")
    settings = read_settings({"DEMENTI_CONFIG": str(tmp_path / "mine.toml")})

    assert (settings.window_days, settings.data) == (4, data)


def test_paths_in_a_file_count_from_that_file(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("feeds = 'lists/feeds.toml'\n")

    assert read_settings({"DEMENTI_CONFIG": str(tmp_path / "mine.toml")}).feeds == tmp_path / "lists" / "feeds.toml"


def test_other_variables_are_nobody_business_here(data: Path) -> None:
    assert read_settings({"DEMENTI_DATA": str(data), "PATH": "/bin", "DEMENTI_TEST_KAFKA": "k:1"}) == Settings(
        data=data
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("window_day", "3", r"DEMENTI_WINDOW_DAY: there is no setting 'window_day'; remove it, or write window_days"),
        ("window_days", "soon", r"DEMENTI_WINDOW_DAYS: window_days is 'soon', but must be a whole number"),
        ("window_days", "0", "window_days is '0', but must be 1 to 3650"),
        ("text_hours", "169", "text_hours is longer than ids_days"),
        ("session_timeout", "nan", "session_timeout is 'nan', but must be 1 to 300"),
        ("store", "disk", "store is 'disk', but must be one of 'memory', 'rocksdb'"),
        ("kafka", "broker", "kafka is 'broker': write host:port"),
        ("kafka", "http://broker:9092", "write host:port"),
        ("topic_prefix", "wire/", "topic_prefix is 'wire/'"),
        ("feeds", "", "feeds is '', but must be a path"),
        ("broker_port", "70000", "must be 0 to 65535"),
        ("kafka_tls_ca", "/nowhere/ca.pem", "kafka_tls_ca names /nowhere/ca.pem, which is no file"),
        ("dead_letters_in_a_row", "0", "must be 1 or more"),
    ],
)
def test_a_bad_one_names_itself_and_the_mend(data: Path, name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        _settings(data, **{name: value})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kafka": "k:9092", "min_insync_replicas": "2"}, "min_insync_replicas is above replication"),
        ({"replication": "3"}, "replication above 1 needs a cluster"),
        ({"request_timeout": "6"}, "request_timeout must be above session_timeout"),
        ({"heartbeat_interval": "5"}, "heartbeat_interval is above half"),
        ({"kafka_security_protocol": "SSL"}, "is for a named broker"),
        (
            {"kafka": "k:9093", "kafka_security_protocol": "SASL_SSL", "kafka_sasl_user": "u"},
            "set kafka_sasl_mechanism",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_named(data: Path, given: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        _settings(data, **given)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("window_days = '3", "cannot be read"),
        ("windowdays = 3", "there is no setting 'windowdays'; remove it, or write window_days"),
        ("window_days = 3.5", "must be a whole number"),
        ("window_days = true", "must be a whole number"),
        ("kafka = 9092", "must be text in quotes"),
        ("data = '/elsewhere'", "cannot move that folder; set DEMENTI_DATA"),
        ("[kafka]\naddress = 'k:1'", "kafka is .* must be text in quotes"),
    ],
)
def test_a_bad_file_is_named(data: Path, text: str, said: str) -> None:
    data.mkdir()
    (data / "dementi.toml").write_text(text)

    with pytest.raises(SettingsError, match=said) as stopped:
        _settings(data)
    assert "dementi.toml" in str(stopped.value)


def test_a_named_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"DEMENTI_CONFIG names .*gone\.toml, which does not exist"):
        read_settings({"DEMENTI_CONFIG": str(tmp_path / "gone.toml")})


def test_a_password_is_never_shown(data: Path) -> None:
    given = {"kafka": "k:9093", "kafka_security_protocol": "SASL_SSL", "kafka_sasl_mechanism": "PLAIN"}
    settings = _settings(data, **given, kafka_sasl_user="desk", kafka_sasl_password="hush-hush")

    assert "hush-hush" not in repr(settings)
    assert settings.kafka_sasl_password == "hush-hush"
    assert [row.name for row in table() if row.secret] == ["kafka_sasl_password"]


def test_a_child_process_gets_the_same_settings(data: Path) -> None:
    settings = _settings(data, window_days="9", kafka="k:9092", replication="3", commit_interval="0.25")
    read_again = read_settings(environment_of(settings))

    assert read_again == Settings(
        **{name: getattr(settings, name) for name in settings.__slots__} | {"feeds": read_again.feeds}
    )
    assert read_again.feeds == Path.cwd() / "feeds.toml"


def test_every_setting_has_a_meaning_and_a_variable() -> None:
    assert all(row.meaning and row.variable == f"DEMENTI_{row.name.upper()}" for row in table())


def test_the_command_stops_with_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DEMENTI_RETENTION", "3")
    status = main(["serve"])
    said = capsys.readouterr().err

    assert status == 2
    assert said.startswith("dementi serve: environment variable DEMENTI_RETENTION: there is no setting 'retention'")
    assert said.count("\n") == 1
