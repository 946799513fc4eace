"""An entry of a feed as it was read, and the identity that it keeps for its life.

A GUID should be enough, and often is not: its scheme or host changes, it is missing, it is repeated in a document or
is one for all. So an entry's key is its GUID without scheme and without the document's own host, and falls back, step
by step, to its address and to its date and headline. A feed whose documents hold more than one bad GUID in twenty is
read by address from then on (the rule is handed in and out, and only ever falls), because an identity that changes its
rule from one poll to the next makes every item new.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pipeline.wire.address import canonical, host_of, path_key
from pipeline.wire.plain import line_of, text_of
from schemas.codec import Message, content_id

ENTRY_TYPE = "application/vnd.dementi.entry+json"
Rule = Literal["guid", "link", "text"]
_LONGEST_KEY = 200
_BAD_SHARE = 0.05
_SLIGHT = 3  # a document of fewer entries proves nothing about a feed


class Entry(Message, frozen=True, kw_only=True):
    """One entry as published: markup, dates and status unread. `link` is absolute, or empty."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    published: str = ""
    updated: str = ""
    status: str = ""
    version: str = ""
    author: str = ""
    categories: tuple[str, ...] = ()
    language: str = ""
    origin: str = ""  # the publisher that the entry or its feed names

    @property
    def copy(self) -> str:
        """The longer of content and summary, as markup."""
        return self.content if len(self.content) >= len(self.summary) else self.summary


def identify(entries: Sequence[Entry], rule: Rule) -> tuple[list[str], Rule]:
    """A key for each entry, in order, and the rule to go on with; the same entry twice has the same key twice."""
    rule = _fallen(entries, rule)
    hosts = Counter(host for e in entries if (host := host_of(e.guid) or host_of(e.link)))
    own = hosts.most_common(1)[0][0] if hosts else ""
    links: dict[str, set[str]] = {}
    for e in entries:
        links.setdefault(e.guid, set()).add(e.link or e.title)
    keys = []
    for e in entries:
        name = e.guid if rule == "guid" and e.guid else e.link if rule != "text" else ""
        key = _key(name, own) if name else content_id("entry", e.published, line_of(e.title))
        if rule == "guid" and e.guid and len(links[e.guid]) > 1:
            key = f"{key}#{_key(e.link, own)}" if e.link else f"{key}#{content_id(e.title)}"
        keys.append(key if len(key) <= _LONGEST_KEY else content_id("key", key))
    return keys, rule


def fingerprint_of(entry: Entry) -> str:
    """What makes an observed entry a new version: its words, address, status and version; no date, no markup."""
    return content_id(
        line_of(entry.title), text_of(entry.copy), canonical(entry.link), entry.status.lower(), entry.version
    )


def _fallen(entries: Sequence[Entry], rule: Rule) -> Rule:
    """The rule after this document: lowered where too many of its entries cannot be told apart by it."""
    while rule != "text" and len(entries) >= _SLIGHT:
        names = [e.guid if rule == "guid" else canonical(e.link) for e in entries]
        wholes = {(name, e.link, e.title) for name, e in zip(names, entries, strict=True)}
        seen = Counter(name for name, _, _ in wholes)
        bad = sum(1 for name in names if not name or seen[name] > 1)
        if bad <= _BAD_SHARE * len(entries):
            return rule
        rule = "link" if rule == "guid" else "text"
    return rule


def _key(name: str, own_host: str) -> str:
    """A GUID or address without what changes while it still means the same: its scheme, and the feed's own host."""
    whole = canonical(name)
    # a home page for a GUID ("http://example.org/") has nothing but its host
    return path_key(name) if own_host and host_of(name) == own_host and path_key(name) != "/" else whole
