"""Attributions: source, cue and content of each, in every way in which copy names who said it."""

import pytest

from pipeline.extract.attribution import Attribution, attribute
from pipeline.extract.speech import spoken
from pipeline.extract.tokens import tokenise
from pipeline.wire.sentences import split


def read(text: str, headline: bool = False) -> list[Attribution]:
    return attribute(tokenise(text), text, headline=headline)


def parts(text: str, one: Attribution) -> tuple[str, str, str]:
    """Source, cue and content of an attribution as they stand in the text."""
    return tuple(" .. ".join(text[a:b] for a, b in spans) for spans in (one.source, one.cue, one.content))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("sentence", "source", "cue", "content"),
    [
        ("The port authority said that two cranes fell.", "The port authority", "said", "that two cranes fell"),
        ("Two cranes fell, the port authority said.", "the port authority", "said", "Two cranes fell"),
        ('"Two cranes fell," said Ines Vidal, head of the port.', "Ines Vidal, head of the port", "said",
         '"Two cranes fell,"'),
        ("TARN, May 3 (Wire) - The ministry on Monday denied that a dam had burst.", "The ministry", "denied",
         "that a dam had burst"),
        ("Mayor Ines Vidal, who was in Mell, has denied it.", "Mayor Ines Vidal", "has denied", "it"),
        ("The finance minister, Piet Bos, denied it.", "The finance minister, Piet Bos,", "denied", "it"),
        ("The report was denied by the ministry.", "the ministry", "was denied", "The report"),
        ("The version was contradicted point by point by the harbour board.", "the harbour board", "was contradicted",
         "The version"),
        ("According to Tarn Radio, a dam has burst.", "Tarn Radio", "According to", "a dam has burst"),
        ("A dam has burst, according to two engineers.", "two engineers", "according to", "A dam has burst"),
        ("The club declined to comment.", "The club", "declined", "to comment"),
        ("The mine's owner could not be reached by telephone.", "The mine's owner", "could not be reached",
         "by telephone"),
        ("Calls to the harbour office were not returned.", "the harbour office", "were not returned",
         "were not returned"),
        ("The bank had no knowledge of any transfer.", "The bank", "had no knowledge", "of any transfer"),
        ("A denial came within the hour from the palace.", "the palace", "denial", ""),
        ("Not so, says harbour board", "harbour board", "says", "Not so"),
    ],
)  # fmt: skip
def test_one_speaker(sentence: str, source: str, cue: str, content: str) -> None:
    found = [parts(sentence, one) for one in read(sentence)]

    assert (source, cue, content) in found


def test_a_denial_that_another_reports_stands_inside_what_he_says() -> None:
    text = "The minister said that the bank had denied the report."
    outer, inner = read(text)

    assert (outer.lemma, inner.lemma, inner.parent) == ("say", "deny", 0)
    assert parts(text, inner)[0] == "the bank"


def test_a_participle_shares_the_subject() -> None:
    text = "The club issued a statement denying that its coach had left."
    (one,) = read(text)

    assert (one.lemma, one.form, parts(text, one)[0]) == ("deny", "participle", "The club")


def test_a_second_verb_shares_the_subject() -> None:
    text = "The ministry said it was checking and denied that anyone had died."

    assert [(one.lemma, parts(text, one)[0]) for one in read(text)] == [
        ("say", "The ministry"),
        ("deny", "The ministry"),
    ]


@pytest.mark.parametrize("text", ["The army did not deny the report.", "The army never denied the report."])
def test_a_negated_cue_is_marked(text: str) -> None:
    (one,) = read(text)

    assert one.negated


@pytest.mark.parametrize(
    "text",
    [
        "The tide rose by two metres overnight.",
        "He added milk to the soup.",
        "A state report on road claims is due in May.",
    ],
)
def test_a_sentence_in_the_outlets_own_voice_has_none(text: str) -> None:
    assert read(text) == []


def test_a_headline_names_its_source_behind_a_dash_or_before_a_colon() -> None:
    dash, colon = "Striker not for sale - club president", "Club president: striker stays"

    assert parts(dash, read(dash, headline=True)[0])[0] == "club president"
    assert parts(colon, read(colon, headline=True)[0])[0] == "Club president"


class _Story:
    def __init__(self, body: str) -> None:
        self.title, self.body = "", body
        self.sentences = split("", body)


@pytest.mark.parametrize(
    "body",
    [
        '"No shell fell. Nobody was hurt," Colonel Rufus Amadi said.',
        '"No shell fell," said Colonel Rufus Amadi. "Nobody was hurt."',
    ],
)
def test_a_quote_that_runs_over_sentences_keeps_its_speaker(body: str) -> None:
    said = spoken(_Story(body))  # type: ignore[arg-type]

    assert {parts(body, one.attributions[0])[0] for one in said} == {"Colonel Rufus Amadi"}
    assert [one.attributions[0].form for one in said].count("carried") == 1


def test_no_two_attributions_hold_each_other() -> None:
    text = "The fund, Bos said, denied what Vidal said it had said, and said so, the paper said, according to Foss."
    found = read(text)
    for i in range(len(found)):
        at, steps = i, 0
        while at >= 0:
            at, steps = found[at].parent, steps + 1
            assert steps <= len(found)


@pytest.mark.parametrize(
    "text", ["", " ", '"', "said", "said said said", "(", "“”", "- - -", "Said, said; said: said."]
)
def test_odd_text_breaks_nothing(text: str) -> None:
    assert isinstance(read(text, headline=True), list)
