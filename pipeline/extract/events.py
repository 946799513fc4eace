"""What a statement is about: names, terms, numbers and dates, whether it negates, and whether it is done or planned."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pipeline.extract.dates import dates
from pipeline.extract.lexicon import words
from pipeline.extract.story import StoryContext
from pipeline.extract.wording import Wording
from schemas.claim import Event

Modality = Literal["done", "planned", "alleged", "unknown"]

_WITHIN = frozenset({"of", "de", "da", "del", "bin", "al", "van", "von", "der", "the", "and", "&"})
_SCALES = {"thousand": 3, "million": 6, "mln": 6, "m": 6, "billion": 9, "bn": 9, "bln": 9, "trillion": 12, "crore": 7,
           "lakh": 5}  # fmt: skip
_SMALL = {word: str(n) for n, word in enumerate(
    ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 2)}  # fmt: skip
_PLANNED = frozenset({"will", "would", "shall", "plan", "intend", "consider", "propose", "prepare", "mull", "'ll"})
_ALLEGED = frozenset({"allegedly", "reportedly", "alleged", "accuse", "accused", "suspected", "supposedly"})
_LONGEST = 7


def event(sentence: Wording, content: Sequence[int], canonical: dict[str, str], when: date) -> Event:
    """What the words of `content` are about; `canonical` leads a name of the story to its fullest form."""
    lowers = sentence.lowers
    said = [lowers[i] for i in content]
    return Event(
        names=_once(canonical.get(name, name) for name in names(sentence, content)),
        terms=_once(sentence.stems[i] for i in content if sentence.stems[i]),
        numbers=_once(_numbers(lowers, content)),
        dates=dates(lowers, content, when),
        negated=any(word in words("not") for word in said),
        modality=_modality(frozenset(said) | {sentence.bases[i] for i in content}),
    )


def _once(found: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))  # type: ignore[call-overload]


def _modality(said: frozenset[str]) -> Modality:
    if said & _ALLEGED:
        return "alleged"
    if said & _PLANNED:
        return "planned"
    return "done" if said & words("auxiliary") or any(word.endswith("ed") for word in said) else "unknown"


def names(sentence: Wording, content: Sequence[int]) -> list[str]:
    """The proper names among the words of `content`: runs of capitalised words, joined by "of" and the like."""
    found: list[str] = []
    run: list[str] = []
    last = -1
    for i in (*content, -1):
        word = sentence.written[i] if i >= 0 else ""
        begins = i == 0 or (i > 0 and sentence.lowers[i - 1] in ('"', "“", ".", ":"))
        capital = word[:1].isupper() and not (begins and not run and not sentence.stems[i])
        if run and i == last + 1 and (capital or (sentence.lowers[i] in _WITHIN and len(run) < _LONGEST)):
            run.append(word)
        else:
            _close(run, found)
            run = [word] if capital and sentence.stems[i] else []
        last = i
    return found


def _close(run: list[str], found: list[str]) -> None:
    while run and not run[-1][:1].isupper():
        run.pop()
    if run and len(" ".join(run)) > 1:
        found.append(" ".join(run))


def canonical_names(story: StoryContext) -> dict[str, str]:
    """Each name of the story with its fullest form: a surname to the full name, initials to what they stand for."""
    full = _once(name for s in story.sentences[1:] or story.sentences for name in names(s, range(len(s.lowers))))
    by_word: dict[str, str] = {}
    by_initials: dict[str, str] = {}
    for name in full:
        parts = name.split()
        if len(parts) > 1:
            by_word.setdefault(parts[-1].lower(), name)
            by_initials.setdefault("".join(part[0] for part in parts if part[0].isupper()), name)
    found = {}
    for name in full:
        if " " not in name:
            found[name] = by_initials.get(name.replace(".", ""), by_word.get(name.lower(), name))
    return found


def _numbers(lowers: Sequence[str], content: Sequence[int]) -> list[str]:
    """The figures, in digits and scaled: "4,200" is 4200, "1.2 billion" 1200000000, "three" 3."""
    found = []
    for i in content:
        word = lowers[i]
        figure = word.replace(",", "") if word[0].isdigit() else _SMALL.get(word, "")
        if not figure or ":" in figure or figure.count(".") > 1:
            continue
        scale = _SCALES.get(lowers[i + 1], 0) if i + 1 < len(lowers) else 0
        found.append(_scaled(figure, scale))
    return found


def _scaled(figure: str, scale: int) -> str:
    whole, _, part = figure.partition(".")
    if not scale:
        return f"{whole}.{part}".rstrip("0").rstrip(".") if part.strip("0") else whole
    part = part.rstrip("0")
    if len(part) > scale:
        return f"{whole}{part[:scale]}.{part[scale:]}"
    return (whole + part + "0" * (scale - len(part))).lstrip("0") or "0"
