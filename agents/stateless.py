"""The app of the steps that keep nothing: normaliser and extractor. Any number of workers may run it.

It is an app of its own because a worker that joins or leaves stops the flow of all agents of its app.
"""

from pathlib import Path

from agents.apps import new_app, run_step
from agents.engine import App
from agents.guard import Step
from agents.settings import Settings
from agents.topics import Ground
from pipeline.extract import extract
from pipeline.step import Decision, Outgoing
from pipeline.wire import normalise
from schemas.article import LinkedArticle, RawArticle

NAME = "stateless"
TABLES: tuple[str, ...] = ()


def make(settings: Settings, address: str, folder: Path, _ground: Ground) -> App:
    """The app, with its agents."""
    app = new_app(settings, NAME, address, folder)
    for step in (NORMALISER, EXTRACTOR):
        run_step(app, settings, step)
    return app


def _normalise(raw: RawArticle, delivery: str) -> Decision:
    found = normalise(raw, delivery)
    return Decision((), (Outgoing("fingerprints", found.article.article_id, found),))


def _extract(linked: LinkedArticle, _delivery: str) -> Decision:
    found = extract(linked)
    return Decision((), (Outgoing("article-claims", found.article_id, found),))


NORMALISER = Step("normaliser", "raw-articles", RawArticle, _normalise, lambda raw: raw.observed_at)
EXTRACTOR = Step("extractor", "articles", LinkedArticle, _extract, lambda linked: linked.article.observed_at)
