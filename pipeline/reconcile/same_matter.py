"""Whether an answer and a report are about the same matter.

Observations. A denial seldom repeats the report: "there has been no instruction of that kind" shares no word with it.
But its own story tells what is denied, mostly in the sentences beside it, and the report's own story tells the rest.
So a statement is matched with its story around it: its own words count whole, the headline and the sentences beside
it for more than half, the rest of the story little.

Three measures are added: how much the two stories share around the statements, how much of the answer's own words
the report's story has, and how much of the report's own words the answer's story has. At least one thing shared must
be telling (a name, a rare word): two foreign ministries that deny two meetings share a trade, not a matter. Which
mistake is worse: an alert that links two matters costs trust, one link too few among several costs little; so the
report that fits best sets the bar for the others.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.reconcile.docket import Said
from pipeline.reconcile.matter import mass, merged, shared, terms

#: The score from which two statements are about one matter, and the share of the best score that others must reach.
SAME = 0.20
BESIDE_THE_BEST = 0.5
#: A shared term from this weight on is telling.
TELLING = 0.8


class Matter(NamedTuple):
    """A statement's own terms, and those with the story around it."""

    own: dict[str, float]
    around: dict[str, float]


class Likeness(NamedTuple):
    """How alike two matters are, and what they share that tells most (for the explanation)."""

    score: float
    telling: tuple[str, ...]


def matter_of(said: Said, story: Sequence[Said]) -> Matter:
    """What a statement is about, read with the other statements of its story."""
    own = terms(f"{said.statement.quote} {said.statement.answers}")
    parts = [(own, 1.0), (terms(said.item.title), 0.7)]
    for other in story:
        distance = abs(other.at - said.at)
        if distance and not other.headline:
            parts.append((terms(other.statement.quote), 0.6 if distance <= 2 else 0.35))
    return Matter(own, merged(parts))


def likeness(answer: Matter, report: Matter) -> Likeness:
    """How much an answer and a report are about the same thing; 0 where nothing telling is shared."""
    whole = shared(answer.around, report.around)
    common = [t for t in answer.around if t in report.around]
    telling = sorted((t for t in common if answer.around[t] >= TELLING * 0.6), key=lambda t: (-answer.around[t], t))
    strong = [t for t in telling if terms_weight(t, answer, report) >= TELLING * 0.7]
    if not strong or whole < 1.5:
        return Likeness(0.0, ())
    score = (
        whole / max(4.0, min(mass(answer.around), mass(report.around)))
        + 0.25 * shared(answer.own, report.around) / max(mass(answer.own), 1.5)
        + 0.15 * shared(answer.around, report.own) / max(mass(report.own), 2.0)
    )
    return Likeness(score, tuple(telling[:6]))


def terms_weight(term: str, answer: Matter, report: Matter) -> float:
    """How telling a shared term is: the greater of what it weighs on either side."""
    return max(answer.around[term], report.around[term])


def alike(a: str, b: str) -> bool:
    """Whether two sentences say much the same: half of the lighter one's weight is shared."""
    mine, theirs = terms(a), terms(b)
    lighter = min(mass(mine), mass(theirs))
    return lighter > 0 and shared(mine, theirs) >= 0.5 * lighter
