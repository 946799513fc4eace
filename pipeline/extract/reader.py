"""The learnt reader: how likely each stance is for a sentence, given the headline and the copy around it.

Half of the denials hold no word for it: only their fit with the report decides. So a small transformer (six layers,
fine-tuned from all-MiniLM-L6-v2, Wang et al. 2020, Apache 2.0) reads the sentence beside its story. It was taught by
`tests/train_reader.py` with our own labelled sentences; its weights (eight bits) and its vocabulary are files of the
pack. It reads some twenty milliseconds a sentence, so it is asked only where weigh.py cannot tell without it.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
import onnxruntime

from pipeline.extract.wordpiece import BAR, END, START, pieces, vocabulary
from schemas.claim import Stance

#: The order of the model's outputs.
STANCES: tuple[Stance, ...] = (
    "denies", "partly_denies", "confirms", "no_comment", "unaware", "retracts", "corrects", "asserts",
)  # fmt: skip
#: Pieces in all, of the sentence itself, of the headline, of the lead at least, and of what follows.
LENGTH, SENTENCE, HEADLINE, LEAD, AFTER = 128, 72, 24, 32, 20


class Copy:
    """A story as the reader sees it: its sentences in order, headline first."""

    def __init__(self, texts: Sequence[str], kinds: Sequence[str]) -> None:
        self._texts = texts
        self._headline = next((i for i, kind in enumerate(kinds) if kind == "headline"), -1)
        self._body = [i for i, kind in enumerate(kinds) if kind == "text"]
        self._pieces: dict[int, list[int]] = {}

    def shares(self, at: int) -> dict[Stance, float]:
        """How likely each stance is for sentence `at`; the shares add up to 1. Empty where there are no weights."""
        model = _model()
        if model is None:
            return {}
        ids, types = self.encoded(at)
        fed = {"ids": np.array([ids], dtype=np.int64), "types": np.array([types], dtype=np.int64)}
        (row,) = model.run(["shares"], fed)[0]
        return {stance: float(share) for stance, share in zip(STANCES, row, strict=True)}

    def encoded(self, at: int) -> tuple[list[int], list[int]]:
        """The pieces of sentence `at` and of the copy around it, and which of the two each belongs to (0, 1).

        The sentence; then headline, lead, what stands right before it and what follows, divided by bars, as far as
        they fit into LENGTH.
        """
        known = vocabulary()
        said = self._of(at)[:SENTENCE]
        head = self._of(self._headline)[:HEADLINE] if self._headline not in (-1, at) else []
        before = [i for i in self._body if i < at] if at != self._headline else []
        after = [piece for i in self._body if i > at for piece in self._of(i)[:AFTER]][:AFTER]
        room = LENGTH - len(said) - len(head) - len(after) - 7
        lead = self._of(before[0]) if before else []
        near: list[int] = []
        for i in reversed(before[1:]):
            near = self._of(i) + near
            if len(near) >= room:
                break
        if len(lead) + len(near) > room:
            lead = lead[: max(min(LEAD, room), room - len(near))]
            left = room - len(lead)
            near = near[-left:] if left > 0 else []
        bar, end = [known[BAR]], [known[END]]
        ids = [known[START], *said, *end, *head, *bar, *lead, *bar, *near, *bar, *after, *end]
        return ids, [0] * (len(said) + 2) + [1] * (len(ids) - len(said) - 2)

    def _of(self, i: int) -> list[int]:
        if i not in self._pieces:
            self._pieces[i] = pieces(self._texts[i])
        return self._pieces[i]


@lru_cache(maxsize=1)
def _model() -> onnxruntime.InferenceSession | None:
    """The model, one core's work at a time: the same story gives the same bytes however many workers read."""
    weights = files("pipeline.extract") / "english" / "reader.onnx"
    if not weights.is_file():
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(weights.read_bytes(), options, providers=["CPUExecutionProvider"])
