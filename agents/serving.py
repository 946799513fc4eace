"""`dementi serve`: the whole service on one machine. The broker (when none is named), the poller, and both Faust apps.

Each is a child process: one that ends is started again, and all end with this one. The broker's address goes into the
data folder, where `dementi poll`, `dementi agents` and the other commands find it. The next start goes on where the
last one stopped. There is no other broker to fall back to: one that forgets would lose alerts.
"""

import argparse
import os
import signal
import sys

from agents.broker.embedded import Broker
from agents.feeds import read_feeds
from agents.settings import Settings, read_settings
from agents.supervising import Child, command, say, service, supervise


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: everything is a setting."""


def run(_args: argparse.Namespace) -> int:
    """Serves until SIGINT or SIGTERM; 0 after an end in order. Raises StartError for what keeps it from starting."""
    settings = read_settings(os.environ)
    feeds = read_feeds(settings.feeds)
    # While the broker is made ready a SIGTERM ends us as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        say(f"{len(feeds)} feeds of {settings.feeds}; data in {settings.data}")
        if settings.kafka:
            say(f"Kafka at {settings.kafka}; Ctrl-C ends the service")
            supervise(_children(settings))
        else:
            _on_embedded(settings)
    except KeyboardInterrupt:
        return 0
    say("ended")
    return 0


def _children(settings: Settings) -> list[Child]:
    """What rests on the broker: the service, and on a terminal the alerts as they come."""
    alerts = [command("alerts", ("watch",), settings)] if sys.stdout.isatty() else []
    return service(settings) + alerts


def _on_embedded(settings: Settings) -> None:
    broker = Broker(settings)
    broker.prepare()
    try:
        say("Kafka is embedded; Ctrl-C ends the service")
        base = Child("broker", broker.launch, broker.ready, broker.why, base=True)
        supervise([base, *_children(settings)])
    finally:
        broker.stop()
