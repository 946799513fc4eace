"""The deduplicator's view of its state: records by key, and the index that finds stories by what they say.

Everything here follows from the records: after a restart the records are applied once more, in any order. Numbers of
stories in the index are given anew, nothing depends on them.
"""

from collections import defaultdict
from collections.abc import Iterable, MutableMapping
from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np
import xxhash

from pipeline.dedupe.fingerprints import U64, distinct
from pipeline.dedupe.index import Index
from pipeline.dedupe.records import DeliveryState, ItemState, PhraseState, StoryState
from pipeline.step import Change
from schemas.codec import State, pack, unpack

#: A key that this many stories share is nobody's any more: further stories are not noted under it.
MOST_OWNERS = 4
EXPIRED_AN_EVENT = 16
_HOUR = 3600
_REDIRECTS = 8  # a story that was merged more often in its time is taken for forgotten

Record = TypeVar("Record", bound=State)


class Lifetimes(NamedTuple):
    """How long, in seconds of message time, text and ids are remembered after their last use."""

    text: int = 72 * _HOUR
    ids: int = 7 * 24 * _HOUR


class Stories:
    """View over the deduplicator's records, changed only by `apply`.

    `records` is where packed records are kept, by key: a dict in memory unless another mapping is given.
    `expected` is how many stories the index has room for before it grows.
    """

    kinds: dict[str, type[State]] = {
        "story": StoryState,
        "item": ItemState,
        "delivery": DeliveryState,
        "phrase": PhraseState,
    }

    def __init__(
        self,
        lifetimes: Lifetimes | None = None,
        records: MutableMapping[str, bytes] | None = None,
        expected: int = 1000,
    ) -> None:
        self.now = 0
        self.index = Index(expected * 40, MOST_OWNERS)
        self._lifetimes = lifetimes or Lifetimes()
        self._records: MutableMapping[str, bytes] = {} if records is None else records
        self._numbers: dict[str, int] = {}
        self._names: list[str] = [""]
        self._free: list[int] = []
        self._phrases: dict[int, PhraseState] = {}
        self._due: defaultdict[int, list[str]] = defaultdict(list)  # hour → keys to look at then
        self._dated: set[str] = set()

    def apply(self, changes: Iterable[Change]) -> None:
        """Take over changes, in order."""
        for key, value in changes:
            kind, _, rest = key.partition(":")
            if kind == "phrase":
                self._set_phrase(int(rest, 16), value)
            elif kind == "story":
                self._set_story(rest, value)
            if value is None:
                self._records.pop(key, None)
                continue
            self._records[key] = pack(value)
            updated: int = value.updated  # type: ignore[attr-defined]
            self.now = max(self.now, updated)
            if key not in self._dated:
                self._dated.add(key)
                self._due[self._expiry(kind, updated) // _HOUR].append(key)
        self._settle()

    def story(self, story_id: str, now: int) -> StoryState | None:
        """A story that is still remembered at `now`, or the one that it turned out to be."""
        story = self._get("story", story_id, StoryState)
        for _ in range(_REDIRECTS):
            if story and story.redirect:
                story = self._get("story", story.redirect, StoryState)
        return story if story and story.updated + self._lifetimes.text >= now and not story.redirect else None

    def item(self, article_id: str) -> ItemState | None:
        """An item, by its article id."""
        return self._get("item", article_id, ItemState)

    def delivery(self, delivery: str) -> DeliveryState | None:
        """What was decided about a delivery."""
        return self._get("delivery", delivery, DeliveryState)

    def phrases(self, hashes: list[int]) -> dict[int, PhraseState]:
        """Those of the sentences that many stories share."""
        return {h: self._phrases[h] for h in hashes if h in self._phrases}

    def sharing(self, keys: U64) -> list[tuple[int, str]]:
        """Which stories share which keys: pairs of an index into `keys` and a story's id.

        A few of them may be strangers: see Index.
        """
        found = self.index.find(keys)
        return [(key, self._names[owner]) for key, owner in zip(found.key.tolist(), found.owner.tolist(), strict=True)]

    def due(self, now: int) -> list[Change]:
        """What is past its time at `now`, to be forgotten with this event: a bounded number of records."""
        hour = min(self._due, default=now)
        if (hour + 1) * _HOUR > now:
            return []
        return [Change(key, None) for key in self._due[hour][-EXPIRED_AN_EVENT:] if self._is_past(key, now)]

    def _settle(self) -> None:
        """Look at some records that were due: those that were used since then are due later."""
        hour = min(self._due, default=self.now)
        if (hour + 1) * _HOUR > self.now:
            return
        keys = self._due[hour]
        looked, self._due[hour] = keys[-EXPIRED_AN_EVENT:], keys[:-EXPIRED_AN_EVENT]
        for key in looked:
            raw = self._records.get(key)
            if raw is None:
                self._dated.discard(key)
            elif self._is_past(key, self.now):
                self._due[hour].append(key)
            else:
                self._due[self._due_hour(key, raw)].append(key)
        if not self._due[hour]:
            del self._due[hour]

    def _is_past(self, key: str, now: int) -> bool:
        raw = self._records.get(key)
        return raw is not None and (self._due_hour(key, raw) + 1) * _HOUR <= now

    def _due_hour(self, key: str, raw: bytes) -> int:
        kind = key.partition(":")[0]
        updated: int = unpack(raw, self.kinds[kind]).updated  # type: ignore[attr-defined]
        return self._expiry(kind, updated) // _HOUR

    def _expiry(self, kind: str, updated: int) -> int:
        return updated + (self._lifetimes.text if kind == "story" else self._lifetimes.ids)

    def _get(self, kind: str, name: str, record: type[Record]) -> Record | None:
        raw = self._records.get(f"{kind}:{name}")
        return None if raw is None else unpack(raw, record)

    def _set_phrase(self, phrase: int, value: State | None) -> None:
        if isinstance(value, PhraseState):
            self._phrases[phrase] = value
        else:
            self._phrases.pop(phrase, None)

    def _set_story(self, story_id: str, value: State | None) -> None:
        """Keep the index in step with a story's record."""
        old = self._get("story", story_id, StoryState)
        before, after = keys_of(old), keys_of(value if isinstance(value, StoryState) else None)
        number = self._numbers.get(story_id)
        if number is not None and len(gone := _without(before, after)):
            self.index.remove(gone, number)
        if len(come := _without(after, before)):
            if number is None:
                number = self._number(story_id)
            self.index.insert(come, number)
        if not len(after) and number is not None:
            self._names[number] = ""
            del self._numbers[story_id]
            self._free.append(number)

    def _number(self, story_id: str) -> int:
        if self._free:
            number = self._free.pop()
            self._names[number] = story_id
        else:
            number = len(self._names)
            self._names.append(story_id)
        self._numbers[story_id] = number
        return number


def keys_of(story: StoryState | None) -> U64:
    """The distinct keys under which a story is found: shingles, sentences, whole copies, its members' numbers."""
    if story is None:
        return np.empty(0, np.uint64)
    names = np.array([alias(member) for member in story.members], "<u8").tobytes()
    return distinct(np.frombuffer(story.shingles + story.hashes + story.bodies + names, "<u8"))


def _without(keys: U64, others: U64) -> U64:
    """Those of the sorted distinct `keys` that are not among the sorted distinct `others`."""
    if not len(others) or not len(keys):
        return keys
    at = np.minimum(others.searchsorted(keys), len(others) - 1)
    left: U64 = keys[others[at] != keys]
    return left


@lru_cache(1 << 14)
def alias(article_id: str) -> int:
    """The key of an item's own number, the last part of its id, by which a notice may name it."""
    return xxhash.xxh3_64_intdigest(f"item {tail(article_id)}".encode("utf-8", "surrogatepass"))


def tail(article_id: str) -> str:
    """The last part of an id behind a colon, slash or blank, in lower case."""
    for mark in ":/ ":
        article_id = article_id.rstrip(mark).rpartition(mark)[2]
    return article_id.lower()
