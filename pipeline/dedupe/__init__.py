"""Links an article to its story and finds the sentences that are new in it. Never drops a document.

Theory of operation. Whole documents are never compared by likeness: a version that is 95 % old may carry the one
sentence that matters. An article is linked to a story by what they share, and then read sentence by sentence: what the
story has not said goes on to be read for claims, what it has said goes on by reference to where it was first said.
"""

import numpy as np
from msgspec.structs import replace

from pipeline.dedupe.decide import decide, remembered
from pipeline.dedupe.records import DeliveryState
from pipeline.dedupe.stories import Lifetimes, Stories
from pipeline.step import Decision, Outgoing
from schemas.article import Article, Fingerprinted, LinkedArticle

__all__ = ["Lifetimes", "Stories", "deduplicate"]


def deduplicate(item: Fingerprinted, stories: Stories) -> Decision:
    """Which story the article belongs to and what is new in it, as one message on `articles`.

    A version that kills or withholds, and one that comes after it, carries no text, and a tombstone follows it for
    each item that it recalls: this writer sends both, so a version that brings a held item back stands behind them.
    The same delivery handled again gives the same messages and changes nothing.
    """
    article = item.article
    before = stories.delivery(article.delivery)
    if before and (before.article_id, before.content_id) == (article.article_id, article.content_id):
        return Decision((), _messages(article, before, stories))
    now = max(stories.now, int(article.observed_at.timestamp()))
    found = decide(item, stories, now)
    note = remembered(article, found.verdict, now)
    assert isinstance(note.value, DeliveryState)
    forgotten = stories.due(now)
    return Decision((*forgotten, *found.changes, note), _messages(article, note.value, stories))


def _messages(article: Article, decided: DeliveryState, stories: Stories) -> tuple[Outgoing, ...]:
    held = stories.item(article.article_id)
    dead = article.status != "usable" or (decided.superseded and held is not None and held.status != "usable")
    recalled = dict.fromkeys((*([article.article_id] if dead else []), *decided.kills))
    linked = _linked(_without_text(article) if dead else article, decided)
    return (
        Outgoing("articles", article.article_id, linked),
        *(Outgoing("articles", article_id, None) for article_id in recalled),
    )


def _without_text(article: Article) -> Article:
    return replace(article, title="", body="", sentences=(), marks=replace(article.marks, note=""))


def _linked(article: Article, decided: DeliveryState) -> LinkedArticle:
    return LinkedArticle(
        article=article,
        story_id=decided.story_id,
        relation=decided.relation,
        new_sentences=tuple(np.frombuffer(decided.new_sentences, "<u2").tolist()),
        repeats=decided.repeats.repeats(),
        vanished=decided.vanished.repeats(),
        superseded=decided.superseded,
        kills=decided.kills,
        merged=decided.merged,
    )
