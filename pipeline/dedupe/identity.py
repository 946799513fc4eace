"""Items and their versions: which of two is the later one, which recall an item, and which items a notice names.

Status beats the words of a headline: a canceled item may still be headed CORRECTED-. A cancelled item stays so; a
withheld one comes back with a later usable version.
"""

import re
from collections.abc import Iterator

import numpy as np

from pipeline.dedupe.fingerprints import hash_of_sentence
from pipeline.dedupe.records import ItemState, Sentences
from pipeline.dedupe.stories import Stories, alias, tail
from schemas.article import Article

#: Some agencies number versions at random in nine digits and more: these order nothing.
_RANDOM_VERSIONS = 100_000_000
_NOTICES = frozenset({"KILL", "HOLD", "WITHDRAWN"})
_NUMBER = re.compile(r"[\w.:/-]*\d[\w.:/-]*\w")
_QUOTED = re.compile(r"[\"“]([^\"“”]{12,240})[\"”]")


def micros(article: Article) -> tuple[int, int]:
    """`version_created` (0 where it isn't known) and `observed_at` in microseconds."""
    created = article.version_created
    return (0 if created is None else int(created.timestamp() * 1e6)), int(article.observed_at.timestamp() * 1e6)


def is_later(article: Article, held: ItemState) -> bool:
    """Whether a version comes after the one that is held: by version, then its time of making, then arrival."""
    random = min(article.version, held.version) >= _RANDOM_VERSIONS
    if article.version != held.version and not random:
        return article.version > held.version
    created, observed = micros(article)
    if created and held.created and created != held.created:
        return created > held.created
    return observed >= held.observed


def is_recall(article: Article) -> bool:
    """Whether a version takes back its item."""
    return article.status != "usable"


def named_items(article: Article, stories: Stories, now: int) -> tuple[str, ...]:
    """The other items that a KILL, HOLD or withdrawal notice asks to recall; empty for any other article.

    An item is named by its id, the last part of its id, or its headline. Only items of the notice's own source count,
    a number that fits several names none, a headline that stands in several stories neither.
    """
    if not _NOTICES & set(article.marks.tags):
        return ()
    found: dict[str, None] = {}
    text = f"{article.title}\n{article.body}"
    for name in dict.fromkeys(_NUMBER.findall(text)):
        items = {a for a in _by_number(name, stories, now) if _is_own(a, article, stories)}
        found.update(dict.fromkeys(items if len(items) == 1 else ()))
    for headline in _headlines(article):
        items = {a for a in _by_headline(headline, stories, now) if _is_own(a, article, stories)}
        if len({held.story_id for a in items if (held := stories.item(a))}) == 1:
            found.update(dict.fromkeys(sorted(items)))
    return tuple(found)


def _headlines(article: Article) -> Iterator[str]:
    yield from (article.text(s) for s in article.sentences if s.kind == "headline")
    yield from _QUOTED.findall(article.body)


def _is_own(article_id: str, notice: Article, stories: Stories) -> bool:
    held = stories.item(article_id)
    return bool(held and article_id != notice.article_id and held.source == notice.source and held.status == "usable")


def _by_number(name: str, stories: Stories, now: int) -> Iterator[str]:
    yield name
    for _, story_id in stories.sharing(np.array([alias(name)], np.uint64)):
        story = stories.story(story_id, now)
        yield from (m for m in (story.members if story else ()) if tail(m) == tail(name))


def _by_headline(headline: str, stories: Stories, now: int) -> Iterator[str]:
    wanted = hash_of_sentence(headline)
    for _, story_id in stories.sharing(np.array([wanted], np.uint64)):
        story = stories.story(story_id, now)
        if story is None:
            continue
        sentences = Sentences.read(story)
        own = [story.origins[o][0] for o in sentences.of[(sentences.hashes == wanted) & (sentences.headline == 1)]]
        others = [m for m in story.members if (held := stories.item(m)) and _carries(held, own)]
        yield from dict.fromkeys([*own, *others])


def _carries(held: ItemState, origins: list[str]) -> bool:
    """Whether an item's current version has a headline that was first said in one of `origins`."""
    return any(r.index == 0 and r.of_article in origins and r.of_index == 0 for r in held.said.repeats())
