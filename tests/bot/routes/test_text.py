"""Answers from the text: of several records that say as much, some are quoted, the rest counted."""

import pytest

from bot import Status
from bot.archive import create_archive
from corpus.readers.plain import plain_record

pytestmark = pytest.mark.model

PLACES = ("Kashgar", "Yarkand", "Khotan", "Aksu", "Turfan")


@pytest.fixture(scope="module")
def alike(tmp_path_factory):
    """Five reports that all give a day for the same closing, and one of something else."""
    records = [
        plain_record(
            place.lower(),
            f"Report from {place}",
            f"The British consulate was closed on {day} May 1951, our agent in {place} reports.",
        )
        for day, place in enumerate(PLACES, 3)
    ]
    records.append(plain_record("tea", "On tea", "Tea is dear this year."))
    folder = tmp_path_factory.mktemp("text") / "archive"
    with create_archive(folder, records) as opened:
        yield opened


def test_others_that_say_as_much_are_quoted_or_counted(alike):
    answer = alike.ask("When was the British consulate closed?")
    assert answer.status is Status.QUOTED
    quoted = {each.quote.record.record_id for each in answer.quotes}
    assert 3 <= len(quoted) <= 4
    assert "tea" not in quoted
    further = len(PLACES) - len(quoted)
    assert answer.segments[-1].text == (
        f"A sentence of {further} further record{'s' if further > 1 else ''} comes as near to the "
        "question; none is quoted here."
    )


def test_days_that_disagree_stand_side_by_side_and_are_not_decided(alike):
    answer = alike.ask("When was the British consulate closed?")
    days = {each.quote.text.split(" on ")[1].split(" May")[0] for each in answer.quotes}
    assert len(days) == len(answer.quotes)
    frames = " ".join(each.text or "" for each in answer.segments)
    assert not any(f"{day} May" in frames for day in range(3, 8))


@pytest.fixture(scope="module")
def titled(tmp_path_factory):
    """A record whose people stand in its title alone."""
    record = plain_record(
        "kohl",
        "The Chancellor's [Helmut Kohl's] Conversation with Prime Minister Guterres",
        "The Chancellor spoke for enlargement. The Prime Minister was afraid of it.",
    )
    folder = tmp_path_factory.mktemp("titled") / "archive"
    with create_archive(folder, [record, plain_record("tea", "On tea", "Tea is dear.")]) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "known"), [("Kohl", True), ("Guterres", True), ("Genscher", False)]
)
def test_who_stands_in_the_catalogue_is_mentioned(titled, name, known):
    answer = titled.ask(f"What did {name} say of enlargement?")
    assert (f"no record held here mentions {name}" not in answer.reasons) is known


def test_the_catalogue_is_looked_through_in_the_records_asked_about(titled):
    answer = titled.ask('What does "On tea" say of Kohl?')
    assert not answer.quotes
