"""Fingerprints: what makes two printings of a sentence one, what keeps two statements apart."""

import msgspec
import numpy as np
import pytest
from copydesk import REPORT, an_item
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dedupe.fingerprints import fingerprint, grams, hash_of_sentence, winnowed, words_of
from schemas.article import Sentence


def hash_of(text: str) -> int:
    return int(words_of(an_item("a", [text], title="")).hashes[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The U.S. said it won't sign.", "The US said it won’t sign"),
        ("Output rose 5 per cent to 4,200 tonnes.", "OUTPUT ROSE 5 PCT TO 4200 TONNES"),
        ("It cost 3.1 mln dlrs.", "It cost 3.1 million dollars."),
        ("It cost 5bn euros.", "It cost 5 billion euros."),
        ("The labour programme was cancelled.", "The labor program was canceled."),
        ("They didnâ€™t say “when”.", 'They didn\'t say "when".'),
        ("Trade &amp; Industry said so.", "Trade & Industry said so."),
        ("Corvo (CRV.S) fell.", "Corvo fell."),
        ("SELBOURNE, March 5 (Agency) — Corvo fell on Friday.", "Corvo fell on Friday."),
        ("Corvo\u00a0fell on\u2009Friday.", "Corvo fell on Friday."),
    ],
)
def test_two_printings_of_a_sentence_are_one(one: str, other: str) -> None:
    assert hash_of(one) == hash_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Corvo fell 3.1 percent.", "Corvo fell 3.2 percent."),
        ("Corvo fell 31 percent.", "Corvo fell 3.1 percent."),
        ("It will sign.", "It will not sign."),
        ("It cost $5 million.", "It cost £5 million."),
        ("It stood at -0.5 percent.", "It stood at 0.5 percent."),
        ("The minister denied it.", "The minister confirmed it."),
        ("SELBOURNE, March 5 - Corvo fell.", "SELBOURNE, March 6 - Corvo fell."),
    ],
)
def test_two_statements_stay_apart(one: str, other: str) -> None:
    assert hash_of(one) != hash_of(other)


@pytest.mark.parametrize("label", ["UPDATE 2-", "CORRECTED-UPDATE 1-", "BREAKING: ", "Watch: ", "What we know: "])
def test_labels_of_a_headline_are_dress(label: str) -> None:
    assert hash_of_sentence(label + "Minister met Corvo") == hash_of_sentence("Minister met Corvo")


def test_a_word_hashes_alike_wherever_it_stands() -> None:
    words = words_of(an_item("a", ["Corvo met Corvo.", "Then Corvo left."], title="Corvo"))

    assert len({int(t) for t in words.tokens[[0, 1, 3, 5]]}) == 1


def test_sentences_and_words_are_counted_apart() -> None:
    words = words_of(an_item("a", ["One two.", "…", "Three"], title="A headline of five words"))

    assert words.lengths.tolist() == [5, 2, 0, 1]


def test_an_empty_article_has_empty_fingerprints() -> None:
    item = an_item("a", [], title="")

    assert (item.shingles, item.sentence_hashes, item.body_hash) == (b"", b"", "")


def test_credits_leave_no_shingles() -> None:
    article = an_item("a", REPORT).article
    credited = tuple(Sentence(s.start, s.end, "credit") for s in article.sentences[1:])

    assert fingerprint(msgspec.structs.replace(article, sentences=credited)).shingles == b""


@given(st.lists(st.integers(0, 2**32 - 1), max_size=120), st.integers(0, 40), st.integers(0, 40))
def test_a_shared_run_of_39_words_is_found(words: list[int], before: int, after: int) -> None:
    run = np.arange(39, dtype=np.uint32) * 8 + 1
    one = np.array(words, np.uint32)
    other = np.concatenate([np.full(before, 9, np.uint32), run, np.full(after, 17, np.uint32)])

    assert np.isin(winnowed(other), winnowed(np.concatenate([one, run, one]))).any()


@given(st.lists(st.integers(0, 2**32 - 1), min_size=8, max_size=60))
def test_grams_are_the_same_wherever_they_stand(words: list[int]) -> None:
    tokens = np.array(words, np.uint32)

    assert grams(tokens[3:], 4).tolist() == grams(tokens, 4)[3:].tolist()


@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_has_fingerprints(body: str, title: str) -> None:
    item = an_item("a", [body] if body.strip() else [], title=title)

    assert len(words_of(item).hashes) == len(item.article.sentences)
    assert words_of(item).lengths.sum() == len(words_of(item).tokens)
