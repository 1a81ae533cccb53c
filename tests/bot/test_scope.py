"""Where a question is looked for first: what names a record, and what only sounds like it."""

import pytest

from bot import Status
from bot.archive import create_archive
from bot.settings import Settings
from corpus.filters import Filters
from tests.bot.samples import described
from tests.hashing import HashingEncoder


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    records = [
        described("Paper/1", "Wool is dear this year.", genre="Department of State Position Paper"),
        described(
            "arms", "The Department told the Embassy that Guatemala bought rifles.", genre="Airgram"
        ),
        described("salt", "The Department told the Embassy that salt is dear.", genre="Telegram"),
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
