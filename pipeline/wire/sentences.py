"""Sentences of wire copy."""

import re

from schemas.article import Sentence

_END = re.compile(r"(?<=[.!?])[\"”']*\s+(?=[A-Z\"“'(])|\n\s*\n")


def split(title: str, body: str) -> tuple[Sentence, ...]:
    """The headline, then the sentences of the body, in order, as offsets."""
    found = [Sentence(0, len(title), "headline")] if title.strip() else []
    start = 0
    for match in [*_END.finditer(body), None]:
        end = match.start() if match else len(body)
        if body[start:end].strip():
            found.append(Sentence(start, end))
        start = match.end() if match else end
    return tuple(found)
