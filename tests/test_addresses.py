"""Addresses of articles: one key for every form of an address, and never one key for two articles."""

import pytest

from pipeline.wire.address import canonical, clean, path_key, resolve


@pytest.mark.parametrize(
    "form",
    [
        "http://news.example/harbour/pilots-strike",
        "https://www.news.example/harbour/pilots-strike/",
        "https://m.news.example/harbour/pilots-strike?utm_source=rss&utm_medium=feed",
        "https://news.example:443/harbour//pilots-strike#comments",
        "HTTPS://NEWS.example/harbour/pilots%2Dstrike?fbclid=abc",
        "https://news.example/harbour/pilots-strike/amp",
        "https://news.example/harbour/pilots-strike/index.html",
    ],
)
def test_every_form_of_an_address_has_one_key(form: str) -> None:
    assert canonical(form) == "news.example/harbour/pilots-strike"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/?p=1", "https://news.example/?p=2"),
        ("https://news.example/a", "https://other.example/a"),
        ("https://news.example/Case", "https://news.example/case"),
        ("https://news.example:8443/a", "https://news.example/a"),
        ("https://news.example/a?page=2", "https://news.example/a"),
        ("https://m.com/a", "https://com/a"),
    ],
)
def test_two_articles_have_two_keys(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_parameters_in_another_order_are_the_same_address() -> None:
    assert canonical("https://news.example/s?b=2&a=1") == canonical("https://news.example/s?a=1&b=2")


def test_what_is_no_web_address_is_its_own_key() -> None:
    assert canonical("urn:newsml:wire.example:20261124:1") == "urn:newsml:wire.example:20261124:1"
    assert canonical("tag:wire.example,2026:7") == "tag:wire.example,2026:7"


@pytest.mark.parametrize("broken", ["http://[::1/a", "https://news.example:port/a", ""])
def test_a_broken_address_raises_nothing(broken: str) -> None:
    assert canonical(broken) == broken


def test_a_cleaned_address_still_opens() -> None:
    assert clean("https://news.example/s?id=4&utm_source=x#top") == "https://news.example/s?id=4"
    assert clean("https://news.example/s?q=a%20b") == "https://news.example/s?q=a%20b"


def test_the_path_survives_a_move_to_another_host() -> None:
    assert path_key("http://old.example/2026/11/a?x=1") == path_key("https://new.example/2026/11/a?x=1")


def test_links_are_resolved_and_only_web_addresses_pass() -> None:
    assert resolve("https://news.example/feed.xml", "/a/b") == "https://news.example/a/b"
    assert resolve("https://news.example/feed.xml", "javascript:alert(1)") == ""
    assert resolve("https://news.example/feed.xml", "http://[bad/") == ""
    assert resolve("https://news.example/feed.xml", " ") == ""
    assert resolve("https://news.example/feed.xml", "https://news.example/a\x1b[2J") == ""
