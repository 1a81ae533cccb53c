"""Timelines: by date, stated or reckoned and said so, undated last."""

import pytest

from bot.routes.timeline import topic_of

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Give me a timeline of the exchange of notes", "exchange of notes"),
        ("Chronology of events in Xinjiang", "Xinjiang"),
        ("timeline", "timeline"),
    ],
)
def test_the_topic_of_a_timeline(question, topic):
    assert topic_of(question) == topic


def test_sentences_stand_in_the_order_of_their_dates(archive):
    answer = archive.ask("Chronology of the events in Xinjiang")
    dated = [s.text for s in answer.segments if s.kind == "frame" and s.text[:4].isdigit()]
    assert dated == sorted(dated)
    assert dated[-1] == "1963-07-18, reckoned or supplied (“the 18th of July this year”):"
    frames = [s.text for s in answer.segments if s.kind == "frame"]
    assert frames[-1] == "Without a date of its own:"
    assert len(answer.quotes) <= 10
