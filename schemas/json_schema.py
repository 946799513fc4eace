"""JSON Schemas of the messages, made from their classes: what a reader in another language decodes by."""

from typing import Any

import msgspec

from schemas.codec import Message

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(cls: type[Message]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a message. Fields that it does not name are let through: a newer minor version."""
    (reference,), components = msgspec.json.schema_components([cls], ref_template="#/$defs/{name}")
    summary = (cls.__doc__ or "").strip().splitlines()
    return {
        "$schema": DIALECT,
        "$id": f"urn:dementi:{cls.__name__}:v1",
        "title": cls.__name__,
        "description": summary[0] if summary else cls.__name__,
        **reference,
        "$defs": components,
    }
