"""A packed index from 64-bit keys to small owner numbers, several owners a key, eight bytes an entry.

A key has two buckets of eight places, chosen by its own bits; an entry is the key's 32-bit tag and its owner. Both
buckets of many keys are read with one numpy gather, there is no probing, and what is removed leaves nothing behind.
Tags of different keys may be equal (one look-up in a hundred meets a stranger with 50 million entries): whoever uses
the index checks what it finds.
"""

from typing import NamedTuple

import numpy as np

from pipeline.dedupe.fingerprints import U32, U64

_PLACES = 8
_FULL = 0.86  # with two choices of eight places, buckets overflow above this
_FIRST, _SECOND = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)
#: Where both buckets of a key are full though the table is not, the entry is left out: a link may be missed.
_ROUNDS = 12


class Found(NamedTuple):
    """Pairs of `key` (index into the keys that were asked for) and `owner`."""

    key: U32
    owner: U32


class Index:
    """Keys to owners. Owners are numbers from 1; `size` is how many entries to make room for at first."""

    def __init__(self, size: int = 1 << 16) -> None:
        self.entries = 0
        self._shape(max(4, int(size / _FULL / _PLACES).bit_length()))

    @property
    def nbytes(self) -> int:
        """Bytes that the table takes."""
        return self._tags.nbytes + self._owners.nbytes

    def find(self, keys: U64) -> Found:
        """Every owner of every key, each pair once."""
        tags = _tags(keys)
        rows = self._rows(tags)
        match = (self._tags[rows] == tags[:, None, None]) & (self._owners[rows] != 0)
        key, side, place = np.nonzero(match)
        return Found(key.astype(np.uint32), self._owners[rows[key, side], place])

    def insert(self, keys: U64, owner: int) -> None:
        """Note `owner` for each of the distinct `keys`, which it doesn't own yet."""
        if self.entries + len(keys) > _FULL * self._owners.size:
            self._grow()
        self._place(_tags(keys), np.full(len(keys), owner, np.uint32))

    def remove(self, keys: U64, owner: int) -> None:
        """Forget that `owner` owns `keys`; nothing happens for a key that it doesn't own."""
        tags = _tags(keys)
        rows = self._rows(tags)
        match = (self._tags[rows] == tags[:, None, None]) & (self._owners[rows] == np.uint32(owner))
        key, side, place = np.nonzero(match)
        at = np.unique(rows[key, side].astype(np.int64) * _PLACES + place)
        self._owners.reshape(-1)[at] = 0
        self.entries -= len(at)

    def _shape(self, bits: int) -> None:
        self._bits = bits
        self._tags = np.zeros((1 << bits, _PLACES), np.uint32)
        self._owners = np.zeros((1 << bits, _PLACES), np.uint32)

    def _rows(self, tags: U32) -> U32:
        """Both buckets of each tag, never the same one twice."""
        shift = np.uint32(32 - self._bits)
        first, second = (tags * _FIRST) >> shift, (tags * _SECOND) >> shift
        return np.stack([first, np.where(first == second, first ^ np.uint32(1), second)], axis=1)

    def _place(self, tags: U32, owners: U32) -> None:
        """Put entries into free places; those of one batch that meet in a place go on to the next round."""
        for turn in range(_ROUNDS):
            if not len(tags):
                return
            rows = self._rows(tags)
            free = self._owners[rows] == 0
            room = free.sum(axis=2)
            side = np.where(room[:, 0] == room[:, 1], turn & 1, np.argmax(room, axis=1))
            every = np.arange(len(tags))
            row, free = rows[every, side], free[every, side]
            place = np.argmax(free, axis=1)
            fits = free[every, place]
            self._tags[row[fits], place[fits]] = tags[fits]
            self._owners[row[fits], place[fits]] = owners[fits]
            placed = fits & (self._tags[row, place] == tags) & (self._owners[row, place] == owners)
            at = np.unique(row[placed].astype(np.int64) * _PLACES + place[placed])
            self.entries += len(at)
            tags, owners = tags[~placed], owners[~placed]

    def _grow(self) -> None:
        """Twice the room: every entry is placed anew by its tag."""
        tags, owners = self._tags.reshape(-1), self._owners.reshape(-1)
        held = np.flatnonzero(owners)
        self._shape(self._bits + 1)
        self.entries = 0
        for start in range(0, len(held), 1 << 16):
            some = held[start : start + (1 << 16)]
            self._place(tags[some], owners[some])


def _tags(keys: U64) -> U32:
    return (keys >> np.uint64(32)).astype(np.uint32)
