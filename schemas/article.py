"""Articles: as received, as we mean them, and as linked to their story."""

from datetime import datetime
from typing import Literal

from schemas.codec import Message

Status = Literal["usable", "withheld", "canceled"]
FeedKind = Literal["wire", "official", "press"]
Relation = Literal["first", "exact", "near", "version"]
TimeFlag = Literal["ok", "missing", "future", "absurd", "zoneless"]
SentenceKind = Literal["headline", "text", "credit", "boilerplate"]


class RawArticle(Message, frozen=True, kw_only=True):
    """An item as it was received, on `raw-articles`.

    `media_type` says how `content` is read: `application/vnd.dementi.story+json` (a line of a stream file),
    `application/vnd.dementi.entry+json` (one entry of a polled feed), or a wire format's own type.
    `observed_at` is set once, at intake, and never again.
    """

    feed_id: str
    item_id: str
    media_type: str
    content: bytes
    observed_at: datetime
    feed_kind: FeedKind = "wire"
    source: str = ""
    language: str = ""
    country: str = ""
    headers: dict[str, str] = {}


class Sentence(Message, frozen=True, kw_only=False, array_like=True):
    """A sentence: its offsets [start, end) in the article's body, or in the title where `kind` is `headline`."""

    start: int
    end: int
    kind: SentenceKind = "text"


class Marks(Message, frozen=True, kw_only=True):
    """What the wire itself says of a version, read from headline, slug or editor's note."""

    tags: tuple[str, ...] = ()  # e.g. "UPDATE", "CORRECTED", "REFILE", "WRAPUP", "WRITETHRU", "URGENT", "KILL"
    number: int | None = None  # the n of "UPDATE n-"
    note: str = ""  # the bracketed note that tells what changed


class Article(Message, frozen=True, kw_only=True):
    """The canonical article: one version of one item.

    `article_id` is the item's identity, the same for all its versions; `content_id` is made from what it says.
    `delivery` names the intake that it came from, so that the same delivery handled again can be told from a copy.
    `published` is what the wire says; `time_flag` says whether that can be believed (`when` does the choosing).
    """

    article_id: str
    content_id: str
    delivery: str
    feed_id: str
    source: str
    feed_kind: FeedKind
    url: str
    title: str
    body: str
    language: str
    country: str
    version: int
    version_created: datetime | None
    status: Status
    published: datetime
    time_flag: TimeFlag
    observed_at: datetime
    sentences: tuple[Sentence, ...]
    marks: Marks = Marks()

    @property
    def when(self) -> datetime:
        """The time that orders reports and denials: `published`, unless it is flagged, then `observed_at`."""
        return self.published if self.time_flag == "ok" else self.observed_at

    def text(self, sentence: Sentence) -> str:
        """The sentence as it stands in the title or the body."""
        whole = self.title if sentence.kind == "headline" else self.body
        return whole[sentence.start : sentence.end]


class Fingerprinted(Message, frozen=True, kw_only=True):
    """An article with its fingerprints, on the internal topic `fingerprints` (little-endian packed integers).

    `body_hash` is of the copy's words: the same for two printings that differ only in dress.
    """

    article: Article
    shingles: bytes = b""  # uint64: winnowed word 8-grams of the body
    sentence_hashes: bytes = b""  # uint64: one for each of `article.sentences`
    body_hash: str = ""
    tokens: bytes = b""  # uint32: the words of all sentences, hashed, the class of each in its low bits
    lengths: bytes = b""  # uint32: how many words each sentence has
    learnt: bytes = b""  # uint8: after how many stories each sentence is boilerplate (0: never)


class Repeat(Message, frozen=True, kw_only=False, array_like=True):
    """Sentence `index` of this article says again what sentence `of_index` of `of_article`/`of_content` said."""

    index: int
    of_article: str
    of_content: str
    of_index: int


class LinkedArticle(Message, frozen=True, kw_only=True):
    """An article with its story and what is new in it, on `articles`.

    `new_sentences` are indexes into `article.sentences` that are to be read for claims; `repeats` point old ones to
    the sentence that they repeat; `vanished` are sentences of the item's earlier version that this one lost.
    `superseded` is set for a version that arrives after a later version of the same item: it is kept, not read.
    `kills` names other items that this one asks to kill or withhold; `merged` names stories that this article shows
    to be one with its own.
    """

    article: Article
    story_id: str
    relation: Relation
    new_sentences: tuple[int, ...]
    repeats: tuple[Repeat, ...] = ()
    vanished: tuple[Repeat, ...] = ()
    superseded: bool = False
    kills: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
