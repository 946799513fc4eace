"""Whether two statements are by one denier: the same body, through whichever of its people it speaks.

A body is known by its own name ("Hartigan Breweries"), or by its office within a country ("the finance ministry").
Countries tell nothing here: the presidency and the finance ministry of one country are two deniers.
"""

from functools import cache, lru_cache
from importlib.resources import files

from pipeline.reconcile.matter import terms
from schemas.case import Place
from schemas.claim import Claim, Standing

_SMALL = frozenset({"of", "the", "and", "for", "in", "a", "an"})
_DATA = files("pipeline.reconcile") / "data"


@cache
def listed(name: str) -> frozenset[str]:
    """The terms of a list of data/."""
    lines = (_DATA / name).read_text("utf-8").splitlines()
    return frozenset(t for line in lines if not line.startswith("#") for t in terms(line))


class Denier:
    """What names a denier: its own names, and the offices and trades by which bodies are told apart.

    Where no body is told ("the chairman", "Leonor Blanco"), the names are the speaker's, and tell no body from another.
    """

    def __init__(self, speaker: str, standing: Standing) -> None:
        body = terms(standing.body)
        found = frozenset(body or terms(speaker)) - listed("ranks.txt")
        self.offices = (found | frozenset(terms(speaker))) & listed("offices.txt")
        self.names = found - self.offices - listed("countries.txt")
        self.forms = frozenset(terms(f"{speaker} {standing.body}")) & listed("forms.txt")
        self.known = bool(body)
        self.country = standing.country
        words = [w for w in standing.body.lower().split() if w not in _SMALL]
        self.initials = "".join(w[0] for w in words) if len(words) > 1 else ""

    def is_same(self, other: "Denier") -> bool:
        """Whether both share a name of their own, or, where one has none, the office and the kind of body."""
        if self._abbreviates(other) or other._abbreviates(self):
            return True
        if self.names and other.names:
            return bool(self.names & other.names)
        one_form = not (self.forms and other.forms) or bool(self.forms & other.forms)
        return one_form and bool(self.offices & other.offices)

    def is_other(self, other: "Denier") -> bool:
        """Whether both are named and nothing of it is shared; where the body of one is not told, nobody knows."""
        if self.names & other.names or self.offices & other.offices or self.is_same(other):
            return False
        if (self.country and other.country and self.country != other.country) or (self.offices and other.offices):
            return True
        return self.known and other.known and bool((self.names or self.offices) and (other.names or other.offices))

    def _abbreviates(self, other: "Denier") -> bool:
        """ "ISRO" is the Indian Space Research Organisation."""
        return len(other.initials) > 2 and other.initials in self.names


def same_denier(a: Claim | Place, b: Claim | Place) -> bool:
    """Whether both speak for one body, as far as their names tell."""
    return denier_of(a).is_same(denier_of(b))


def other_denier(a: Claim | Place, b: Claim | Place) -> bool:
    """Whether they speak for two bodies, as far as their names tell."""
    return denier_of(a).is_other(denier_of(b))


def denier_of(said: Claim | Place) -> "Denier":
    """What names the speaker of a statement."""
    return _named(said.speaker, said.standing)


@lru_cache(maxsize=1 << 14)
def _named(speaker: str, standing: Standing) -> "Denier":
    return Denier(speaker, standing)
