"""Speakers: who is meant, what kind of speaker it is, for whom it speaks, and by what chain it came."""

from datetime import UTC, datetime

import pytest

from pipeline.extract import extract
from pipeline.wire.sentences import split
from schemas.article import Article, LinkedArticle
from schemas.claim import ArticleClaims, Claim

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)


def claims(body: str, title: str = "", source: str = "Polar Desk", language: str = "en") -> ArticleClaims:
    article = Article(
        article_id="a", content_id="c", delivery="d", feed_id="f", source=source, feed_kind="wire", url="",
        title=title, body=body, language=language, country="", version=1, version_created=None, status="usable",
        published=NOON, time_flag="ok", observed_at=NOON, sentences=split(title, body),
    )  # fmt: skip
    new = tuple(range(len(article.sentences)))
    return extract(LinkedArticle(article=article, story_id="s", relation="first", new_sentences=new))


def last(body: str, title: str = "") -> Claim:
    """The first claim of the story's last sentence."""
    found = claims(body, title).claims
    return next(c for c in found if c.index == found[-1].index)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("The harbour ministry", "official"),
        ("Harbour Minister Ines Vidal", "official"),
        ("A spokesman for Calder Mining", "official"),
        ("The army", "official"),
        ("The club's chairman, Piet Bos,", "official"),
        ("Police in Tarn", "official"),
        ("The bishop of Mell", "official"),
        ("A harbour ministry official", "official"),
        ("Calder Mining", "official"),
        ("Norway", "official"),
        ("The United Harbour Workers", "official"),
        ("Two sources close to the talks", "anonymous"),
        ("A person familiar with the matter", "anonymous"),
        ("Senior officials", "anonymous"),
        ("A palace aide who would not be named", "anonymous"),
        ("Three bankers", "anonymous"),
        ("Traders", "anonymous"),
        ("The daily Harbour Courier", "media"),
        ("Radio Tarn", "media"),
        ("The Polar News Agency", "media"),
        ("A lawyer for the family, Lena Foss,", "person"),
        ("Former harbour minister Rufus Amadi", "person"),
        ("Retired general Rufus Amadi", "person"),
        ("Striker Ivo Marek", "person"),
        ("His brother, Anders Lund,", "person"),
    ],
)
def test_the_kind_of_a_speaker(source: str, kind: str) -> None:
    claim = last(f"{source} said that the old dam had burst.")

    assert claim.speaker_kind == kind


@pytest.mark.parametrize(
    ("story", "speaker"),
    [
        ("Mayor Ines Vidal met the farmers on Monday. She said the dam was safe.", "Ines Vidal"),
        ("The harbour ministry met on Monday. The ministry said the dam was safe.", "ministry"),
        ("Shares in Calder Mining fell on Monday. The company said the dam was safe.", "Calder Mining"),
        ("A spokesman for Calder Mining called. The spokesman said the dam was safe.", "spokesman"),
        ("The chairman, Piet Bos, was in Mell. Bos said the dam was safe.", "Piet Bos"),
        ("Police searched the hall. It was empty, they said.", "police"),
    ],
)
def test_pronouns_and_bare_nouns_are_led_back_to_whom_they_mean(story: str, speaker: str) -> None:
    assert speaker.lower() in last(story).speaker.lower()


def test_an_office_told_earlier_is_remembered() -> None:
    claim = last("Piet Bos, chairman of Calder Mining, was in Mell.\n\nBos denied that the dam had burst.")

    assert claim.speaker_kind == "official"
    assert claim.standing.office == "chairman"
    assert "calder" in claim.standing.body


def test_a_headline_noun_is_led_to_the_body_of_the_story() -> None:
    found = claims("The harbour ministry of Tarn said the dam was safe.", "Ministry denies burst dam").claims

    assert found[0].speaker_kind == "official"
    assert found[0].spans.cue == ()


def test_the_outlets_own_voice_has_no_speaker() -> None:
    claim = last("The dam at Mell burst on Monday.")

    assert (claim.speaker, claim.speaker_kind, claim.stance) == ("", "", "asserts")


def test_a_retraction_without_a_name_is_the_outlets() -> None:
    claim = last("The dam at Mell has burst.\n\nThis story has been withdrawn and should not be used.")

    assert (claim.stance, claim.speaker, claim.speaker_kind) == ("retracts", "Polar Desk", "media")


def test_the_chain_names_who_was_told_and_who_is_cited() -> None:
    told = last("Two bankers told Radio Tarn that the dam had burst.")
    cited = last("The daily Harbour Courier reported that the dam had burst, citing two bankers.")

    assert [link.kind for link in told.chain] == ["media"]
    assert [link.kind for link in cited.chain] == ["media", "anonymous"]


def test_every_sentence_but_the_credit_yields_a_claim() -> None:
    found = claims("The dam burst. Nobody was hurt, police said.\n\n(Reporting by Ana Lund)", "Dam bursts")

    assert {c.index for c in found.claims} == {0, 1, 2}


def test_a_language_without_a_pack_is_kept_unread() -> None:
    found = claims("Der Damm ist gebrochen, sagte die Polizei.", language="de")

    assert found.unread
    assert found.claims == ()


def test_the_same_story_has_the_same_claim_ids() -> None:
    body = "The dam burst. Nobody was hurt, police said."

    assert [c.claim_id for c in claims(body).claims] == [c.claim_id for c in claims(body).claims]
    assert len({c.claim_id for c in claims(body).claims}) == len(claims(body).claims)
