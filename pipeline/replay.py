"""The whole flow in memory, in the order of arrival: the same steps as the live agents, without a broker."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import orjson
from msgspec.structs import replace as replace_fields

from pipeline.dedupe import Stories, deduplicate
from pipeline.extract import extract
from pipeline.reconcile import Docket, reconcile
from pipeline.step import Outgoing
from pipeline.wire import Rejected, normalise
from pipeline.wire.normalise import StoryLine
from schemas.article import LinkedArticle, RawArticle
from schemas.claim import Claim, Spans
from schemas.codec import Message, Undecodable, decode


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


def replay(lines: Iterable[bytes], docket: Docket | None = None) -> Iterator[Replayed]:
    """Each line's outcome, as soon as it is known. Raises Rejected, naming the line."""
    stories, docket = Stories(), docket or Docket()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = normalise(raw_story(line), f"stream:{number}")
        except (Undecodable, Rejected) as error:
            raise Rejected(f"line {number}: {error}") from error
        found = deduplicate(item, stories)
        stories.apply(found.changes)
        for outgoing in found.messages:
            if not isinstance(outgoing.message, LinkedArticle):
                continue  # a tombstone: there is no topic here that keeps what is recalled
            decided = reconcile(extract(outgoing.message), docket)
            docket.apply(decided.changes)
            yield Replayed(outgoing.message, decided.messages)


def as_carried(message: Message, linked: LinkedArticle) -> Message:
    """A claim as it stands in the article that carries it (without spans, which are the first carrier's)."""
    carrier = linked.article.article_id
    if isinstance(message, Claim) and message.article_id != carrier and carrier in message.carriers:
        return replace_fields(message, article_id=carrier, spans=Spans())
    return message


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
