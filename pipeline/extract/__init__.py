"""New sentences to claims: who says, how, and what. English in the pack `english`, one language a pack."""

from schemas.article import LinkedArticle
from schemas.claim import ArticleClaims, Claim
from schemas.codec import content_id


def extract(linked: LinkedArticle) -> ArticleClaims:
    """The claims of an article's new sentences, and its references to older ones."""
    a = linked.article
    claims = tuple(
        Claim(
            claim_id=content_id(a.article_id, a.content_id, str(i)),
            article_id=a.article_id,
            content_id=a.content_id,
            index=i,
            quote=a.text(a.sentences[i]),
            stance="asserts",
            speaker="",
            speaker_kind="",
        )
        for i in linked.new_sentences
    )
    return ArticleClaims(
        article_id=a.article_id, content_id=a.content_id, delivery=a.delivery, version=a.version,
        version_created=a.version_created, status=a.status, source=a.source, feed_kind=a.feed_kind, url=a.url,
        title=a.title, language=a.language, country=a.country, when=a.when, observed_at=a.observed_at,
        story_id=linked.story_id, relation=linked.relation, claims=claims, repeats=linked.repeats,
        vanished=linked.vanished, superseded=linked.superseded, kills=linked.kills,
    )  # fmt: skip
