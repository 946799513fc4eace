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

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pipeline.reconcile.matter import mass, merged, shared, terms
from pipeline.reconcile.records import Item, Said
from schemas.codec import content_id

#: The score from which two statements are about one matter, and the share of the best score that others must reach.
SAME = 0.20
BESIDE_THE_BEST = 0.5
#: A shared term from this weight on is telling.
TELLING = 0.8
#: Two stories that share less weight than this around the statements are not compared further.
ENOUGH = 1.5
#: So many terms of a killed story are remembered, and a relay shares at least this much of them.
SKETCHED = 32
RELAYS = 0.2


class Matter(NamedTuple):
    """A statement's own terms, and those with the story around it, with the weight of either."""

    own: Mapping[str, float]
    around: Mapping[str, float]
    own_mass: float
    around_mass: float


class Likeness(NamedTuple):
    """How alike two matters are, and what they share that tells most (for the explanation)."""

    score: float
    telling: tuple[str, ...]


class Story:
    """What a story says, read once: its statements, and its terms as a whole."""

    def __init__(self, item: Item, said: Sequence[Said]) -> None:
        self.item = item
        self.said = said
        self.since = min((s.when for s in said), default=item.when)
        self.title = terms(item.title)
        self.whole = merged([(self.title, 0.7), *((terms(s.statement.quote), 0.35) for s in said if not s.headline)])
        self._matters: dict[str, Matter] = {}
        self.stamp = object()  # tells this reading from another of the same article
        self.judged: dict[tuple[str, str], tuple[object, Any]] = {}  # what its denials answer (answers.py)

    def matter(self, said: Said) -> Matter:
        """What a statement of this story is about."""
        claim = said.statement
        if claim.claim_id not in self._matters:
            own = terms(f"{claim.quote} {claim.answers}" if claim.answers else claim.quote)
            beside = [s for s in self.said if 0 < abs(s.at - said.at) <= 2 and not s.headline]
            around = merged([(own, 1.0), (self.whole, 1.0), *((terms(s.statement.quote), 0.6) for s in beside)])
            self._matters[claim.claim_id] = Matter(own, around, mass(own), mass(around))
        return self._matters[claim.claim_id]

    def closest(self, answer: Matter, among: Sequence[Said], most: int = 4) -> list[Said]:
        """The statements among some of this story that share most with an answer, the first of the story first."""
        ranked = sorted(among, key=lambda s: (-shared(answer.around, terms(s.statement.quote)), s.at))
        return ranked[:most]

    def could_be(self, answer: Matter) -> bool:
        """Whether the story as a whole shares enough with an answer for one of its statements to be worth a look."""
        return shared(answer.around, self.whole) >= 0.35 * ENOUGH


def likeness(answer: Matter, report: Matter) -> Likeness:
    """How much an answer and a report are about the same thing; 0 where nothing telling is shared."""
    mine, theirs = answer.around, report.around
    common = [t for t in (mine if len(mine) <= len(theirs) else theirs) if t in mine and t in theirs]
    whole = sum(min(mine[t], theirs[t]) for t in common)
    if whole < ENOUGH or not any(max(mine[t], theirs[t]) >= TELLING * 0.7 and mine[t] >= TELLING * 0.6 for t in common):
        return Likeness(0.0, ())
    score = (
        whole / max(4.0, min(answer.around_mass, report.around_mass))
        + 0.25 * shared(answer.own, theirs) / max(answer.own_mass, 1.5)
        + 0.15 * shared(mine, report.own) / max(report.own_mass, 2.0)
    )
    telling = sorted(common, key=lambda t: (-mine[t], t))[:6]
    return Likeness(score, tuple(telling))


def alike(a: str, b: str) -> bool:
    """Whether two sentences say much the same: half of the lighter one's weight is shared."""
    mine, theirs = terms(a), terms(b)
    lighter = min(mass(mine), mass(theirs))
    return lighter > 0 and shared(mine, theirs) >= 0.5 * lighter


def sketch(whole: Mapping[str, float]) -> tuple[int, ...]:
    """What a story was about, as hashes of its most telling terms: enough to tell a relay of it, nothing to read."""
    telling = sorted(whole, key=lambda t: (-whole[t], t))[:SKETCHED]
    return tuple(_hashed(t) for t in telling)


def like_sketch(whole: Mapping[str, float], sketched: tuple[int, ...]) -> bool:
    """Whether a story shares enough with one that is remembered by its sketch alone."""
    common = len({_hashed(t) for t in whole}.intersection(sketched))
    return common >= RELAYS * min(len(sketched), len(whole)) > 0


@lru_cache(maxsize=1 << 15)
def _hashed(term: str) -> int:
    return int(content_id("term", term)[:12], 16)
