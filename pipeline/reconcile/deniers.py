"""Whether two statements are by one denier: the same body, through whichever of its people it speaks."""

from pipeline.reconcile.matter import terms
from pipeline.reconcile.records import Statement
from schemas.case import Place

#: Words that many bodies share: by these alone nobody is the same.
_SHARED = frozenset(
    terms(
        "ministry minister department government company corporation group bank central national state federal office "
        "agency authority commission council army police court club union university president prime chairman director "
        "general chief executive deputy secretary head official service international public republic board party "
        "foreign defence defense finance interior health information affairs presidency palace"
    )
)


def denier_terms(said: Statement | Place) -> frozenset[str]:
    """The words that name who speaks: the speaker and the body spoken for."""
    return frozenset(terms(f"{said.speaker} {said.standing.body} {said.standing.country}"))


def same_denier(a: Statement | Place, b: Statement | Place) -> bool:
    """Whether both may speak for one body. Bodies known by shared words alone are one when all of the fewer agree."""
    mine, theirs = denier_terms(a), denier_terms(b)
    if not mine or not theirs:
        return False
    if (mine & theirs) - _SHARED:
        return True
    return mine <= theirs or theirs <= mine


def other_denier(a: Statement | Place, b: Statement | Place) -> bool:
    """Whether both name a body of their own and these are two."""
    mine, theirs = denier_terms(a) - _SHARED, denier_terms(b) - _SHARED
    return bool(mine and theirs) and not mine & theirs
