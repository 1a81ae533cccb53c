"""Coverage: what is counted, over what, and how it is said."""

import dataclasses

import pytest

from bot import Status
from bot.archive import create_archive
from corpus.descriptions import Description, Field, FieldName
from corpus.filters import Filters
from corpus.readers.plain import plain_record
from tests.hashing import HashingEncoder


def dated(record_id, title, text, date, genre):
    record = plain_record(record_id, title, text)
    fields = (*record.description.fields,
              Field(name=FieldName.DATE, value=date, raw=date),
              Field(name=FieldName.GENRE, value=genre, raw=genre))  # fmt: skip
    return dataclasses.replace(record, description=Description(profile="plain", fields=fields))


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    records = [
        dated("wool", "Telegram on wool", "Wool left Kashgar.", "1961-03-02", "Telegram"),
        dated("riots", "Letter on riots", "Riots near [Kashgar].", "1962-05", "Letter"),
        plain_record("tea", "On tea", "Tea is dear."),
    ]
    folder = tmp_path_factory.mktemp("coverage") / "archive"
    with create_archive(folder, records, encoder=HashingEncoder()) as opened:
        yield opened


def first_frame(answer):
    assert answer.status is Status.CATALOGUE
    return answer.segments[0].text


def test_records_with_a_word_are_counted_over_their_passages(several):
    answer = several.ask("How many documents mention Kashgar?")
    assert first_frame(answer).startswith("2 records of the 3 held here hold these words: ")
    assert answer.segments[1].text == ("In 1 record they stand only inside an editor’s brackets.")
    assert [f.to_json()["value"] for f in answer.fields] == ["Telegram on wool", "Letter on riots"]


def test_records_of_a_period_are_counted_by_date(several):
    answer = several.ask("Which documents are from 1962?")
    assert first_frame(answer).startswith("1 record of the 3 held here begins in 1962. ")
    assert "1 without a date are not counted" in first_frame(answer)
    assert [f.record.record_id for f in answer.fields] == ["riots"]


def test_the_dates_covered(several):
    text = first_frame(several.ask("What dates does the archive cover?"))
    assert text.startswith("The 3 records held here are dated from 1961-03-02 to 1962-05. ")


def test_records_of_a_genre_are_counted(several):
    assert first_frame(several.ask("How many telegrams are there?")) == (
        "1 record of the 3 held here is called so by genre or number."
    )
    assert first_frame(several.ask("How many cables are held here?")).startswith("0 records")
    assert first_frame(several.ask("How many records are there?")) == (
        "The archive held here holds 3 records."
    )


def test_a_question_about_the_world_is_not_counted(several):
    assert several.ask("Which documents did the consul burn?").status is not Status.CATALOGUE


# Questions about one record among several


def test_a_record_is_found_by_noun_date_or_title(several):
    for question in ("When was the letter written?", "What is the date of the letter of May 1962?",
                     "What is the title of the letter on riots?"):  # fmt: skip
        answer = several.ask(question)
        assert answer.status is Status.CATALOGUE, question
        assert answer.fields[0].record.record_id == "riots"


def test_a_text_question_about_the_letter_is_put_to_the_letter(several):
    answer = several.ask("What does the letter say about wool?")
    assert answer.searched["within"] == ["riots"]


def test_which_record_is_asked_with_titles_on_offer(several):
    answer = several.ask("What is the title of this document?")
    assert answer.status is Status.SILENT
    assert "which of the 3 records" in answer.reasons[0]


class TestWithFilters:
    """What the filters leave is what is counted, and what 'this document' may be."""

    OF_1961 = Filters.from_json({"dates": "1961"})

    def asked(self, archive, question):
        return archive.ask(question, filters=self.OF_1961)

    def test_only_what_they_leave_is_counted(self, several):
        assert first_frame(self.asked(several, "How many records are there?")) == (
            "The archive held here holds 1 record that the filters leave."
        )
        dates = first_frame(self.asked(several, "What dates does the archive cover?"))
        assert dates.startswith("The 1 record that the filters leave is dated from 1961-03-02 ")

    def test_only_what_they_leave_is_looked_through_for_words(self, several):
        answer = self.asked(several, "How many documents mention Kashgar?")
        assert first_frame(answer).startswith("1 record of the 1 that the filters leave holds ")
        assert [f.record.record_id for f in answer.fields] == ["wool"]

    def test_the_one_record_left_is_this_document(self, several):
        answer = self.asked(several, "What is this document?")
        assert answer.status is Status.CATALOGUE
        assert {f.record.record_id for f in answer.fields} == {"wool"}

    def test_silence_says_what_they_left_and_of_how_many(self, several):
        answer = self.asked(several, "What is dear in Yarkand?")
        assert answer.status is Status.SILENT
        assert answer.segments[0].text.endswith(
            "found in what the filters leave, 1 of 3 records (1 passage)."
        )
        assert answer.reasons == ("no record that the filters leave mentions Yarkand",)
        assert (answer.searched["records"], answer.searched["passages"]) == (1, 1)
