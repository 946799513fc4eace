"""A packed index from 64-bit keys to small owner numbers, several owners a key, eight bytes an entry.

A key has two buckets of eight places, chosen by its own bits; an entry is the key's 32-bit tag and its owner. Both
buckets of many keys are read with one numpy gather, there is no probing, and what is removed leaves nothing behind.
Tags of different keys may be equal (one look-up in a hundred meets a stranger with 50 million entries): whoever uses
the index checks what it finds.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.fingerprints import U64

_PLACES = 8
_FULL = 0.86  # with two choices of eight places, buckets overflow above this
_FIRST, _SECOND = np.uint64(0x9E3779B1), np.uint64(0x85EBCA77)
#: An entry: the key's upper half is the tag, the lower half is the owner.
_TAG, _OWNER = np.uint64(0xFFFFFFFF00000000), np.uint64(0x00000000FFFFFFFF)
_HALF, _ONE = np.uint64(32), np.uint64(1)
_ROUNDS = 12
#: Where both buckets of a key are full, a table of fewer entries than this grows (it is 8 MB then); in a larger one the
#: entry is left out, and a link may be missed: one unlucky key is not worth twice the memory.
_SMALL = 1 << 20


class Found(NamedTuple):
    """Pairs of `key` (index into the keys that were asked for) and `owner`."""

    key: NDArray[np.intp]
    owner: U64


class Index:
    """Keys to owners. Owners are numbers from 1; `size` is how many entries to make room for at first.

    At most `most` owners are noted for a key: what many share is nobody's, and tells nothing more with each.
    """

    def __init__(self, size: int = 1 << 16, most: int = 4) -> None:
        self.entries = 0
        self._most = most
        self._shape(max(4, int(size / _FULL / _PLACES).bit_length()))

    @property
    def nbytes(self) -> int:
        """Bytes that the table takes."""
        return self._table.nbytes

    def find(self, keys: U64) -> Found:
        """Every owner of every key, each pair once."""
        tags = keys & _TAG
        beside = self._table[self._rows(tags)].reshape(-1, 2 * _PLACES) ^ tags[:, None]
        key, at = (beside - _ONE < _OWNER).nonzero()
        return Found(key, beside[key, at])

    def insert(self, keys: U64, owner: int) -> None:
        """Note `owner` for each of the distinct `keys`, which it doesn't own yet."""
        if self.entries + len(keys) > _FULL * self._table.size:
            self._grow()
        tags = keys & _TAG
        rows = self._rows(tags)
        beside = self._table[rows]
        held = (beside ^ tags[:, None, None]) - _ONE < _OWNER
        few = held.sum(axis=(1, 2)) < self._most
        if few.all():
            self._place(tags | np.uint64(owner), rows, beside)
        else:
            self._place(tags[few] | np.uint64(owner), rows[few], beside[few])

    def remove(self, keys: U64, owner: int) -> None:
        """Forget that `owner` owns `keys`; nothing happens for a key that it doesn't own."""
        entries = (keys & _TAG) | np.uint64(owner)
        rows = self._rows(entries)
        key, side, place = (self._table[rows] == entries[:, None, None]).nonzero()
        at = np.unique(rows[key, side] * _PLACES + place)
        self._table.reshape(-1)[at] = 0
        self.entries -= len(at)

    def _shape(self, bits: int) -> None:
        self._bits = bits
        self._table = np.zeros((1 << bits, _PLACES), np.uint64)

    def _rows(self, entries: U64) -> NDArray[np.intp]:
        """Both buckets of each entry's tag, never the same one twice."""
        rows = np.empty((len(entries), 2), np.intp)
        tags = entries >> _HALF
        shift = np.uint64(32 - self._bits)
        first = rows[:, 0] = ((tags * _FIRST) & _OWNER) >> shift
        second = ((tags * _SECOND) & _OWNER) >> shift
        rows[:, 1] = np.where(first == second, first ^ _ONE, second)
        return rows

    def _place(self, entries: U64, rows: NDArray[np.intp], beside: U64) -> None:
        """Put entries into free places of their buckets; `beside` is what stands in these now.

        Those of one batch that meet in a place go on to the next round.
        """
        for turn in range(_ROUNDS):
            every = np.arange(len(entries))
            free = beside == 0
            room = free.sum(axis=2)
            side = np.where(room[:, 0] == room[:, 1], turn & 1, room[:, 1] > room[:, 0]).astype(np.intp)
            row = rows[every, side]
            place = free[every, side].argmax(axis=1)
            fits = room[every, side] > 0
            self._table[row[fits], place[fits]] = entries[fits]
            placed = fits & (self._table[row, place] == entries)
            self.entries += int(np.count_nonzero(placed))
            if placed.all():
                return
            entries, rows = entries[~placed], rows[~placed]
            beside = self._table[rows]
        if self._table.size < _SMALL:
            self._grow()
            rows = self._rows(entries)
            self._place(entries, rows, self._table[rows])

    def _grow(self) -> None:
        """Twice the room: every entry is placed anew by its tag."""
        held = self._table[self._table != 0]
        self._shape(self._bits + 1)
        self.entries = 0
        for start in range(0, len(held), 1 << 16):
            some = held[start : start + (1 << 16)]
            rows = self._rows(some)
            self._place(some, rows, self._table[rows])
