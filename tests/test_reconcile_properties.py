"""The order of arrival and repeated deliveries do not change how disputes end; state survives a restart."""

from factories import Desk
from hypothesis import given, settings
from hypothesis import strategies as st
from test_reconcile import DENIAL, PLAIN, RELAY, REPORT, a_copy, an_article

from pipeline.reconcile import Docket, reconcile
from pipeline.step import Change
from schemas.codec import pack, unpack

FIRST = an_article("north-1", 0, REPORT)
STREAM = [
    FIRST,
    a_copy("west-1", 5, FIRST),
    an_article("hafen-2", 10, RELAY),
    an_article("grain-1", 12, PLAIN),
    an_article("south-1", 30, DENIAL, PLAIN),
    an_article("late-1", 90, REPORT),
]


def ends(desk: Desk) -> set[tuple[object, ...]]:
    """What is left of each case: who denies, in which state, and which reports are cited."""
    return {
        (c.state, c.denial.article_id, tuple(sorted(p.article_id for p in c.reports)), c.origins)
        for c in desk.cases.values()
    }


@settings(deadline=None, max_examples=60)
@given(st.permutations([a for a in STREAM if a.article_id != "west-1"]))
def test_any_order_of_arrival_ends_in_the_same_cases(shuffled: list) -> None:  # type: ignore[type-arg]
    in_order = Desk().receive(*[a for a in STREAM if a.article_id != "west-1"])

    assert ends(Desk().receive(*shuffled)) == ends(in_order)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, len(STREAM) - 1), max_size=8))
def test_redelivery_raises_no_further_alert(again: list[int]) -> None:
    desk = Desk().receive(*STREAM)
    raised = {(a.alert_id, a.revision) for a in desk.alerts}

    desk.receive(*(STREAM[i] for i in again))

    assert {(a.alert_id, a.revision) for a in desk.alerts} == raised


def test_the_docket_is_rebuilt_from_its_records() -> None:
    records: dict[str, bytes] = {}
    live = Desk()
    for article in STREAM[:4]:
        decided = reconcile(article, live.docket)
        live.docket.apply(decided.changes)
        for change in decided.changes:
            records.pop(change.key, None)
            if change.value is not None:
                records[change.key] = pack(change.value)
    rebuilt = Desk()
    kinds = list(Docket.kinds)
    for key in sorted(records, key=lambda k: kinds.index(k.split(":")[0])):
        rebuilt.docket.apply([Change(key, unpack(records[key], Docket.kinds[key.split(":")[0]]))])

    assert ends(rebuilt.receive(*STREAM[4:])) == ends(live.receive(*STREAM[4:]))
