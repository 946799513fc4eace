"""How fast versions and copies are told apart, and in how much memory; beside what others use for near-duplicates.

`make bench` runs it with 200,000 stories in the index, `make bench STORIES=1000000` with a million. The stories in the
index are drawn at random, with the sizes of 350-word copy; the stream on top of them is 350-word text, seven in ten
new, three in ten copies or versions. Records lie on disk, the index in memory. The others get the same stream as sets
of word 5-grams on top of at most 20,000 stories: more of them would not fit beside ours.
"""

import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator, MutableMapping

import numpy as np
from copydesk import an_item
from datasketch import MinHash, MinHashLSH
from rensa import RMinHash, RMinHashLSH
from rocksdict import AccessType, Options, Rdict

from pipeline.dedupe import Stories, deduplicate
from pipeline.dedupe.fingerprints import fingerprint, winnowed
from pipeline.dedupe.records import StoryState
from pipeline.step import Change
from schemas.article import Fingerprinted

STORIES = int(os.environ.get("STORIES", "200000"))
OTHERS = min(STORIES, 20_000)
WORDS, SENTENCE, STREAM = 350, 19, 2000
rng = random.Random(7)
numbers = np.random.default_rng(7)


class OnDisk(MutableMapping[str, bytes]):
    """Records in a RocksDB of raw bytes."""

    def __init__(self, folder: str) -> None:
        self.database = Rdict(folder, Options(raw_mode=True), access_type=AccessType.read_write())

    def __getitem__(self, key: str) -> bytes:
        value = self.database.get(key.encode())
        if value is None:
            raise KeyError(key)
        return bytes(value)

    def __setitem__(self, key: str, value: bytes) -> None:
        self.database[key.encode()] = value

    def __delitem__(self, key: str) -> None:
        del self.database[key.encode()]

    def __iter__(self) -> Iterator[str]:
        names = self.database.keys()
        return (bytes(name).decode() for name in names)

    def __len__(self) -> int:
        return sum(1 for _ in self)


#: Words of five letters on average, so that 350 of them are the 2.1 kB that 350 words of wire copy are.
VOCABULARY = ["".join(rng.choices("etaoinshrdlucmfw", k=rng.choice((2, 3, 4, 5, 6, 7, 8)))) for _ in range(30_000)]
WEIGHTS = [1 / (i + 20) for i in range(len(VOCABULARY))]


def sentences(words: int = WORDS) -> list[str]:
    """New copy of about so many words."""
    drawn = rng.choices(VOCABULARY, WEIGHTS, k=words)
    return [" ".join(drawn[i : i + SENTENCE]).capitalize() + "." for i in range(0, words, SENTENCE)]


def stream() -> list[Fingerprinted]:
    """Stories, copies and versions, fingerprinted."""
    told: list[tuple[str, list[str]]] = []
    items = []
    for n in range(STREAM):
        if told and rng.random() < 0.3:
            title, said = rng.choice(told[-300:])
            if rng.random() < 0.5:
                said = [*said, *sentences(2 * SENTENCE)]
        else:
            title, said = " ".join(rng.choices(VOCABULARY, WEIGHTS, k=8)), sentences()
            told.append((title, said))
        items.append(an_item(f"wire:{n}", said, n / 60, title=title))
    return items


def drawn_story(n: int, now: int) -> StoryState:
    """A story's record of the size that 350 words make, drawn at random."""
    tokens = (numbers.integers(0, 2**29, WORDS, np.uint32) << 3) | 1
    lengths = np.full(WORDS // SENTENCE, SENTENCE, np.uint32)
    count = len(lengths)
    return StoryState(
        story_id=f"wire:20240305:{n:08d}",
        language="en",
        updated=now,
        members=(f"wire:20240305:{n:08d}",),
        origins=((f"wire:20240305:{n:08d}", f"{n:032x}"),),
        of=np.zeros(count, "<u2").tobytes(),
        at=np.arange(count, dtype="<u2").tobytes(),
        carriers=np.ones(count, "<u2").tobytes(),
        headline=bytes(count),
        hashes=numbers.integers(0, 2**64, count, np.uint64).tobytes(),
        lengths=lengths.tobytes(),
        tokens=tokens[: count * SENTENCE].tobytes(),
        shingles=winnowed(tokens).tobytes(),
        bodies=numbers.integers(0, 2**64, 1, np.uint64).tobytes(),
    )


def shingles(item: Fingerprinted) -> list[str]:
    """Word 5-grams, as text, for the others."""
    words = item.article.body.lower().split()
    return [" ".join(words[i : i + 5]) for i in range(len(words) - 4)]


def say(what: str, figure: float, unit: str) -> None:
    print(f"  {what:<58}{figure:>12,.0f} {unit}")


def test_bench() -> None:
    print(f"\nversions and copies, {STORIES:,} stories of {WORDS} words in the index, one core")
    items = stream()
    articles = [item.article for item in items]
    start = time.process_time()
    for article in articles:
        fingerprint(article)
    say("fingerprints", STREAM / (time.process_time() - start), "stories/s")
    with tempfile.TemporaryDirectory() as folder:
        ours(items, folder)
    grams = [shingles(item) for item in items]
    print(f"beside them, near-duplicates only, {OTHERS:,} stories in the index (word 5-grams given)")
    others_datasketch(grams)
    others_rensa(grams)


def ours(items: list[Fingerprinted], folder: str) -> None:
    """Fill the index, run the stream over it."""
    now = int(items[0].article.observed_at.timestamp())
    before = resident()
    stories = Stories(records=OnDisk(folder), expected=STORIES)
    record_bytes = 0
    start = time.process_time()
    for n in range(STORIES):
        stories.apply([Change(f"story:wire:20240305:{n:08d}", state := drawn_story(n, now))])
        record_bytes += len(state.tokens) + len(state.shingles) + len(state.hashes) + 250 if n < 1000 else 0
    say("index filled (as after a restart, drawing included)", STORIES / (time.process_time() - start), "stories/s")
    took = []
    for item in items:
        begun = time.process_time()
        stories.apply(deduplicate(item, stories).changes)
        took.append(time.process_time() - begun)
    say("link, diff and update", len(items) / sum(took), "stories/s")
    took.sort()
    say("  median", took[len(took) // 2] * 1e6, "us")
    say("  99th percentile", took[len(took) * 99 // 100] * 1e6, "us")
    say("index in memory", stories.index.nbytes / STORIES, "bytes a story")
    say("all that is in memory (index, names, calendar, caches)", (resident() - before) / STORIES, "bytes a story")
    say("record on disk", record_bytes / min(STORIES, 1000), "bytes a story")


def others_datasketch(grams: list[list[str]]) -> None:
    """MinHashLSH of datasketch, 128 permutations."""
    before = resident()
    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    for n in range(OTHERS):
        drawn = MinHash(128, hashvalues=numbers.integers(0, 2**32, 128, np.uint64), scheme="affine32")
        lsh.insert(f"drawn:{n}", drawn, check_duplication=False)
    memory = (resident() - before) / OTHERS
    start = time.process_time()
    for n, words in enumerate(grams):
        sketch = MinHash(128)
        sketch.update_batch([w.encode() for w in words])
        lsh.query(sketch)
        lsh.insert(str(n), sketch)
    say("datasketch MinHash and MinHashLSH, 128 permutations", len(grams) / (time.process_time() - start), "stories/s")
    say("  index in memory", memory, "bytes a story")


def others_rensa(grams: list[list[str]]) -> None:
    """RMinHashLSH of rensa, 128 permutations in 32 bands."""
    before = resident()
    lsh = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    for n in range(OTHERS):
        sketch = RMinHash(num_perm=128, seed=7)
        sketch.update([f"{n} {k}" for k in range(8)])
        lsh.insert(n, sketch)
    memory = (resident() - before) / OTHERS
    start = time.process_time()
    for n, words in enumerate(grams):
        sketch = RMinHash(num_perm=128, seed=7)
        sketch.update(words)
        lsh.query(sketch)
        lsh.insert(OTHERS + n, sketch)
    say("rensa RMinHash and RMinHashLSH, 128 permutations", len(grams) / (time.process_time() - start), "stories/s")
    say("  index in memory", memory, "bytes a story")


def resident() -> int:
    """Bytes of this process in memory now; the most there ever was where the system doesn't tell."""
    try:
        with open("/proc/self/statm") as pages:
            return int(pages.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
