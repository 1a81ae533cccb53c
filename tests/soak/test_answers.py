"""The soak of answers at the size of a test run, and a judge that must not be lenient."""

import shutil
from dataclasses import replace
from itertools import islice

import pytest

from bot.answers import Segment, Status
from corpus.citations import Locator
from corpus.quotes import Quote
from corpus.spans import Span
from corpus.store import RecordStore
from tests.soak.answers import SAMPLE, Soaked, build, percentile, soak
from tests.soak.asking import conversations
from tests.soak.judging import Judge

pytestmark = pytest.mark.model
QUESTIONS = 150
ASKED = "What did the Soviet Union claim about the flight of residents?"


@pytest.fixture(scope="module")
def folder(archive_folder, tmp_path_factory):
    """The shipped record and the sample volume."""
    copied = shutil.copytree(archive_folder, tmp_path_factory.mktemp("soak") / "archive")
    return build(copied, None)


@pytest.fixture(scope="module")
def soaked(folder) -> Soaked:
    return soak(folder, QUESTIONS, seed=1)


@pytest.fixture(scope="module")
def judge(folder):
    with RecordStore.open(folder) as store:
        yield Judge(store)


def test_nothing_that_must_hold_of_an_answer_fails(soaked):
    assert soaked.failures == []
    assert len(soaked.asked) == QUESTIONS


def test_every_sort_of_question_and_of_answer_is_met(soaked):
    told = soaked.to_json()
    assert set(told["answers"]) == {"quoted", "catalogue", "silent"}
    assert len(told["kinds"]) > 15
    assert min(told["quotes"], told["citations"], told["exports"], told["reopened"]) > 5


def test_equal_seeds_ask_equal_questions(folder):
    with RecordStore.open(folder) as store:
        ids = [summary.record_id for summary in store.summaries()]
        first, same, other = (
            list(islice(conversations(ids, store.get, seed=seed), 20)) for seed in (5, 5, 6)
        )
    assert first == same != other


def test_the_sample_volume_is_there():
    assert list(SAMPLE.glob("*.xml"))


def test_a_percentile_is_one_of_the_values():
    assert (percentile([3, 1, 2], 50), percentile([1.0] * 19 + [9.0], 95)) == (2, 9.0)


# The judge


@pytest.fixture(scope="module")
def answer(archive):
    return archive.ask(ASKED)


def faults(judge, answer):
    return list(judge.judge(answer, thoroughly=True))


def test_a_true_answer_passes(judge, answer):
    assert answer.status is Status.QUOTED
    assert faults(judge, answer) == []


def test_words_that_are_not_stored_are_found(judge, answer):
    first = answer.quotes[0].quote
    passages = tuple(
        replace(p, text=p.text.replace("Soviet", "Danish")) for p in first.record.passages
    )
    text = first.record.text.replace("Soviet", "Danish")
    record = replace(first.record, text=text, passages=passages)
    forged = Quote(record=record, span=first.span, text=first.span.of(text))
    each = replace(answer.quotes[0], quote=forged, cue=None, whole=None)
    assert any("is not characters" in each for each in faults(judge, shown_first(answer, each)))


def shown_first(answer, each):
    """The answer with another first quote."""
    return replace(answer, quotes=(each, *answer.quotes[1:]))


def test_a_citation_of_another_paragraph_is_found(judge, answer):
    first = answer.quotes[0]
    wrong = replace(first.citation, locator=Locator("paragraph", "1"))
    assert first.citation.locator != wrong.locator
    found = faults(judge, shown_first(answer, replace(first, citation=wrong)))
    assert any("names another place" in each for each in found)


def test_a_citation_of_another_record_is_found(judge, answer, folder):
    with RecordStore.open(folder) as store:
        ids = [summary.record_id for summary in store.summaries()]
        other = store.get(next(i for i in ids if i != answer.quotes[0].quote.record.record_id))
    first = answer.quotes[0]
    wrong = replace(first.citation, record_id=other.record_id, description=other.description)
    found = faults(judge, shown_first(answer, replace(first, citation=wrong)))
    assert sum("resolves to" in each for each in found) > 8


def test_a_frame_that_repeats_the_question_is_found(judge, answer):
    echo = Segment(kind="frame", text="This is about the flight of residents:")
    found = faults(judge, replace(answer, segments=(echo, *answer.segments)))
    assert any("echoes “about the flight of”" in each for each in found)


def test_catalogue_words_in_a_frame_are_no_echo(judge, archive):
    answer = archive.ask("What does the cable of 1 August 1963 say about Albania?")
    assert faults(judge, answer) == []


def test_the_party_a_record_names_is_no_echo_of_the_question(judge, archive):
    answer = archive.ask("How did the Soviet Union itself explain why people left Sinkiang?")
    asked = replace(answer, question="What is the position of the Soviet Union on the flight?")
    frames = [each.text for each in answer.segments if each.kind == "frame"]
    assert any("the position of the Soviet Union" in frame for frame in frames)
    assert not any("echoes “of the soviet union”" in each for each in faults(judge, asked))


def test_a_quote_that_is_not_shown_is_found(judge, answer):
    without = tuple(s for s in answer.segments if s.kind != "quote")
    assert faults(judge, replace(answer, segments=without))


def test_a_quote_across_passages_is_found(judge, answer):
    first = answer.quotes[0]
    record = first.quote.record
    span = Span(record.body[0].span.end - 20, record.body[1].span.start + 20)
    across = Quote(record=record, span=span, text=span.of(record.text))
    found = faults(judge, shown_first(answer, replace(first, quote=across, cue=None, whole=None)))
    assert any("stands in no passage" in each for each in found)
