"""Whose words a sentence gives: on a cue in it, or the document's."""

import pytest

from bot.voices import cue_of, reported_party, voice_of
from corpus.quotes import quote
from corpus.readers import read_bytes
from corpus.readers.plain import plain_record
from corpus.sentences import sentences
from corpus.spans import Span

OWN = frozenset({"chinese foreign ministry", "chinese", "china", "foreign", "ministry"})


@pytest.mark.parametrize(
    ("sentence", "party"),
    [
        ("Moscow has repeatedly denied this.", "Moscow"),
        ("The Soviet side claimed that it was so.", "the Soviet side"),
        (
            "However, the Soviet Union tried to deny it, claiming it never would.",
            "the Soviet Union",
        ),
        ("In its reply, Moscow stated that it would.", "Moscow"),
        ("According to the Soviet Union, nothing happened.", "the Soviet Union"),
        ("According to Mr. Smith, nothing happened.", "Mr. Smith"),
        ("The U.S.S.R. said so.", "the U.S.S.R."),
        ("The United States of America stated its case.", "the United States of America"),
        ("“We deny it,” said Gromyko.", "Gromyko"),
        ("Today the Premier said so.", "the Premier"),
        ("Khrushchev told Zhou that it was false.", "Khrushchev"),
        ("The Soviet Government’s note claims so.", "the Soviet Government’s note"),
        ("When asked about Li Peng, N. said so.", "N."),
        ("N. said that it would be so.", "N."),
        ("The Sec. said he is seeing him this p.m.", "the Sec."),
        ("C. RUFUS says that twenty men were sent.", "RUFUS"),
        ("E. Mr. Montgomery said he had heard so.", "Mr. Montgomery"),
        ("Messrs Berry and Leddy replied: we might.", "Messrs Berry and Leddy"),
        ("In conclusion DB stated that it approves.", "DB"),
        ("In June 1954 Arbenz announced that he would.", "Arbenz"),
        ("They asked whether it was so and Mr. Dulles replied that it was.", "Mr. Dulles"),
        ("Though Calligeris told him so, ZPSECANT stated it was false.", "ZPSECANT"),
        ("The Communists claim that it is so.", "the Communists"),
        ("Subject claims general support.", "Subject"),
        ("Recently George Yeh said that he was convinced.", "George Yeh"),
        ("The Soviet Union maintains that it is so.", "the Soviet Union"),
        ("Moscow was still claiming that it was so.", "Moscow"),
    ],
)
def test_another_party_s_words_are_theirs(sentence, party):
    assert reported_party(sentence, "", OWN) == party


@pytest.mark.parametrize(
    "sentence",
    [
        "The Soviet Union has not ceased its subversive activities.",
        "We pointed out that the Soviet Union was to blame.",
        "We told the Soviet Union that it lied.",
        "I told Khrushchev so.",
        "China said no.",
        "The Chinese side said no.",
        "The Chinese Government stated its position.",
        "The Chinese Foreign Ministry declared its regret.",
        "Our Ambassador said to Gromyko that this was false.",
        "If the Soviet Union claims otherwise, we shall reply.",
        "What the Soviet Union said is false.",
        "We rejected what the Soviet Union claimed.",
        "The Soviets' claim was false.",
        "The United Nations Claims Commission met.",
        "Moscow did not say so.",
        "The Soviet Union cannot deny this.",
        "On Friday said the crowd that it was hungry.",
        "It has been said that the weather is cold.",
        "He spoke very openly with President Yeltsin and told him so.",
        "An army captain came from Jutiapa and stated that the revolt was put off.",
        "I raised the subject of Honduras and said that more was needed.",
        "Seamen aboard Alfhem told us that another ship is due.",
        "Mr. [name not declassified] of WHD stated to me that they would travel.",
        "FGW on behalf of the Director stated that it was so.",
        "Page gave a briefing on the scope of K-Program and explained it.",
        "It was to weaken both OAS and UN and maintain that foothold.",
        "Guatemala maintains the balance of military power.",
        "The Soviet Union rejected the note.",
        "The Soviet Union denied exit visas to the refugees.",
        "The Soviet Union denied them visas.",
        "Congress denied funds to the program.",
        "Peking asserted control over Tibet.",
        "Khrushchev answered the telephone.",
        "President Nixon told jokes.",
        "The United States Government accused persons were released.",
        "Was told that this was his problem.",
        "Considered and rejected was the thought of waiting.",
        "Also stated that troops are stationed there.",
        "Above Calligeris replies either fail or suggest inability.",
        "The solidarity of the other Central American states has weakened.",
        "Central American states that oppose it are few.",
        "Moscow claims were never met.",
        "The cable recommends that Calligeris announce it.",
        "Suggest SHERWOOD announce this.",
        "The aid that the UFCO has declared itself willing to pay is small.",
        "He does not trust him although ERRATIC has claimed support.",
        "They will overthrow Calligeris Bannister replied.",
        "According to the Air/Attaché, it was so.",
        "According to Mr. [name not declassified], it was so.",
        "According to the Soviet plan, it was so.",
        "",
        "😀 [said]",
    ],
)
def test_what_is_not_said_by_another_is_the_document_s(sentence):
    assert reported_party(sentence, "", OWN) is None


@pytest.mark.parametrize(
    ("before", "party"),
    [
        ("The Soviet Union replied on 19 September.", "the Soviet Union"),
        ("The Soviet Union has sent people.", None),
        ("We replied.", None),
        ("", None),
    ],
)
def test_a_pronoun_takes_its_party_from_the_sentence_before(before, party):
    assert reported_party("They also claimed that all was well.", before, OWN) == party


def test_the_voices_of_the_shipped_cable(seed_text):
    seed = read_bytes(seed_text.encode(), "118214.txt")
    reported = {}
    for passage in seed.body:
        for span in sentences(passage.text, passage.span.start):
            voice = voice_of(quote(seed, span))
            if voice != "document":
                reported[span.of(seed.text)[:25]] = voice
    assert reported == {
        "However, the Soviet Union": "reported: the Soviet Union",
        "They also claimed that th": "reported: the Soviet Union",
    }


def test_words_of_the_catalogue_are_in_no_passage_and_have_no_sentence_before(seed_text):
    seed = read_bytes(seed_text.encode(), "118214.txt")
    at = seed.text.index("Translated by")
    assert voice_of(quote(seed, Span(at, at + 20))) == "document"


def test_a_heading_before_a_colon_is_no_speaker():
    talk = "Comment: The documents include these."
    assert cue_of(talk, "", frozenset(), conversation=True) is None
    assert cue_of("Kohl: We agree.", "", frozenset(), conversation=True).party == "Kohl"


def test_a_record_without_a_creator_has_no_own_side():
    record = plain_record("x", "", "China said no.")
    assert voice_of(quote(record, record.body[0].span)) == "reported: China"
