"""`dementi topics`: makes the topics that are missing on the broker, and says what is there.

Every worker does this for itself. The command is for a cluster where only an administrator may make topics, and for
a start of many workers at once.
"""

import argparse
import asyncio
import os

from agents import stateful, stateless, topics
from agents.broker.address import broker_of
from agents.settings import read_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: the broker, the prefix and the copies are settings."""


def run(_args: argparse.Namespace) -> int:
    """Makes them and prints a line for each; 0. Raises StartError when there is no broker or it refuses."""
    settings = read_settings(os.environ)
    changelogs = [topics.changelog(settings, app.NAME, table) for app in (stateless, stateful) for table in app.TABLES]
    asyncio.run(topics.ensure(settings, broker_of(settings), changelogs))
    for topic in topics.new_topics(settings, changelogs):
        print(f"{topic.name}  {topic.num_partitions} partitions, {topic.topic_configs['cleanup.policy']}")
    return 0
