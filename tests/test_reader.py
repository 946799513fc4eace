"""The learnt reader: what it is given of a story, and that it reads a sentence by its copy."""

import pytest
from quality import as_article

from pipeline.extract import reader
from pipeline.extract.assembly import claims_of
from pipeline.extract.reader import LENGTH, Copy
from pipeline.extract.wordpiece import END, START, pieces, vocabulary

REPORT = "ALDERNEY, May 3 (Channel Press) - The Grantham glass works will be shut this summer, the Courier reported."
ANSWER = "The works will stay open and take on forty people this year, the company's spokesman said."


def read(*texts: str, headline: str = "Glass works") -> dict[str, float]:
    copy = Copy([headline, *texts], ["headline", *["text"] * len(texts)])
    return dict(copy.shares(len(texts)))


def test_words_become_the_pieces_that_the_model_was_taught_with() -> None:
    named = {number: piece for piece, number in vocabulary().items()}

    assert [named[n] for n in pieces("Démenti: it's 4.1-billion!")] == [
        *("dem", "##ent", "##i", ":", "it", "'", "s", "4", ".", "1", "-", "billion", "!"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " \n", "x" * 5000, "北京", "a_b", "\u0301"])
def test_any_text_becomes_pieces(text: str) -> None:
    assert all(0 <= n < len(vocabulary()) for n in pieces(text))


def test_shares_are_of_all_stances_and_add_up() -> None:
    shares = read(REPORT, ANSWER)

    assert set(shares) == set(reader.STANCES)
    assert sum(shares.values()) == pytest.approx(1, abs=1e-4)


def test_a_sentence_is_far_likelier_to_deny_where_it_meets_a_report() -> None:
    calm = "ALDERNEY, May 3 (Channel Press) - The Grantham glass works had its best spring in years."

    assert read(REPORT, ANSWER)["denies"] > 5 * read(calm, ANSWER)["denies"]
    assert max(read(calm, ANSWER).items(), key=lambda share: share[1])[0] == "asserts"


def test_what_the_reader_is_given_is_bounded_whatever_the_story() -> None:
    texts = ["headline " * 400, *["word " * 400] * 30]
    copy = Copy(texts, ["headline", *["text"] * 30])

    for at in (0, 1, 15, 30):
        ids, types = copy.encoded(at)
        assert len(ids) == len(types) <= LENGTH
        assert ids[0] == vocabulary()[START]
        assert ids.count(vocabulary()[END]) == 2


def test_a_story_without_a_headline_can_be_read() -> None:
    assert Copy([REPORT], ["text"]).shares(0)


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("The Grantham glass works stands on the river.", False),
        ("The Grantham glass works denied the Courier's report.", True),
    ],
)
def test_only_what_may_answer_is_read(monkeypatch: pytest.MonkeyPatch, sentence: str, asked: bool) -> None:
    read_at: list[int] = []
    monkeypatch.setattr(Copy, "shares", lambda self, at: read_at.append(at) or {})
    row = {"id": "one", "title": "Glass works", "body": f"{REPORT}\n\n{sentence}"}
    article = as_article(row)
    claims_of(article, (len(article.sentences) - 1,))

    assert bool(read_at) is asked


def test_without_weights_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_model", lambda: None)

    assert read(REPORT, ANSWER) == {}
