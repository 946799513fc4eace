"""The JSON Schemas of the public messages: enough to decode by, open to newer fields, and they name what is wrong."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from jsonschema import Draft202012Validator

from agents.cli import main
from agents.topics import TOPICS
from pipeline.dedupe import Stories, deduplicate
from pipeline.wire import normalise
from schemas.article import RawArticle
from schemas.case import Alert, Case, Gate, Place
from schemas.claim import Claim, Link
from schemas.codec import Message, Undecodable, decode, encode
from schemas.dead_letter import DeadLetter
from schemas.json_schema import DIALECT, schema_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PLACE = Place(
    article_id="a1",
    quote="The ministry denied it.",
    source="Harbour Wire",
    published=NOON,
    speaker="the ministry",
    speaker_kind="official",
    stance="denies",
    chain=(Link(name="the ministry", kind="official"),),
)
GATE = Gate(name="standing", passed=True, reason="the ministry speaks for itself")
RAW = RawArticle(
    feed_id="harbour",
    item_id="i1",
    media_type="application/vnd.dementi.story+json",
    content=json.dumps(
        {
            "id": "i1",
            "source": "Harbour Wire",
            "url": "https://harbour.example/1",
            "title": "Ministry denies sale of ferry",
            "body": "PORT ELMA, March 2 (HW) - The ministry denied it.",
            "published": "2026-03-02T12:00:00Z",
        }
    ).encode(),
    observed_at=NOON,
)
CASE = {
    "revision": 1,
    "state": "open",
    "reason": "opened",
    "trigger": "a1",
    "denial": PLACE,
    "denials": (PLACE,),
    "reports": (PLACE,),
    "origins": 1,
    "gates": (GATE,),
    "rules": "1",
}


def examples() -> dict[str, Message]:
    [linked] = deduplicate(normalise(RAW, "raw-articles:0:0"), Stories()).messages
    assert linked.message is not None
    return {
        "raw-articles": RAW,
        "articles": linked.message,
        "claims": Claim(
            claim_id="c1",
            article_id="a1",
            content_id="v1",
            index=0,
            quote="The ministry denied it.",
            stance="denies",
            speaker="the ministry",
            speaker_kind="official",
        ),
        "cases": Case(case_id="k1", opened_at=NOON, updated_at=NOON, **CASE),
        "alerts": Alert(alert_id="k1", headline="Ministry denies sale", observed_at=NOON, **CASE),
        "dead-letters": DeadLetter(
            topic="raw-articles", partition=0, offset=1, step="normaliser", reason="r", key=None, value=b"\x00",
            failed_at=NOON,
        ),
    }  # fmt: skip


PUBLIC = [topic.name for topic in TOPICS if topic.public]


def as_json(message: Message) -> Any:
    return json.loads(encode(message))


def test_every_public_topic_has_an_example_here() -> None:
    assert set(PUBLIC) <= set(examples())


@pytest.mark.parametrize("topic", PUBLIC)
def test_a_message_is_valid_by_its_schema(topic: str) -> None:
    message = examples()[topic]
    schema = schema_of(type(message))

    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(as_json(message))
    assert schema["$schema"] == DIALECT


@pytest.mark.parametrize("topic", PUBLIC)
def test_fields_of_a_newer_minor_version_are_let_through(topic: str) -> None:
    message = examples()[topic]
    newer = {**as_json(message), "a_field_of_tomorrow": {"x": 1}}

    Draft202012Validator(schema_of(type(message))).validate(newer)
    assert decode(json.dumps(newer).encode(), type(message)) == message


@pytest.mark.parametrize("topic", PUBLIC)
def test_a_wrong_field_is_named_by_schema_and_codec(topic: str) -> None:
    message = examples()[topic]
    given = as_json(message)
    name = next(name for name, value in given.items() if isinstance(value, str))
    wrong = {**given, name: 1}

    with pytest.raises(jsonschema.ValidationError) as by_schema:
        Draft202012Validator(schema_of(type(message))).validate(wrong)
    assert list(by_schema.value.absolute_path) == [name]
    with pytest.raises(Undecodable, match=rf"\$\.{name}"):
        decode(json.dumps(wrong).encode(), type(message))


def test_a_field_deep_within_is_named() -> None:
    given = as_json(examples()["alerts"])
    given["denials"][0]["chain"][0]["name"] = None

    with pytest.raises(Undecodable, match=r"\$\.denials\[0\]\.chain\[0\]\.name"):
        decode(json.dumps(given).encode(), Alert)


def test_the_command_writes_a_file_a_public_topic(tmp_path: Path) -> None:
    assert main(["schemas", str(tmp_path / "out")]) == 0

    written = {path.stem: json.loads(path.read_text("utf-8")) for path in (tmp_path / "out").iterdir()}
    assert set(written) == set(PUBLIC)
    assert all(schema["$schema"] == DIALECT for schema in written.values())
