"""Dead letters: a message that could not be handled, on `dead-letters`."""

from datetime import datetime

from schemas.codec import Message


class DeadLetter(Message, frozen=True, kw_only=True):
    """The message that failed, where, and why. `key` and `value` are the original bytes (base64 in JSON)."""

    topic: str
    partition: int
    offset: int
    step: str
    reason: str
    key: bytes | None
    value: bytes | None
    failed_at: datetime
    headers: dict[str, str] = {}
