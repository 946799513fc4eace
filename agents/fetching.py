"""One conditional GET of a feed, guarded against what a feed's server, or its redirects, can do to us.

Refused: addresses off the public internet, asked at the moment when a socket is made for them (a name can resolve to
anything, a second time to something else, and a literal address asks no resolver at all); bodies over a limit, counted
after decompression while they stream (2 MB of gzip can hold 2 GB); redirects without end, from https to http, or to
another scheme. Credentials stand in the feed's address alone, so none goes along to another host.
"""

import asyncio
import email.utils
import ipaddress
import re
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import NamedTuple

import aiohttp
from yarl import URL

LIMIT = 5 * 1024 * 1024  # decoded bytes of a document
REDIRECTS = 5
CONNECT, IDLE, TOTAL = 5.0, 10.0, 20.0  # seconds
RETRY_CAP = 8 * 3600.0
AGENT = "dementi/0.1 (feed reader; news desk alerting)"

_CHUNK = 64 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})
_ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
# what the standard library calls global, and is a way to a private address or to many
_DETOURS = tuple(
    ipaddress.ip_network(net)
    for net in (
        "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "2001:10::/28", "::/96", "fec0::/10",
        "192.0.0.0/24", "192.88.99.0/24",
    )
)  # fmt: skip

AddrInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]
Turn = Callable[[str], AbstractAsyncContextManager[None]]


class Refused(OSError):
    """An address that must not be connected to."""


class FetchError(Exception):
    """A fetch that gave no document. `status` is HTTP's, 0 where there was none; `retry_after` is seconds."""

    def __init__(self, reason: str, status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after


class Validators(NamedTuple):
    """What the server gave to ask with, as it gave it, and for which address."""

    etag: str = ""
    last_modified: str = ""
    address: str = ""


class Fetched(NamedTuple):
    """A document, or None where it has not changed. `hint` is seconds for which the server says it will not."""

    body: bytes | None
    address: str
    validators: Validators
    charset: str
    hint: float


def refusal(address: str) -> str:
    """Why an IP address must not be connected to; empty for one on the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if not ip.is_global:
        return f"{ip} is not on the public internet"
    if ip.is_multicast or any(ip.version == net.version and ip in net for net in _DETOURS):
        return f"{ip} leads elsewhere than it says"
    return ""


def guarded_socket(info: AddrInfo) -> socket.socket:
    """A socket for an address that is on the public internet; Refused for every other."""
    if why := refusal(str(info[4][0])):
        raise Refused(f"{why}; allow_private = true in the list of feeds allows it")
    return socket.socket(info[0], info[1], info[2])


@asynccontextmanager
async def client(*, private: bool, concurrent: int = 64) -> AsyncIterator[aiohttp.ClientSession]:
    """A session that reaches the public internet only, or (`private`) any network."""
    connector = aiohttp.TCPConnector(
        limit=concurrent,
        socket_factory=None if private else guarded_socket,
        ttl_dns_cache=60,
    )
    timeout = aiohttp.ClientTimeout(total=TOTAL, sock_connect=CONNECT, sock_read=IDLE)
    headers = {"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate", "Accept": _ACCEPT}
    async with aiohttp.ClientSession(
        connector=connector, timeout=timeout, headers=headers, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
    ) as session:
        yield session


_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


async def fetch(session: aiohttp.ClientSession, address: str, last: Validators, turn: Turn) -> Fetched:
    """The document at `address`, if it is another one than `last` stands for.

    `turn(host)` is held while a host is asked. Raises FetchError for everything that gives no document.
    """
    spent = 0.0
    for _ in range(REDIRECTS + 1):
        async with turn(URL(address).host or ""):
            began = time.monotonic()
            found = await _hop(session, address, last, TOTAL - spent)
            spent += time.monotonic() - began
        if isinstance(found, Fetched):
            return found
        address = found
    raise FetchError(f"more than {REDIRECTS} redirects")


async def _hop(session: aiohttp.ClientSession, address: str, last: Validators, left: float) -> Fetched | str:
    """One request of at most `left` seconds: the document, or the address that it leads on to."""
    timeout = aiohttp.ClientTimeout(total=max(1.0, left), sock_connect=CONNECT, sock_read=IDLE)
    asked = _conditions(last) if last.address == address else {}
    try:
        async with session.get(
            URL(address), headers=asked, allow_redirects=False, timeout=timeout, raise_for_status=False
        ) as response:
            if response.status in _MOVED:
                return _next(address, response.headers.get("Location", ""))
            return await _document(response, address, last)
    except TimeoutError as error:
        raise FetchError("no answer in time") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise FetchError(f"{type(error).__name__}: {error}") from error


def _conditions(last: Validators) -> dict[str, str]:
    given = {"If-None-Match": last.etag, "If-Modified-Since": last.last_modified}
    return {name: value for name, value in given.items() if value}


def _next(address: str, location: str) -> str:
    if not location:
        raise FetchError("a redirect that leads nowhere")
    target = URL(address).join(URL(location))
    if target.scheme not in ("http", "https") or not target.host:
        raise FetchError(f"a redirect to {target.scheme or 'no'} address")
    if URL(address).scheme == "https" and target.scheme == "http":
        raise FetchError("a redirect from https to http")
    return str(target)


async def _document(response: aiohttp.ClientResponse, address: str, last: Validators) -> Fetched:
    headers = response.headers
    if response.status == 304 and last.address == address:
        refreshed = Validators(
            headers.get("ETag", last.etag), headers.get("Last-Modified", last.last_modified), address
        )
        return Fetched(None, address, refreshed, "", cache_hint(headers))
    if response.status != 200:
        raise FetchError(
            f"the server answers {response.status}", response.status, retry_after(headers.get("Retry-After", ""))
        )
    if headers.get("Content-Encoding", "").strip().lower() not in _ENCODINGS:
        raise FetchError(f"a body in an encoding that was not asked for: {headers['Content-Encoding']}")
    if (response.content_length or 0) > LIMIT:
        raise FetchError(f"a body of {response.content_length} bytes, over the limit of {LIMIT}")
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > LIMIT:
            raise FetchError(f"a body over the limit of {LIMIT} bytes")
        await asyncio.sleep(0)  # a body that is all there at once would keep every other feed waiting
    given = Validators(headers.get("ETag", ""), headers.get("Last-Modified", ""), address)
    return Fetched(bytes(body), address, given, response.charset or "", cache_hint(headers))


def retry_after(value: str) -> float | None:
    """Seconds that Retry-After asks for, written as seconds or as a date; at most eight hours. None: not said."""
    value = value.strip()
    if re.fullmatch(r"\d{1,9}", value):
        return min(float(value), RETRY_CAP)
    when = _http_date(value)
    return None if when is None else min(max(when - time.time(), 0.0), RETRY_CAP)


def cache_hint(headers: Mapping[str, str]) -> float:
    """Seconds for which Cache-Control or Expires say that the document stays; 0 where they say nothing."""
    control = headers.get("Cache-Control", "").lower()
    if re.search(r"\bno-(?:cache|store)\b", control):
        return 0.0
    if age := re.search(r"\bmax-age\s*=\s*\"?(\d{1,9})", control):
        return float(age[1])
    expires, now = _http_date(headers.get("Expires", "")), _http_date(headers.get("Date", ""))
    return max(0.0, expires - (time.time() if now is None else now)) if expires is not None else 0.0


def _http_date(value: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(value).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
