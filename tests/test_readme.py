"""README tells the truth: its tables are the code's, its commands exist, it stays short."""

import re
from pathlib import Path

import pytest
import quality

from agents.cli import COMMANDS
from agents.settings import Setting, table
from agents.topics import TOPICS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def topic_rows() -> list[str]:
    return [f"| `{t.name}` | {t.key} | {t.partitions} | {t.cleanup} | {t.meaning} |" for t in TOPICS if t.public]


def setting_rows() -> list[str]:
    return [f"| `{row.variable}` | {_default(row)} | {row.meaning} |" for row in table()]


def _default(row: Setting) -> str:
    if row.name == "data":
        return "the platform's state folder"
    return f"`{row.default}`" if row.default not in ("", None) else ""


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 150


@pytest.mark.parametrize("row", [*topic_rows(), *setting_rows()])
def test_its_tables_are_those_of_the_code(row: str) -> None:
    assert row in README.splitlines(), "run: python tests/test_readme.py"


def test_its_commands_exist() -> None:
    section = README.split("## Commands")[1].split("##")[0]
    named = {words.split()[0] for words in re.findall(r"`([a-z][a-z| -]+)`", section)} - {"docker"}

    assert named == set(COMMANDS)


def test_its_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.M))

    assert {"run", "test"} <= named <= targets


def test_its_counts_of_stories_and_sentences_are_right() -> None:
    stories, sentences = len(list(quality.stories())), len(quality.sentences("sentences_unlearnt.jsonl"))

    assert f"{stories} stories and {sentences:,} sentences" in README
    assert f"our {len(quality.sentences()):,} sentences" in README


if __name__ == "__main__":
    text = README.replace("TOPICS_TABLE", "\n".join(topic_rows())).replace("SETTINGS_TABLE", "\n".join(setting_rows()))
    (ROOT / "README.md").write_text(text, "utf-8")
