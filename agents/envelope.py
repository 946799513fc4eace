"""What goes around a message: CloudEvents 1.0 headers in binary mode, and the trace that it belongs to.

In binary mode the value stays the message alone, so a tombstone stays a tombstone. `ce_id` is made from content:
the same message sent twice has the same id. `ce_time` is message time, the receipt of what led to the message.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from agents.topics import BY_NAME
from schemas.article import RawArticle
from schemas.codec import content_id, encode

Headers = list[tuple[str, bytes]]

TRACE = "traceparent"
_KIND = re.compile(r"(?<=[a-z])(?=[A-Z])")


def headers(topic: str, source: str, key: bytes, value: bytes | None, time: datetime, trace: str) -> Headers:
    """The headers of a message on `topic` (without prefix), sent by the step `source` at message time `time`."""
    identity = content_id(topic, key.hex(), "" if value is None else value.hex())
    given = {
        "ce_specversion": "1.0",
        "ce_id": identity,
        "ce_type": f"dementi.{_KIND.sub('-', BY_NAME[topic].message.__name__).lower()}.v1",
        "ce_source": f"/dementi/{source}",
        "ce_time": time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "content-type": "application/json",
        TRACE: trace,
    }
    return [(name, text.encode()) for name, text in given.items()]


def trace_of(given: Mapping[str, bytes], otherwise: str) -> str:
    """The traceparent among a message's headers; a new one made from `otherwise` where there is none."""
    found = given.get(TRACE)
    return found.decode("ascii", "replace") if found else new_trace(otherwise)


def new_trace(identity: str) -> str:
    """A W3C traceparent for what begins here, made from content as all ids are."""
    return f"00-{content_id('trace', identity)}-{content_id('span', identity)[:16]}-01"


def raw_message(raw: RawArticle, source: str) -> tuple[bytes, bytes, Headers]:
    """Key, value and headers of an item for `raw-articles`, where its trace begins."""
    key, value = f"{raw.feed_id}/{raw.item_id}".encode(), encode(raw)
    trace = new_trace(content_id(raw.feed_id, raw.item_id, raw.content.hex()))
    return key, value, headers("raw-articles", source, key, value, raw.observed_at, trace)
