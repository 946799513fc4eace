"""The docket: what the reconciler has before it, as one view over its records, with the indexes that find it again.

Rebuilt from the records after a restart, changed only by `apply`. Every index is bounded: postings hold the newest
articles of a term only, and what is past the window is forgotten a few records an event.
"""

from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice

from msgspec.structs import replace

from pipeline.reconcile.matter import merged
from pipeline.reconcile.records import CaseRecord, Item, Reference, Said, Spoken, read
from pipeline.reconcile.same_matter import Story
from pipeline.step import Change
from schemas.claim import Claim
from schemas.codec import State

#: A term that stands in more live articles than this finds only the newest of them.
POSTINGS = 400
#: Terms lighter than this find nothing by themselves.
TELLING = 0.45
#: How many stories are kept read, newest use last.
READ = 512
#: How many windows an open case lives without news.
CASE_WINDOWS = 6
#: How long a dead item's last alert, which quotes it, is kept to be sent again.
ECHO = timedelta(hours=1)
#: How many records one event may forget.
FORGOTTEN_AN_EVENT = 16

_Postings = defaultdict[str, deque[str]]


class Docket:
    """View over the records. `window` is how long what nobody disputes is kept; an open case lives longer."""

    kinds: dict[str, type[State]] = {"spoken": Spoken, "item": Item, "case": CaseRecord}

    def __init__(self, window: timedelta = timedelta(days=14)) -> None:
        self.window = window
        self.items: dict[str, Item] = {}
        self.cases: dict[str, CaseRecord] = {}
        self.now: datetime | None = None
        self._spoken: dict[str, Spoken] = {}
        self._told_by: defaultdict[str, set[str]] = defaultdict(set)  # article → origins that its versions are
        self._carriers: defaultdict[str, set[str]] = defaultdict(set)  # origin → items that refer to it
        self._postings: _Postings = defaultdict(lambda: deque(maxlen=POSTINGS))
        self._denials: _Postings = defaultdict(lambda: deque(maxlen=POSTINGS))
        self._endings: _Postings = defaultdict(lambda: deque(maxlen=POSTINGS))
        self._killed: defaultdict[str, set[str]] = defaultdict(set)  # source → its items that were killed
        self._read: OrderedDict[str, Story] = OrderedDict()
        self._by_article: defaultdict[str, set[str]] = defaultdict(set)  # article → cases that rest on it
        self._age: deque[tuple[datetime, str]] = deque()
        self._merged: dict[str, str] = {}  # story → the story that it turned out to be one with
        self._last_words: deque[str] = deque()  # dead items with an echo, in the order of their death

    def apply(self, changes: Iterable[Change]) -> None:
        """Take over changes, in order."""
        for key, value in changes:
            kind, _, rest = key.partition(":")
            if kind == "spoken":
                self._set_spoken(rest, value)
            elif kind == "item":
                self._set_item(rest, value)
            else:
                self._set_case(rest, value)
        while self._age and self._is_stale(*self._age[0]):
            self._age.popleft()
        while self._last_words and not self._echoes(self._last_words[0]):
            self._last_words.popleft()

    def _echoes(self, article_id: str) -> bool:
        item = self.items.get(article_id)
        return item is not None and not item.live and bool(item.echo)

    def _is_stale(self, keep_until: datetime, article_id: str) -> bool:
        item = self.items.get(article_id)
        return item is None or item.keep_until != keep_until

    def _set_spoken(self, origin: str, value: State | None) -> None:
        article_id = origin.rpartition("/")[0]
        if not isinstance(value, Spoken):
            if self._spoken.pop(origin, None):
                self._told_by[article_id].discard(origin)
                if not self._told_by[article_id]:
                    del self._told_by[article_id]
            return
        self._spoken[origin] = value
        self._told_by[article_id].add(origin)
        for carrier in self.carriers(origin):  # copies that came before what they copy
            self._read.pop(carrier, None)
            self._index(self.items[carrier])

    def _set_item(self, article_id: str, value: State | None) -> None:
        old = self.items.pop(article_id, None)
        for story_id in old.merged if old else ():
            self._merged.pop(story_id, None)
        for reference in old.references if old else ():
            self._carriers[reference.origin].discard(article_id)
            if not self._carriers[reference.origin]:
                del self._carriers[reference.origin]
        if old and not old.live:
            self._killed[old.source.casefold()].discard(article_id)
        self._read.pop(article_id, None)
        if not isinstance(value, Item):
            return
        self.items[article_id] = value
        if self.now is None or value.observed_at > self.now:
            self.now = value.observed_at
        self._age.append((value.keep_until, article_id))
        if self._echoes(article_id):
            self._last_words.append(article_id)
        self._merged.update(dict.fromkeys(value.merged, value.story_id))
        for reference in value.references:
            self._carriers[reference.origin].add(article_id)
        if value.sketch:
            self._killed[value.source.casefold()].add(article_id)
        if old is None or old.content_id != value.content_id:
            self._index(value)

    def _index(self, item: Item) -> None:
        story = self.told(item)
        self._post(self._postings, story.whole, item.article_id)
        for postings, stances in ((self._denials, ("denies",)), (self._endings, ("confirms", "retracts"))):
            # what finds an answer from its report is what finds the report from its answer
            answers = [story.matter(s).around for s in story.said if s.statement.stance in stances]
            self._post(postings, merged((around, 1.0) for around in answers), item.article_id)

    def _post(self, postings: _Postings, whole: Mapping[str, float], article_id: str) -> None:
        for term, worth in whole.items():
            if worth >= 0.35 * TELLING and (not postings[term] or postings[term][-1] != article_id):
                postings[term].append(article_id)

    def _set_case(self, case_id: str, value: State | None) -> None:
        old = self.cases.pop(case_id, None)
        for article_id in rested(old) if old else ():
            self._by_article[article_id].discard(case_id)
            if not self._by_article[article_id]:
                del self._by_article[article_id]
        if isinstance(value, CaseRecord):
            self.cases[case_id] = value
            for article_id in rested(value):
                self._by_article[article_id].add(case_id)

    def said(self, item: Item) -> list[Said]:
        """All statements of an item's latest version, its own and repeated ones, in the order of its sentences."""
        return read(item, self._spoken.get)

    def spoken(self, origin: str) -> Spoken | None:
        """What an article version was the first to say; None where that is unknown or forgotten."""
        return self._spoken.get(origin)

    def statements(self, reference: Reference) -> list[Claim]:
        """The statements that a reference points to; none once they were forgotten."""
        spoken = self._spoken.get(reference.origin)
        return [s for s in spoken.statements if s.index == reference.of_index] if spoken else []

    def killed(self, source: str) -> list[Item]:
        """The killed items of a source (in lower case) that are still remembered."""
        return [self.items[a] for a in sorted(self._killed.get(source, ()))]

    def story(self, story_id: str) -> str:
        """The story that a story turned out to be one with, or itself."""
        seen = {story_id}
        while (onward := self._merged.get(story_id, story_id)) not in seen:
            seen.add(onward)
            story_id = onward
        return story_id

    def told_at(self, origin: str) -> tuple[Claim, ...]:
        """All statements of an origin."""
        spoken = self._spoken.get(origin)
        return spoken.statements if spoken else ()

    def told_since(self, origin: str) -> datetime | None:
        """When an origin was published."""
        spoken = self._spoken.get(origin)
        return spoken.when if spoken else None

    def told_by(self, article_id: str) -> list[str]:
        """The origins that are versions of an article, corrected ones too."""
        return sorted(self._told_by.get(article_id, ()))

    def references(self, article_id: str, origin: str) -> list[Reference]:
        """What an item's latest version refers to in an origin."""
        item = self.items.get(article_id)
        return [r for r in item.references if r.origin == origin] if item else []

    def carriers(self, origin: str) -> frozenset[str]:
        """The items whose latest version refers to statements of this origin."""
        return frozenset(self._carriers.get(origin, ()))

    def cases_on(self, article_id: str) -> list[CaseRecord]:
        """The cases that rest on an article, by id."""
        return [self.cases[c] for c in sorted(self._by_article.get(article_id, ()))]

    def told(self, item: Item) -> Story:
        """What an article says, read once and kept for a while."""
        story = self._read.get(item.article_id)
        if story is None or story.item is not item:
            story = self._read[item.article_id] = Story(item, self.said(item))
            if len(self._read) > READ:
                self._read.popitem(last=False)
        else:
            self._read.move_to_end(item.article_id)
        return story

    def candidates(self, matter: Mapping[str, float], most: int = 24) -> list[Item]:
        """The items that share most of a matter's telling terms, best first; a bounded look at the postings."""
        return self._sharing(matter, self._postings, most)

    def denying(self, matter: Mapping[str, float], most: int = 12) -> list[Item]:
        """The items with a denial that share most with a matter, best first."""
        return self._sharing(matter, self._denials, most)

    def ending(self, matter: Mapping[str, float], most: int = 12) -> list[Item]:
        """The items with a confirmation or a retraction that share most with a matter, best first."""
        return self._sharing(matter, self._endings, most)

    def _sharing(self, matter: Mapping[str, float], postings: Mapping[str, deque[str]], most: int) -> list[Item]:
        found: defaultdict[str, float] = defaultdict(float)
        for term, worth in matter.items():
            for article_id in postings.get(term, ()) if worth >= 0.35 * TELLING else ():
                found[article_id] += worth
        best = sorted(found, key=lambda a: (-found[a], a))
        return [self.items[a] for a in best[:most] if a in self.items]

    def due(self, now: datetime) -> list[Change]:
        """What has passed the window at `now`, to be forgotten with this event: a bounded number of records.

        What an open case rests on stays. Only looks: the changes are to be applied with the event's own.
        """
        dead = (self.items[a] for a in islice(self._last_words, 1) if self._echoes(a))
        changes = [Change(f"item:{i.article_id}", replace(i, echo=())) for i in dead if i.observed_at + ECHO < now]
        gone: set[str] = set()
        for keep_until, article_id in islice(self._age, FORGOTTEN_AN_EVENT):
            if keep_until >= max(now, self.now or now):
                break
            item = self.items.get(article_id)
            if item is None or item.keep_until != keep_until:
                continue
            resting = self.cases_on(article_id)
            if any(c.state == "open" and c.updated_at > now - CASE_WINDOWS * self.window for c in resting):
                changes.append(Change(f"item:{article_id}", replace(item, keep_until=now + self.window)))
            else:
                gone.add(article_id)
                last = [c for c in resting if not any(a in self.items and a not in gone for a in rested(c))]
                changes += [*self.forget(item), *(Change(f"case:{c.case_id}", None) for c in last)]
        return changes

    def forget(self, item: Item) -> list[Change]:
        """Forget an item, and what it was the last to say, in this version or an earlier one."""
        origins = dict.fromkeys((*item.origins, *self.told_by(item.article_id)))
        lonely = [o for o in origins if self.carriers(o) <= {item.article_id}]
        return [Change(f"item:{item.article_id}", None), *(Change(f"spoken:{o}", None) for o in lonely)]


def rested(case: CaseRecord) -> set[str]:
    """The articles that a case rests on."""
    return {*(p.article_id for p in (*case.denials, *case.reports)), *case.answered}
