"""Cases and alerts: a dispute through its life."""

from datetime import datetime
from typing import Literal

from schemas.claim import Link, SpeakerKind, Stance, Standing
from schemas.codec import Message

CaseState = Literal["candidate", "open", "withdrawn", "confirmed", "merged"]


class Place(Message, frozen=True, kw_only=True):
    """Where a statement stands: a sentence of an article, with who says it.

    `live` turns false when the article was killed, corrected or taken back, or rests on one that was; where it was
    killed, the quote is gone too.
    """

    article_id: str
    quote: str
    source: str
    published: datetime
    speaker: str
    speaker_kind: SpeakerKind
    stance: Stance
    claim_id: str = ""
    url: str = ""
    title: str = ""
    story_id: str = ""
    observed_at: datetime | None = None
    chain: tuple[Link, ...] = ()
    standing: Standing = Standing()
    live: bool = True


class Gate(Message, frozen=True, kw_only=True):
    """One gate of the cascade: whether the pair passed, and why, in words for an editor."""

    name: str
    passed: bool
    reason: str


class Case(Message, frozen=True, kw_only=True):
    """The latest state of a dispute, whole, on `cases`; its key is `case_id`."""

    case_id: str
    revision: int
    state: CaseState
    reason: str  # of the last step: opened, another_report, another_official, denial_killed, confirmed_officially ...
    trigger: str  # the article whose arrival made this revision
    opened_at: datetime | None
    updated_at: datetime
    denial: Place
    denials: tuple[Place, ...]
    reports: tuple[Place, ...]
    origins: int  # independent origins of the report
    gates: tuple[Gate, ...]
    rules: str  # version of the rules
    residual: str = ""
    redirect: str = ""  # the case that this one was merged into


class Alert(Message, frozen=True, kw_only=True):
    """One revision of a case for the operator, on `alerts`; its key is the case id.

    `alert_id` is the case id: the same for every revision. `severity` and `headline` are for people.
    """

    alert_id: str
    revision: int
    state: CaseState
    trigger: str
    reason: str
    headline: str
    denial: Place
    denials: tuple[Place, ...]
    reports: tuple[Place, ...]
    origins: int
    gates: tuple[Gate, ...]
    rules: str
    observed_at: datetime  # receipt of the trigger
    residual: str = ""
