"""How a dispute ends: its denial is taken back, its report retracted, or the report is confirmed after all."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from pipeline.reconcile import cases
from pipeline.reconcile.bench import Bench
from pipeline.reconcile.deniers import other_denier
from pipeline.reconcile.hearing import Dispute
from pipeline.reconcile.matter import mass, shared, terms
from pipeline.reconcile.records import CaseRecord, Item, Said
from pipeline.reconcile.same_matter import likeness
from pipeline.reconcile.standing import can_settle

#: A confirmation must fit its case this well, and this share of its own words must be in the story of a report.
CONFIRMS = 0.3
OWN_WORDS = 0.3
#: A retraction says less of the matter: it points at a text.
RETRACTS = 0.2

_ENDS = ("confirms", "retracts")


class Ended(NamedTuple):
    """Denials taken back (claim ids), reports retracted (article ids), when confirmed, and the articles that say so."""

    taken_back: frozenset[str]
    retracted: frozenset[str]
    confirmed: datetime | None
    by: tuple[str, ...]


def cases_ended(bench: Bench) -> dict[str, CaseRecord]:
    """The cases that a confirmation or a retraction in the new version may speak of."""
    near: dict[str, CaseRecord] = {}
    for said in (s for item in bench.fresh for s in bench.said(item) if s.statement.stance in _ENDS):
        around = bench.matter(said).around
        articles = [said.item.article_id, *(i.article_id for i in (*bench.denying(around), *bench.candidates(around)))]
        near |= bench.cases_on(articles)
    return near


def ended(bench: Bench, dispute: Dispute, answered: Iterable[str] = ()) -> Ended:
    """What was said since of a dispute that ends it; `answered` are articles that ended it before."""
    taken: set[str] = set()
    retracted: set[str] = set()
    confirmed: datetime | None = None
    by = []
    for said in _said_since(bench, dispute, answered):
        if said.statement.stance == "confirms":
            if _confirms(bench, said, dispute):
                confirmed = max(confirmed or said.when, said.when)
                by.append(said.item.article_id)
        elif _fits(bench, said, dispute) >= RETRACTS:
            fallen = _taken_back(said, dispute), _retracted(said, dispute)
            taken |= fallen[0]
            retracted |= fallen[1]
            by += [said.item.article_id] if any(fallen) else []
    return Ended(frozenset(taken), frozenset(retracted), confirmed, tuple(dict.fromkeys(by)))


def _said_since(bench: Bench, dispute: Dispute, answered: Iterable[str]) -> list[Said]:
    around = bench.matter(dispute.founder).around
    items: dict[str, Item] = {i.article_id: i for i in bench.ending(around)}
    items |= {a: i for a in answered if (i := bench.item_of(a))}
    said = [s for i in items.values() for s in bench.said(i) if s.statement.stance in _ENDS]
    return sorted((s for s in said if s.when >= dispute.founder.when), key=lambda s: (s.when, s.item.article_id, s.at))


def _fits(bench: Bench, said: Said, dispute: Dispute, denials: bool = True) -> float:
    others = [*dispute.reports.values(), *(dispute.denials if denials else ())]
    return max((likeness(bench.matter(said), bench.matter(o)).score for o in others), default=0.0)


def _confirms(bench: Bench, said: Said, dispute: Dispute) -> bool:
    if said.when <= dispute.founder.when:
        return False  # what the denial's own story confirms is another part of the matter
    if said.statement.speaker_kind != "official" or _fits(bench, said, dispute, denials=False) < CONFIRMS:
        return False
    own = terms(said.statement.content or said.statement.quote)
    others = [*dispute.reports.values(), *dispute.denials]
    told = max((shared(own, terms(o.statement.quote)) for o in others), default=0.0)
    if told < OWN_WORDS * mass(own):
        return False
    return can_settle(said.statement, dispute.founder.statement, [bench.matter(r) for r in dispute.reports.values()])


def _taken_back(said: Said, dispute: Dispute) -> set[str]:
    if said.statement.speaker_kind != "official" or other_denier(said.statement, dispute.founder.statement):
        return set()
    return {d.statement.claim_id for d in dispute.denials if d.when <= said.when}


def _retracted(said: Said, dispute: Dispute) -> set[str]:
    """The outlet may be the speaker or the publisher."""
    if said.statement.speaker_kind not in ("media", ""):
        return set()
    outlet = {said.item.source.casefold(), said.statement.speaker.casefold()} - {""}
    reports = ((a, r) for a, r in dispute.reports.items() if r.when <= said.when)
    return {a for a, r in reports if r.item.source.casefold() in outlet or cases.origin(cases.place(r)) in outlet}
