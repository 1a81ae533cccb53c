"""The Python door: archives are made, opened, added to and asked."""

import os
import shutil
import threading
from dataclasses import replace

import pytest

import bot
from bot import Status, open_archive, quotes_for
from bot.archive import create_archive, is_archive
from bot.settings import Settings
from corpus.errors import IndexMismatch, UnknownRecord
from corpus.readers.plain import plain_record
from embeddings.compiled import CompiledEncoder
from embeddings.weights import find_encoder
from tests.embeddings.small_encoder import SmallEncoder

QUICK = Settings(rerank=False)
TRADE = plain_record("trade", "A note on wool", "The two governments agreed on trade in wool.")
RIOTS = plain_record("riots", "A note on riots", "The riots took place in the spring of 1962.")


def made(folder, *records, **more):
    return create_archive(folder, records, settings=QUICK, encoder=SmallEncoder(), **more)


def test_a_new_folder_gets_the_shipped_record(tmp_path):
    steps = []
    with open_archive(
        tmp_path / "new", settings=QUICK, encoder=SmallEncoder(), progress=steps.append
    ) as archive:
        assert archive.folder == tmp_path / "new"
        assert [s.record_id for s in archive.summaries()] == ["118214"]
        assert archive.record("118214").paragraph(3).text.startswith("2. In our note")
    assert steps
    assert all(str(step) for step in steps)
    assert is_archive(tmp_path / "new")


@pytest.mark.model
def test_the_models_are_loaded_when_something_is_to_be_asked_and_not_before(
    archive_folder, monkeypatch
):
    encoder = CompiledEncoder()
    began = threading.Event()
    monkeypatch.setattr(CompiledEncoder, "_load", lambda _: began.set())
    with open_archive(archive_folder, settings=QUICK, encoder=encoder) as archive:
        archive.record("118214")
        assert not began.is_set()
        assert archive.retriever
        assert began.wait(30)


def test_opening_looks_where_the_environment_says(tmp_path, monkeypatch):
    made(tmp_path / "mine", TRADE).close()
    monkeypatch.setenv("DRAGOMAN_ARCHIVE", str(tmp_path / "mine"))
    with open_archive(settings=QUICK, encoder=SmallEncoder()) as archive:
        assert [s.record_id for s in archive.summaries()] == ["trade"]


def test_an_archive_made_again_keeps_its_records(tmp_path):
    made(tmp_path, TRADE).close()
    with made(tmp_path, RIOTS) as archive:
        assert [s.record_id for s in archive.summaries()] == ["trade"]


def test_a_record_that_is_not_held_is_named(tmp_path):
    with made(tmp_path, TRADE) as archive, pytest.raises(UnknownRecord):
        archive.record("riots")


def test_what_is_added_is_found_at_once_also_by_one_who_opened_before(tmp_path):
    (tmp_path / "riots.txt").write_text(
        "A letter\n\nThe riots took place in the spring of 1962, when the snow was gone.\n"
    )
    with made(tmp_path / "archive", TRADE) as archive:
        other = open_archive(tmp_path / "archive", settings=QUICK, encoder=SmallEncoder())
        before = archive.ask("When did the riots take place?")
        added = archive.add([tmp_path / "riots.txt", tmp_path / "none.txt"])
        assert len(added.accepted) == 1
        assert ["none.txt" in str(refused) for refused in added.refused] == [True]
        for each in (archive, other):
            (hit, *_) = each.retriever.search("the riots in spring", 1)
            assert hit.record_id == added.accepted[0]
        after = archive.ask("When did the riots take place?")
        assert after.run_id != before.run_id
        assert archive.add([tmp_path / "riots.txt"]).unchanged == added.accepted
        other.close()


def test_equal_archives_give_equal_run_ids(tmp_path):
    with made(tmp_path / "a", TRADE) as one, made(tmp_path / "b", TRADE) as other:
        question = "What did the governments agree on?"
        assert one.ask(question).run_id == other.ask(question).run_id
        assert (
            one.ask(question).searched["generation"] != other.ask(question).searched["generation"]
        )
    with create_archive(
        tmp_path / "c", [TRADE], settings=replace(QUICK, quotes=1), encoder=SmallEncoder()
    ) as bolder:
        assert bolder.ask(question).run_id != one_run_id(tmp_path / "a", question)


def one_run_id(folder, question):
    with open_archive(folder, settings=QUICK, encoder=SmallEncoder()) as archive:
        return archive.ask(question).run_id


def test_an_index_of_another_model_is_refused_with_the_remedy(tmp_path):
    made(tmp_path, TRADE).close()
    with (
        open_archive(tmp_path, settings=QUICK, encoder=SmallEncoder("other")) as archive,
        pytest.raises(IndexMismatch, match="another model") as refused,
    ):
        archive.ask("What was agreed?")
    assert "dragoman rebuild" in refused.value.remedy


@pytest.mark.model
def test_a_model_named_in_the_settings_must_have_made_the_index(archive_folder, tmp_path):
    """The same weights with one more file count as another model."""
    model = tmp_path / "model"
    shutil.copytree(find_encoder(), model, copy_function=os.symlink)
    (model / "more.json").write_text("{}")
    with (
        open_archive(archive_folder, settings=Settings(model=str(model))) as archive,
        pytest.raises(IndexMismatch),
    ):
        archive.ask("Who fled?")


def test_an_archive_without_records_is_silent(tmp_path):
    with made(tmp_path) as archive:
        answer = archive.ask("What was agreed?")
        assert answer.status is Status.SILENT
        assert archive.ask("Who translated this?").status is Status.SILENT
        assert archive.retriever.search("wool") == ()
        assert archive.retriever.rank_records("wool", 5) == ()
        assert archive.starters() == ()
        assert archive.summaries() == ()


def test_questions_to_begin_with_are_about_records_that_can_be_named(tmp_path):
    text = "The mules went by way of Kashgar."
    bare = [plain_record(name, "", text) for name in ("a", "b", "c")]
    with made(tmp_path, *bare, plain_record("d", "On mules", text)) as archive:
        assert archive.starters(2) == ("What does ‘On mules’ say about Kashgar?",)


# Archives of several records


def test_this_document_is_the_only_one_or_the_one_last_quoted(tmp_path):
    with made(tmp_path, TRADE, RIOTS) as archive:
        absent = archive.ask("Who translated this document?")
        assert absent.segments[0].text == (
            "None of the 2 catalogue records held here gives “Translator”."
        )
        alone = archive.ask("What is the title of this document?")
        assert alone.status is Status.SILENT
        assert "which of the 2 records held here" in alone.reasons[0]
        talk = archive.conversation()
        first = talk.ask("What took place in the spring of 1962?")
        assert first.quotes[0].quote.record.record_id == "riots"
        title = talk.ask("What is the title of this document?")
        assert title.status is Status.CATALOGUE
        assert title.fields[0].to_json()["value"] == "A note on riots"


# The examples of the documentation


@pytest.mark.model
def test_the_package_s_own_example_holds(archive):
    shown = bot.__doc__.split("status")[1].split("\n")[1]
    assert repr(archive.ask("Who translated this?").status) == shown


@pytest.mark.model
def test_the_door_s_examples_run(archive):
    for hit in archive.retriever.search("Who is blamed for the Yining riots?", k=5):
        assert hit.score > 0
        assert hit.passage.text
        assert "118-01100-14" in hit.citation.format("chicago-note")
    assert archive.ask("How did Moscow explain the exodus?").status is Status.QUOTED
    talk = archive.conversation()
    talk.ask("What did China allege in its note of 30 August 1962?")
    assert talk.ask("And what did the Soviets say to that?").quotes
    texts = ["They claimed that it had domestic causes.", "Cheese is made of milk."]
    said, other = quotes_for("What did they claim?", texts)
    assert said
    assert not other
