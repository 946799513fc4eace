"""The demonstration's wire: an HTTP server on loopback with two agencies' feeds, one RSS and one Atom.

It answers conditional requests as a good publisher does. A story is in its feed from the moment of its publication on,
and dated with it.
"""

import email.utils
import time
import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from aiohttp import web

from agents.feeds import Feed

AGENCIES = {"coastwise": "Coastwise Agency", "meridian": "Meridian News Service"}
_FILES = {"coastwise": "/coastwise/rss.xml", "meridian": "/meridian/atom.xml"}
_INTERVAL = 0.5


class Story(NamedTuple):
    """A story of the wire, and the seconds after which it is published."""

    feed: str
    slug: str
    after: float
    title: str
    body: str


def stories() -> tuple[Story, ...]:
    """The stories of stories.toml, in the order of their publication."""
    whole = tomllib.loads(Path(__file__).with_name("stories.toml").read_text("utf-8"))
    told = [Story(**{**table, "body": _unwrapped(table["body"])}) for table in whole["story"]]
    return tuple(sorted(told, key=lambda story: story.after))


class Wire:
    """The running server: `publish` puts a story into its feed."""

    def __init__(self) -> None:
        self.port = 0
        self._published: list[tuple[Story, float]] = []

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """The feeds, as a list of feeds would name them."""
        return tuple(
            Feed(
                name=AGENCIES[name], address=f"http://127.0.0.1:{self.port}{path}", interval=_INTERVAL,
                longest_interval=_INTERVAL, language="en", allow_private=True,
            )
            for name, path in _FILES.items()
        )  # fmt: skip

    def publish(self, story: Story) -> datetime:
        """Put a story into its feed now; returns the time that it bears."""
        now = time.time()
        self._published.append((story, now))
        return datetime.fromtimestamp(now, UTC)

    async def feed(self, request: web.Request) -> web.Response:
        """A feed as it stands, or 304."""
        name = next((name for name, path in _FILES.items() if path == request.path), None)
        if name is None:
            raise web.HTTPNotFound
        here = [(story, at) for story, at in self._published if story.feed == name]
        tag = f'"{name}-{len(here)}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        site = f"http://127.0.0.1:{self.port}/{name}"
        body = (_rss if name == "coastwise" else _atom)(AGENCIES[name], site, here[::-1])
        return web.Response(text=body, content_type="application/xml", headers={"ETag": tag})

    async def story(self, request: web.Request) -> web.Response:
        """A story's own page."""
        for story, _ in self._published:
            if request.path == f"/{story.feed}/{story.slug}":
                return web.Response(text=f"{story.title}\n\n{story.body}\n")
        raise web.HTTPNotFound


@asynccontextmanager
async def serving() -> AsyncIterator[Wire]:
    """The wire on a free port of loopback."""
    wire = Wire()
    app = web.Application()
    for path in _FILES.values():
        app.router.add_get(path, wire.feed)
    app.router.add_get("/{agency}/{slug}", wire.story)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        wire.port = runner.addresses[0][1]
        yield wire
    finally:
        await runner.cleanup()


def feeds_file(feeds: tuple[Feed, ...]) -> str:
    """A list of these feeds as TOML."""
    return "\n".join("[[feed]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in _set(feed).items())
                     for feed in feeds)  # fmt: skip


def _set(feed: Feed) -> Mapping[str, str | float | bool]:
    names = ("name", "address", "kind", "interval", "longest_interval", "language", "allow_private")
    return {name: getattr(feed, name) for name in names}


def _toml(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, float) else f'"{value}"'


def _rss(name: str, site: str, here: list[tuple[Story, float]]) -> str:
    items = "".join(
        f"<item><guid>{site}/{story.slug}</guid><link>{site}/{story.slug}</link><title>{escape(story.title)}</title>"
        f"<pubDate>{email.utils.formatdate(at, usegmt=True)}</pubDate>"
        f"<description>{escape(_html(story.body))}</description></item>"
        for story, at in here
    )
    head = f"<title>{name}</title><link>{site}</link><description>Invented news</description>"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>{head}{items}</channel></rss>\n'


def _atom(name: str, site: str, here: list[tuple[Story, float]]) -> str:
    def when(at: float) -> str:
        return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    entries = "".join(
        f'<entry><id>{site}/{story.slug}</id><link href="{site}/{story.slug}"/><title>{escape(story.title)}</title>'
        f"<published>{when(at)}</published><updated>{when(at)}</updated>"
        f'<content type="html">{escape(_html(story.body))}</content></entry>'
        for story, at in here
    )
    head = f"<id>{site}</id><title>{name}</title><updated>{when(here[0][1] if here else 0)}</updated>"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>\n'


def _html(body: str) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in body.split("\n\n"))


def _unwrapped(body: str) -> str:
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in body.split("\n\n"))
