"""What a sentence's story says around it: what others report in it, so that an answer can be told from mere news.

Most denials hold no word of denying. "Not one job is going" answers something only where somebody else has said that
jobs go; in a story of its own it is news. The context is built once for an article.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.lexicon import words
from pipeline.extract.tokens import Token
from pipeline.extract.wording import Wording

#: How far after its subject a verb of saying may stand.
_SUBJECT = 12
_CLAIMED = frozenset(
    {"said", "believed", "understood", "thought", "alleged", "accused", "rumoured", "rumored", "tipped"}
)
_REPORTED = frozenset(
    {"that", "of", "about", "saying", "by", "from", "suggesting", "claiming", "on", "the", "it", "he"}
)
_BEFORE_REPORT = frozenset({"media", "press", "newspaper", "published", "news", "unconfirmed", "market", "such"})
_PAPERS = frozenset({"mail", "e-mail", "email", "letter", "sheet", "statement", "release", "denial", "tweet", "notice",
                     "communique", "communiqué", "document", "website", "post", "message", "note"})  # fmt: skip


class StoryContext(NamedTuple):
    """The sentences of a story as worded, and what stands in them.

    `hearsay[i]` tells that sentence i passes on what others say; `matter` are the stems of those sentences, `reported`
    their words, `figures` their numbers; `negative` tells that what is reported is itself a negation. `forged` tells
    that the story is about a forged text, `fiction` that it tells of a play, `court` that it is told from a court, and
    `headline_denies` that its headline speaks of a denial.
    """

    sentences: tuple[Wording, ...]
    hearsay: tuple[bool, ...]
    matter: frozenset[str]
    reported: frozenset[str]
    figures: frozenset[str]
    negative: bool
    forged: bool
    fiction: bool
    court: bool
    headline_denies: bool


def story_context(sentences: Sequence[list[Token]], text: str, headlines: int = 1) -> StoryContext:
    """The context of a story whose sentences are given as tokens, the first `headlines` of them its headline."""
    worded, open_quote = [], False
    for tokens in sentences:
        sentence = Wording(tokens, text, open_quote=open_quote)
        open_quote = bool(sentence.quoted) and sentence.quoted[-1]
        worded.append(sentence)
    hearsay = tuple(passes_on(sentence) for sentence in worded)
    standing = [sentence for sentence, passed in zip(worded, hearsay, strict=True) if passed]
    bag: frozenset[str] = frozenset().union(*(s.bag for s in worded)) if worded else frozenset()
    head: frozenset[str] = frozenset().union(*(s.bag for s in worded[:headlines])) if worded else frozenset()
    return StoryContext(
        sentences=tuple(worded),
        hearsay=hearsay,
        matter=frozenset(stem for s in standing for stem in s.stems if stem),
        reported=frozenset(word for s in standing for word in s.bases),
        figures=frozenset(word for s in standing for word in s.lowers if word[0].isdigit()),
        negative=any(_negative(s) for s in standing),
        forged=any(_forged(s) for s in worded),
        fiction=len(bag & words("fiction")) > 1,
        court=bool(bag & {"court", "trial", "pleaded", "arraigned", "indicted", "jury", "prosecutors", "dock"}),
        headline_denies=bool(head & (words("deny-verb") | words("refute-verb") | {"not", "no", "denial"})),
    )


def passes_on(sentence: Wording) -> bool:
    """Whether a sentence passes on what others say: a rumour, a report by media or unnamed people, an accusation."""
    bag = sentence.bag
    if bag & words("hearsay-noun") or bag & words("hearsay-adverb"):
        return True
    return any(
        _told_by(sentence, i)
        if word in words("mediaword") or word in words("carrier")
        else _hearsay_at(sentence, i, word)
        for i, word in enumerate(sentence.bases)
    )


def _told_by(sentence: Wording, at: int) -> bool:
    """Whether the medium or the unnamed source at word `at` is who says it ("a radio station reported", "said a blog")."""
    lowers, bases = sentence.lowers, sentence.bases
    for i in range(at + 1, min(len(bases), at + _SUBJECT)):
        if bases[i] in ("tell", "ask"):
            return bases[at] in words("carrier") or lowers[i] != "told"
        if (
            bases[i] in words("say")
            or bases[i] in words("hearsay-verb")
            or bases[i] in ("speak", "have", "show", "run")
        ):
            return bases[i] != "have" or lowers[i + 1 : i + 2] in (["said"], ["reported"], ["written"], ["claimed"])
        if lowers[i] in (".", ";", "!", "?"):
            break
    before = lowers[max(0, at - 5) : at]
    return bool(set(before) & {"said", "wrote", "writes", "reported", "reports", "according", "quoting", "citing"})


def _hearsay_at(sentence: Wording, at: int, word: str) -> bool:
    lowers = sentence.lowers
    after = lowers[at + 1] if at + 1 < len(lowers) else ""
    before = lowers[at - 1] if at else ""
    if word in ("write", "allege", "accuse"):
        return lowers[at] not in ("writing", "accused") or after in ("of", "the", "by") or lowers[at] == "writing"
    if word == "report":
        return after in _REPORTED or before in _BEFORE_REPORT or lowers[at + 1 : at + 2] in (["."], [","])
    if word == "claim":
        return after in ("that", "of", "by")
    if word == "account":
        return after == "of" and before not in ("on", "into", "take")
    if word == "say" or lowers[at] in _CLAIMED:
        return after == "to" and before in words("be")
    return word == "word" and after == "that"


def _negative(sentence: Wording) -> bool:
    """Whether what is passed on is itself a negation ("has not paid", "was never restarted")."""
    return bool(sentence.bag & {"never", "not", "no", "without", "fail", "unpaid", "miss"})


def _forged(sentence: Wording) -> bool:
    """Whether the sentence speaks of a forged text: a bogus sheet, a spoof release, the work of pranksters."""
    if sentence.bag & {"prank", "pranksters", "impostor", "imposter", "impostors", "hoaxers"}:
        return True
    lowers = sentence.lowers
    return any(word in words("forged") and set(lowers[i + 1 : i + 3]) & _PAPERS for i, word in enumerate(lowers[:-1]))
