"""Links an article to its story and finds the sentences that are new in it. Never drops a document."""

from collections.abc import Iterable

from pipeline.step import Change, Decision, Outgoing
from schemas.article import Fingerprinted, LinkedArticle


class Stories:
    """The deduplicator's view of its state: rebuilt from records, changed only by `apply`."""

    def apply(self, changes: Iterable[Change]) -> None:
        """Take over changes, in order."""


def deduplicate(item: Fingerprinted, stories: Stories) -> Decision:
    """Which story the article belongs to and what is new in it, as one message on `articles`."""
    a = item.article
    linked = LinkedArticle(
        article=a, story_id=a.article_id, relation="first", new_sentences=tuple(range(len(a.sentences)))
    )
    return Decision((), (Outgoing("articles", a.article_id, linked),))
