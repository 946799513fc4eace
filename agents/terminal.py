"""What was received from outside, on a terminal: a title with escape codes must not move the cursor."""

import logging
import re

# controls but tab and newline, and the marks that turn the reading direction
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text with every control character shown as \\x1b or the like."""
    return _UNSAFE.sub(lambda match: repr(match[0])[1:-1] if ord(match[0]) < 256 else f"\\u{ord(match[0]):04x}", text)


class PrintableFormatter(logging.Formatter):
    """A log line without control characters, whatever is in its message."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def log_to_stderr(level: str) -> None:
    """Log from `level` on to the standard error, printable."""
    handler = logging.StreamHandler()
    handler.setFormatter(PrintableFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
    if level != "DEBUG":  # the client tells every try of what it then succeeds in
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
