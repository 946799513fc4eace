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
    `sense` is the cue's class in the language pack ("say", "deny", "decline", "unreached", "think" ...); `modal` the
    auxiliaries before it in lower case ("will", "had", "has always"); `head` the index of the cue's main word in the
    tokens given, or -1.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    lemma: str
    negated: bool
    form: str
    parent: int = -1
    sense: str = "say"
    modal: str = ""
    head: int = -1


def attribute(tokens: list[Token], text: str, quoted: bool = False, headline: bool = False) -> list[Attribution]:
    """The attributions of one sentence in the order of their cues; empty for one in the outlet's own voice.

    `quoted` tells that the sentence begins inside a quote that the sentence before opened; `headline` that it is
    written in the grammar of headlines ("Not so, says bank"; "X: never").
    """
    return []
