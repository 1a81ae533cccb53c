"""Filters: what may be asked for, what is refused, and what a record's catalogue says to it."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.descriptions import Description, Field, FieldName, Origin
from corpus.errors import InvalidQuery
from corpus.facets import Facet, days_of, facts_of, matches, plain
from corpus.filters import Filters, date_range
from corpus.passages import Role
from tests.corpus.store_samples import record


@pytest.mark.parametrize(
    ("words", "edtf", "start", "end", "sentence"),
    [
        ("1962", "1962", "1962-01-01", "1962-12-31", "dated 1962"),
        ("1964-02", "1964-02", "1964-02-01", "1964-02-29", "dated 1964-02"),
        ("1962-08-01", "1962-08-01", "1962-08-01", "1962-08-01", "dated 1962-08-01"),
        ("1962-08/1963-08", "1962-08/1963-08", "1962-08-01", "1963-08-31", "1962-08 to 1963-08"),
        ("1962-08-01/..", "1962-08-01/..", "1962-08-01", "None", "dated 1962-08-01 or later"),
        ("../1963", "../1963", "None", "1963-12-31", "dated 1963 or earlier"),
        ("/1963", "../1963", "None", "1963-12-31", "dated 1963 or earlier"),
        (" August 1962 ", "1962-08", "1962-08-01", "1962-08-31", "dated 1962-08"),
        ("August 1-3, 1963", "1963-08-01/1963-08-03", "1963-08-01", "1963-08-03", "-01 to 1963"),
        ("before 1963", "../1962", "None", "1962-12-31", "dated 1962 or earlier"),
        ("Before March 1964", "../1964-02", "None", "1964-02-29", "dated 1964-02 or earlier"),
        ("after 3 August 1963", "1963-08-04/..", "1963-08-04", "None", "1963-08-04 or later"),
        ("since 1962", "1962/..", "1962-01-01", "None", "dated 1962 or later"),
        ("until 1963", "../1963", "None", "1963-12-31", "dated 1963 or earlier"),
        ("from 1962 to March 1963", "1962/1963-03", "1962-01-01", "1963-03-31", "to 1963-03"),
        ("from  1962\n to March\t1963", "1962/1963-03", "1962-01-01", "1963-03-31", "to 1963-03"),
        ("1962 until 1963", "1962/1963", "1962-01-01", "1963-12-31", "1962 to 1963"),
        ("from .. to 1963", "../1963", "None", "1963-12-31", "dated 1963 or earlier"),
        ("between 1962 and 1963", "1962/1963", "1962-01-01", "1963-12-31", "1962 to 1963"),
    ],
)
def test_a_date_filter_is_read(words, edtf, start, end, sentence):
    found = date_range(words)
    assert (found.edtf, str(found.start), str(found.end)) == (edtf, start, end)
    assert sentence in found.sentence
    assert date_range(found.edtf) == found


@pytest.mark.parametrize(
    "words", ["", "..", "../..", "/", "summer", "1962-13", "3/4/1962", "62", "before"]
)
def test_what_is_no_date_is_refused_with_examples(words):
    with pytest.raises(InvalidQuery) as refused:
        date_range(words)
    assert "1962-08/1963-08" in refused.value.remedy


@pytest.mark.parametrize(
    "words", ["between" + " " * 1600 + "x", "from" + " to" * 4000, "before " * 4000, "9" * 10**6]
)
def test_endless_dates_are_refused_at_once(words):
    began = time.monotonic()
    with pytest.raises(InvalidQuery) as refused:
        date_range(words)
    assert time.monotonic() - began < 1
    assert len(refused.value.message) < 200
    assert "1962-08/1963-08" in refused.value.remedy


def test_reversed_dates_are_refused_and_turned_round_in_the_remedy():
    with pytest.raises(InvalidQuery, match="end before they begin") as refused:
        date_range("1963-08/1962-08")
    assert "1962-08/1963-08" in refused.value.remedy
    with pytest.raises(InvalidQuery, match="end before they begin"):
        Filters.from_json({"from": "1963", "to": "1962"})
    assert date_range("1962-08/1962").end == date_range("1962").end


FULL = {
    "dates": "1962-08/..",
    "collection": ["Foreign Ministry Files", "Xinjiang"],
    "language": ["zh"],
    "record": ["118214"],
    "role": ["body", "note"],
}


def test_plain_data_and_back():
    filters = Filters.from_json(FULL)
    assert filters.to_json() == FULL
    assert filters.roles == (Role.BODY, Role.NOTE)
    assert filters.sentence == (
        "documents dated 1962-08 or later, collection “Foreign Ministry Files” or “Xinjiang”, "
        "language “zh”, record “118214”, role “body” or “note”"
    )
    assert Filters.from_json({"place": "Yining"}).to_json() == {"place": ["Yining"]}
    assert Filters.from_json({"from": "1962", "to": "1963-02"}).to_json() == {
        "dates": "1962/1963-02"
    }


def test_no_filter_filters_nothing():
    assert not Filters()
    assert not Filters.from_json({"place": [], "dates": None})
    assert (Filters().sentence, Filters().to_json()) == ("", {})
    assert Filters.from_json({"place": "Yining"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "red"},
        {"place": 7},
        {"place": [7]},
        {"place": ""},
        {"place": "…"},
        {"place": "x" * 501},
        {"record": ["x"] * 2 + [str(n) for n in range(10_001)]},
        {"role": "footnote"},
        {"dates": 1962},
        {"dates": "1962", "from": "1961"},
    ],
)
def test_what_cannot_be_filtered_by_is_refused_with_a_remedy(wrong):
    with pytest.raises(InvalidQuery) as refused:
        Filters.from_json(wrong)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("facet", "wanted", "value", "held"),
    [
        (Facet.PLACE, "yining", "Yining", True),
        (Facet.PLACE, "Yining", "Yining, Xinjiang", True),
        (Facet.PLACE, "Yin", "Yining", False),
        (Facet.PERSON, "Jacobo Arbenz", "Árbenz Guzmán, Jacobo", True),
        (Facet.PERSON, "Jacobo Arévalo", "Árbenz Guzmán, Jacobo", False),
        (Facet.COLLECTION, "foreign relations 1948", "Foreign Relations, 1948, Volume I", True),
        (Facet.COLLECTION, "1948 foreign relations", "Foreign Relations, 1948", False),
        (Facet.LANGUAGE, "zh", "Chinese", True),
        (Facet.LANGUAGE, "Chinese", "zh-CN", True),
        (Facet.LANGUAGE, "russian", "Chinese, Russian", True),
        (Facet.LANGUAGE, "English", "French", False),
        (Facet.LANGUAGE, "it", "Is it English?", False),
        (Facet.REFERENCE, "118-01100-14", "PRC FMA 118-01100-14", True),
        (Facet.RECORD, "118214", "118214", True),
        (Facet.RECORD, "118", "118 214", False),
        (Facet.PLACE, "", "Yining", False),
    ],
)
def test_a_value_is_wanted_or_not(facet, wanted, value, held):
    assert matches(facet, plain(wanted), plain(value)) is held


def test_the_document_s_own_date_counts_and_else_the_catalogue_s():
    facts = facts_of(record("a", "Words."))  # its date line says "undated"
    assert (str(facts.dated.start), facts.dated.field) == ("1962-10-25", FieldName.CATALOGUE_DATE)
    assert facts.values[Facet.REFERENCE] == ("No. 109-03824-01",)
    assert facts.values[Facet.RECORD] == ("a",)
    assert Facet.PLACE not in facts.values


def test_a_record_that_nobody_dated_has_no_date():
    bare = replace(record("a", "Words."), description=Description(profile="wilson"))
    assert facts_of(bare).dated is None
    fields = (Field(name=FieldName.DATE, value="1953/1954-02", raw="1953 to February 1954"),)
    ranged = replace(bare, description=Description(profile="wilson", fields=fields))
    assert str(facts_of(ranged).dated.end) == "1954-02-28"


def test_days_of_what_is_no_date():
    assert days_of("undated") is None
    assert days_of("1963/1962") is None


YEARS = st.integers(1000, 2099)


@given(YEARS, YEARS, st.sampled_from(["", "-02", "-11-30"]))
def test_a_range_holds_its_own_ends_or_is_refused(first, last, rest):
    words = f"{first}{rest}/{last}{rest}"
    if first > last:
        with pytest.raises(InvalidQuery):
            date_range(words)
    else:
        found = date_range(words)
        assert found.start <= found.end
        assert date_range(found.edtf) == found


def test_who_takes_part_is_a_person_and_who_found_the_document_is_none():
    parties = (
        Field(name=FieldName.CONTRIBUTOR, value="Kohl, Helmut", raw="Kohl, Helmut"),
        Field(
            name=FieldName.CONTRIBUTOR,
            value="A. Finder",
            raw="Obtained by A. Finder",
            origin=Origin.DERIVED,
        ),
    )
    held = replace(record("a", "Words."), description=Description(profile="plain", fields=parties))
    assert facts_of(held).values[Facet.PERSON] == ("Kohl, Helmut",)
