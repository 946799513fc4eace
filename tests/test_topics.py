"""The table of topics, as the broker is asked for it."""

from agents.settings import read_settings
from agents.topics import BY_NAME, TOPICS, changelog, full_name, new_topics, record_limit

SETTINGS = read_settings(
    {
        "DEMENTI_KAFKA": "kafka:9092",
        "DEMENTI_REPLICATION": "3",
        "DEMENTI_MIN_INSYNC_REPLICAS": "2",
        "DEMENTI_TOPIC_PREFIX": "desk.",
        "DEMENTI_RAW_PARTITIONS": "7",
    }
)
ASKED = {topic.name: topic for topic in new_topics(SETTINGS, [changelog(SETTINGS, "stateful", "docket")])}


def test_a_changelog_is_compact_only() -> None:
    assert ASKED["desk.stateful-docket-changelog"].topic_configs["cleanup.policy"] == "compact"


def test_a_single_writer_reads_one_partition() -> None:
    assert {ASKED[full_name(SETTINGS, name)].num_partitions for name in ("fingerprints", "article-claims")} == {1}
    assert ASKED["desk.raw-articles"].num_partitions == 7


def test_every_topic_is_replicated_as_the_settings_say() -> None:
    assert {topic.replication_factor for topic in ASKED.values()} == {3}
    assert {topic.topic_configs["min.insync.replicas"] for topic in ASKED.values()} == {"2"}


def test_a_compacted_topic_keeps_each_version_long_enough_to_be_read() -> None:
    assert int(ASKED["desk.articles"].topic_configs["min.compaction.lag.ms"]) >= 24 * 3600 * 1000


def test_a_dead_letter_has_room_for_the_largest_message_as_base64() -> None:
    largest = max(record_limit(SETTINGS, topic.name) for topic in TOPICS if topic.name != "dead-letters")

    assert record_limit(SETTINGS, "dead-letters") > largest * 4 / 3 + 4_096


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(TOPICS)
