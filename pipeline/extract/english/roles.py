"""What kind of speaker the words of a name or a noun phrase tell of."""

from typing import NamedTuple

from pipeline.extract.english.lexicon import classes, lines

_CLASSES = {key: frozenset(value) for key, value in classes("speakers.txt").items()}
OFFICE, SPOKESMAN, BODY = _CLASSES["office"], _CLASSES["spokesman"], _CLASSES["body"]
ANONYMOUS, ANONYMOUS_ONE = _CLASSES["anonymous"], _CLASSES["anonymous-one"]
MEDIA, NEWS_AGENCY, PRIVATE = _CLASSES["media"], _CLASSES["news-agency"], _CLASSES["private"]
FORMER, TITLE, BODY_PEOPLE = _CLASSES["former"], _CLASSES["title"], _CLASSES["body-people"]
CORPORATE, COMPANY, JOINER = _CLASSES["corporate"], _CLASSES["company"], _CLASSES["joiner"]
LEADS = _CLASSES["leads"]
PUBLIC, NAMELESS = _CLASSES["public"], tuple(p.replace("_", " ") for p in classes("speakers.txt")["nameless"])
GIVEN = frozenset(name for line in lines("given_names.txt") for name in line.split())


def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines("countries.txt"):
        name, *others = line.split("|")
        found[name.lower()] = name
        found.update(dict.fromkeys(others, name))
    return found


#: A country by each of its names: its own, its people's, its capital's, all in lower case.
COUNTRIES = _countries()


class Words(NamedTuple):
    """The lower-case words of a phrase, possessive endings taken off, and which of them begin with a capital."""

    low: tuple[str, ...]
    capital: tuple[bool, ...]


def singular(word: str) -> str:
    """A noun without its plural ending, as far as the lists need it."""
    if word.endswith("men") and len(word) > 4:
        return word[:-2] + "an"
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def holds(low: tuple[str, ...], words: frozenset[str]) -> str:
    """The first word of the phrase that is in the class, as singular or as written; "" for none."""
    for word in low:
        if word in words:
            return word
        if word.endswith(("s", "men")) and singular(word) in words:
            return singular(word)
        tail = word.rpartition("-")[2]
        if tail != word and tail in words:
            return tail
    return ""


def country_of(low: tuple[str, ...]) -> str:
    """The country that a phrase names by itself, its people or its capital; "" for none."""
    for i, word in enumerate(low):
        found = COUNTRIES.get(f"{word} {low[i + 1]}" if i + 1 < len(low) else word) or COUNTRIES.get(word)
        if found:
            return found
    return ""
