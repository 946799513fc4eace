"""Learns the weights of pipeline/extract/weigh.py from our own labelled sentences and stories.

    python tests/train_stances.py [--check]     write the weights; with --check print cross-validated figures alone

Sentences of tests/sentences.jsonl count whole; the sentences of tests/stories that no label speaks of count as
`asserts`, a little each: without them the model would take every item for a dispute. Needs scikit-learn (dev extra).
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from quality import overlap, sentences, stories
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from pipeline.extract.decide import decide
from pipeline.extract.speech import spoken
from pipeline.extract.stance import passage
from pipeline.extract.story import story_context
from pipeline.extract.weigh import STANCES, signs
from pipeline.replay import raw_story
from pipeline.wire import normalise
from schemas.article import Article

WEIGHTS = Path(__file__).parent.parent / "pipeline" / "extract" / "english" / "stance_weights.json"
#: What an unlabelled sentence of a story weighs beside a labelled one.
BACKGROUND = 0.15
#: Regularisation, and the least number of sentences in which a sign must stand.
STRENGTH, FEWEST = 0.5, 3


class Example(NamedTuple):
    """A sentence's signs, its stance, what it weighs, and the group that may not be split over folds."""

    signs: set[str]
    stance: str
    weight: float
    group: str
    ruled: str


def main() -> int:
    examples = [*labelled(), *background()]
    if "--check" in sys.argv:
        check(examples)
        return 0
    vectors, model = fit(examples)
    names = vectors.get_feature_names_out()
    order = [list(model.classes_).index(stance) for stance in STANCES]
    weights = {"*": [round(float(model.intercept_[n]), 3) for n in order]}
    for column, name in enumerate(names):
        row = [round(float(model.coef_[n, column]), 3) for n in order]
        if max(map(abs, row)) >= 0.05:
            weights[name] = row
    WEIGHTS.write_text(json.dumps(weights, ensure_ascii=False, sort_keys=True, indent=0) + "\n", "utf-8")
    print(f"{len(examples)} sentences, {len(weights)} signs, {WEIGHTS.stat().st_size // 1024} kB")
    return 0


def fit(examples: list[Example]) -> tuple[Any, Any]:
    """The vectoriser and the model learnt from examples."""
    counts: dict[str, int] = {}
    for example in examples:
        for sign in example.signs:
            counts[sign] = counts.get(sign, 0) + 1
    rows = [{sign: 1.0 for sign in e.signs if counts[sign] >= FEWEST} for e in examples]
    vectors = DictVectorizer()
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit(vectors.fit_transform(rows), [e.stance for e in examples], sample_weight=[e.weight for e in examples])
    return vectors, model


def check(examples: list[Example]) -> None:
    """Cross-validated accuracy on the labelled sentences, beside that of the rules alone."""
    groups = [e.group for e in examples]
    right, total, ruled = 0, 0, 0
    said = due = both = 0
    for train, test in GroupKFold(8).split(examples, groups=groups):
        vectors, model = fit([examples[i] for i in train])
        held = [examples[i] for i in test if examples[i].weight == 1.0]
        predicted = model.predict(vectors.transform([dict.fromkeys(e.signs, 1.0) for e in held]))
        right += int(np.sum(predicted == np.array([e.stance for e in held])))
        ruled += sum(e.ruled == e.stance for e in held)
        total += len(held)
        said += sum(p == "denies" for p in predicted)
        due += sum(e.stance == "denies" for e in held)
        both += sum(p == e.stance == "denies" for p, e in zip(predicted, held, strict=True))
    print(f"{total} labelled sentences: rules alone {ruled / total:.3f}, weighed {right / total:.3f}")
    print(f"denies: precision {both / said:.3f}, recall {both / due:.3f}")


def labelled() -> list[Example]:
    """The labelled sentences."""
    found = []
    for row in sentences():
        best = max(
            _examples(row, row.get("pair") or row["id"]), key=lambda e: overlap(e[1], row["quote"]), default=None
        )
        if best and overlap(best[1], row["quote"]) >= 0.6:
            found.append(best[0]._replace(stance=row["stance"]))
    return found


def background() -> list[Example]:
    """The sentences of our stories: labelled ones whole, the others a little, as assertions."""
    found = []
    for name, lines, expected in stories():
        places = [(p["article"], p["quote"], "denies") for a in expected["alerts"] for p in a["denials"]]
        places += [(s["article"], s["quote"], s["stance"]) for s in expected.get("stances", [])]
        for line in lines:
            story = json.loads(line)
            for example, quote in _examples(story, name):
                stances = [s for a, q, s in places if a == story["id"] and (q in quote or overlap(q, quote) >= 0.6)]
                stance = stances[-1] if stances else "asserts"
                found.append(example._replace(stance=stance, weight=1.0 if stances else BACKGROUND))
    return found


def _examples(story: dict[str, Any], group: str) -> list[tuple[Example, str]]:
    article = _article(story)
    said = spoken(article)
    headlines = sum(s.kind == "headline" for s in article.sentences)
    context = story_context([one.tokens for one in said], headlines)
    found = []
    for i, sentence in enumerate(article.sentences):
        if sentence.kind in ("text", "headline"):
            p = passage(context.sentences[i], context, i, None, said[i].attributions)
            ruled = decide(p)
            example = Example(signs(p, ruled, said[i].attributions), ruled.stance, 1.0, group, ruled.stance)
            found.append((example, article.text(sentence)))
    return found


def _article(story: dict[str, Any]) -> Article:
    filled = {"source": "Wire", "url": "", "published": datetime(2000, 1, 1, tzinfo=UTC).isoformat()} | story
    keep = {k: filled[k] for k in ("id", "source", "url", "title", "body", "published")}
    return normalise(raw_story(json.dumps(keep).encode()), "training").article


if __name__ == "__main__":
    raise SystemExit(main())
