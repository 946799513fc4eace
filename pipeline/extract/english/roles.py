"""What kind of speaker the words of a name or a noun phrase tell of."""

from functools import lru_cache

from pipeline.extract.english.lexicon import classes, lines

_CLASSES = {key: frozenset(value) for key, value in classes("speakers.txt").items()}
OFFICE, SPOKESMAN, BODY = _CLASSES["office"], _CLASSES["spokesman"], _CLASSES["body"]
ANONYMOUS, ANONYMOUS_ONE = _CLASSES["anonymous"], _CLASSES["anonymous-one"]
MEDIA, NEWS_AGENCY, PRIVATE = _CLASSES["media"], _CLASSES["news-agency"], _CLASSES["private"]
FORMER, TITLE, BODY_PEOPLE = _CLASSES["former"], _CLASSES["title"], _CLASSES["body-people"]
CORPORATE, COMPANY, JOINER = _CLASSES["corporate"], _CLASSES["company"], _CLASSES["joiner"]
#: Unions that the rules ask for, made once.
ROLE, ORGAN, POST_OR_BODY = OFFICE | PRIVATE, BODY | MEDIA, OFFICE | BODY
ROLE_OR_BODY, FIRM, COMMON = ROLE | BODY, BODY | COMPANY | MEDIA, ROLE | BODY | MEDIA
ENTITY, CAREER, PEOPLE = CORPORATE | BODY, ROLE | FORMER, BODY | BODY_PEOPLE
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


def singular(word: str) -> str:
    """A noun without its plural ending, as far as the lists need it."""
    if word.endswith("men") and len(word) > 4:
        return word[:-2] + "an"
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=1 << 16)
def _forms(word: str) -> tuple[str, ...]:
    """The forms under which a word may stand in a list: as written, singular, the last part of a hyphened one."""
    found = [word]
    if word.endswith(("s", "men")):
        found.append(singular(word))
    tail = word.rpartition("-")[2]
    return (*found, tail) if tail != word else tuple(found)


def holds(low: tuple[str, ...], words: frozenset[str]) -> str:
    """The first word of the phrase that is in the class, as it stands there; "" for none."""
    for word in low:
        for form in _forms(word):
            if form in words:
                return form
    return ""


def country_of(low: tuple[str, ...]) -> str:
    """The country that a phrase names by itself, its people or its capital; "" for none."""
    for i, word in enumerate(low):
        found = COUNTRIES.get(f"{word} {low[i + 1]}" if i + 1 < len(low) else word) or COUNTRIES.get(word)
        if found:
            return found
    return ""
