"""The whole flow in memory, in the order of arrival: the same steps as the live agents, without a broker."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import orjson

from pipeline.dedupe import Stories, deduplicate
from pipeline.extract import extract
from pipeline.reconcile import Docket, reconcile
from pipeline.step import Outgoing
from pipeline.wire import normalise
from pipeline.wire.normalise import StoryLine
from schemas.article import LinkedArticle, RawArticle
from schemas.codec import decode


class Replayed(NamedTuple):
    """What one line of the stream led to."""

    linked: LinkedArticle
    messages: tuple[Outgoing, ...]


def raw_story(line: bytes) -> RawArticle:
    """A line of a stream file as a raw article, observed when it was published. Raises Undecodable."""
    story = decode(line, StoryLine)
    return RawArticle(
        feed_id="stream",
        item_id=story.id,
        media_type="application/vnd.dementi.story+json",
        content=line.strip(),
        observed_at=story.published,
        source=story.source,
        language=story.language,
    )


def replay(lines: Iterable[bytes]) -> Iterator[Replayed]:
    """Each line's outcome, as soon as it is known. Raises Undecodable or Rejected, naming the line."""
    stories, docket = Stories(), Docket()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = deduplicate(normalise(raw_story(line), f"stream:{number}"), stories)
        stories.apply(found.changes)
        for outgoing in found.messages:
            assert isinstance(outgoing.message, LinkedArticle)
            decided = reconcile(extract(outgoing.message), docket)
            docket.apply(decided.changes)
            yield Replayed(outgoing.message, decided.messages)


def story_line(linked: LinkedArticle) -> bytes:
    """The JSON that `--stories` prints for a line of the stream."""
    a = linked.article
    return orjson.dumps(
        {
            "article_id": a.article_id,
            "story_id": linked.story_id,
            "relation": linked.relation,
            "new_sentences": [a.text(a.sentences[i]) for i in linked.new_sentences],
        }
    )
