"""Pairs a denial with the earlier reports that it contradicts, and keeps each case's life."""

from collections.abc import Iterable

from pipeline.step import Change, Decision, Outgoing
from schemas.claim import ArticleClaims


class Docket:
    """The reconciler's view of its state: rebuilt from records, changed only by `apply`."""

    def apply(self, changes: Iterable[Change]) -> None:
        """Take over changes, in order."""


def reconcile(item: ArticleClaims, docket: Docket) -> Decision:
    """Claims, cases and alerts that follow from one article version."""
    return Decision((), tuple(Outgoing("claims", c.claim_id, c) for c in item.claims))
