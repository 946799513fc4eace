"""Whether two statements are by one denier: the same body, through whichever of its people it speaks.

A body is known by its own name ("Hartigan Breweries"), or by its office within a country ("the finance ministry").
Countries tell nothing here: the presidency and the finance ministry of one country are two deniers.
"""

from functools import cache
from importlib.resources import files

from pipeline.reconcile.matter import terms
from schemas.case import Place
from schemas.claim import Claim

_DATA = files("pipeline.reconcile") / "data"


@cache
def _listed(name: str) -> frozenset[str]:
    lines = (_DATA / name).read_text("utf-8").splitlines()
    return frozenset(t for line in lines if not line.startswith("#") for t in terms(line))


class Denier:
    """What names a denier: its own names, and the offices and trades by which bodies are told apart."""

    def __init__(self, said: Claim | Place) -> None:
        body = terms(said.standing.body)
        found = frozenset(body or terms(said.speaker)) - _listed("ranks.txt")
        self.offices = (found | frozenset(terms(said.speaker))) & _listed("offices.txt")
        self.names = found - self.offices - _listed("countries.txt")
        self.forms = frozenset(terms(f"{said.speaker} {said.standing.body}")) & _listed("forms.txt")
        self.known = bool(body)

    def is_same(self, other: "Denier") -> bool:
        """Whether both share a name of their own, or, where one has none, the office and the kind of body."""
        if self.names and other.names:
            return bool(self.names & other.names)
        one_form = not (self.forms and other.forms) or bool(self.forms & other.forms)
        return one_form and bool(self.offices & other.offices)

    def is_other(self, other: "Denier") -> bool:
        """Whether both are named and nothing of it is shared."""
        if self.names & other.names or self.offices & other.offices:
            return False
        return bool((self.names and other.names) or (self.offices and other.offices))


def same_denier(a: Claim | Place, b: Claim | Place) -> bool:
    """Whether both speak for one body, as far as their names tell."""
    return Denier(a).is_same(Denier(b))


def other_denier(a: Claim | Place, b: Claim | Place, beside: bool = False) -> bool:
    """Whether they speak for two bodies. In one story (`beside`) a person named without a body may speak for it."""
    one, two = Denier(a), Denier(b)
    if beside and not (one.known and two.known) and not (one.offices and two.offices):
        return False
    return one.is_other(two)
