"""Whatever is asked, an answer verifies; equal questions get equal answers."""

import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import Status
from corpus.errors import InvalidQuery
from corpus.quotes import verify
from corpus.spans import Span

pytestmark = pytest.mark.model

MOSCOW = "How did Moscow itself explain why people left Sinkiang?"
KEYS = {"question", "read_as", "carried", "also_read_as", "status", "segments", "quotes", "fields",
        "nearest", "reasons", "evidence", "searched", "legend", "said", "run_id"}  # fmt: skip


def check(archive, answer):
    """Everything that is promised of every answer."""
    plain = answer.to_json()
    assert set(plain) == KEYS
    assert json.loads(json.dumps(plain)) == plain
    for each in [*plain["quotes"], *plain["nearest"]]:
        record = archive.record(each["record_id"])
        verify(each["text"], Span(each["start"], each["end"]), record)
        assert each["sha256"] == hashlib.sha256(each["text"].encode()).hexdigest()
        assert each["label"].startswith("PRC FMA 118-01100-14, 147-149")
        assert re.fullmatch(r"document|catalogue|editor|reported: .+", each["voice"])
    if plain["status"] == "silent":
        assert plain["quotes"] == plain["fields"] == []
        assert plain["reasons"] or plain["segments"][0]["text"].startswith("Nothing was asked.")
    if plain["status"] == "quoted":
        assert plain["quotes"]
        assert all(each["paragraph"] for each in plain["quotes"])
    numbers = [s["n"] for s in plain["segments"] if s["kind"] == "quote"]
    assert numbers == list(range(1, len(plain["quotes"]) + 1))
    assert plain["segments"][0]["kind"] == "frame"
    return plain


def test_how_moscow_explained_the_flight(archive):
    plain = check(archive, archive.ask(MOSCOW))
    assert plain["status"] == "quoted"
    (said,) = [q for q in plain["quotes"] if "domestic reasons" in q["text"]]
    assert "publication materials about Albania" in said["text"]
    assert said["voice"] == "reported: the Soviet Union"
    assert said["paragraph"] == 3
    assert said["label"] == "PRC FMA 118-01100-14, 147-149, para. 3"
    assert "Reported in the cable of 1 August 1963 as the position of the Soviet Union:" in [
        segment.get("text") for segment in plain["segments"]
    ]
    assert said["cue"]["words"] == "the Soviet Union tried to deny"
    assert said["cue"]["start"] is None  # it stands in the sentence before
    assert said["translation"] == "English translation by 7Brands; original not held"
    assert {e["words"] for e in plain["searched"]["expansions"]} == {"Moscow", "Sinkiang"}


def test_the_end_of_the_longest_paragraph_is_quoted(archive):
    plain = check(archive, archive.ask("Which right will the government reserve forever?"))
    assert any("forever" in each["text"] for each in plain["quotes"])
    plain = check(archive, archive.ask("Which riots took place in Kuldja?"))
    assert any("Yining" in each["text"] for each in plain["quotes"])


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What did Yugoslavia say?", "no record held here mentions Yugoslavia"),
        ("What did Khrushchev write?", "no record held here mentions Khrushchev"),
        ("😀", "the question holds no word to search for"),
        ("?!", "the question holds no word to search for"),
    ],
)
def test_silence_gives_its_reason(archive, question, reason):
    answer = archive.ask(question)
    assert answer.status is Status.SILENT
    assert reason in answer.reasons
    check(archive, answer)


def test_silence_shows_what_came_nearest_as_no_answer(archive):
    answer = archive.ask("What did Yugoslavia say about the flight of residents?")
    assert answer.nearest
    assert answer.quotes == ()
    assert answer.segments[0].text == (
        "The archive held here is silent on this. No passage answering the question was found "
        "in the 1 record searched (3 passages)."
    )


@pytest.mark.parametrize(
    "question",
    ["the of and", "x" * 4000, "why " * 1000, "مرحبا كيف حالك", "\u202eabc def", "伊宁", "hello",
     "' OR 1=1 --", "<script>alert(1)</script>", "a\nb\tc", "e\u0301\u0301"],
)  # fmt: skip
def test_odd_questions_are_answered_without_falling_over(archive, question):
    check(archive, archive.ask(question))


@pytest.mark.parametrize("question", ["", " \n", "x" * 4001, "a\0b", "\x1b[2J", "\ud800"])
def test_what_cannot_be_asked_is_refused(archive, question):
    with pytest.raises(InvalidQuery) as refused:
        archive.ask(question)
    assert refused.value.remedy
    assert archive.conversation().turns == ()


def questions(seed_text):
    words = sorted(set(re.findall(r"[\w’-]+", seed_text)))
    asking = ["Who", "What", "When", "How many", "Why did", "Did Moscow say", "according to",
              "translator", "document", "signed", "?", "1962", "Sinkiang", "Tito"]  # fmt: skip
    return st.lists(st.sampled_from(words + asking * 20), min_size=1, max_size=12).map(" ".join)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_asked_the_answer_verifies(archive, seed_text, data):
    question = data.draw(
        questions(seed_text) | st.text(min_size=1, max_size=60).filter(lambda t: t.strip())
    )
    try:
        answer = archive.ask(question)
    except InvalidQuery:
        return
    check(archive, answer)


def test_equal_questions_get_equal_bytes(archive):
    first, second = (
        json.dumps(archive.ask(MOSCOW).to_json(), sort_keys=True).encode() for _ in range(2)
    )
    assert first == second
    assert archive.ask(MOSCOW).run_id == archive.ask(MOSCOW).run_id
    assert archive.ask(MOSCOW).run_id != archive.ask("Who fled?").run_id


def test_eight_threads_get_the_answers_of_one(archive):
    asked = [MOSCOW, "Who translated this?", "Who fled last year?", "What did Yugoslavia say?",
             "What did the order punish?", "Is the text complete?", "Which riots took place?",
             "When did the Soviet Union reply?"]  # fmt: skip
    alone = [archive.ask(question).to_json() for question in asked]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda question: archive.ask(question).to_json(), asked))
    assert together == alone


# Conversations


def test_a_follow_up_is_read_with_the_question_before(archive):
    talk = archive.conversation()
    talk.ask("What did China allege in its note of 30 August 1962?")
    answer = talk.ask("And what did the Soviets say to that?")
    check(archive, answer)
    assert answer.carried == ("What did China allege in its note of 30 August 1962?",)
    assert answer.read_as != answer.question
    assert any(q.voice == "reported: the Soviet Union" for q in answer.quotes)
    assert [turn.question for turn in talk.turns][1] == "And what did the Soviets say to that?"


def test_the_reading_can_be_undone(archive):
    talk = archive.conversation()
    talk.ask("What did China allege in its note of 30 August 1962?")
    talk.ask("And what did the Soviets say to that?")
    raw = talk.undo_reading()
    assert raw.carried == ()
    assert raw.read_as == raw.question == "And what did the Soviets say to that?"
    assert len(talk.turns) == 2
    assert talk.turns[1].answer is raw


def test_turns_can_be_taken_back(archive):
    talk = archive.conversation()
    talk.forget_last()
    assert talk.turns == ()
    talk.ask(MOSCOW)
    before = talk.turns
    talk.ask("When was that?")
    talk.forget_last()
    assert talk.turns == before
    alone = archive.conversation()
    talk.forget_last()
    question = "And why was that?"
    assert talk.ask(question).to_json() == alone.ask(question).to_json()


def test_nothing_can_be_undone_before_anything_is_asked(archive):
    with pytest.raises(InvalidQuery, match="no other reading"):
        archive.conversation().undo_reading()


def test_a_refused_question_leaves_the_conversation_as_it_was(archive):
    talk = archive.conversation()
    talk.ask(MOSCOW)
    with pytest.raises(InvalidQuery):
        talk.ask("")
    assert len(talk.turns) == 1
    assert talk.ask("When was that?").carried == (MOSCOW,)


def test_conversations_do_not_share_turns(archive):
    one, other = archive.conversation(), archive.conversation()
    one.ask(MOSCOW)
    assert other.turns == ()
    assert other.ask("When was that?").carried == ()


def test_a_question_is_answered_from_one_generation(archive):
    """A generation published in the middle of a question changes nothing about its answer."""
    chatbot = archive._chatbot
    asked = []

    def counted():
        asked.append(1)
        return archive.generation()

    once = replace(chatbot, generation=counted)
    assert once.ask("What does the cable say about Albania?").quotes
    assert len(asked) == 1


def test_a_name_in_another_script_is_read_under_its_other_forms(archive):
    answer = archive.ask("伊宁")
    assert answer.status is Status.QUOTED
    assert all("Yining" in each.quote.text for each in answer.quotes if each.role == "answer")
    assert answer.searched["expansions"][0]["words"] == "伊宁"
