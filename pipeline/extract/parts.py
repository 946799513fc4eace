"""The parts of an answer: which slots of the matter it speaks of, by what words it points, what it lets stand."""

from pipeline.extract.decide import Decided
from pipeline.extract.lexicon import words
from pipeline.extract.wording import Wording

_POINTING = frozenset({"the", "any", "such", "that", "this", "these", "those", "no", "media", "press"})
_ENDS = frozenset({",", ";", ":", ".", "!", "?", '"', "“", "”", "—", "–", "--", "("})
_LONGEST = 14


def scope(sentence: Wording, decided: Decided) -> tuple[str, ...]:
    """The slots answered, of event, amount, date, intent and source; the whole event where none stands out."""
    found = []
    negated = [i for i, word in enumerate(sentence.lowers) if word in words("not")]
    near = {word for i in negated for word in sentence.lowers[i + 1 : i + 5]}
    if decided.stance == "partly_denies":
        if any(word[0].isdigit() for word in near) or sentence.bag & {
            "figure",
            "number",
            "amount",
            "price",
            "sum",
            "toll",
        }:
            found.append("amount")
        if near & words("month") or sentence.bag & {"date", "premature", "timing"}:
            found.append("date")
    if sentence.bag & {"plan", "intention", "consider", "contemplate"} or decided.rule.startswith("ruled out"):
        found.append("intent")
    if "interview" in sentence.bag and decided.stance == "denies":
        found.append("source")
    return tuple(found) or ("event",)


def answers(sentence: Wording) -> str:
    """The words by which an answer points at what it answers: "any such meeting", "the report by the daily"."""
    lowers, bases = sentence.lowers, sentence.bases
    for i, word in enumerate(bases):
        if lowers[i] == "such" and i and lowers[i - 1] in ("any", "no"):
            return _phrase(sentence, i - 1)
        if word in words("report") and i and set(lowers[max(0, i - 3) : i]) & _POINTING:
            start = i
            while start and lowers[start - 1] in _POINTING | words("mediaword") and start > i - 3:
                start -= 1
            return _phrase(sentence, start)
    return ""


def _phrase(sentence: Wording, start: int) -> str:
    end = start + 1
    while end < min(len(sentence.lowers), start + _LONGEST) and sentence.lowers[end] not in _ENDS:
        end += 1
    return " ".join(sentence.written[start:end]).replace(" 's", "'s")


def residual(sentence: Wording) -> str:
    """What a partial denial lets stand: its clause without a negation, as written; empty where it has none."""
    clauses: list[list[int]] = [[]]
    for i, lower in enumerate(sentence.lowers):
        if lower in words("contrast") or lower in (",", ";", "and"):
            clauses.append([])
        elif lower not in _ENDS:
            clauses[-1].append(i)
    affirmed = [c for c in clauses if len(c) > 2 and not any(sentence.lowers[i] in words("not") for i in c)]
    if not affirmed or len(clauses) == len(affirmed):
        return ""
    longest = max(affirmed, key=len)
    return " ".join(sentence.written[i] for i in longest).replace(" 's", "'s")
