"""Messages to bytes and back, strictly: orjson reads and writes, msgspec converts and checks.

State of the stateful steps travels as MessagePack (smaller and faster than JSON; it is never public).
"""

from typing import Any, TypeVar

import msgspec
import orjson
import xxhash

T = TypeVar("T")


class Undecodable(ValueError):
    """Bytes that are not the message they should be; the text names the field that is wrong."""


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """Base of what travels on a topic: frozen; fields of a newer minor version are let through."""


class State(msgspec.Struct, frozen=True, kw_only=True, array_like=True, omit_defaults=False):
    """Base of what a stateful step remembers: frozen, replaced and never mutated, fields only ever added last."""


def encode(message: msgspec.Struct) -> bytes:
    """UTF-8 JSON of a message; times as RFC 3339 in UTC, bytes as base64."""
    return orjson.dumps(msgspec.to_builtins(message))


def decode(raw: bytes | None, kind: type[T]) -> T:
    """A message of `kind` from UTF-8 JSON.

    Raises Undecodable, naming the wrong field by its path (`$.article_id`), for bytes that are absent, not JSON,
    or of another form. Unknown fields pass.
    """
    if raw is None:
        raise Undecodable(f"{kind.__name__}: no value (a tombstone)")
    try:
        return msgspec.convert(orjson.loads(raw), kind, strict=True)
    except orjson.JSONDecodeError as error:
        raise Undecodable(f"{kind.__name__}: not JSON: {error}") from error
    except msgspec.ValidationError as error:
        raise Undecodable(f"{kind.__name__}: {error}") from error


_PACK = msgspec.msgpack.Encoder()
_UNPACK: dict[Any, Any] = {}


def pack(state: Any) -> bytes:
    """MessagePack bytes of a state record."""
    return _PACK.encode(state)


def unpack(raw: bytes, kind: type[T]) -> T:
    """A state record of `kind` from `pack`'s bytes; raises Undecodable where they are of another form."""
    decoder = _UNPACK.get(kind)
    if decoder is None:
        decoder = _UNPACK[kind] = msgspec.msgpack.Decoder(kind)
    try:
        return decoder.decode(raw)  # type: ignore[no-any-return]
    except msgspec.DecodeError as error:
        raise Undecodable(f"{kind.__name__}: {error}") from error


def content_id(*parts: str) -> str:
    """A 128-bit id (32 hex digits) made from content alone: the same parts, the same id, on any machine."""
    return xxhash.xxh3_128_hexdigest("\x1f".join(parts).encode("utf-8", "surrogatepass"))
