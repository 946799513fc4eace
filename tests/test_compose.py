"""docker-compose.yml says only what Compose, the command line and the settings know.

No Docker engine is needed: the file is held against a schema of the part of the Compose specification that it uses,
and against Compose itself where that is installed.
"""

import argparse
import importlib
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from agents.broker import jars
from agents.cli import COMMANDS
from agents.settings import read_settings

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docker-compose.yml"
TEXTS = {"type": "array", "items": {"type": "string"}}
SECONDS = {"type": "string", "pattern": "^[0-9]+s$"}
SERVICE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["image", "user", "restart", "cap_drop", "security_opt", "stop_grace_period"],
    "properties": {
        "image": {"type": "string"},
        "build": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"context": {"const": "."}, "dockerfile_inline": {"type": "string"}},
        },
        "user": {"type": "string"},
        "hostname": {"type": "string"},
        "command": TEXTS,
        "environment": {"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
        "ports": TEXTS,
        "volumes": TEXTS,
        "tmpfs": TEXTS,
        "cap_drop": TEXTS,
        "security_opt": TEXTS,
        "init": {"type": "boolean"},
        "read_only": {"type": "boolean"},
        "scale": {"type": "integer", "minimum": 1},
        "restart": {"enum": ["unless-stopped", "on-failure"]},
        "stop_grace_period": SECONDS,
        "healthcheck": {
            "type": "object",
            "additionalProperties": False,
            "required": ["test"],
            "properties": {
                "test": TEXTS,
                "interval": SECONDS,
                "timeout": SECONDS,
                "start_period": SECONDS,
                "start_interval": SECONDS,
                "retries": {"type": "integer"},
            },
        },
        "depends_on": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"condition": {"enum": ["service_healthy", "service_completed_successfully"]}},
            },
        },
    },
}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["services"],
    "patternProperties": {"^x-": {}},
    "properties": {
        "name": {"type": "string"},
        "services": {"type": "object", "additionalProperties": SERVICE},
        "volumes": {"type": "object", "additionalProperties": {"type": "null"}},
    },
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def ours(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: service for name, service in compose["services"].items() if name != "kafka"}


def test_it_has_the_form_of_the_specification(compose: dict[str, Any]) -> None:
    jsonschema.validate(compose, SCHEMA)


def test_compose_itself_takes_it() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("Docker Compose is not installed")
    checked = subprocess.run([docker, "compose", "-f", str(FILE), "config", "-q"], capture_output=True, check=False)

    assert checked.returncode == 0, checked.stderr.decode()


def test_every_command_in_it_is_one_of_ours(ours: dict[str, dict[str, Any]]) -> None:
    for service in ours.values():
        name, *rest = service["command"]
        parser = argparse.ArgumentParser(exit_on_error=False)
        importlib.import_module(COMMANDS[name][0]).arguments(parser)
        parser.parse_args(rest)


def test_its_settings_are_ours(ours: dict[str, dict[str, Any]]) -> None:
    for service in ours.values():
        settings = read_settings({name: str(value) for name, value in service["environment"].items()})

        assert settings.kafka == "kafka:19092"
        assert settings.data == Path("/data")


def test_what_is_named_is_there(compose: dict[str, Any], ours: dict[str, dict[str, Any]]) -> None:
    for service in compose["services"].values():
        assert set(service.get("depends_on", {})) <= set(compose["services"])
        for volume in service.get("volumes", []):
            place = volume.removeprefix("${FEEDS:-").partition("}" if volume.startswith("$") else ":")[0]
            assert place in compose["volumes"] or (ROOT / place).is_file()
    for line in re.findall(r"^COPY (.*) \S+$", ours["poller"]["build"]["dockerfile_inline"], re.MULTILINE):
        assert all((ROOT / place).exists() for place in line.split())


def test_images_are_pinned_and_kafka_is_the_one_that_is_tested(compose: dict[str, Any]) -> None:
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    images = {service["image"] for service in compose["services"].values()}
    base = re.search(r"^FROM (\S+)", compose["services"]["poller"]["build"]["dockerfile_inline"])

    assert images == {f"apache/kafka:{jars.version()}", f"dementi:{ours['version']}"}
    assert base
    assert re.fullmatch(r"python:3\.\d+\.\d+-\S+", base[1])


def test_nothing_runs_as_root_or_listens_beyond_this_machine(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["user"] not in ("root", "0", "0:0")
        assert service["cap_drop"] == ["ALL"]
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_there_are_two_workers_of_each_app_and_one_poller(ours: dict[str, dict[str, Any]]) -> None:
    assert {name: service.get("scale", 1) for name, service in ours.items()} == {
        "topics": 1,
        "poller": 1,
        "stateless": 2,
        "stateful": 2,
    }
