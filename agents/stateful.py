"""The app of the steps that remember: deduplicator and reconciler, each the single writer of its state.

A second worker of this app stands by: it takes over, with the state from the changelogs, when the first one ends.
"""

from datetime import timedelta
from pathlib import Path

from agents.apps import Between, new_app, run_step
from agents.engine import App
from agents.guard import Step
from agents.settings import Settings
from agents.tables import Kept
from agents.topics import Ground
from pipeline.dedupe import Lifetimes, Stories, deduplicate
from pipeline.reconcile import Docket, reconcile
from schemas.article import Fingerprinted
from schemas.claim import ArticleClaims

NAME = "stateful"
TABLES = ("stories", "docket")


def make(settings: Settings, address: str, folder: Path, ground: Ground, between: Between | None = None) -> App:
    """The app, with its agents and tables. `between` is called between each decision's changes and its messages."""
    app = new_app(settings, NAME, address, folder)
    lifetimes = Lifetimes(settings.text_hours * 3600, settings.ids_days * 24 * 3600)
    stories = Kept(app, "stories", lambda: Stories(lifetimes), ground.single)
    docket = Kept(app, "docket", lambda: Docket(timedelta(days=settings.window_days)), ground.single)
    deduplicator = Step(
        "deduplicator",
        "fingerprints",
        Fingerprinted,
        lambda item, _delivery: deduplicate(item, stories.view),
        lambda item: item.article.observed_at,
    )
    reconciler = Step(
        "reconciler",
        "article-claims",
        ArticleClaims,
        lambda item, _delivery: reconcile(item, docket.view),
        lambda item: item.observed_at,
    )
    run_step(app, settings, deduplicator, stories, between)
    run_step(app, settings, reconciler, docket, between)
    return app
