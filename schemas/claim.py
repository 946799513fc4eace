"""Claims: who says what, how, and by what chain."""

from datetime import datetime
from typing import Literal

from schemas.article import FeedKind, Repeat, Status
from schemas.codec import Message

Stance = Literal["asserts", "confirms", "denies", "partly_denies", "no_comment", "unaware", "retracts", "corrects"]
SpeakerKind = Literal["official", "anonymous", "media", "person", ""]
Force = Literal["categorical", "qualified", "evasive"]
Span = tuple[int, int]


class Spans(Message, frozen=True, kw_only=True):
    """Character offsets [start, end) into the body; empty where a part is not in the body."""

    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    content: tuple[Span, ...] = ()


class Link(Message, frozen=True, kw_only=True):
    """One link of a chain of attribution, nearest to the reader first."""

    name: str
    kind: SpeakerKind


class Standing(Message, frozen=True, kw_only=True):
    """For whom the speaker speaks. `body` is the canonical name of the body spoken for, `office` the speaker's post."""

    office: str = ""
    body: str = ""
    country: str = ""
    on_record: bool = True


class Event(Message, frozen=True, kw_only=True):
    """What the content is about. Terms are lower-case stems; dates are ISO intervals `YYYY-MM-DD/YYYY-MM-DD`."""

    names: tuple[str, ...] = ()  # proper names, canonical within the story
    terms: tuple[str, ...] = ()  # content words, stemmed
    numbers: tuple[str, ...] = ()  # normalised figures
    dates: tuple[str, ...] = ()
    negated: bool = False
    modality: Literal["done", "planned", "alleged", "unknown"] = "unknown"


class Claim(Message, frozen=True, kw_only=True):
    """One attributed statement of one sentence, on `claims`.

    `claim_id` is made from the sentence, the speaker and the stance. `index` is the sentence's place in the article.
    `speaker` is as the copy names it (empty: the outlet's own voice). `answers` are the words by which a response
    points at what it answers ("any such meeting", "the report by X"). `historical` marks a reminder of an old stance,
    `secondhand` a stance told by a third party.
    """

    claim_id: str
    article_id: str
    content_id: str
    index: int
    quote: str
    stance: Stance
    speaker: str
    speaker_kind: SpeakerKind
    spans: Spans = Spans()
    standing: Standing = Standing()
    chain: tuple[Link, ...] = ()
    content: str = ""
    event: Event = Event()
    force: Force = "categorical"
    scope: tuple[str, ...] = ()  # which slots of the matter are answered: event, amount, date, place, actor, intent ...
    residual: str = ""  # what a partial denial leaves standing
    answers: str = ""
    historical: bool = False
    secondhand: bool = False
    rule: str = ""  # the rule that decided the stance
    sure: float = 1.0  # how sure the reading of the stance is, 0 to 1
    worded: bool = True  # whether a word or formula of answering decided, not just what stands around
    carriers: tuple[str, ...] = ()  # other articles that carry it, by id


class ArticleClaims(Message, frozen=True, kw_only=True):
    """All claims and references of one article version, on the internal topic `article-claims`.

    `terms` and `names` describe the whole story (for what a denial leaves unsaid). `unread` is set where there is no
    pack for the language.
    """

    article_id: str
    content_id: str
    delivery: str
    version: int
    version_created: datetime | None
    status: Status
    source: str
    feed_kind: FeedKind
    url: str
    title: str
    language: str
    country: str
    when: datetime
    observed_at: datetime
    story_id: str
    relation: Literal["first", "exact", "near", "version"]
    claims: tuple[Claim, ...]
    repeats: tuple[Repeat, ...] = ()
    vanished: tuple[Repeat, ...] = ()
    superseded: bool = False
    kills: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    unread: bool = False
