"""Addresses of articles: an openable one without tracking, and a key that is the same for every form of it.

Publishers hand out one article under many addresses: with campaign parameters, over http and https, on `www.`, `m.`
and `amp.` hosts, with and without a slash at the end. Which mistake is worse: two articles taken for one. So only
parameters that are known to carry no meaning are removed, and the path keeps its case.
"""

import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

_TRACKING = re.compile(
    r"^(?:utm_.*|ga_.*|mc_[ce]id|_hsenc|_hsmi|mkt_tok|at_(?:medium|campaign|custom\d|link_.*|format|ptr_name|bbc_team)"
    r"|(?:fb|g|dcl|gb|ms|tw|yc|wb)(?:cl|ra)id|igshid|igsh|cmpid|ocid|ito|ftag|taid|feedtype|feedname|partner"
    r"|traffic_source|guccounter|xtor|smid|smtyp|ns_(?:mchannel|source|campaign|linkname|fee))$",
    re.IGNORECASE,
)
_HOST = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_PORTS = {"http": 80, "https": 443}
_SAFE = "/:@!$&'()*+,;=~-._"


def resolve(base: str, link: str) -> str:
    """The absolute http(s) address of `link` as it stands in a document at `base`; empty where it is none."""
    if not link.strip():
        return ""
    try:
        whole = urljoin(base, link.strip())
        parts = urlsplit(whole)
        return whole if parts.scheme in _PORTS and parts.hostname and not re.search(r"[\x00-\x20\x7f]", whole) else ""
    except ValueError:  # a bracketed host that is no IPv6 address
        return ""


def clean(address: str) -> str:
    """The address without tracking parameters and fragment, still one that can be opened."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return parts._replace(query=_query(parts, keep_order=True), fragment="").geturl()


def without_credentials(address: str) -> str:
    """The address without a user and a password, for logs and for links made from it."""
    try:
        parts = urlsplit(address)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    except ValueError:
        return address


def canonical(address: str) -> str:
    """The key under which every form of an address falls: no scheme, plain host, no tracking, sorted parameters.

    An address that is not http(s) (a `urn:`, a `tag:`) is its own key.
    """
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return address.strip()
    if parts.scheme not in _PORTS or not host:
        return address.strip()
    place = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    return _HOST.sub("", place) + path_key(address)


def path_key(address: str) -> str:
    """The part of `canonical` behind the host: what survives a move to another domain."""
    parts = urlsplit(address.strip())
    path = quote(unquote(parts.path), safe=_SAFE)
    path = re.sub(r"/{2,}", "/", path)
    path = re.sub(r"(?:/(?:index\.(?:html?|php)|amp))?/*$", "", path)
    query = _query(parts, keep_order=False)
    return f"{path or '/'}?{query}" if query else path or "/"


def host_of(address: str) -> str:
    """The plain host of an http(s) address in lower case, else an empty string."""
    try:
        parts = urlsplit(address.strip())
        return _HOST.sub("", parts.hostname or "") if parts.scheme in _PORTS else ""
    except ValueError:
        return ""


def _query(parts: SplitResult, keep_order: bool) -> str:
    """The query without tracking parameters."""
    if not parts.query:
        return ""
    pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
    kept = [(name, value) for name, value in pairs if not _TRACKING.match(name)]
    if keep_order:
        return parts.query if len(kept) == len(pairs) else urlencode(kept)
    return urlencode(sorted(kept))
