"""The words of the English pack: read once from the plain lists beside this file."""

from collections.abc import Iterator
from importlib.resources import files
from typing import NamedTuple


class Cue(NamedTuple):
    """One form of a cue verb. `form`: base, s, ed (past and participle), past, part, ing; `particles` are the words
    one of which has to follow ("ruled out"), `takes` those that belong to the cue where they do ("called for").
    """

    lemma: str
    sense: str
    form: str
    noun_too: bool
    clause_only: bool
    particles: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()


def lines(name: str) -> Iterator[str]:
    """The lines of a list, without comments and blank ones."""
    for line in files(__package__).joinpath(name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def classes(name: str) -> dict[str, tuple[str, ...]]:
    """A list's classes: the entries under each [heading], separated by blanks."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in lines(name):
        if line.startswith("["):
            heading = line[1:-1]
            found[heading] = []
        else:
            found[heading] += line.split()
    return {key: tuple(value) for key, value in found.items()}


_CLOSED = {key: frozenset(value) for key, value in classes("grammar_words.txt").items()}
_DOUBLED = _CLOSED["doubled"]


def inflect(lemma: str) -> tuple[str, str, str]:
    """The regular third person, past and -ing form of a verb."""
    vowel_y = lemma.endswith("y") and lemma[-2] not in "aeou"
    third = lemma[:-1] + "ies" if vowel_y else lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "go")) else "s")
    if lemma in _DOUBLED:
        return third, lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"
    if lemma.endswith("e"):
        return third, lemma + "d", (lemma if lemma.endswith("ee") else lemma[:-1]) + "ing"
    return third, (lemma[:-1] + "ied") if vowel_y else lemma + "ed", lemma + "ing"


def _cues() -> dict[str, Cue]:
    found: dict[str, Cue] = {}
    sense = ""
    for line in lines("cues.txt"):
        if line.startswith("["):
            sense = line[1:-1]
            continue
        marks, words = line[: len(line) - len(line.lstrip("*+"))], line.lstrip("*+").split()
        words[0], _, taken = words[0].partition("^")
        words[0], _, particle = words[0].partition("~")
        particles = tuple(particle.split("|")) if particle else ()
        third, past, ing = inflect(words[0])
        forms = [(words[0], "base"), (third, "s"), (ing, "ing")]
        forms += [(words[1], "past"), (words[-1], "part")] if len(words) > 1 else [(past, "ed")]
        if len(words) > 1 and words[1] == words[-1]:
            forms[-2:] = [(words[1], "ed")]
        for form, kind in forms:
            found.setdefault(
                form,
                Cue(
                    words[0],
                    sense,
                    kind,
                    "*" in marks,
                    "+" in marks,
                    particles,
                    tuple(taken.split("|")) if taken else (),
                ),
            )
    return found


CUES = _cues()
BE, HAVE, DO, MODAL = _CLOSED["be"], _CLOSED["have"], _CLOSED["do"], _CLOSED["modal"]
NEGATION, ADVERB, NOT_ADVERB = _CLOSED["negation"], _CLOSED["adverb"], _CLOSED["not-adverb"]
AUXILIARY = BE | HAVE | DO | MODAL
DETERMINER, PRONOUN, POSSESSIVE = _CLOSED["determiner"], _CLOSED["pronoun"], _CLOSED["possessive"]
OBJECT_PRONOUN, PREPOSITION = _CLOSED["object-pronoun"], _CLOSED["preposition"]
CLAUSE_START, CONJUNCTION, OPENER = _CLOSED["clause-start"], _CLOSED["conjunction"], _CLOSED["opener"]
WEEKDAY, MONTH, DAYPART, TIME_LEAD = _CLOSED["weekday"], _CLOSED["month"], _CLOSED["daypart"], _CLOSED["time-lead"]
PLURAL = _CLOSED["plural"]


def is_adverb(word: str) -> bool:
    """Whether a lower-case word may stand as an adverb inside a verb group."""
    return word in ADVERB or (word.endswith("ly") and len(word) > 4 and word not in NOT_ADVERB)


PAST, TITLE, DOCUMENT, OBJECT_FIRST = (_CLOSED[k] for k in ("past", "title", "document", "object-first"))
SILENT, SILENT_VERB, FETCHED = _CLOSED["silent"], _CLOSED["silent-verb"], _CLOSED["fetched"]
OUTREACH, KNOWING = _CLOSED["outreach"], _CLOSED["knowing"]
#: Nouns of answering, with the sense of their verb.
STANCE_NOUN = {"denial": "deny", "denials": "deny", "confirmation": "confirm", "retraction": "retract"}
#: Words that may begin one of the forms that no cue verb makes.
OTHER_FORMS = {
    **dict.fromkeys(STANCE_NOUN, "noun"), **dict.fromkeys(KNOWING, "knowing"), **dict.fromkeys(SILENT, "silent"),
    **dict.fromkeys(SILENT_VERB | FETCHED, "silent"), "according": "according", "comment": "comment",
    "report": "report", "reports": "report",
}  # fmt: skip
