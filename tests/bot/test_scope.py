"""Where a question is looked for first: what names a record, and what only sounds like it."""

import dataclasses

import pytest

from bot import Status
from bot.archive import create_archive
from bot.settings import Settings
from corpus.descriptions import Description, Field, FieldName
from corpus.filters import Filters
from corpus.readers.plain import plain_record
from tests.hashing import HashingEncoder


def of_genre(record_id, genre, text):
    given = Field(name=FieldName.GENRE, value=genre, raw=genre)
    description = Description(profile="plain", fields=(given,))
    return dataclasses.replace(plain_record(record_id, "", text), description=description)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    records = [
        of_genre("Paper/1", "Department of State Position Paper", "Wool is dear this year."),
        of_genre(
            "arms", "Airgram", "The Department told the Embassy that Guatemala bought rifles."
        ),
        of_genre("salt", "Telegram", "The Department told the Embassy that salt is dear."),
    ]
    with create_archive(
        tmp_path_factory.mktemp("scope") / "archive",
        records,
        settings=Settings(rerank=False, boldness=20.0),
        encoder=HashingEncoder(),
    ) as opened:
        yield opened


def quoted(answer):
    return [each.quote.record.record_id for each in answer.quotes]


def test_an_office_is_no_record_for_a_genre_that_begins_so(archive):
    answer = archive.ask("What did the Department tell the Embassy about Guatemala?")
    assert quoted(answer)[:1] == ["arms"]
    assert answer.searched["within"] == []


def test_a_kind_of_record_names_the_one_of_its_kind(archive):
    answer = archive.ask("What does the airgram say of rifles?")
    assert quoted(answer) == ["arms"]
    assert answer.searched["within"] == ["arms"]


@pytest.mark.parametrize("name", ["Paper/1", "paper/1", "PAPER/1"])
def test_a_filter_holds_for_a_record_that_is_named_however_it_is_written(archive, name):
    narrowed = Filters.from_json({"record": [name]})
    assert quoted(archive.ask("What does Paper/1 say of wool?", filters=narrowed)) == ["Paper/1"]
    elsewhere = archive.ask("What does the airgram say of rifles?", filters=narrowed)
    assert "arms" not in quoted(elsewhere)


def test_of_a_record_that_the_filters_leave_out_nothing_is_read(archive):
    narrowed = Filters.from_json({"record": ["salt"]})
    answer = archive.ask("What does the airgram say of rifles?", filters=narrowed)
    assert "arms" not in quoted(answer)
    assert answer.status in Status
