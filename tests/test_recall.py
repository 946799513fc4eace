"""After a kill nothing quotes what was killed: no claim, no case, no record of the state, no later alert."""

from datetime import timedelta
from typing import Any

from factories import NOON, Desk, a_claim, a_copy, a_denial, a_report, an_article

from pipeline.reconcile import reconcile
from pipeline.step import Change
from schemas.article import Repeat
from schemas.claim import ArticleClaims
from schemas.codec import pack

REPORT = a_report("Port operator Selmar plans to sell its grain terminal at Varnholt to a Chilean shipping group.")
SECOND = a_claim("Dockers at Varnholt have stored barley in the old customs house since the autumn rains.")
DENIAL = a_denial(
    "Selmar denied that it would sell the Varnholt grain terminal.",
    "Selmar",
    content="it would sell the Varnholt grain terminal",
    residual="the silos beside it may be let",
)


class Kept(Desk):
    """A desk whose records are kept as they are written."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, bytes] = {}

    def receive(self, *articles: ArticleClaims) -> "Kept":
        for article in articles:
            decided = reconcile(article, self.docket)
            self.docket.apply(decided.changes)
            self.sent += [tuple(m) for m in decided.messages]  # type: ignore[misc]
            self._write(decided.changes)
        return self

    def _write(self, changes: tuple[Change, ...]) -> None:
        for key, value in changes:
            self.records.pop(key, None)
            if value is not None:
                self.records[key] = pack(value)

    def holding(self, quote: str) -> list[str]:
        """The keys of the records that hold a quote."""
        return [key for key, record in self.records.items() if quote.encode() in record]

    def last(self, topic: str) -> dict[str, Any]:
        """What a compacted topic holds in the end."""
        return {key: message for name, key, message in self.sent if name == topic}


def a_kill(name: str, minute: int, **fields: Any) -> ArticleClaims:
    return an_article(name, minute, version=9, status="canceled", **fields)


def test_a_killed_report_leaves_no_quote_in_the_state_nor_on_claims_and_cases() -> None:
    desk = Kept().receive(an_article("north-1", 0, REPORT, title="Selmar to sell"), an_article("south-1", 30, DENIAL))
    assert desk.holding(REPORT.quote)

    desk.receive(a_kill("north-1", 40))
    assert desk.holding(REPORT.quote) == desk.holding("Selmar to sell") == []
    (case,) = desk.last("cases").values()
    assert [(p.quote, p.title) for p in case.reports] == [("", "")]
    assert [c.quote for c in desk.last("claims").values() if c] == [DENIAL.quote]


def test_a_killed_denial_is_quoted_by_the_alert_that_withdraws_it_and_by_nothing_later() -> None:
    desk = Kept().receive(an_article("north-1", 0, REPORT), an_article("south-1", 30, DENIAL))
    kill = a_kill("south-1", 40)
    desk.receive(kill)

    assert desk.alerts[-1].denial.quote == DENIAL.quote
    assert desk.holding(DENIAL.quote) == ["item:south-1"]  # to send that alert again after a crash
    again = len(desk.alerts)
    assert desk.receive(kill).alerts[again:] == desk.alerts[again - 1 : again]
    desk.receive(an_article("grain-1", 40 + 61, SECOND))
    assert desk.holding(DENIAL.quote) == desk.holding(DENIAL.residual) == []

    renewed = a_denial("Selmar once more denied that it would sell the Varnholt grain terminal.", "Selmar")
    last = desk.receive(an_article("south-2", 120, renewed)).alerts[-1]
    assert (last.state, last.reason, last.denial.quote) == ("open", "denied_again", renewed.quote)


def test_all_versions_fall_and_what_a_copy_carries_lives_on_as_the_copys() -> None:
    first = an_article("north-1", 0, REPORT, SECOND)
    later = an_article("north-1", 3, version=2, repeats=(Repeat(2, "north-1", first.content_id, 2),))
    half = an_article("west-1", 5, repeats=(Repeat(1, "north-1", first.content_id, 2),))
    desk = Kept().receive(first, later, half, a_kill("north-1", 9))

    assert desk.holding(REPORT.quote) == []
    claims = desk.last("claims")
    assert claims[first.claims[0].claim_id] is None
    assert (claims[first.claims[1].claim_id].article_id, claims[first.claims[1].claim_id].index) == ("west-1", 1)


def test_a_notice_that_kills_an_original_and_its_copy_kills_the_claim() -> None:
    first = an_article("north-1", 0, REPORT)
    notice = a_kill("north-3", 9, kills=("north-1", "north-2"))
    desk = Kept().receive(first, a_copy("north-2", 5, first), notice)

    assert desk.last("claims") == {first.claims[0].claim_id: None}
    assert desk.holding(REPORT.quote) == []


def test_a_kill_handled_again_sends_its_tombstones_again() -> None:
    first = an_article("north-1", 0, REPORT)
    desk = Kept().receive(first, a_kill("north-1", 9))
    sent = len(desk.sent)

    assert desk.receive(a_kill("north-1", 9)).sent[sent:] == [("claims", first.claims[0].claim_id, None)]


def test_what_was_corrected_away_is_forgotten_with_its_item() -> None:
    desk = Kept().receive(an_article("north-1", 0, REPORT), an_article("north-1", 3, SECOND, version=2))
    assert desk.holding(REPORT.quote)

    late = NOON + timedelta(days=20)
    desk.receive(an_article("east-1", 9, SECOND, observed_at=late, when=late))
    assert desk.holding(REPORT.quote) == []
