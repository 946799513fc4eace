"""What a sentence's story says around it: what others report in it, so that an answer can be told from mere news.

Most denials hold no word of denying. "Not one job is going" answers something only where somebody else has said that
jobs go; in a story of its own it is news. The context is built once for an article.
"""

from collections.abc import Sequence
from functools import cache
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
    {"that", "of", "about", "saying", "by", "from", "suggesting", "claiming", "on", "the", "it", "he", "in", "against"}
)
_PREPOSITIONS = frozenset({"to", "in", "on", "at", "for", "of", "with", "from", "by", "into"})
_OFFICES = frozenset(
    {"office", "officer", "department", "secretary", "service", "release", "conference", "room", "aide", "adviser"}
    | {"centre", "center", "operations", "relations", "attache", "corps"}
)
_ROUND = frozenset({"circulated", "circulating", "viral", "shared", "widely"})
_BEFORE_REPORT = frozenset({"media", "press", "newspaper", "published", "news", "unconfirmed", "market", "such"})
_TELLING = frozenset(
    {
        "write",
        "allege",
        "accuse",
        "report",
        "claim",
        "information",
        "account",
        "say",
        "word",
        "go",
        "do",
        "make",
        "pass",
    }
    | {"item", "flash", "bulletin", "leak", "tip", "respond", "react", *_CLAIMED, *_ROUND}
)
_PAPERS = frozenset({"mail", "e-mail", "email", "letter", "sheet", "statement", "release", "denial", "tweet", "notice",
                     "communique", "communiqué", "document", "website", "post", "message", "note"})  # fmt: skip


#: An item of so many sentences, its headline among them, is about one matter.
_SHORT = 7
#: In an item of so many, even what people of the trade say is the report that is answered.
ITEM = 5


class StoryContext(NamedTuple):
    """The sentences of a story as worded, and what stands in them.

    `hearsay[i]` tells that sentence i passes on what others say, `strong[i]` that they are the media, a rumour or an
    accuser and not just people of the trade; `reported` are the words of the sentences that do, `figures` their
    numbers, `negative` tells that they negate. The story is `forged` where it tells of a forged text, `fiction` where
    of a play, `insured` where a claim in it is one on an insurer, `court` where it is told from a court, `short` where
    it has but one matter; `headline_denies` tells that its headline speaks of a denial.
    """

    sentences: tuple[Wording, ...]
    hearsay: tuple[bool, ...]
    strong: tuple[bool, ...]
    reported: frozenset[str]
    figures: frozenset[str]
    negative: bool
    forged: bool
    fiction: bool
    insured: bool
    court: bool
    short: bool
    headline_denies: bool


def story_context(sentences: Sequence[list[Token]], headlines: int = 1) -> StoryContext:
    """The context of a story whose sentences are given as tokens, the first `headlines` of them its headline."""
    worded, open_quote = [], False
    for tokens in sentences:
        sentence = Wording(tokens, open_quote=open_quote)
        open_quote = bool(sentence.quoted) and sentence.quoted[-1]
        worded.append(sentence)
    hearsay = tuple(passes_on(sentence) for sentence in worded)
    if len(worded) <= ITEM and not any(hearsay) and _told_by_another(worded, headlines):
        hearsay = tuple(i == headlines for i in range(len(worded)))
    standing = [sentence for sentence, passed in zip(worded, hearsay, strict=True) if passed]
    bag: frozenset[str] = frozenset().union(*(s.bag for s in worded)) if worded else frozenset()
    notes = [s for i, s in enumerate(worded) if i < headlines or s.lowers[:1] == ["("]]
    head: frozenset[str] = frozenset().union(*(s.bag for s in notes)) if notes else frozenset()
    return StoryContext(
        sentences=tuple(worded),
        hearsay=hearsay,
        strong=tuple(passed and passes_on(s, strictly=True) for s, passed in zip(worded, hearsay, strict=True)),
        reported=frozenset(word for s in standing for word in s.bases),
        figures=frozenset(word for s in standing for word in s.lowers if word[0].isdigit()),
        negative=any(_negative(s) for s in standing),
        forged=any(_forged(s) for s in worded),
        fiction=len(bag & words("fiction")) > 1,
        insured=bool(
            bag
            & {
                "insurer",
                "insurers",
                "insurance",
                "policyholder",
                "policyholders",
                "insured",
                "insure",
                "veteran",
                "veterans",
            }
        ),
        court=bool(bag & {"court", "trial", "pleaded", "arraigned", "indicted", "jury", "prosecutors", "dock"}),
        short=len(worded) <= _SHORT,
        headline_denies=bool(head & (words("deny-verb") | words("refute-verb") | words("deny-noun"))),
    )


def _told_by_another(worded: Sequence[Wording], lead: int) -> bool:
    """Whether the lead of a short item tells what somebody says who says nothing more in it ("..., divers said")."""
    if lead >= len(worded):
        return False
    source = _source(worded[lead])
    others = [_source(sentence) for sentence in worded[lead + 1 :]]
    return bool(source) and not any(source & other for other in others)


def _source(sentence: Wording) -> frozenset[str]:
    """The stems of who says it, near the last verb of saying; empty where a pronoun does or nobody."""
    lowers = sentence.lowers
    at = max((i for i, lower in enumerate(lowers) if lower in words("tell")), default=-1)
    if at < 0:
        return frozenset()
    start = at
    while start and at - start < _SUBJECT and lowers[start - 1] not in (",", '"', "”", ".", ";", "-", "--", ")"):
        start -= 1
    named = sentence.stems[start:at] if start < at else sentence.stems[at + 1 : at + 8]
    return frozenset(named) - {""}


def passes_on(sentence: Wording, strictly: bool = False) -> bool:
    """Whether a sentence passes on what others say: a rumour, a report by media or unnamed people, an accusation.

    `strictly` leaves out people of the trade ("traders said"), whose talk is mostly comment.
    """
    bag = sentence.bag
    if bag & words("hearsay-noun") or bag & words("hearsay-adverb"):
        return True
    if bag.isdisjoint(_passing()):
        return False
    for i, word in enumerate(sentence.bases):
        if word in words("mediaword") or (word in words("outlet-name") and sentence.written[i][:1].isupper()):
            told = _told_by(sentence, i)
        elif word in words("carrier"):
            told = not (strictly and word in words("weak-carrier")) and _told_by(sentence, i)
        else:
            told = word in _TELLING and _hearsay_at(sentence, i, word)
        if told:
            return True
    return False


@cache
def _passing() -> frozenset[str]:
    """Every word by which a sentence can pass on what others say."""
    return _TELLING | words("mediaword") | words("outlet-name") | words("carrier")


def _told_by(sentence: Wording, at: int) -> bool:
    """Whether the medium or the unnamed source at word `at` is who says it ("a radio reported", "said a blog")."""
    lowers, bases = sentence.lowers, sentence.bases
    if set(lowers[at + 1 : at + 2]) & _OFFICES:
        return False
    for i in range(at + 1, min(len(bases), at + _SUBJECT)):
        if bases[i] in ("tell", "ask"):
            return bases[at] in words("carrier") or lowers[i] != "told"
        if (
            bases[i] in words("say")
            or bases[i] in words("hearsay-verb")
            or bases[i] in ("speak", "have", "show", "run", "reveal", "charge")
        ):
            return bases[i] != "have" or lowers[i + 1 : i + 2] in (["said"], ["reported"], ["written"], ["claimed"])
        if lowers[i] in (".", ";", "?") or (lowers[i] == "," and bases[at] in words("carrier")):
            break
    return _named_after(lowers, at)


def _named_after(lowers: list[str], at: int) -> bool:
    """Whether the source at word `at` follows its verb: "said a blog", "according to two bankers"."""
    for i in range(at - 1, max(-1, at - 6), -1):
        if lowers[i] in ("said", "wrote", "writes", "reported", "quoting", "citing", "quoted"):
            return True
        if lowers[i] in _PREPOSITIONS:
            return lowers[i] in ("to", "by", "in") and lowers[max(0, i - 1)] in (
                "according",
                "reported",
                "printed",
                "published",
                "carried",
                "broadcast",
                "posted",
                "aired",
                "report",
            )
    return False


def _hearsay_at(sentence: Wording, at: int, word: str) -> bool:
    lowers = sentence.lowers
    after = lowers[at + 1] if at + 1 < len(lowers) else ""
    before = lowers[at - 1] if at else ""
    if word == "write":
        return lowers[at] in ("wrote", "writes")
    if word in ("allege", "accuse"):
        return lowers[at] not in ("writing", "accused") or after in ("of", "the", "by") or lowers[at] == "writing"
    if word == "report":
        return after in _REPORTED or before in _BEFORE_REPORT or lowers[at + 1 : at + 2] in (["."], [","])
    if word == "information":
        return after in ("broadcast", "published", "circulating", "circulated", "spread", "that", "distributed")
    if word == "claim":
        return after in ("that", "of", "by")
    if word == "account":
        return after == "of" and before not in ("on", "into", "take")
    if word == "say" or lowers[at] in _CLAIMED:
        return after == "to" and before in words("be")
    if (
        word in ("go", "do", "make", "pass")
        and lowers[at + 1 : at + 4]
        and (
            after in ("round", "around", "viral")
            or set(lowers[at + 1 : at + 3]) >= {"the", "rounds"}
            or lowers[at + 1 : at + 4] == ["on", "as", "news"]
        )
    ):
        return True
    if word in ("item", "flash", "bulletin", "leak", "tip"):
        return before == "news" or after == "that"
    if word == "respond" or word == "react":
        return after == "to"
    return (word == "word" and after == "that") or (lowers[at] in _ROUND and bool(sentence.bag & words("carrier")))


def _negative(sentence: Wording) -> bool:
    """Whether what is passed on is itself a negation ("has not paid", "was never restarted")."""
    return bool(sentence.bag & {"never", "not", "no", "without", "fail", "unpaid", "miss"})


def _forged(sentence: Wording) -> bool:
    """Whether the sentence speaks of a forged text: a bogus sheet, a spoof release, the work of pranksters."""
    if sentence.bag & {"prank", "pranksters", "impostor", "imposter", "impostors", "hoaxers"}:
        return True
    lowers = sentence.lowers
    return any(word in words("forged") and set(lowers[i + 1 : i + 3]) & _PAPERS for i, word in enumerate(lowers[:-1]))
