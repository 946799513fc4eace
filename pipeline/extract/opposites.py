"""Contrary facts: a bank that is open answers the report that it has shut, though no word denies it."""

from functools import cache
from typing import NamedTuple

from pipeline.extract.lexicon import pack_lines


class Opposite(NamedTuple):
    """Words of a report, and words of what is said against it."""

    reported: frozenset[str]
    contrary: frozenset[str]


@cache
def _opposites() -> tuple[Opposite, ...]:
    found = []
    for line in pack_lines("opposites.txt"):
        reported, _, contrary = line.partition("|")
        found.append(Opposite(frozenset(reported.split()), frozenset(contrary.split())))
    return tuple(found)


def contrary(said: frozenset[str], reported: frozenset[str]) -> bool:
    """Whether the words said hold a contrary of the words reported."""
    return any(o.contrary & said and o.reported & reported for o in _opposites())


def same_event(said: frozenset[str], reported: frozenset[str]) -> bool:
    """Whether both hold words of one kind of event ("hit" and "struck")."""
    return any(o.reported & said and o.reported & reported for o in _opposites())
