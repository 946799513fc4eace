"""What the deduplicator remembers. Keys: `story:<id>`, `item:<article>`, `delivery:<delivery>`, `phrase:<hash>`.

A story keeps its sentences once, where they were first said (their origins), as packed numbers and not as text.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.fingerprints import U8, U16, U32, U64
from schemas.article import Relation, Repeat, Status
from schemas.codec import State

#: A story longer than this many words forgets its oldest sentences: they may flow again, nothing is lost.
MOST_WORDS = 20_000
#: A story remembers this many of its articles and bodies, the newest.
MOST_MEMBERS = 256


class StoryState(State, frozen=True, kw_only=True, array_like=True):
    """A story: what was said in it, where first, and how many items say it now. Packed arrays are little-endian.

    `redirect` names the story that this one turned out to be; then nothing else is kept. `updated` is seconds of
    message time. `carriers` is how many items say a sentence in their current version.
    """

    story_id: str
    language: str
    updated: int
    redirect: str = ""
    members: tuple[str, ...] = ()  # article ids, oldest first
    origins: tuple[tuple[str, str], ...] = ()  # article id and content id that sentences were first said in
    of: bytes = b""  # uint16 a sentence: index into `origins`
    at: bytes = b""  # uint16 a sentence: its index in that article
    carriers: bytes = b""  # uint16 a sentence
    headline: bytes = b""  # uint8 a sentence: whether it is a headline
    hashes: bytes = b""  # uint64 a sentence
    lengths: bytes = b""  # uint32 a sentence
    tokens: bytes = b""  # uint32 a word
    shingles: bytes = b""  # uint64
    bodies: bytes = b""  # uint64: hashes of whole copies


class Said(State, frozen=True, kw_only=False, array_like=True):
    """References to sentences, packed: `origins` that they name, and three uint16 a reference."""

    origins: tuple[tuple[str, str], ...] = ()
    packed: bytes = b""  # index in this article, index into `origins`, index in that article

    @classmethod
    def of(cls, repeats: Iterable[Repeat]) -> "Said":
        known: dict[tuple[str, str], int] = {}
        flat = [(r.index, known.setdefault((r.of_article, r.of_content), len(known)), r.of_index) for r in repeats]
        return cls(tuple(known), np.array(flat, "<u2").tobytes())

    def repeats(self) -> tuple[Repeat, ...]:
        flat = np.frombuffer(self.packed, "<u2").reshape(-1, 3).tolist()
        return tuple(Repeat(i, self.origins[o][0], self.origins[o][1], at) for i, o, at in flat)


class ItemState(State, frozen=True, kw_only=True, array_like=True):
    """An item through its versions.

    `content_id` is the current version, `said` where each sentence that it carries was first said (itself included),
    `known` are the contents of all versions. Versions are ordered by `version`, `created` and `observed` (microseconds;
    `created` is 0 where it isn't known).
    """

    article_id: str
    story_id: str
    source: str
    status: Status
    content_id: str
    version: int
    created: int
    observed: int
    said: Said
    known: tuple[str, ...]
    updated: int


class DeliveryState(State, frozen=True, kw_only=True, array_like=True):
    """What was decided about one delivery, so that the same delivery gives the same message again."""

    article_id: str
    content_id: str
    story_id: str
    relation: Relation
    new_sentences: bytes  # uint16
    repeats: Said
    vanished: Said
    superseded: bool
    kills: tuple[str, ...]
    merged: tuple[str, ...]
    updated: int


class PhraseState(State, frozen=True, kw_only=True, array_like=True):
    """A sentence that many stories share: how many, and whether it is boilerplate by now."""

    stories: int
    boilerplate: bool
    updated: int


class Sentences(NamedTuple):
    """A story's sentences as arrays, an entry a sentence but `tokens`, an entry a word."""

    of: U16
    at: U16
    carriers: U16
    headline: U8
    hashes: U64
    lengths: U32
    tokens: U32

    @classmethod
    def read(cls, story: StoryState) -> "Sentences":
        return cls(
            np.frombuffer(story.of, "<u2"),
            np.frombuffer(story.at, "<u2"),
            np.frombuffer(story.carriers, "<u2"),
            np.frombuffer(story.headline, np.uint8),
            np.frombuffer(story.hashes, "<u8"),
            np.frombuffer(story.lengths, "<u4"),
            np.frombuffer(story.tokens, "<u4"),
        )

    def packed(self) -> dict[str, bytes]:
        """The fields of a StoryState that hold these arrays."""
        return {name: array.tobytes() for name, array in self._asdict().items()}

    def followed_by(self, other: "Sentences") -> "Sentences":
        """These sentences and then the other ones."""
        return Sentences(**{n: np.concatenate((a, getattr(other, n))) for n, a in self._asdict().items()})

    def kept(self, which: NDArray[np.bool_]) -> "Sentences":
        """Only the sentences for which `which` holds."""
        words = np.repeat(which, self.lengths)
        taken = {name: array[which] for name, array in self._asdict().items() if name != "tokens"}
        return Sentences(tokens=self.tokens[words], **taken)
