"""New sentences to claims: who says, how, and what. English in the pack `english`, one language a pack."""

from pipeline.extract.assembly import claims_of
from pipeline.extract.attribution import Attribution, attribute
from schemas.article import LinkedArticle
from schemas.claim import ArticleClaims

__all__ = ["Attribution", "attribute", "extract"]


def extract(linked: LinkedArticle) -> ArticleClaims:
    """The claims of an article's new sentences, and its references to older ones.

    An article in a language that has no pack goes on without claims, marked `unread`.
    """
    a = linked.article
    read = a.language.partition("-")[0].lower() in ("en", "")
    found = claims_of(a, linked.new_sentences) if read and linked.new_sentences else None
    return ArticleClaims(
        article_id=a.article_id, content_id=a.content_id, delivery=a.delivery, version=a.version,
        version_created=a.version_created, status=a.status, source=a.source, feed_kind=a.feed_kind, url=a.url,
        title=a.title, language=a.language, country=a.country, when=a.when, observed_at=a.observed_at,
        story_id=linked.story_id, relation=linked.relation, claims=found.claims if found else (),
        names=found.names if found else (), terms=found.terms if found else (), repeats=linked.repeats,
        vanished=linked.vanished, superseded=linked.superseded, kills=linked.kills, merged=linked.merged,
        unread=not read,
    )  # fmt: skip
