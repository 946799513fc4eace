"""Boilerplate is learnt: a sentence that many stories share says nothing about any of them.

Its first appearances flow (nobody can know better), then it links nothing and flows nowhere. How many stories it takes
depends on what stands in the sentence (see fingerprints.LEARNT_AFTER): a denial or a hedge is never learnt away.
"""

from typing import NamedTuple

import numpy as np

from pipeline.dedupe.link import Link, Reading, Shared
from pipeline.dedupe.records import PhraseState, Sentences
from pipeline.dedupe.stories import MOST_OWNERS, Stories
from pipeline.step import Change

#: Seen again, a known phrase is written down at most this often (seconds).
_REFRESH = 86_400


class Counted(NamedTuple):
    """Sentences (indexes) that turned out to be boilerplate with this article, and what to remember of phrases."""

    boilerplate: set[int]
    changes: list[Change]


def counted(
    reading: Reading, fresh: list[int], shared: Shared, home: Link | None, stories: Stories, now: int
) -> Counted:
    """Count the `fresh` sentences of an article, those that its story has not said, against all other stories."""
    hashes = reading.words.hashes.tolist()
    known = stories.phrases(hashes)
    found = Counted(set(), [])
    for phrase in known.items():
        if phrase[1].boilerplate and phrase[1].updated + _REFRESH < now:
            found.changes.append(_change(phrase[0], phrase[1].stories, True, now))
    for i in fresh:
        owners = shared.sentences.get(i, [])
        after = int(reading.words.learnt[i])
        if not after or len(owners) + 1 < min(after, MOST_OWNERS):
            continue
        others = _holding(hashes[i], owners, home, stories, now)
        held = known.get(hashes[i])
        count = max(held.stories + 1 if held else 0, others + 1)
        if count >= min(after, MOST_OWNERS):
            found.changes.append(_change(hashes[i], count, count >= after, now))
        if count >= after:
            found.boilerplate.add(i)
    return found


def _holding(phrase: int, owners: list[str], home: Link | None, stories: Stories, now: int) -> int:
    """How many stories but its own really hold a sentence."""
    own = home.story.story_id if home else ""
    held = (stories.story(o, now) for o in owners if o != own)
    return sum(1 for s in held if s and np.uint64(phrase) in Sentences.read(s).hashes)


def _change(phrase: int, count: int, boilerplate: bool, now: int) -> Change:
    return Change(f"phrase:{phrase:016x}", PhraseState(stories=count, boilerplate=boilerplate, updated=now))
