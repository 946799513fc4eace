"""Markup to plain text: paragraphs divided by a blank line, entities and scripts gone, control characters removed."""

import html
import re

from lxml import etree

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
        "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_SILENT = frozenset(
    {
        "head", "iframe", "math", "noscript", "object", "script", "style", "svg", "template", "title", "video",
        "audio", "select",
    }
)  # fmt: skip
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
_MARKUP = re.compile(rf"</?[A-Za-z][^<>]*>|<!--|{_ENTITY.pattern}")
# C0 and C1 controls but tab and newline, zero-width and soft hyphens, and the marks that turn the reading direction
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_GAP = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def text_of(markup: str) -> str:
    """The text of an HTML fragment, or of plain copy, as paragraphs divided by a blank line.

    Copy without any markup keeps its own paragraphs. Links and emphasis leave their words, scripts and styles nothing.
    """
    markup = markup.replace("\r\n", "\n").replace("\r", "\n")
    if not _MARKUP.search(markup):
        return _paragraphs(_GAP.split(markup))
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, recover=True, huge_tree=False
    )
    root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    return "" if root is None else _paragraphs(_GAP.split(_walk(root)))


def line_of(markup: str) -> str:
    """A headline: one line, without markup. Twice escaped entities ("AT&amp;amp;T") are undone."""
    text = text_of(markup) if _MARKUP.search(markup) else markup
    if _ENTITY.search(text):
        text = html.unescape(text)
    return " ".join(_UNSEEN.sub("", text.replace("\r", " ").replace("\x85", " ")).split())


def _walk(root: etree._Element) -> str:
    """The words in document order: a blank line around every block, a line break as a space, two as a blank line."""
    out: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _SILENT:
            silent += 1 if event == "start" else -1
        if tag in _BLOCKS:
            out.append("\n\n")
        elif tag == "br" and event == "start":
            out.append("\n")
        words = element.text if event == "start" else element.tail
        if words and not silent:
            out.append(words if tag == "pre" and event == "start" else re.sub(r"[ \t\n]+", " ", words))
    return "".join(out)


def _paragraphs(parts: list[str]) -> str:
    kept = (" ".join(_UNSEEN.sub("", part.replace("\xa0", " ").replace("\x85", " ")).split()) for part in parts)
    return "\n\n".join(part for part in kept if part)
