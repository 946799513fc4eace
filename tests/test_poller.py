"""The poller against a real server on loopback: what it asks, what it refuses, and what it sends once and only once."""

import asyncio
import gzip
import socket
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiokafka.errors import KafkaTimeoutError

from agents import fetching, pacing
from agents.clients import everything
from agents.envelope import Headers
from agents.feeds import Feed
from agents.fetching import FetchError, Validators, client, fetch, refusal, retry_after
from agents.pacing import Hosts, after_failure, after_success
from agents.parsing import Parsers, Stuck
from agents.poller import Desk, poll, poll_all, watch
from agents.seen import DAY, Memory, SeenFile
from agents.settings import read_settings
from pipeline.wire import normalise
from pipeline.wire.entries import Entry
from pipeline.wire.feeds import NotAFeed
from schemas.article import RawArticle
from schemas.codec import decode

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def rss(*items: tuple[str, str]) -> bytes:
    body = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><description>Copy.</description></item>"
        for guid, title in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>W</title>{body}</channel></rss>'.encode()


@dataclass
class Site:
    """A server that answers with whatever `answer` is, and keeps what it was asked."""

    answer: Handler
    port: int = 0
    asked: list[web.Request] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/feed.xml"

    def serves(self, body: bytes, status: int = 200, **headers: str) -> None:
        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(body=body, status=status, headers={k.replace("_", "-"): v for k, v in headers.items()})

        self.answer = answer


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async def nothing(_: web.Request) -> web.StreamResponse:
        return web.Response(status=404)

    it = Site(nothing)

    async def ask(request: web.Request) -> web.StreamResponse:
        it.asked.append(request)
        return await it.answer(request)

    app = web.Application()
    app.router.add_get("/{tail:.*}", ask)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    it.port = runner.addresses[0][1]
    yield it
    await runner.cleanup()


class Sent:
    """What stands for the broker: keeps what it was handed, and acknowledges it, or fails."""

    def __init__(self) -> None:
        self.raws: list[RawArticle] = []
        self.fails = False

    async def __call__(self, key: bytes, value: bytes, headers: Headers) -> asyncio.Future[object]:
        acknowledged: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        if self.fails:
            acknowledged.set_exception(KafkaTimeoutError())
        else:
            self.raws.append(decode(value, RawArticle))
            acknowledged.set_result(None)
        return acknowledged

    @property
    def titles(self) -> list[str]:
        return [decode(raw.content, Entry).title for raw in self.raws]


@asynccontextmanager
async def desk_at(folder: Path, sent: Sent, wall: float = 10.0) -> AsyncIterator[Desk]:
    async with client(private=False) as public, client(private=True) as private, Parsers(wall=wall) as parsers:
        yield Desk(folder, 1_000_000, public, private, parsers, Hosts(), sent)


def feed_at(site: Site, **more: Any) -> Feed:
    return Feed(**{"name": "Harbour", "address": site.address, "interval": 0.2, "allow_private": True} | more)


async def fetched(address: str, last: Validators = Validators(), *, private: bool = True) -> fetching.Fetched:  # noqa: B008
    async with client(private=private) as session:
        return await fetch(session, address, last, lambda host: Hosts().turn(host, 0))


# asking


async def test_validators_go_back_as_they_came_and_304_brings_nothing(site: Site) -> None:
    site.serves(rss(), ETag='W/"odd, one"', Last_Modified="yesterday, about noon")
    first = await fetched(site.address)
    site.serves(b"", status=304)
    second = await fetched(site.address, first.validators)

    assert first.body == rss()
    assert second.body is None
    assert second.validators == first.validators
    assert site.asked[1].headers["If-None-Match"] == 'W/"odd, one"'
    assert site.asked[1].headers["If-Modified-Since"] == "yesterday, about noon"
    assert site.asked[1].headers["Accept-Encoding"] == "gzip, deflate"


async def test_validators_of_another_address_are_not_sent(site: Site) -> None:
    site.serves(rss())
    await fetched(site.address, Validators('"a"', "", "http://127.0.0.1:1/other"))

    assert "If-None-Match" not in site.asked[0].headers


async def test_five_redirects_are_followed_and_no_more(site: Site) -> None:
    async def hop(request: web.Request) -> web.StreamResponse:
        left = int(request.query.get("left", "0"))
        if left:
            return web.Response(status=302, headers={"Location": f"/feed.xml?left={left - 1}"})
        return web.Response(body=rss())

    site.answer = hop

    assert (await fetched(f"{site.address}?left=5")).address.endswith("?left=0")
    with pytest.raises(FetchError, match="redirects"):
        await fetched(f"{site.address}?left=6")


@pytest.mark.parametrize(
    ("target", "says"),
    [("file:///etc/passwd", "redirect to file"), ("gopher://127.0.0.1/", "redirect to gopher"), ("", "nowhere")],
)
async def test_a_redirect_to_what_is_no_web_address_is_refused(site: Site, target: str, says: str) -> None:
    site.serves(b"", status=302, Location=target)

    with pytest.raises(FetchError, match=says):
        await fetched(site.address)


def test_a_redirect_from_https_to_http_is_refused() -> None:
    with pytest.raises(FetchError, match="https to http"):
        fetching._next("https://wire.example/a", "http://wire.example/a")


# refusing


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress], ids=["gzip", "deflate"])
async def test_a_bomb_is_stopped_at_the_limit_of_what_comes_out(site: Site, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(b"\0" * 200_000_000)
    site.serves(bomb, Content_Encoding="gzip" if pack is gzip.compress else "deflate")

    with pytest.raises(FetchError, match="over the limit"):
        await asyncio.wait_for(fetched(site.address), 5)


async def test_a_body_over_the_limit_is_not_read(site: Site) -> None:
    site.serves(b"x" * (fetching.LIMIT + 1))

    with pytest.raises(FetchError, match="over the limit"):
        await fetched(site.address)


async def test_an_encoding_that_was_not_asked_for_is_refused(site: Site) -> None:
    site.serves(b"\x0b\x02\x80", Content_Encoding="x-made-up")

    with pytest.raises(FetchError, match="not asked for"):
        await fetched(site.address)


async def test_a_server_that_stalls_is_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stall(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"<rss")
        await asyncio.sleep(30)
        return response

    site.answer = stall
    monkeypatch.setattr(fetching, "IDLE", 0.2)

    with pytest.raises(FetchError, match="no answer in time"):
        await asyncio.wait_for(fetched(site.address), 5)


async def test_a_server_that_drips_is_left_after_the_whole_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(b"<")
            await asyncio.sleep(0.1)
        return response

    site.answer = drip
    monkeypatch.setattr(fetching, "TOTAL", 1.0)

    with pytest.raises(FetchError, match="no answer in time"):
        await asyncio.wait_for(fetched(site.address), 5)


@pytest.mark.parametrize("form", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]", "127.1"])
async def test_a_private_address_is_refused_in_every_form(site: Site, form: str) -> None:
    site.serves(rss())

    with pytest.raises(FetchError):
        await fetched(f"http://{form}:{site.port}/feed.xml", private=False)
    assert site.asked == []


async def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    with pytest.raises(fetching.Refused, match="not on the public internet"):
        fetching.guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 80)))


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.88.99.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::", "2001:0:4136:e378::", "::10.0.0.1", "fec0::1",
    ],
)  # fmt: skip
def test_addresses_off_the_public_internet_and_detours_to_them_are_refused(ip: str) -> None:
    assert refusal(ip)


@pytest.mark.parametrize("ip", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_public_addresses_are_not(ip: str) -> None:
    assert refusal(ip) == ""


# pacing


def test_retry_after_is_read_as_seconds_and_as_a_date_and_capped() -> None:
    assert retry_after("120") == 120
    assert retry_after("999999") == fetching.RETRY_CAP
    assert retry_after("Tue, 24 Nov 2020 10:00:00 GMT") == 0
    assert retry_after("Fri, 24 Nov 2090 10:00:00 GMT") == fetching.RETRY_CAP
    assert retry_after("soon") is None


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_asks_for_a_pause_gets_it(site: Site, tmp_path: Path, status: int) -> None:
    site.serves(b"", status=status, Retry_After="3600")
    async with desk_at(tmp_path, Sent()) as desk:
        await watch(feed_at(site), desk, once=True)

        assert desk.hosts.paused("127.0.0.1") == pytest.approx(3600, abs=5)
    assert SeenFile(tmp_path, "harbour").read().errors == 1


def test_failures_slow_a_feed_down_and_never_end_it() -> None:
    feed, memory = Feed("W", "https://wire.example", interval=60), Memory()
    first = [after_failure(feed, memory, NotAFeed("x"), now=1000.0) for _ in range(50)]
    later = [after_failure(feed, memory, NotAFeed("x"), now=1000.0 + 2 * DAY) for _ in range(500)]

    assert 60 <= first[0] <= 120
    assert all(60 <= wait <= pacing.BACKOFF_CAP for wait in first)
    assert pacing.BACKOFF_CAP < max(later) <= pacing.BACKOFF_CAP_LATER


def test_a_fault_of_our_own_slows_no_feed_down() -> None:
    feed, memory, hosts = Feed("W", "https://wire.example", interval=300), Memory(), Hosts()
    for number in range(4):
        hosts.note(f"host{number}.example", reached=False)
    waits = [after_failure(feed, memory, FetchError("no route"), now=1000.0, ours=hosts.cut_off) for _ in range(20)]
    hosts.note("host1.example", reached=True)

    assert max(waits) <= 33
    assert memory.errors == 0
    assert not hosts.cut_off


def test_a_quiet_feed_is_asked_less_often_up_to_its_ceiling_and_news_bring_it_back() -> None:
    feed, memory = Feed("W", "https://wire.example", interval=100), Memory()
    quiet = [after_success(feed, memory, news=False, hint=0) for _ in range(20)]
    busy = after_success(feed, memory, news=True, hint=0)

    assert quiet[0] < quiet[3] < quiet[-1] <= 400 * 1.1
    assert busy <= 110


def test_a_publishers_hint_lengthens_up_to_the_ceiling_and_can_be_ignored() -> None:
    feed = Feed("W", "https://wire.example", interval=100)
    deaf = Feed("W", "https://wire.example", interval=100, ignore_cache_hints=True)

    assert after_success(feed, Memory(), news=True, hint=30 * DAY) == pytest.approx(400, rel=0.11)
    assert after_success(feed, Memory(), news=True, hint=1) == pytest.approx(100, rel=0.11)
    assert after_success(deaf, Memory(), news=True, hint=30 * DAY) == pytest.approx(100, rel=0.11)


async def test_a_host_is_asked_by_two_at_once_at_most() -> None:
    hosts, now, most = Hosts(), 0, 0

    async def one() -> None:
        nonlocal now, most
        async with hosts.turn("wire.example", 0):
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.01)
            now -= 1

    await asyncio.gather(*(one() for _ in range(10)))

    assert most == pacing.PER_HOST


# parsing


async def test_a_document_that_keeps_the_parser_busy_is_killed_and_the_next_one_read() -> None:
    hostile = f"<rss version='2.0'><channel><item><author>{'a' * 120_000}</author></item></channel></rss>".encode()
    async with Parsers(size=1, wall=1.5) as parsers:
        with pytest.raises(Stuck, match="killed"):
            await parsers.parse(hostile, "https://wire.example/", "", "guid")
        found = await parsers.parse(rss(("1", "Port closes")), "https://wire.example/", "", "guid")

    assert found.keys == ("1",)


async def test_a_hostile_document_is_kept_and_not_parsed_again(site: Site, tmp_path: Path) -> None:
    site.serves(f"<rss version='2.0'><channel><item><author>{'a' * 120_000}</author></item></channel></rss>".encode())
    memory = Memory()
    async with desk_at(tmp_path, Sent(), wall=1.5) as desk:
        with pytest.raises(Stuck, match="took more"):
            await poll(feed_at(site), memory, desk)
        with pytest.raises(Stuck, match="still the one"):
            await poll(feed_at(site), memory, desk)

    assert (tmp_path / "harbour.stuck").exists()


# sending


async def test_new_and_changed_entries_are_sent_once_oldest_first(site: Site, tmp_path: Path) -> None:
    sent, memory = Sent(), Memory()
    async with desk_at(tmp_path, sent) as desk:
        for document in (
            rss(("2", "Second"), ("1", "First")),
            rss(("2", "Second"), ("1", "First")),
            rss(("3", "Third"), ("2", "Second, changed"), ("1", "First")),
        ):
            site.serves(document)
            await poll(feed_at(site, kind="official", country="JP", time_zone="Asia/Tokyo"), memory, desk)

    assert sent.titles == ["First", "Second", "Second, changed", "Third"]
    assert (sent.raws[0].feed_kind, sent.raws[0].country, sent.raws[0].source) == ("official", "JP", "Harbour")
    assert normalise(sent.raws[0], "raw-articles:0:0").article.article_id == "harbour:1"


async def test_a_restart_sends_nothing_again(site: Site, tmp_path: Path) -> None:
    sent = Sent()
    site.serves(rss(("1", "First")))
    for _ in range(2):
        async with desk_at(tmp_path, sent) as desk:
            await watch(feed_at(site), desk, once=True)
    site.serves(rss(("2", "Second"), ("1", "First")))
    async with desk_at(tmp_path, sent) as desk:
        await watch(feed_at(site), desk, once=True)

    assert sent.titles == ["First", "Second"]


async def test_what_the_broker_did_not_take_is_sent_again(site: Site, tmp_path: Path) -> None:
    sent = Sent()
    site.serves(rss(("1", "First")), ETag='"1"')
    async with desk_at(tmp_path, sent) as desk:
        sent.fails = True
        await watch(feed_at(site), desk, once=True)
        sent.fails = False
        await watch(feed_at(site), desk, once=True)

    assert sent.titles == ["First"]
    assert "If-None-Match" not in site.asked[1].headers


async def test_on_a_real_kafka_a_feed_is_sent_once_over_two_runs(
    site: Site, tmp_path: Path, kafka: str, prefix: str
) -> None:
    settings = read_settings({"DEMENTI_DATA": str(tmp_path), "DEMENTI_KAFKA": kafka, "DEMENTI_TOPIC_PREFIX": prefix})
    site.serves(rss(("1", "First"), ("2", "Second")))
    for _ in range(2):
        await poll_all(settings, (feed_at(site),), once=True)
    found = await everything(settings, kafka, "raw-articles")

    assert sorted(record.key for record in found) == [b"harbour/1", b"harbour/2"]
    assert {decode(record.value, RawArticle).feed_id for record in found} == {"harbour"}


async def test_two_pollers_do_not_double_a_feed(site: Site, tmp_path: Path) -> None:
    sent = Sent()
    site.serves(rss(("1", "First")))
    async with desk_at(tmp_path, sent) as desk:
        with SeenFile(tmp_path, "harbour").lock() as ours:
            assert ours
            await watch(feed_at(site), desk, once=True)

    assert sent.titles == []


async def test_a_feed_is_polled_on_and_on_over_its_failures(site: Site, tmp_path: Path) -> None:
    sent = Sent()
    answers = iter([(500, b""), (200, b"<html>gone</html>"), (200, rss(("1", "First")))])

    async def answer(_: web.Request) -> web.StreamResponse:
        status, body = next(answers, (304, b""))
        return web.Response(status=status, body=body)

    site.answer = answer
    async with desk_at(tmp_path, sent) as desk:
        watching = asyncio.create_task(watch(feed_at(site), desk))
        async with asyncio.timeout(10):
            while not sent.raws:
                await asyncio.sleep(0.05)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    assert sent.titles == ["First"]


def test_a_counter_in_the_text_makes_no_endless_versions_and_a_recall_always_passes() -> None:
    memory = Memory()
    for number in range(100):
        if memory.is_news("1", f"hash {number}", 1000.0 + number, stated=False):
            memory.note("1", f"hash {number}", 1000.0 + number)

    assert memory.sent["1"].changes == 24
    assert memory.is_news("1", "killed", 1101.0, stated=True)
    assert memory.is_news("1", "next day", 1000.0 + DAY + 1, stated=False)


def test_a_broken_memory_is_kept_aside_and_the_feed_begins_anew(tmp_path: Path) -> None:
    file = SeenFile(tmp_path, "harbour")
    file.write(Memory(errors=3))
    (path,) = tmp_path.glob("*.json")
    path.write_text("{half")

    assert file.read() == Memory()
    assert list(tmp_path.glob("*.broken"))
