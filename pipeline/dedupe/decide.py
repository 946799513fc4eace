"""What one version of an item brings to its story: the verdict that becomes a message, and the records it changes."""

from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from pipeline.dedupe.fingerprints import CLASS_BITS, words_of
from pipeline.dedupe.identity import is_later, is_recall, micros, named_items
from pipeline.dedupe.link import SHARE_MERGING, Link, Reading, candidates, language_of, read, shared, weigh
from pipeline.dedupe.phrases import counted
from pipeline.dedupe.records import DeliveryState, ItemState, Said, StoryState
from pipeline.dedupe.stories import Stories
from pipeline.dedupe.telling import begun, joined, told, untold
from pipeline.dedupe.words import HEDGE, TURN
from pipeline.step import Change
from schemas.article import Article, Fingerprinted, Relation, Repeat
from schemas.codec import content_id

#: Sentences of another story go by reference only as a passage of this many words at least, two sentences or more, each
#: this long: "trading was halted pending an announcement" is another event each time. None that denies or hedges does.
PASSAGE_WORDS = 30
BACKGROUND_WORDS = 8
KNOWN_CONTENTS = 32


class Verdict(NamedTuple):
    """What is decided about a version. `said` is where each of its sentences was first said, itself included."""

    story_id: str
    relation: Relation
    new: tuple[int, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    vanished: tuple[Repeat, ...] = ()
    superseded: bool = False
    kills: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()

    def said(self, article: Article) -> tuple[Repeat, ...]:
        own = (Repeat(i, article.article_id, article.content_id, i) for i in self.new)
        return tuple(sorted((*own, *self.repeats), key=lambda r: r.index))


class Decided(NamedTuple):
    """A verdict and the changes of the state that follow from it."""

    verdict: Verdict
    changes: list[Change]


def decide(item: Fingerprinted, stories: Stories, now: int) -> Decided:
    """What a delivery that was not handled before means."""
    article = item.article
    held = stories.item(article.article_id)
    if is_recall(article):
        return _recalled(article, held, stories, now)
    if held and (held.status == "canceled" or not is_later(article, held)):
        relation: Relation = "exact" if article.content_id in held.known else "version"
        return Decided(Verdict(held.story_id, relation, superseded=True), [_noted(article, held, now)])
    if held and held.status == "usable" and held.content_id == article.content_id:
        verdict = Verdict(held.story_id, "exact", repeats=held.said.repeats())
        return Decided(verdict, [_item(article, held, verdict, verdict.repeats, now)])
    return _read(item, held, stories, now)


def remembered(article: Article, verdict: Verdict, now: int) -> Change:
    """The record by which the same delivery is answered with the same message."""
    state = DeliveryState(
        article_id=article.article_id,
        content_id=article.content_id,
        story_id=verdict.story_id,
        relation=verdict.relation,
        new_sentences=np.array(verdict.new, "<u2").tobytes(),
        repeats=Said.of(verdict.repeats),
        vanished=Said.of(verdict.vanished),
        superseded=verdict.superseded,
        kills=verdict.kills,
        merged=verdict.merged,
        updated=now,
    )
    return Change(f"delivery:{article.delivery}", state)


def _recalled(article: Article, held: ItemState | None, stories: Stories, now: int) -> Decided:
    """A killed or withheld version: nothing of it is read, what its item said is untold."""
    kills = named_items(article, stories, now)
    touched: dict[str, StoryState] = {}
    fallen: list[Change] = []
    for victim in (v for v in (held, *map(stories.item, kills)) if v):
        if story := stories.story(victim.story_id, now):
            story = touched.get(story.story_id, story)
            touched[story.story_id] = untold(story, victim.said.repeats(), victim.article_id, killed=True)
        if victim is not held:
            killed = replace(victim, status=article.status, said=Said(), updated=now)
            fallen.append(Change(f"item:{victim.article_id}", killed))
    verdict = Verdict(
        held.story_id if held else article.article_id,
        "version" if held else "first",
        vanished=held.said.repeats() if held else (),
        kills=kills,
    )
    told_less = [Change(f"story:{name}", story) for name, story in touched.items()]
    return Decided(verdict, [*told_less, *fallen, _item(article, held, verdict, (), now)])


def _read(item: Fingerprinted, held: ItemState | None, stories: Stories, now: int) -> Decided:
    """A version that is to be read: link it, find what is new in it, tell its story."""
    article, words = item.article, words_of(item)
    known = stories.phrases(words.hashes.tolist())
    reading = read(item, words, {h for h, phrase in known.items() if phrase.boilerplate})
    beside = shared(reading, stories)
    links = [weigh(reading, story) for story in candidates(reading, beside, stories, now)]
    home = _home(reading, held, links, stories, now)
    others = [link for link in links if home is None or link.story.story_id != home.story.story_id]
    old = _old(reading, home, others)
    fresh = [i for i in reading.flowing.tolist() if i not in old]
    phrases = counted(reading, fresh, beside, home, stories, now)
    new = [i for i in fresh if i not in phrases.boilerplate]
    story = home.story if home else begun(_story_id(article, stories, now), language_of(article.language), now)
    merged = _merging(reading, home, others)
    verdict = Verdict(
        story.story_id,
        _relation(reading, held, home, new),
        tuple(new),
        tuple(r for i in sorted(old) for r in old[i]),
        merged=tuple(other.story_id for other in merged),
    )
    said = verdict.said(article)
    before = held.said.repeats() if held else ()
    kept = _told(reading, story, merged, before, said, now)
    changes = [*phrases.changes, *kept, _item(article, held, verdict, said, now)]
    return Decided(verdict._replace(vanished=_vanished(before, said)), changes)


def _told(
    reading: Reading,
    story: StoryState,
    merged: list[StoryState],
    before: tuple[Repeat, ...],
    said: tuple[Repeat, ...],
    now: int,
) -> list[Change]:
    """The records of a story in which an item now says what it `said`, and no longer what it said `before`."""
    changes = []
    for other in merged:
        story = joined(story, other)
        redirect = begun(other.story_id, other.language, now)
        changes.append(Change(f"story:{other.story_id}", replace(redirect, redirect=story.story_id)))
    if before:
        story = untold(story, before, reading.item.article.article_id, killed=False)
    return [*changes, Change(f"story:{story.story_id}", told(story, reading, said, now))]


def _vanished(before: tuple[Repeat, ...], said: tuple[Repeat, ...]) -> tuple[Repeat, ...]:
    """What an item said in its version before and says no more."""
    still = {_place(r) for r in said} if before else set()
    return tuple(r for r in before if _place(r) not in still)


def _home(reading: Reading, held: ItemState | None, links: list[Link], stories: Stories, now: int) -> Link | None:
    """The story that an article belongs to: its item's, whatever it says now, or the best of those it links to."""
    own = stories.story(held.story_id, now) if held else None
    if own:
        return next((x for x in links if x.story.story_id == own.story_id), None) or weigh(reading, own)
    accepted = [link for link in links if link.accepted]
    return max(accepted, key=lambda x: (int(x.comparison.covered.sum()), x.story.story_id), default=None)


def _old(reading: Reading, home: Link | None, beside: list[Link]) -> dict[int, list[Repeat]]:
    """For each sentence that is old, where what it says was first said."""
    old: dict[int, list[Repeat]] = {}
    for link in [*([home] if home else []), *beside]:
        sentences = link.sentences
        places = {i: o.places for i, o in link.comparison.old.items() if i not in old}
        for i, said in (places if link is home else _background(reading, link, places)).items():
            origins = [link.story.origins[sentences.of[p]] for p in said]
            old[i] = [Repeat(i, o[0], o[1], int(sentences.at[p])) for o, p in zip(origins, said, strict=True)]
    return old


def _background(reading: Reading, link: Link, places: dict[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    """What an article quotes word for word from a story that it doesn't belong to."""
    words = reading.words
    ends = np.cumsum(words.lengths.astype(np.intp))
    quoted = {}
    for i, said in places.items():
        kinds = words.tokens[ends[i] - words.lengths[i] : ends[i]] & CLASS_BITS
        whole = link.sentences.hashes[said[0]] == words.hashes[i] and len(kinds) >= BACKGROUND_WORDS
        if whole and i != reading.headline and not ((kinds == TURN) | (kinds == HEDGE)).any():
            quoted[i] = said
    passage = len(quoted) > 1 and int(words.lengths[list(quoted)].sum()) >= PASSAGE_WORDS
    return quoted if passage else {}


def _relation(reading: Reading, held: ItemState | None, home: Link | None, new: list[int]) -> Relation:
    article = reading.item.article
    if home is None:
        return "version" if held else "first"
    if new or (held and article.content_id not in held.known):
        return "version"
    body = np.uint64(int(reading.item.body_hash or "0", 16))
    return "exact" if body in np.frombuffer(home.story.bodies, "<u8") else "near"


def _merging(reading: Reading, home: Link | None, beside: list[Link]) -> list[StoryState]:
    """Stories that this article shows to be one with its own: it shares half of the smaller side with each.

    A wrap-up of several stories shows nothing.
    """
    if home is None or home.share < SHARE_MERGING or "WRAPUP" in reading.item.article.marks.tags:
        return []
    return [link.story for link in beside if link.accepted and link.share >= SHARE_MERGING]


def _story_id(article: Article, stories: Stories, now: int) -> str:
    """A new story's id: that of the item which begins it, unless an older story has that."""
    taken = stories.story(article.article_id, now)
    return content_id(article.article_id, article.content_id) if taken else article.article_id


def _item(article: Article, held: ItemState | None, verdict: Verdict, said: tuple[Repeat, ...], now: int) -> Change:
    """The item's record with this as its current version, in which it `said` these sentences."""
    created, observed = micros(article)
    known = tuple(dict.fromkeys((*(held.known if held else ()), article.content_id)))[-KNOWN_CONTENTS:]
    state = ItemState(
        article_id=article.article_id,
        story_id=verdict.story_id,
        source=article.source,
        status=article.status,
        content_id=article.content_id,
        version=article.version,
        created=created,
        observed=observed,
        said=Said.of(said),
        known=known,
        updated=now,
    )
    return Change(f"item:{article.article_id}", state)


def _noted(article: Article, held: ItemState, now: int) -> Change:
    """The item's record with one more known content, its current version unchanged."""
    known = tuple(dict.fromkeys((*held.known, article.content_id)))[-KNOWN_CONTENTS:]
    return Change(f"item:{article.article_id}", replace(held, known=known, updated=max(now, held.updated)))


def _place(r: Repeat) -> tuple[str, str, int]:
    return r.of_article, r.of_content, r.of_index
