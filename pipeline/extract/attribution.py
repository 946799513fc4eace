"""Attributions: which words name a source, which are the cue, which are what it says."""

from typing import NamedTuple

from pipeline.extract.tokens import Token
from schemas.claim import Span


class Attribution(NamedTuple):
    """One attribution found in a sentence.

    Spans are character offsets into the text that the sentence stands in (body, or title for a headline). `lemma` is
    the cue's base form ("say", "deny", "according to", "decline"; empty where a quote runs on without a cue).
    `negated` tells that the cue itself is negated ("did not deny"); `form` is how it stands: "verb", "passive",
    "participle", "noun", "preposition", "carried" (a quote running over from the sentence before).
    `parent` is the index, in the sentence's list, of the attribution whose content this one stands in, or -1.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    lemma: str
    negated: bool
    form: str
    parent: int = -1


def attribute(tokens: list[Token], text: str) -> list[Attribution]:
    """The attributions of one sentence, outermost first; empty for a sentence in the outlet's own voice."""
    return []
