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


@pytest.mark.parametrize(
    ("asked", "records", "told"),
    [
        ("before 1962", ["wool"], "begins in 1961 or earlier. "),
        ("from before May 1962", ["wool"], "begins in 1962-04 or earlier. "),
        ("after 1961", ["riots"], "begins in 1962 or later. "),
        ("since 1961", ["wool", "riots"], "begin in 1961 or later. "),
        ("from 1962 onwards", ["riots"], "begins in 1962 or later. "),
        ("until 1961", ["wool"], "begins in 1961 or earlier. "),
        ("from 1961 or earlier", ["wool"], "begins in 1961 or earlier. "),
        ("from between 1960 and 1961", ["wool"], "begins in the time from 1960 to 1961. "),
        ("from 1961 to May 1962", ["wool", "riots"], "begin in the time from 1961 to 1962-05. "),
        ("from 1961-1962", ["wool", "riots"], "begin in the time from 1961 to 1962. "),
        ("from May 1962", ["riots"], "begins in 1962-05. "),
        ("dated 2 March 1961", ["wool"], "begins on 1961-03-02. "),
        ("written in 1961", ["wool"], "begins in 1961. "),
    ],
)
def test_the_side_of_a_date_is_counted_as_it_is_asked_for(several, asked, records, told):
    answer = several.ask(f"How many documents are {asked}?")
    assert told in first_frame(answer)
    assert [f.record.record_id for f in answer.fields] == records


def test_a_date_too_broad_for_the_period_is_not_counted_in_it(several):
    answer = several.ask("How many documents are from 1 May 1962?")
    assert first_frame(answer).startswith("0 records of the 3 held here begin on 1962-05-01. ")
    assert answer.segments[1].text == "1 more is dated too broadly to tell."
    assert answer.fields == ()


@pytest.mark.parametrize(
    "question",
    ["How many documents are not from 1962?", "How many documents are from before or in 1962?",
     "How many documents are from 1961 and 1962?", "How many documents are from 30 February 1962?",
     "Which letters are from him?", "How many documents are from 1962-63?"],
)  # fmt: skip
def test_a_period_that_is_turned_or_unread_is_not_counted(several, question):
    assert several.ask(question).status is not Status.CATALOGUE


def test_of_a_period_only_the_kind_asked_for_is_counted(several):
    answer = several.ask("List all the letters since 1960")
    assert [segment.text for segment in answer.segments[:2]] == [
        "1 record of the 3 held here is called so by genre or number.",
        "1 record of the 1 called so begins in 1960 or later. Counted by the document’s own date, "
        "or where it has none by the catalogue’s; 0 without a date are not counted.",
    ]
    assert [f.record.record_id for f in answer.fields] == ["riots"]


def test_words_are_counted_in_the_kind_asked_for(several):
    answer = several.ask("How many telegrams mention Kashgar?")
    assert answer.segments[1].text.startswith("1 record of the 1 called so holds these words: ")
    assert [f.record.record_id for f in answer.fields] == ["wool"]
    assert first_frame(several.ask("How many cables mention Kashgar?")).startswith("0 records")


@pytest.mark.parametrize(
    "question",
    ["How many documents mention wool, tea?", "How many documents hardly mention Kashgar?",
     "How many documents mention it?", "How many documents mention Kashgar in 1962?",
     "How many documents mention wool and what do they say?",
     "How many documents do not mention wool and tea?",
     "How many documents mention wool and tea or rice?"],
)  # fmt: skip
def test_what_one_phrase_does_not_say_is_not_counted_by_it(several, question):
    assert several.ask(question).status is not Status.CATALOGUE


@pytest.mark.parametrize(
    ("said", "records", "told"),
    [
        ("do not mention Kashgar", ["tea"], ["holds none of these words: “Kashgar”"]),
        ("don’t mention Kashgar", ["tea"], ["holds none of these words: “Kashgar”"]),
        ("never mention Kashgar or tea", [], ["hold none of these words: “Kashgar”, “tea”"]),
        ("mention neither wool nor tea", ["riots"], ["holds none of these words: “wool”, “tea”"]),
        ("mention wool or tea", ["wool", "tea"],
         ["hold one of these words or more: “wool”, “tea”"]),
        ("mention both Kashgar and “left”", ["wool"],
         ["hold these words: “Kashgar”", "holds these words: “left”"]),
        ("mention Kashgar but not wool", ["riots"],
         ["hold these words: “Kashgar”", "holds none of these words: “wool”"]),
        ("mention wool, riots, and tea", [],
         ["holds these words: “wool”", "hold these words: “riots”"]),
    ],
)  # fmt: skip
def test_names_are_joined_or_lacking(several, said, records, told):
    answer = several.ask(f"Which documents {said}?")
    assert answer.status is Status.CATALOGUE
    assert [f.record.record_id for f in answer.fields] == records
    frames = [s.text for s in answer.segments if s.kind == "frame"]
    assert len(frames) == len(told)
    assert all(words in frame for words, frame in zip(told, frames, strict=True))


def test_joined_words_in_quotation_marks_are_one_phrase(several):
    assert "“Tea is dear”" in first_frame(several.ask("How many documents mention “Tea is dear”?"))


def test_what_is_held_about_something_is_counted_where_it_is_mentioned(several):
    answer = several.ask("What does the archive hold about Kashgar?")
    assert first_frame(answer).startswith("2 records of the 3 held here hold these words: ")
    answer = several.ask("What does the archive hold about Nehru?")
    assert answer.status is Status.SILENT
    assert answer.reasons == ("no record held here mentions Nehru",)


def test_the_dates_covered(several):
    text = first_frame(several.ask("What dates does the archive cover?"))
    assert text.startswith("The 3 records held here are dated from 1961-03-02 to 1962-05. ")


def test_the_first_of_a_kind_is_the_first_of_that_kind(several):
    answer = several.ask("What is the latest telegram?")
    assert answer.segments[1].text.startswith("The 1 record called so is dated from 1961-03-02 to ")
    assert first_frame(several.ask("How old is the oldest document?")).startswith("The 3 records")


@pytest.mark.parametrize(
    "question",
    ["On what date was the Geneva conference held?", "What did Khrushchev say in his last letter?",
     "What did Chou En-lai say in the first telegram?", "Who brought the last letter to Kashgar?",
     "In what year did the Soviet consulate close its archive?",
     "Which archives were captured there?", "What archives did the Soviet consulate have?",
     "How many Chinese were translated to the Soviet side?",
     "How many pages were translated for the President?",
     "What does it have to do with Kashgar?", "What can we ask the consul?"],
)  # fmt: skip
def test_a_question_that_says_more_is_not_after_the_whole_archive(several, question):
    assert several.ask(question).status is not Status.CATALOGUE


@pytest.mark.parametrize(
    "question",
    ["Which collections are held here?", "How many documents are translated?",
     "How many of the documents were translated into English?", "What does the archive hold?",
     "What does it contain?", "What can I ask?", "What languages are the documents in?",
     "What is the date range of the archive?", "What years do the records span?"],
)  # fmt: skip
def test_a_question_that_says_no_more_is(several, question):
    assert several.ask(question).status is Status.CATALOGUE


def test_after_a_document_it_is_that(several):
    talk = several.conversation(keep=False)
    talk.ask("What is the title of the letter?")
    assert not any(
        "The archive held here holds" in (segment.text or "")
        for segment in talk.ask("What does it contain?").segments
    )


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
    assert answer.segments[0].text.endswith("silent on this. No passage was searched for this.")
    assert answer.searched["passages"] == 0


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

    @pytest.mark.model
    def test_words_outside_the_body_are_counted_as_without_filters(self, archive):
        question = "How many documents mention Foreign Affairs Circular?"
        left = archive.ask(question, filters=Filters.from_json({"dates": "1963"}))
        assert first_frame(left).startswith("1 record of the 1 that the filters leave holds ")
        assert first_frame(archive.ask(question)).startswith("1 record of the 1 held here holds ")

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


def described(record_id, title, date, **told):
    """Return a letter of that date, of which the catalogue tells some fields."""
    letter = dated(record_id, title, f"{title}. Kashgar is far.", date, "Letter")
    fields = (*letter.description.fields,
              *(Field(name=FieldName[name], value=value, raw=value)
                for name, value in told.items()))  # fmt: skip
    return dataclasses.replace(letter, description=Description(profile="plain", fields=fields))


@pytest.fixture(scope="module")
def told_of(tmp_path_factory):
    volume = "Foreign Relations, 1961–1963, Volume XXII, Northeast Asia"
    records = [
        described("wool", "On wool", "1961", CREATOR="Nehru, Jawaharlal", ADDRESSEE="Premiers"),
        described("tea", "On tea", "1962", CREATOR="Khrushchev, N. S.", TRANSLATOR="A. Petrov",
                  REPOSITORY="Wilson Center Digital Archive"),
        described("rice", "On rice", "1962", COLLECTION=volume, CREATOR="Nehru, Jawaharlal"),
        plain_record("salt", "On salt", "Nehru and Petrov saw the Wilson Center."),
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("described") / "archive"
    with create_archive(folder, records, encoder=HashingEncoder()) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "records"),
    [
        ("Which letters were written by Nehru?", ["wool", "rice"]),
        ("How many documents by Premier Nehru are there?", ["wool", "rice"]),
        ("Which letters did Nehru write?", ["wool", "rice"]),
        ("Which letters did Nehru write in 1962?", ["rice"]),
        ("Which documents are by Chruschtschow?", None),
        ("Which documents are by Khrushchev?", ["tea"]),
        ("Which records were translated by A. Petrov?", ["tea"]),
        ("Which letters were sent to the premiers?", ["wool"]),
        ("List the documents in the Northeast Asia volume", ["rice"]),
        ("How many documents does the 1961-63 Northeast Asia volume have?", ["rice"]),
        ("Which letters are in volume XXII?", ["rice"]),
        ("How many of the Wilson Center records were translated by Petrov?", ["tea"]),
        ("Which letters are from the Wilson Center?", ["tea"]),
        ("Which letters by Nehru mention Kashgar?", ["wool", "rice"]),
        ("Which letters in the Northeast Asia volume mention Kashgar?", ["rice"]),
        ("Which letters from 1962 mention Kashgar?", ["rice", "tea"]),
        ("Which letters were written by Nehru about wool?", None),
        ("Which letters did Nehru not write?", None),
        ("Which letters were written by others than Nehru?", None),
        ("Which letters did he and Nehru write?", None),
        ("Which letters did Nehru write about?", None),
        ("How many letters to or from Nehru are there?", None),
        ("How many letters were written by Nehru or in 1962?", None),
        ("Who asked which letters were written by Nehru?", None),
        ("In 1962, how many letters were written by Nehru?", ["rice"]),
        ("In the Northeast Asia volume, how many letters are there?", ["rice"]),
        ("Which letters mention Kashgar in the Northeast Asia volume?", ["rice"]),
        ("Which letters are in volume 61?", None),
        ("Which letters are held by Nehru?", None),
        ("Which letters by Nehru are from 1961?", ["wool"]),
        ("Which letters were not written by Nehru?", None),
        ("Which letters did he write?", None),
    ],
)
def test_records_are_counted_by_what_the_catalogue_tells_of_them(told_of, question, records):
    answer = told_of.ask(question)
    found = [f.record.record_id for f in answer.fields]
    assert (found if answer.status is Status.CATALOGUE else None) == records


def test_it_is_told_which_field_says_so_and_of_how_many(told_of):
    answer = told_of.ask("How many letters were written by Nehru in 1961?")
    assert [s.text for s in answer.segments if s.kind == "frame"] == [
        "3 records of the 4 held here are called so by genre or number.",
        "2 records of the 3 called so have “Nehru” in the catalogue, under “Creator”.",
        "It is written there: “Nehru, Jawaharlal”.",
        "1 record of the 2 so described begins in 1961. Counted by the document’s own date, or "
        "where it has none by the catalogue’s; 0 without a date are not counted.",
    ]


def test_a_name_that_only_the_text_has_is_looked_for_there(told_of):
    assert told_of.ask("Which letters were translated by Nehru?").status is not Status.CATALOGUE
