"""How well the pipeline does on our own stories and sentences: the figures that test_quality.py holds.

A story is a folder of tests/stories: `articles.jsonl`, as `dementi replay` reads it, and `expected.json`, what the
desk wants: `alerts` (each with `denials` and `reports`, places of article and quote, and an `outcome`) and `stances`.
A sentence is a line of tests/sentences_unlearnt.jsonl: copy, a sentence of it, and the stance that it takes; those of
tests/sentences.jsonl are learnt from.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.replay import as_carried, raw_story, replay
from pipeline.wire import normalise
from schemas.article import Article
from schemas.case import Alert
from schemas.claim import Claim

HERE = Path(__file__).parent
_WORD = re.compile(r"\w+")
#: Where a sentence has several claims, the first of these is its stance.
ORDER = ("denies", "partly_denies", "retracts", "corrects", "confirms", "unaware", "no_comment", "asserts")


def stories() -> Iterator[tuple[str, list[bytes], dict[str, Any]]]:
    """Each story: its name, the lines of its stream, and what is expected of it."""
    for folder in sorted(p.parent for p in (HERE / "stories").rglob("expected.json")):
        lines = (folder / "articles.jsonl").read_bytes().splitlines()
        yield folder.name, lines, json.loads((folder / "expected.json").read_text("utf-8"))


def sentences(name: str = "sentences.jsonl") -> list[dict[str, Any]]:
    """The labelled sentences: those to learn from, or `sentences_unlearnt.jsonl`, which nothing was learnt from."""
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


def wire_stories() -> list[dict[str, Any]]:
    """Whole stories of ordinary days, with the `stances` of their sentences: all that answer, and hard ones."""
    return [json.loads(line) for line in (HERE / "wire_stories.jsonl").read_text("utf-8").splitlines()]


def as_article(story: dict[str, Any]) -> Article:
    """A story or labelled item as the pipeline takes it in."""
    filled = {"source": "Wire", "url": "", "published": datetime(2000, 1, 1, tzinfo=UTC).isoformat()} | story
    keep = {k: filled[k] for k in ("id", "source", "url", "title", "body", "published")}
    return normalise(raw_story(json.dumps(keep).encode()), "training").article


def outcome_of(lines: list[bytes]) -> tuple[list[Alert], list[Claim]]:
    """The last revision of each alert that a stream leads to, and all claims."""
    alerts: dict[str, Alert] = {}
    claims: list[Claim] = []
    for done in replay(lines):
        for outgoing in done.messages:
            if isinstance(outgoing.message, Alert):
                alerts[outgoing.key] = outgoing.message
            elif isinstance(outgoing.message, Claim):
                carried = as_carried(outgoing.message, done.linked)
                assert isinstance(carried, Claim)
                claims.append(carried)
    return list(alerts.values()), claims


def overlap(a: str, b: str) -> float:
    """The share of the longer text's words that both have."""
    wa, wb = Counter(_WORD.findall(a.lower())), Counter(_WORD.findall(b.lower()))
    return sum((wa & wb).values()) / max(1, sum(wa.values()), sum(wb.values()))


def score_story(expected: dict[str, Any], alerts: list[Alert]) -> Counter[str]:
    """Wanted, printed, right and linked, counted; an alert is right once it has the denial's and a report's article."""
    n = Counter(wanted=len(expected["alerts"]), printed=len(alerts))
    open_wants = list(expected["alerts"])
    for alert in alerts:
        cited = {p.article_id for p in alert.reports} - {alert.denial.article_id}
        for want in open_wants:
            due = {p["article"] for p in want["reports"]} - {p["article"] for p in want["denials"]}
            if alert.denial.article_id in {p["article"] for p in want["denials"]} and cited & due:
                open_wants.remove(want)
                n["right"] += 1
                n["links_cited"] += len(cited)
                n["links_right"] += len(cited & due)
                n["links_due"] += len(due)
                n["outcome"] += alert.state == want.get("outcome", "open")
                break
    return n


def score_sentences() -> tuple[dict[str, float], list[str]]:
    """Figures over the sentences that nothing was learnt from, and a line for each that went wrong."""
    start, rows, wrong = datetime(1975, 1, 6, 9, tzinfo=UTC), sentences("sentences_unlearnt.jsonl"), []
    n: Counter[str] = Counter()
    for i, row in enumerate(rows):
        story = {"id": row["id"], "source": "Wire", "url": f"https://wire.example/{i}", "title": row["title"]}
        story |= {"body": row["body"], "published": (start + timedelta(days=20 * i)).isoformat()}
        _, claims = outcome_of([json.dumps(story).encode()])
        found = [c for c in claims if overlap(c.quote, row["quote"]) >= 0.6]
        pool = [c for c in found if c.stance != "asserts"] or found
        best = min(pool, key=lambda c: ORDER.index(c.stance), default=None)
        stance = best.stance if best else "asserts"
        n["right"] += stance == row["stance"]
        n["said_denies"] += stance == "denies"
        n["due_denies"] += row["stance"] == "denies"
        n["right_denies"] += stance == row["stance"] == "denies"
        if stance != row["stance"]:
            wrong.append(f"{row['id']}: {stance}, wanted {row['stance']}: {row['quote']}")
        elif best and stance != "asserts":
            n["spoken"] += 1
            n["kind"] += best.speaker_kind == row["speaker_kind"]
    figures = {
        "accuracy": n["right"] / len(rows),
        "denies_precision": n["right_denies"] / max(1, n["said_denies"]),
        "denies_recall": n["right_denies"] / max(1, n["due_denies"]),
        "speaker_kind": n["kind"] / max(1, n["spoken"]),
    }
    return figures, wrong


def score_stories() -> tuple[dict[str, float], list[str]]:
    """Figures over the stories, and a line for each that went wrong."""
    total: Counter[str] = Counter()
    wrong = []
    for name, lines, expected in stories():
        n = score_story(expected, outcome_of(lines)[0])
        total += n
        if n["right"] != n["wanted"] or n["printed"] != n["wanted"]:
            wrong.append(f"{name}: wanted {n['wanted']}, printed {n['printed']}, right {n['right']}: {expected['why']}")
    figures = {
        "recall": total["right"] / total["wanted"],
        "precision": total["right"] / max(1, total["printed"]),
        "link_precision": total["links_right"] / max(1, total["links_cited"]),
        "link_recall": total["links_right"] / max(1, total["links_due"]),
        "outcome": total["outcome"] / max(1, total["right"]),
    }
    return figures, wrong


if __name__ == "__main__":
    for figures, wrong in (score_stories(), score_sentences()):
        print("\n".join(wrong))
        print(json.dumps({k: round(v, 4) for k, v in figures.items()}, indent=2))
