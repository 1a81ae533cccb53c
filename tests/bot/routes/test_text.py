"""Answers from the text: of several records that say as much, some are quoted, the rest counted."""

import pytest

from bot import Status
from bot.archive import create_archive
from corpus.filters import Filters
from corpus.readers.plain import plain_record
from tests.corpus.readers.tei_samples import read, volume

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


LETTER = (
    "<head>1. Letter From the Consul (Finch) to the Harbour Master (Lark)</head>"
    "<p>The grain is dry and the storehouse is full.</p>"
)
NOTE = (
    "<head>2. Editorial Note</head>"
    "<p>On March 9 the Prefect closed the harbour of Port Sole for the sake of the fever. He sent "
    "the following message to the Consul:</p><p>“No ship may land before Easter.”</p>"
)


@pytest.fixture(scope="module")
def noted(tmp_path_factory):
    """A letter, and an editorial note on something of which no letter tells."""
    folder = tmp_path_factory.mktemp("noted") / "archive"
    with create_archive(folder, read(volume(LETTER, NOTE))) as opened:
        yield opened


def test_what_no_document_says_the_editors_may_and_it_is_told_as_theirs(noted):
    answer = noted.ask("Why did the Prefect close the harbour of Port Sole?")
    assert answer.status is Status.QUOTED
    assert answer.segments[0].text == (
        "No sentence read of a document answers this; an editors’ note tells of it."
    )
    assert answer.segments[1].text == "The editorial note states:"
    assert {each.voice for each in answer.quotes} == {"editor"}
    assert answer.searched["within"] == []


def test_a_document_that_answers_comes_without_the_editors(noted):
    answer = noted.ask("Is the storehouse full of grain?")
    assert [each.quote.record.record_id for each in answer.quotes] == ["frus1v1/d1"]
    assert answer.quotes[0].voice == "document"


def test_a_sentence_that_announces_another_is_followed_by_it(noted):
    answer = noted.ask("What message did the Prefect send to the Consul?")
    quoted = [each.quote.text for each in answer.quotes]
    announcing = next(at for at, words in enumerate(quoted) if words.endswith(":"))
    assert quoted[announcing + 1] == "“No ship may land before Easter.”"


def test_a_footnote_is_its_editors_and_never_the_documents(tmp_path):
    noted = LETTER.replace("</p>", "<note>The storehouse burned down in May.</note></p>")
    with create_archive(tmp_path / "archive", read(volume(noted))) as opened:
        only = Filters.from_json({"role": ["note"]})
        answer = opened.ask("When did the storehouse burn down?", filters=only)
    assert [each.voice for each in answer.quotes] == ["editor"]
    assert answer.segments[0].text == "The editors’ note to the letter states:"


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Two long reports of journeys, and enough beside them that words have a rarity."""
    spoken = {
        "lark": "Captain Lark sailed to Kashgar in spring. The guide was a Kirghiz named Osman. "
        "They lost three mules in the pass. The tea was sold at a profit.",
        "finch": "Captain Finch sailed to Yarkand in autumn. The boat was leaking badly.",
    }
    records = [
        plain_record(name, f"Report of {name.title()}", text) for name, text in spoken.items()
    ]
    filling = "\n\n".join(f"In village {n} there are {n + 3} wells and a mill." for n in range(130))
    records.append(plain_record("wells", "On wells", filling))
    folder = tmp_path_factory.mktemp("many") / "archive"
    with create_archive(folder, records) as opened:
        yield opened


def test_who_asks_on_is_answered_from_the_record_quoted_last(many):
    talk = many.conversation()
    assert talk.ask("Where did Captain Lark sail in spring?").status is Status.QUOTED
    answer = talk.ask("And who was the guide?")
    assert [each.quote.record.record_id for each in answer.quotes] == ["lark"]
    assert "Osman" in answer.quotes[0].quote.text
    assert answer.carried == ("Where did Captain Lark sail in spring?",)
    assert answer.searched["within"] == ["lark"]


def test_asked_raw_it_is_not_read_there_alone(many):
    talk = many.conversation()
    talk.ask("Where did Captain Lark sail in spring?")
    answer = talk.ask("And who was the guide?", raw=True)
    assert answer.carried == ()
    assert answer.searched["within"] == []


def test_who_asks_on_is_told_something_else_than_before(many):
    talk = many.conversation()
    told = {each.quote.span for each in talk.ask("Where did Captain Lark sail in spring?").quotes}
    answer = talk.ask("What did they lose in the pass?")
    assert answer.quotes
    assert answer.quotes[0].quote.span not in told


def test_what_the_nearest_sentence_denies_is_met_with_silence_and_said(archive):
    answer = archive.ask("Whom did the Xinjiang Committee pardon for spreading rumors?")
    assert answer.status is Status.SILENT
    assert answer.reasons == (
        "what was found says “punish” where the question says “pardon”",
        "no sentence read comes close enough to answering",
    )
    assert "punish" in answer.nearest[0].quote.text


def test_of_many_records_none_answers_for_somebody_who_is_not_named(many):
    answer = many.ask("Who guided them?")
    assert answer.status is Status.SILENT
    assert answer.reasons == ("it is not said who is meant by “them”",)
