"""Learns the sieve of pipeline/extract/weigh.py: which sentences surely answer nothing, from signs alone.

    python tests/train_sieve.py [--check]     write the weights; with --check print cross-validated figures alone

Learnt from our sentences.jsonl, wire_stories.jsonl, ordinary_wire.py and stories; sentences that no label speaks of
answer nothing. Signs hold the texts of rules: learn anew after a rule has changed. Needs the train extra.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from ordinary_wire import ordinary_stories
from quality import as_article, overlap, sentences, stories, wire_stories
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from pipeline.extract.speech import spoken
from pipeline.extract.stance import passage, ruled
from pipeline.extract.story import story_context
from pipeline.extract.weigh import signs

WEIGHTS = Path(__file__).parent.parent / "pipeline" / "extract" / "english" / "sieve_weights.json"
#: What an unlabelled sentence of a story weighs beside a labelled one.
BACKGROUND = 0.5
#: Regularisation, the least number of sentences in which a sign must stand, and the least weight that is kept.
STRENGTH, FEWEST, LEAST = 0.3, 3, 0.02


class Example(NamedTuple):
    """A sentence's signs, whether it answers something, what it weighs, the group that no fold may split, the
    rules' own reading, and whether it is one that no label speaks of.
    """

    signs: set[str]
    answers: bool
    weight: float
    group: str
    ruled: str
    background: bool


def main() -> int:
    examples = [*labelled(), *background()]
    if "--check" in sys.argv:
        check(examples)
        return 0
    vectors, model = fit(examples)
    weights = {"*": round(float(model.intercept_[0]), 3)}
    for name, weight in zip(vectors.get_feature_names_out(), model.coef_[0], strict=True):
        if abs(weight) >= LEAST:
            weights[name] = round(float(weight), 3)
    WEIGHTS.write_text(json.dumps(weights, ensure_ascii=False, sort_keys=True, indent=0) + "\n", "utf-8")
    print(f"{len(examples)} sentences, {len(weights)} signs, {WEIGHTS.stat().st_size // 1024} kB")
    return 0


def fit(examples: list[Example]) -> tuple[Any, Any]:
    """The vectoriser and the model learnt from examples."""
    counts = Counter(sign for example in examples for sign in example.signs)
    rows = [{sign: 1.0 for sign in e.signs if counts[sign] >= FEWEST} for e in examples]
    vectors = DictVectorizer()
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit(vectors.fit_transform(rows), [e.answers for e in examples], sample_weight=[e.weight for e in examples])
    return vectors, model


def check(examples: list[Example]) -> None:
    """What a sieve of each width lets fall, cross-validated: of the answers, and of the copy around them."""
    groups = [e.group for e in examples]
    found = []
    for train, test in GroupKFold(5).split(examples, groups=groups):
        vectors, model = fit([examples[i] for i in train])
        rows = vectors.transform([dict.fromkeys(examples[i].signs, 1.0) for i in test])
        shares = model.predict_proba(rows)[:, 1]
        found += [(float(share), examples[i]) for share, i in zip(shares, test, strict=True)]
    answers = [share for share, e in found if e.answers and e.ruled == "asserts"]
    around = [share for share, e in found if e.background and e.ruled == "asserts"]
    for width in (0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2):
        lost, aside = (sum(s < width for s in shares) / len(shares) for shares in (answers, around))
        print(f"{width}: {lost:.3f} of the answers fall, {aside:.3f} of the copy around")


def labelled() -> list[Example]:
    """The labelled sentences."""
    return [example for row in sentences() for example in _story(row, [row], row.get("pair") or row["id"], False)]


def background() -> list[Example]:
    """The sentences of our stories: those that no label speaks of answer nothing."""
    found = []
    for row in wire_stories():
        found += _story(row, row["stances"], row["id"], True)
    for n, (title, *told) in enumerate(ordinary_stories()):
        found += _story(
            {"id": f"ordinary-{n}", "title": title, "body": "\n\n".join(told)}, [], f"ordinary-{n % 7}", True
        )
    for name, lines, expected in stories():
        places = [p | {"stance": "denies"} for a in expected["alerts"] for p in a["denials"]]
        places += expected.get("stances", [])
        for line in lines:
            story = json.loads(line)
            found += _story(story, [p for p in places if p["article"] == story["id"]], name, True)
    return found


def _story(story: dict[str, Any], places: list[dict[str, Any]], group: str, whole: bool) -> list[Example]:
    """The sentences of a story that have a label, and where it counts whole the others as well."""
    article = as_article(story)
    said = spoken(article)
    headlines = sum(s.kind == "headline" for s in article.sentences)
    context = story_context([one.tokens for one in said], headlines)
    found = []
    for i, sentence in enumerate(article.sentences):
        if sentence.kind not in ("text", "headline"):
            continue
        quote = article.text(sentence)
        stances = [p["stance"] for p in places if p["quote"] in quote or overlap(p["quote"], quote) >= 0.6]
        if not stances and not whole:
            continue
        decided = ruled(context, i, said[i].attributions)
        p = passage(context.sentences[i], context, i, None, said[i].attributions)
        answers = bool(stances) and stances[-1] != "asserts"
        weight = 1.0 if stances else BACKGROUND
        found.append(
            Example(signs(p, decided, said[i].attributions), answers, weight, group, decided.stance, not stances)
        )
    return found


if __name__ == "__main__":
    raise SystemExit(main())
