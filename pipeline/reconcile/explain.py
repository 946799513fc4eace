"""Why two stories raised an alert, or why they did not: the cascade once more, gate by gate, for people."""

from typing import NamedTuple

from pipeline.reconcile.docket import Docket
from pipeline.reconcile.gates import Pair, judge, opens
from pipeline.reconcile.records import Said
from schemas.case import Gate


class Tried(NamedTuple):
    """A denial, the sentence of the other story that it fits best, and the gates up to the one that stopped them."""

    denial: Said
    report: Said
    gates: tuple[Gate, ...]
    score: float

    @property
    def passed(self) -> bool:
        """Whether the pair passed every gate."""
        return all(gate.passed for gate in self.gates)


def answers(docket: Docket, article_id: str) -> list[Said]:
    """The sentences of an article that answer something, whatever their stance; none for an unknown article."""
    item = docket.items.get(article_id)
    return [s for s in docket.said(item) if s.statement.stance != "asserts"] if item else []


def tried(docket: Docket, denial: Said, report_id: str) -> Tried | None:
    """How far a denial gets with the other story; None where that story says nothing."""
    item = docket.items.get(report_id)
    if item is None:
        return None
    answer, story = docket.told(denial.item).matter(denial), docket.told(item)
    found = []
    for report in story.said:
        verdict = judge(Pair(denial, report, answer, story.matter(report), story))
        found.append(Tried(denial, report, (*opens(denial, docket.told(denial.item)), *verdict.gates), verdict.score))
    return max(found, key=lambda t: (t.passed, sum(g.passed for g in t.gates), t.score), default=None)
