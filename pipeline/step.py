"""The form that every stateful step shares: it decides, whoever runs it applies."""

from typing import NamedTuple

from schemas.codec import Message, State


class Change(NamedTuple):
    """A record of the state to be set, or forgotten where `value` is None. The key is `kind:rest`.

    A step's view names the record class of each kind in `kinds` and takes changes by `apply(changes)`. After a restart
    an empty view takes the records that are held: kind by kind in the order of `kinds`, within a kind in the order of
    their last writes.
    """

    key: str
    value: State | None


class Outgoing(NamedTuple):
    """A message to send: the topic's name without prefix, its key, and the message (None: a tombstone)."""

    topic: str
    key: str
    message: Message | None


class Decision(NamedTuple):
    """What a step decided: apply the changes in order, then send the messages in order."""

    changes: tuple[Change, ...]
    messages: tuple[Outgoing, ...]
