from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from bot.archive import create_archive, open_archive
from bot.settings import Settings
from corpus.errors import ArchiveDamaged, UnknownRecord
from corpus.readers.plain import plain_record
from tests.hashing import HashingEncoder
from ui.limits import TooMany
from ui.sittings import Sittings
from ui.turns import Page, answering, first_message, rereading
from ui.warmth import Warmth

#: The archive of the session is shared: nothing is stored in it.
PAGE = Page(session="p", recall=False)
MOSCOW = "How did Moscow itself explain why people left Sinkiang?"

pytestmark = pytest.mark.model


def test_the_empty_page_says_what_is_held(archive):
    message = first_message(archive, PAGE)
    date = "1963-08-01"
    counted = {"records": 1, "paragraphs": 3, "first": date, "last": date}
    assert message["holding"] == counted
    assert message["starters"]
    assert "chicago-note" in message["styles"]


@pytest.mark.parametrize("error", [ArchiveDamaged("Its bytes differ."), UnknownRecord("Gone.")])
@pytest.mark.parametrize("method", ["record", "starters"])
def test_the_page_opens_though_a_record_cannot_be_read(archive, monkeypatch, method, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(type(archive), method, fail)
    message = first_message(archive, PAGE)
    assert message["holding"]["records"] == 1
    assert message["starters"] == []


def test_a_question_is_answered_under_its_number(archive):
    sent = {"question": MOSCOW, "ticket": 7}
    message = answering(Sittings(archive), Warmth(archive), PAGE, sent)
    assert message["ticket"] == 7
    assert message["answer"] == archive.ask(MOSCOW).to_json()
    talk = message["conversation"]
    assert (talk["turns"], talk["kept"], talk["filters"]) == (1, False, {})


@pytest.mark.parametrize("event", [None, "x", {}, {"question": 5, "ticket": "x"}, {"question": ""}])
def test_whatever_a_browser_sends_is_answered_in_words(archive, event):
    message = answering(Sittings(archive), Warmth(archive), PAGE, event)
    assert message["error"]
    assert message["ticket"] is None


def test_reading_again_without_a_question_is_refused(archive):
    assert "no question" in rereading(Sittings(archive), Warmth(archive), PAGE, None)["error"]


def test_a_follow_up_can_be_read_as_it_was_typed(archive):
    sittings, warmth = Sittings(archive), Warmth(archive)
    answering(sittings, warmth, PAGE, {"question": MOSCOW, "ticket": 1})
    follow_up = {"question": "And what did they say about Albania?", "ticket": 2}
    answering(sittings, warmth, PAGE, follow_up)
    again = rereading(sittings, warmth, PAGE, {"ticket": 2})
    assert again["ticket"] == 2
    assert again["answer"]["question"] == again["answer"]["read_as"] == follow_up["question"]


def test_the_sittings_are_bounded_and_apart(archive):
    sittings = Sittings(archive, most=2)
    first = sittings.of("a", recall=False)
    assert sittings.of("a") is first
    sittings.of("b", recall=False)
    sittings.of("a")
    sittings.of("c", recall=False)
    assert len(sittings) == 2
    assert sittings.of("a") is first
    sittings.renew("a")
    assert sittings.of("a", recall=False) is not first


def test_a_question_stopped_while_it_waits_leaves_no_turn(archive):
    sittings = Sittings(archive)
    sitting = sittings.of("p", recall=False)
    with sitting.lock:  # an answer before it is still being composed
        answers: list[Any] = []
        waiting = threading.Thread(target=lambda: answers.append(sitting.ask(MOSCOW, ticket=1)))
        waiting.start()
        threading.Event().wait(0.2)
        sittings.stop("p", 1)
    waiting.join(timeout=30)
    assert answers == [None]
    assert sitting.conversation.turns == ()


def test_stop_may_come_after_the_answer_was_composed_and_forgets_only_that(archive):
    sittings = Sittings(archive)
    sitting = sittings.of("p", recall=False)
    assert sitting.ask(MOSCOW, ticket=1) is not None
    sittings.stop("p", 7)  # of a question that was never asked
    assert len(sitting.conversation.turns) == 1
    sittings.stop("p", 1)
    assert sitting.conversation.turns == ()
    assert sitting.ask(MOSCOW, ticket=2) is not None
    sittings.stop("p", 1)
    assert len(sitting.conversation.turns) == 1


def test_stop_may_come_before_the_question(archive):
    sittings = Sittings(archive)
    sittings.stop("p", 1)
    sitting = sittings.of("p", recall=False)
    assert sitting.ask(MOSCOW, ticket=1) is None
    assert sitting.ask(MOSCOW, ticket=2) is not None
    assert len(sitting.conversation.turns) == 1


def opening(sittings, page, wanted, meanwhile):
    """The sitting that a page comes to when something happens while a conversation is read."""
    opened = sittings._opened

    def slowly(*args):
        conversation = opened(*args)
        sittings._opened = opened
        meanwhile(conversation)
        return conversation

    sittings._opened = slowly
    return sittings.of(page, wanted, recall=False)


@pytest.mark.parametrize("gone", ["renewed", "deleted", "evicted"])
def test_a_page_may_go_while_its_other_conversation_is_read(archive, gone):
    sittings = Sittings(archive, most=1)
    before = sittings.of("p", recall=False)

    def meanwhile(_):
        if gone == "renewed":
            sittings.renew("p")
        elif gone == "evicted":
            sittings.of("q", recall=False)
        else:
            with sittings.without(before.conversation.id):
                pass

    begun = opening(sittings, "p", "0123456789abcdef", meanwhile)
    assert begun is not before
    assert sittings.of("p") is begun


def test_two_openings_at_once_each_come_to_what_they_want(archive):
    sittings = Sittings(archive)
    sittings.of("p", recall=False)
    other = []
    # Another tab of the page opens another conversation meanwhile: nobody gets that one.
    theirs = "fedcba9876543210"
    begun = opening(
        sittings, "p", "0123456789abcdef", lambda _: other.append(sittings.of("p", theirs))
    )
    assert begun is not other[0]
    assert other[0].stops == 1
    # The same question once more meanwhile: both get one sitting, neither loses a turn.
    again = []
    same = opening(sittings, "r", "", lambda _: again.append(sittings.of("r", "", recall=False)))
    assert same is again[0]


# What is stored

CARAVAN = "What did the embassy claim of the caravan near Zorbulak?"
GATES = "Why were the gates of the consulate closed?"
RECALLED = Page(session="p")


@pytest.fixture
def kept(tmp_path):
    settings = Settings(rerank=False, boldness=20.0)
    words = "The embassy claimed that the caravan was robbed near Zorbulak.\n\nThe gates closed."
    records = [plain_record("wool", "A note on wool", words)]
    folder = tmp_path / "archive"
    with create_archive(folder, records, settings=settings, encoder=HashingEncoder()) as opened:
        yield opened


def asked(sittings, archive, page, question, **sent):
    event = {"question": question, "ticket": 1, **sent}
    return answering(sittings, Warmth(archive), page, event)


def test_a_reloaded_page_goes_on_with_its_conversation(kept):
    first = asked(Sittings(kept), kept, RECALLED, CARAVAN)["conversation"]
    assert first["kept"]
    # Another session, after the server was started anew.
    again = Page(session="q")
    second = asked(Sittings(kept), kept, again, GATES, conversation=first["id"])
    assert (second["conversation"]["id"], second["conversation"]["turns"]) == (first["id"], 2)


@pytest.mark.parametrize("unknown", ["0123456789abcdef", "last", "", "x" * 5000, None, 7, ["a"]])
def test_with_an_unknown_conversation_a_new_one_begins(kept, unknown):
    stored = asked(Sittings(kept), kept, RECALLED, CARAVAN)["conversation"]
    begun = asked(Sittings(kept), kept, RECALLED, GATES, conversation=unknown)
    assert begun["conversation"]["turns"] == 1
    assert begun["conversation"]["id"] != stored["id"]


def test_two_tabs_of_one_conversation_become_two_and_lose_nothing(kept):
    sittings = Sittings(kept)
    stored = asked(sittings, kept, Page(session="a"), CARAVAN)["conversation"]["id"]
    # Both tabs show the first turn; then each goes on.
    sittings.of("b", stored)
    one = asked(sittings, kept, Page(session="a"), GATES, conversation=stored)["conversation"]
    two = asked(sittings, kept, Page(session="b"), "Gates?", conversation=stored)["conversation"]
    assert one["id"] == stored != two["id"]
    told = [
        [turn.question for turn in kept.conversations.open(talk["id"]).turns] for talk in (one, two)
    ]
    assert told == [[CARAVAN, GATES], [CARAVAN, "Gates?"]]


def test_a_visitor_reopens_and_stores_nothing(kept):
    sittings = Sittings(kept)
    stored = asked(sittings, kept, RECALLED, CARAVAN)["conversation"]["id"]
    visitor = Page(session="v", recall=False)
    assert first_message(kept, visitor)["conversations"] == "off"
    assert first_message(kept, RECALLED)["conversations"] == "archive"
    by_browser = replace(kept.settings, conversations="browser")
    with open_archive(kept.folder, settings=by_browser, encoder=HashingEncoder()) as own:
        assert first_message(own, visitor)["conversations"] == "browser"
    given = asked(sittings, kept, visitor, GATES, conversation=stored)["conversation"]
    assert (given["turns"], given["kept"]) == (1, False)
    assert len(kept.conversations.list()) == 1


def test_filters_are_kept_until_others_are_sent(kept):
    sittings = Sittings(kept)
    narrowed = asked(sittings, kept, RECALLED, CARAVAN, filters={"record": "wool"})
    talk = narrowed["conversation"]
    assert talk["filters"] == {"record": ["wool"]}
    again = asked(sittings, kept, RECALLED, GATES, conversation=talk["id"])
    assert again["conversation"]["filters"] == {"record": ["wool"]}
    wide = asked(sittings, kept, RECALLED, GATES, conversation=talk["id"], filters={})
    assert wide["conversation"]["filters"] == {}


@pytest.mark.parametrize("filters", [{"dates": "1963/1962"}, {"colour": "red"}, "x", [1]])
def test_filters_that_cannot_be_read_are_refused_and_nothing_is_lost(kept, filters):
    sittings = Sittings(kept)
    talk = asked(sittings, kept, RECALLED, CARAVAN, filters={"record": "wool"})["conversation"]
    refused = asked(sittings, kept, RECALLED, GATES, conversation=talk["id"], filters=filters)
    assert refused["error"]
    assert refused["remedy"]
    sitting = sittings.of("p", talk["id"])
    assert len(sitting.conversation.turns) == 1
    assert sitting.to_json()["filters"] == {"record": ["wool"]}


def test_the_other_reading_is_asked_where_there_is_one(kept, monkeypatch):
    sittings = Sittings(kept)
    asked(sittings, kept, RECALLED, CARAVAN)
    # A page that shows nothing begins anew, even where a word of it was late.
    assert asked(sittings, kept, RECALLED, CARAVAN, conversation="")["conversation"]["turns"] == 1
    none = rereading(sittings, Warmth(kept), RECALLED, {"ticket": 1, "otherwise": True})
    assert "no other reading" in none["error"]
    monkeypatch.setattr("bot.followups.UNSURE", (-1.0, 2.0))
    monkeypatch.setattr("bot.retriever.FEWEST", 1)
    offered = asked(sittings, kept, RECALLED, "Who told of the gates?")["answer"]["also_read_as"]
    other = rereading(sittings, Warmth(kept), RECALLED, {"ticket": 2, "otherwise": True})
    assert other["answer"]["read_as"] == offered
    assert other["conversation"]["turns"] == 2


def test_a_reader_who_asks_too_often_is_told_when_to_go_on(archive):
    def admit() -> None:
        raise TooMany(7)

    page = Page(session="p", recall=False, admit=admit)
    sittings = Sittings(archive)
    for told in (answering, rereading):
        steps = told(sittings, Warmth(archive), page, {"question": MOSCOW, "ticket": 3})
        (message,) = [steps] if isinstance(steps, dict) else steps
        assert [each["code"] for each in message.pop("said")] == ["asked.often", "remedy.often"]
        assert message == {
            "ticket": 3,
            "error": "Too many requests.",
            "remedy": "Wait 7 seconds and try again.",
        }
    assert len(sittings) == 0


def test_asked_raw_nothing_is_taken_over(kept):
    sittings = Sittings(kept)
    asked(sittings, kept, RECALLED, CARAVAN)
    again = asked(sittings, kept, RECALLED, "And of the gates?", raw=True)["answer"]
    assert again["read_as"] == "And of the gates?"
