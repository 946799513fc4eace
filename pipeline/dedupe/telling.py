"""How a story's record changes: what is said in it for the first time, who says it now, who no longer does."""

from collections.abc import Iterable

import numpy as np
from msgspec.structs import replace

from pipeline.dedupe.fingerprints import distinct
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
    article = reading.item.article
    sentences = Sentences.read(story)
    origins = list(story.origins)
    places = _places(story, sentences)
    carriers = sentences.carriers.copy()
    added: list[tuple[int, int, int]] = []  # index in the article, origin, index there
    numbers = {origin: n for n, origin in enumerate(origins)}
    for place in {(r.of_article, r.of_content, r.of_index): r for r in said}.values():
        held = places.get((place.of_article, place.of_content, place.of_index))
        if held is not None:
            carriers[held] = min(65535, int(carriers[held]) + 1)
            continue
        origin = (place.of_article, place.of_content)
        if origin not in numbers:
            numbers[origin] = len(origins)
            origins.append(origin)
        added.append((place.index, numbers[origin], place.of_index))
    grown = _grown(sentences._replace(carriers=carriers), reading, added)
    return replace(
        story,
        updated=max(now, story.updated),
        members=_with(story.members, article.article_id),
        origins=tuple(origins),
        shingles=_united(story.shingles, reading.item.shingles) if added else story.shingles,
        bodies=_bodies(story, reading),
        **grown.packed(),
    )


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
    fresh = ~np.isin(theirs.hashes, mine.hashes)
    theirs = theirs.kept(fresh)
    theirs = theirs._replace(of=(theirs.of + len(story.origins)).astype("<u2"))
    both = mine.followed_by(theirs)
    return replace(
        story,
        updated=max(story.updated, other.updated),
        members=tuple(dict.fromkeys((*other.members, *story.members)))[-MOST_MEMBERS:],
        origins=(*story.origins, *other.origins),
        shingles=_united(story.shingles, other.shingles),
        bodies=story.bodies + other.bodies,
        **both.packed(),
    )


def _places(story: StoryState, sentences: Sentences) -> dict[tuple[str, str, int], int]:
    """Where each origin stands among a story's sentences."""
    pairs = zip(sentences.of.tolist(), sentences.at.tolist(), strict=True)
    return {(*story.origins[of], at): place for place, (of, at) in enumerate(pairs)}


def _grown(sentences: Sentences, reading: Reading, added: list[tuple[int, int, int]]) -> Sentences:
    """A story's sentences and the new ones; the oldest are let go where there are too many words."""
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
    grown = sentences.followed_by(fresh) if len(sentences.hashes) else fresh
    if len(grown.tokens) > MOST_WORDS:
        behind = np.cumsum(grown.lengths[::-1].astype(np.intp))[::-1]
        grown = grown.kept(behind <= MOST_WORDS)
    return grown


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
