"""Filtered search: inside the search, so that nothing allowed is lost and nothing else comes."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.exact import codes, quoted
from bot.reranking import Reader
from bot.retriever import Retriever
from bot.selection import Limit
from corpus.descriptions import Description, Field, FieldName
from corpus.errors import InvalidQuery
from corpus.filters import Filters
from corpus.passages import Role
from corpus.store import RecordStore
from embeddings import fusion
from embeddings.build import build_generation
from embeddings.generation import newest_generation
from tests.corpus.store_samples import WHEN, record
from tests.hashing import HashingEncoder

ENCODER = HashingEncoder()


def made(record_id, dated, *paragraphs, **fields):
    """A record with these catalogue fields; `dated` is EDTF, None for an undated one."""
    fields = {"title": f"Letter {record_id}", "date": dated, **fields}
    plain = record(record_id, *paragraphs)
    listed = tuple(
        Field(name=FieldName[name.upper()], value=value, raw=value or "undated")
        for name, value in fields.items()
    )
    return replace(plain, description=Description(profile="wilson", fields=listed))


RECORDS = [
    made("a1", "1962-08-04", "The flight across the border began in spring.", "Cattle went too.",
         place="Yining", person="Árbenz Guzmán, Jacobo", reference_code="PRC FMA 118-01100-14"),
    made("a2", "1962-08-30", "A note on the flight was handed over.", place="Moscow",
         collection="Foreign Ministry Files", language="Chinese"),
    made("a3", "1962", "The year of the flight was a bad one.", place="Yining", language="ru"),
    made("a4", "1963-08-01", "The consulate was closed after the flight.",
         collection="Foreign Ministry Files", document_number="74"),
    made("a5", None, "Undated words on the flight of cattle.", place="Yining"),
    made("a6", "1950", "Cheese is made of milk.", "Milk comes from cattle.", language="English"),
    made("a7", "1962-12-31/1963-01-02", "The new year was quiet at the border."),
    made("a8", "1971-07-11", "The talks were secret.", repository="A Library"),
    made("a9", None, "Nobody knows when this was typed."),
]  # fmt: skip


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("filters")
    with RecordStore.open(folder, write=True) as store:
        for each in RECORDS:
            store.put(each, imported_at=WHEN)
        build_generation(folder, store, ENCODER)
    with RecordStore.open(folder) as store:
        yield store, newest_generation(folder, store)


@pytest.fixture(scope="module")
def retriever(opened):
    store, generation = opened
    return Retriever(store, ENCODER, lambda: generation)


def wanted(**plain):
    return Filters.from_json(plain)


def found(hits):
    return {hit.record_id for hit in hits}


@pytest.mark.parametrize(
    ("plain", "records", "undated"),
    [
        ({"dates": "1962-08"}, {"a1", "a2", "a3"}, 2),
        ({"dates": "1962"}, {"a1", "a2", "a3", "a7"}, 2),
        ({"dates": "1962-08-30"}, {"a2", "a3"}, 2),
        ({"dates": "1963-01-01/.."}, {"a4", "a7", "a8"}, 2),
        ({"dates": "../1961"}, {"a6"}, 2),
        ({"dates": "1900/1910"}, set(), 2),
        ({"place": "yining"}, {"a1", "a3", "a5"}, 0),
        ({"place": "yining", "dates": "1962"}, {"a1", "a3"}, 1),
        ({"place": ["Yining", "Moscow"]}, {"a1", "a2", "a3", "a5"}, 0),
        ({"person": "Jacobo Arbenz"}, {"a1"}, 0),
        ({"language": "zh"}, {"a2"}, 0),
        ({"language": "Russian"}, {"a3"}, 0),
        ({"collection": "foreign ministry"}, {"a2", "a4"}, 0),
        ({"repository": "library"}, {"a8"}, 0),
        ({"record": ["a8", "A9"]}, {"a8", "a9"}, 0),
        ({"reference": "118-01100-14"}, {"a1"}, 0),
        ({"place": "Atlantis"}, set(), 0),
    ],
)
def test_filters_leave_the_records_that_fit(retriever, plain, records, undated):
    hits = retriever.search("the flight", 100, filters=wanted(**plain))
    assert found(hits) == records
    assert hits.filters == wanted(**plain).to_json()
    reach = retriever.reach(wanted(**plain))
    assert (reach.records, reach.passages) == (len(records), len(hits))
    assert reach.undated == undated
    ranked = retriever.rank_records("the flight", 100, filters=wanted(**plain))
    assert {record_id for record_id, _ in ranked} == records


def test_what_is_left_out_is_said(retriever):
    filters = wanted(dates="1962-08", place="Yining")
    reach = retriever.reach(filters)
    assert reach.sentence == (
        "Searched 3 passages of 2 records: documents dated 1962-08, place “Yining”. "
        "1 undated record left out."
    )
    assert reach.partly == 1  # the one dated 1962
    assert reach.to_json()["undated_left_out"] == 1
    (said,) = reach.to_json()["said"]
    assert (said["text"], said["code"]) == (reach.sentence, "list.then")
    searched, undated = said["values"]["items"]
    assert searched["values"]["filters"] == filters.sentence.to_json()
    assert (undated["code"], undated["values"]) == ("reach.undated", {"n": 1})


def test_a_value_that_no_record_has_is_named_with_one_like_it(retriever):
    reach = retriever.reach(wanted(place="Yinning"))
    assert (reach.records, reach.passages) == (0, 0)
    assert "No record has the place “Yinning”. Close to it: “Yining”." in reach.sentence
    assert retriever.search("the flight", filters=wanted(place="Yinning")) == ()


def test_as_many_values_as_may_be_given_are_told(retriever):
    reach = retriever.reach(wanted(record=[f"none{n}" for n in range(10_000)]))
    assert json.dumps(reach.to_json()).count("reach.unmatched") == 10_000


def test_no_filter_is_the_whole_archive(retriever):
    reach = retriever.reach()
    assert (reach.records, reach.passages, reach.sentence) == (9, 11, "")
    assert reach.to_json()["said"] == []
    assert retriever.search("the flight", 100, filters=Filters()) == retriever.search(
        "the flight", 100
    )


@pytest.mark.parametrize("query", ["milk", "the of and", "xyzzy", "😀", "…", "word " * 800])
def test_every_allowed_passage_comes_back_if_so_many_are_wanted(retriever, query):
    """Also those that hold no word of the query."""
    for k in (11, 1_000_000):
        assert len(retriever.search(query, k)) == 11
    assert len(retriever.search(query, 4, filters=wanted(place="Yining"))) == 4
    assert len(retriever.rank_records(query, 100)) == 9


def test_none_wanted_is_a_mistake_also_of_a_part(retriever):
    with pytest.raises(InvalidQuery, match="k must be 1 or more"):
        retriever.search("milk", 0, filters=wanted(place="Yining"))


def test_a_filter_changes_no_score(retriever):
    whole = {hit.passage.passage_id: hit.score for hit in retriever.search("the flight", 100)}
    for hit in retriever.search("the flight", 100, filters=wanted(place="Yining")):
        assert hit.score == pytest.approx(whole[hit.passage.passage_id], abs=1e-6)


WORDS = st.lists(
    st.sampled_from("flight border cattle milk consulate year secret the of".split()),
    min_size=1,
    max_size=4,
).map(" ".join)


@settings(deadline=None, max_examples=30)
@given(WORDS, st.sets(st.sampled_from([each.record_id for each in RECORDS]), min_size=1))
def test_a_filtered_ranking_is_the_whole_one_without_the_rest(retriever, query, ids):
    filters = wanted(record=sorted(ids))
    part = retriever.search(query, 100, filters=filters)
    whole = [hit for hit in retriever.search(query, 100) if hit.record_id in ids]
    assert [round(hit.score, 5) for hit in part] == [round(hit.score, 5) for hit in whole]
    assert {h.passage.passage_id for h in part} == {h.passage.passage_id for h in whole}


@pytest.mark.parametrize(
    ("query", "forward"),
    [
        ("the flight", set()),
        ("the flight in August 1963", {"a4"}),
        ("the flight on 2 Jan 1963", {"a7"}),
        ("the flight in 1962", {"a1", "a2", "a3", "a7"}),
        ("the flight in May 1899", set()),
    ],
)
def test_records_of_a_date_that_the_query_names_come_forward(
    retriever, monkeypatch, query, forward
):
    def scores():
        return {hit.passage.passage_id: hit.score for hit in retriever.search(query, 100)}

    with_date = scores()
    monkeypatch.setattr(fusion, "OF_THE_DATE", 0.0)
    without = scores()
    gained = {name for name in without if with_date[name] > without[name] + 0.2}
    assert {name.partition("#")[0] for name in gained} == forward
    assert with_date.keys() == without.keys()


def test_a_few_days_after_a_day_count_as_its_date(retriever):
    def first(date):
        (hit,) = retriever.search(f"letter, {date}", k=1, filters=wanted(record=["a8", "a2"]))
        return hit.record_id

    assert first("9 July 1971") == first("11 July 1971") == "a8"


def test_roles_in_the_filters_stand_for_the_others(retriever):
    assert retriever.reach(wanted(role="note")).passages == 0
    assert retriever.search("milk", filters=wanted(role="note")) == ()
    assert retriever.search("milk", filters=wanted(role="body"), roles=(Role.NOTE,))


def test_a_phrase_is_searched_in_the_part_alone(retriever):
    assert found(retriever.search("the flight", 100, phrase=True)) == {
        "a1", "a2", "a3", "a4", "a5"
    }  # fmt: skip
    hits = retriever.search("the flight", phrase=True, filters=wanted(dates="1963"))
    assert found(hits) == {"a4"}
    assert all(hit.exact for hit in hits)


def test_quoted_words_come_first_however_much_else_the_query_says(retriever):
    query = 'milk cheese cattle milk cheese cattle "was quiet"'
    hits = retriever.search(query, 3)
    assert (hits[0].record_id, hits[0].exact) == ("a7", True)
    assert [hit.exact for hit in hits[1:]] == [False, False]
    assert retriever.rank_records(query, 1)[0][0] == "a7"
    (need,) = retriever.exact_needs(query)
    assert need.to_json() == {"words": "was quiet", "kind": "phrase", "passages": 1}


def test_more_quoted_words_count_more(retriever):
    hits = retriever.search("“the flight” and “the consulate”", 5)
    assert hits[0].record_id == "a4"
    assert [hit.exact for hit in hits] == [True] * 5


def test_quoted_words_that_stand_nowhere_are_counted_as_none(retriever):
    (need,) = retriever.exact_needs("“milk of magnesia”")
    assert need.rows == ()
    assert not any(hit.exact for hit in retriever.search("“milk of magnesia”", 3))


@pytest.mark.parametrize(
    "query", ["What of milk is in 118-01100-14?", "milk, PRC FMA 118-01100-14"]
)
def test_a_reference_code_brings_its_record_first(retriever, query):
    hits = retriever.search(query, 3)
    assert [hit.record_id for hit in hits[:2]] == ["a1", "a1"]
    assert [hit.exact for hit in hits] == [True, True, False]


def test_quoted_words_of_earlier_turns_are_no_longer_wanted(retriever):
    """They would put their passages first whatever the question after them asks."""
    own = "What became of the milk?"
    query = f'What of "the talks were secret"? {own}'
    reader = Reader(reranker=None, limit=Limit(sentences=9))

    def read(query, question):
        return retriever.read(query, reader, question=question)[0]

    with_turns = read(query, question=own)
    assert "a8" not in {hit.record_id for hit in with_turns if hit.exact}
    assert next(iter(read(query, question=query))).record_id == "a8"


def test_a_code_of_a_record_that_is_filtered_out_brings_nothing(retriever):
    hits = retriever.search("118-01100-14", 3, filters=wanted(dates="1963"))
    assert found(hits) == {"a4", "a7"}
    assert not any(hit.exact for hit in hits)


def test_what_has_the_form_of_a_code():
    assert codes("793.00/4-1453 and 118214, not U-2 or 60,000-plus, 1962 or 1962-08-01") == (
        "793.00/4-1453",
        "118214",
    )


@pytest.mark.parametrize(
    "query", ['"', '""', "“”", "«…»", 'a " b', '"(*"', "“" * 200, '" "', 'what is "the"?']
)
def test_marks_without_words_between_them_are_no_phrase(retriever, query):
    assert quoted(query) == ()
    assert len(retriever.search(query, 2)) == 2


def test_a_record_that_left_is_neither_searched_nor_counted(tmp_path):
    with RecordStore.open(tmp_path, write=True) as store:
        for each in RECORDS[:3]:
            store.put(each, imported_at=WHEN)
        build_generation(tmp_path, store, ENCODER)
        generation = newest_generation(tmp_path, store)
        store.remove("a1")
        retriever = Retriever(store, ENCODER, lambda: generation)
        assert found(retriever.search("the flight", 100)) == {"a2", "a3"}
        assert retriever.reach().records == 2


def test_an_archive_without_records_has_nothing_to_filter(tmp_path):
    with RecordStore.open(tmp_path, write=True) as store:
        build_generation(tmp_path, store, ENCODER)
        generation = newest_generation(tmp_path, store)
        retriever = Retriever(store, ENCODER, lambda: generation)
        assert retriever.search("x", filters=wanted(dates="1962")) == ()
        assert retriever.reach(wanted(place="x")).records == 0
        assert retriever.rank_records("x", 5) == ()
