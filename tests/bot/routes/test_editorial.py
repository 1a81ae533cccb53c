"""The editor's hand: omissions and brackets are quoted, kind by kind."""

import pytest

from bot import Status

pytestmark = pytest.mark.model


def test_brackets_are_listed_kind_by_kind(archive):
    answer = archive.ask("Which words were inserted by the translator?")
    assert answer.status is Status.CATALOGUE
    texts = [each.quote.text for each in answer.quotes]
    assert len(texts) == 14
    assert texts[:3] == ["[To]", "[back to Xinjiang]", "[with the Soviets]"]
    assert texts[-2:] == ["[Gulja]", "[1962]"]
    assert {each.voice for each in answer.quotes} == {"editor"}
    assert set(answer.legend) == {"insertion", "gloss", "supplied date"}
    frames = [segment.text for segment in answer.segments if segment.kind == "frame"]
    assert "Another name, given by the editor or translator:" in frames


def test_words_of_one_sentence_are_looked_for_in_the_text(archive):
    answer = archive.ask("Which words about the committee are the translator's?")
    assert answer.status is Status.QUOTED
    assert any("[Uyghur Autonomous Region Party]" in each.quote.text for each in answer.quotes)
