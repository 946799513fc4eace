"""The topics: one table of their names, keys, partitions, cleanup and messages, and their creation on a Kafka.

Keys are chosen so that what must stay in order shares one, and so that compaction removes only what is superseded.
A topic that a single writer reads has one partition. Changelogs of tables are compact only: with `delete` a
partition can become empty, and the recovery of an empty one fails.
"""

import logging
from collections.abc import Iterable
from typing import Literal, NamedTuple

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaConnectionError, TopicAlreadyExistsError, for_code

from agents.connection import client_options
from agents.settings import Settings, StartError
from schemas.article import Fingerprinted, LinkedArticle, RawArticle
from schemas.case import Alert, Case
from schemas.claim import ArticleClaims, Claim
from schemas.codec import Message
from schemas.dead_letter import DeadLetter

log = logging.getLogger(__name__)

_IN_MEMORY_PARTITIONS = 4
DAY_MS = 24 * 3600 * 1000


class Topic(NamedTuple):
    """A row of the table. `days` is how long a message is kept (None: until it is superseded); with `compact` and
    `days` together, compaction waits `lag_days` so that no reader misses a version."""

    name: str
    key: str
    partitions: Literal["many", "one"]
    cleanup: str
    days: int | None
    message: type[Message]
    meaning: str
    public: bool = True
    lag_days: int = 0


TOPICS = (
    Topic("raw-articles", "feed id/item id", "many", "delete", 7, RawArticle, "items as received"),
    Topic(
        "articles", "item id", "many", "compact", None, LinkedArticle, "articles, their story, what is new", lag_days=7
    ),
    Topic("claims", "claim id", "one", "compact,delete", 90, Claim, "attributed statements"),
    Topic("cases", "case id", "one", "compact", None, Case, "the latest state of each dispute, whole"),
    Topic("alerts", "case id", "one", "delete", 365, Alert, "every revision of a case for the operator"),
    Topic("dead-letters", "original key", "one", "delete", 90, DeadLetter, "messages that failed, where, and why"),
    Topic(
        "fingerprints", "item id", "one", "delete", 7, Fingerprinted, "articles before they are linked", public=False
    ),
    Topic("article-claims", "item id", "one", "delete", 7, ArticleClaims, "all claims of a version", public=False),
)
BY_NAME = {topic.name: topic for topic in TOPICS}


def full_name(settings: Settings, name: str) -> str:
    """The topic's name on the broker."""
    return settings.topic_prefix + name


def record_limit(settings: Settings, name: str) -> int:
    """The largest record of a topic in bytes.

    An item's content travels as base64 (a third more) and as an article with its sentences; a dead letter carries a
    whole record as base64.
    """
    return (3 if name == "dead-letters" else 2) * settings.max_message_bytes + 65_536


def changelog(settings: Settings, app: str, table: str) -> str:
    """The full name of a table's changelog, as Faust makes it."""
    return f"{settings.topic_prefix}{app}-{table}-changelog"


def new_topics(settings: Settings, changelogs: Iterable[str]) -> list[NewTopic]:
    """What to ask the broker for: our topics, and the changelogs by their full names."""
    shared = {"min.insync.replicas": str(settings.min_insync_replicas)}
    wanted = [
        NewTopic(
            full_name(settings, topic.name),
            settings.raw_partitions if topic.partitions == "many" else 1,
            settings.replication,
            topic_configs={**shared, **_configs(settings, topic)},
        )
        for topic in TOPICS
    ]
    size = {"max.message.bytes": str(record_limit(settings, "articles"))}
    return wanted + [
        NewTopic(name, 1, settings.replication, topic_configs={**shared, **size, "cleanup.policy": "compact"})
        for name in changelogs
    ]


class Ground(NamedTuple):
    """The Kafka that a worker stands on: its cluster's id, and how many partitions a single writer's topic has there.

    One, but for the in-memory broker, which gives every topic as many as it likes.
    """

    cluster_id: str
    single: int = 1


async def ensure(settings: Settings, address: str, changelogs: Iterable[str] = ()) -> Ground:
    """Create the topics that do not exist yet on the Kafka at `address`, leave the others as they are.

    Raises StartError where nothing answers, the broker refuses, or a topic of a single writer has more partitions
    than one.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=address, **client_options(settings))
    try:
        await admin.start()
        cluster = await admin.describe_cluster()
        if cluster["controller_id"] not in {broker["node_id"] for broker in cluster["brokers"]}:
            # librdkafka's broker in memory: topics come into being when they are named, never by request.
            return Ground(str(cluster["cluster_id"]), _IN_MEMORY_PARTITIONS)
        wanted = new_topics(settings, changelogs)
        there = {found["topic"]: len(found["partitions"]) for found in await admin.describe_topics()}
        for topic in wanted:
            if topic.num_partitions == 1 and there.get(topic.name, 1) != 1:
                raise StartError(f"topic {topic.name} has {there[topic.name]} partitions: its one reader needs one")
        missing = [topic for topic in wanted if topic.name not in there]
        if missing:
            _refused(await admin.create_topics(missing))
        return Ground(str(cluster["cluster_id"]))
    except KafkaConnectionError as error:
        raise StartError(f"no Kafka answers at {address}: {error}") from error
    finally:
        await admin.close()


def _configs(settings: Settings, topic: Topic) -> dict[str, str]:
    configs = {"cleanup.policy": topic.cleanup, "max.message.bytes": str(record_limit(settings, topic.name))}
    if topic.days is not None:
        configs["retention.ms"] = str(topic.days * DAY_MS)
    if topic.lag_days:
        configs["min.compaction.lag.ms"] = str(topic.lag_days * DAY_MS)
    return configs


def _refused(response: object) -> None:
    for name, code, *rest in response.topic_errors:  # type: ignore[attr-defined]
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:  # another worker was quicker
            raise StartError(f"Kafka does not create topic {name}: {error.__name__} {rest[0] if rest else ''}")
