"""How a story's record changes: what is said in it for the first time, who says it now, who no longer does."""

from collections.abc import Iterable

import numpy as np
from msgspec.structs import replace

from pipeline.dedupe.fingerprints import distinct, winnowed
from pipeline.dedupe.link import Reading
from pipeline.dedupe.records import MOST_MEMBERS, MOST_WORDS, Sentences, StoryState
from schemas.article import Repeat


def begun(story_id: str, language: str, now: int) -> StoryState:
    """A story in which nothing has been said."""
    return StoryState(story_id=story_id, language=language, updated=now)


def told(story: StoryState, reading: Reading, said: Iterable[Repeat], now: int) -> StoryState:
    """The story after an article's version: sentences that it did not hold are added, carriers counted.

    `said` tells for each sentence that the version carries where it was first said.
    """
    sentences = Sentences.read(story)
    places = _places(story, sentences)
    carriers = sentences.carriers.copy()
    numbers = {origin: n for n, origin in enumerate(story.origins)}
    added: list[tuple[int, int, int]] = []  # index in the article, origin, index there
    for r in {(r.of_article, r.of_content, r.of_index): r for r in said}.values():
        held = places.get((r.of_article, r.of_content, r.of_index))
        if held is not None:
            carriers[held] = min(65535, int(carriers[held]) + 1)
        else:
            origin = numbers.setdefault((r.of_article, r.of_content), len(numbers))
            added.append((r.index, origin, r.of_index))
    grown = _grown(sentences._replace(carriers=carriers), reading, added)
    changed = replace(
        story,
        updated=max(now, story.updated),
        members=_with(story.members, reading.item.article.article_id),
        origins=tuple(numbers),
        shingles=_united(story.shingles, reading.item.shingles) if added else story.shingles,
        bodies=_bodies(story, reading),
        **grown.packed(),
    )
    return _trimmed(changed, grown) if len(grown.tokens) > MOST_WORDS else changed


def untold(story: StoryState, said: Iterable[Repeat], article_id: str, killed: bool) -> StoryState:
    """The story after an item stopped saying what it `said`.

    Where the item was `killed`, sentences that nobody else says are forgotten: another article that says them is
    then the first to do so, and a live copy is not swallowed by a dead original.
    """
    sentences = Sentences.read(story)
    places = _places(story, sentences)
    carriers = sentences.carriers.copy()
    held = {places[p] for r in said if (p := (r.of_article, r.of_content, r.of_index)) in places}
    for at in held:
        carriers[at] = max(0, int(carriers[at]) - 1)
    if not killed:
        return replace(story, carriers=carriers.tobytes())
    own = np.array([origin[0] == article_id for origin in story.origins], bool)
    falls = own[sentences.of] if len(own) else np.zeros(len(carriers), bool)
    falls[list(held)] = True
    kept = sentences._replace(carriers=carriers).kept(~falls | (carriers > 0))
    live = len(kept.hashes) > 0
    return replace(
        story, shingles=story.shingles if live else b"", bodies=story.bodies if live else b"", **kept.packed()
    )


def joined(story: StoryState, other: StoryState) -> StoryState:
    """Two stories that turned out to be one, under the name of the first."""
    mine, theirs = Sentences.read(story), Sentences.read(other)
    origins = tuple(dict.fromkeys((*story.origins, *other.origins)))
    places = np.array([origins.index(origin) for origin in other.origins], "<u2")
    theirs = theirs._replace(of=places[theirs.of]).kept(~np.isin(theirs.hashes, mine.hashes))
    both = mine.followed_by(theirs)
    return replace(
        story,
        updated=max(story.updated, other.updated),
        members=tuple(dict.fromkeys((*other.members, *story.members)))[-MOST_MEMBERS:],
        origins=origins,
        shingles=_united(story.shingles, other.shingles),
        bodies=story.bodies + other.bodies,
        **both.packed(),
    )


def _places(story: StoryState, sentences: Sentences) -> dict[tuple[str, str, int], int]:
    """Where each origin stands among a story's sentences."""
    pairs = zip(sentences.of.tolist(), sentences.at.tolist(), strict=True)
    return {(*story.origins[of], at): place for place, (of, at) in enumerate(pairs)}


def _grown(sentences: Sentences, reading: Reading, added: list[tuple[int, int, int]]) -> Sentences:
    """A story's sentences and then the new ones."""
    if not added:
        return sentences
    index, of, at = np.array(added).T
    words = reading.words
    taken = np.zeros(len(words.lengths), bool)
    taken[index] = True
    fresh = Sentences(
        of=of.astype("<u2"),
        at=at.astype("<u2"),
        carriers=np.ones(len(index), "<u2"),
        headline=(index == reading.headline).astype(np.uint8),
        hashes=words.hashes[index],
        lengths=words.lengths[index],
        tokens=words.tokens if taken.all() else words.tokens[taken.repeat(words.lengths)],
    )
    return sentences.followed_by(fresh) if len(sentences.hashes) else fresh


def _trimmed(story: StoryState, sentences: Sentences) -> StoryState:
    """A story that grew too long without its oldest sentences."""
    behind = sentences.lengths[::-1].cumsum(dtype=np.intp)[::-1]
    kept = sentences.kept(behind <= MOST_WORDS)
    used, of = np.unique(kept.of, return_inverse=True)
    return replace(
        story,
        origins=tuple(story.origins[n] for n in used.tolist()),
        shingles=winnowed(kept.tokens).tobytes(),
        **kept._replace(of=of.astype("<u2")).packed(),
    )


def _united(one: bytes, other: bytes) -> bytes:
    """Two packed sets of uint64 as one, sorted."""
    return distinct(np.frombuffer(one + other, "<u8")).tobytes() if one else other


def _bodies(story: StoryState, reading: Reading) -> bytes:
    if not reading.item.body_hash:
        return story.bodies
    body = int(reading.item.body_hash, 16).to_bytes(8, "little")
    known = (story.bodies[i : i + 8] for i in range(0, len(story.bodies), 8))
    return story.bodies if body in known else (story.bodies + body)[-8 * MOST_MEMBERS :]


def _with(members: tuple[str, ...], article_id: str) -> tuple[str, ...]:
    return members if article_id in members else (*members, article_id)[-MOST_MEMBERS:]
