"""Facets as a generation keeps them: written, read back at the first use, and asked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.descriptions import Description, Field, FieldName
from corpus.errors import ArchiveDamaged
from corpus.facets import Facet, facts_of, matches, plain
from corpus.filters import Filters
from embeddings.facets import Facets, table_of, write
from tests.corpus.store_samples import record


def facts(record_id, **fields):
    listed = tuple(
        Field(name=FieldName[name.upper()], value=value, raw=value)
        for name, values in fields.items()
        for value in values
    )
    each = replace(record(record_id, "Words."), description=Description(profile="x", fields=listed))
    return facts_of(each)


FACTS = [
    facts("a", date=["1962"], place=["Yining", "Moscow"], creator=["Zhou Enlai"]),
    facts("b", catalogue_date=["1962-08-04"], place=["Moscow"], person=["Dulles, John Foster"]),
    facts("c", place=["Peking"], reference_code=["Central Files, 793.00/4-1453"]),
    facts("d", date=["1950/1960"], addressee=["John Foster Dulles"], record_number=["118214"]),
]


@pytest.fixture
def facets(tmp_path):
    write(tmp_path / "facets.json", FACTS)
    return Facets.open(tmp_path / "facets.json", len(FACTS))


def kept(selection):
    return "".join(
        each.record_id for each, in_it in zip(FACTS, selection.records, strict=True) if in_it
    )


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, "abcd"),
        ({"place": "Moscow"}, "ab"),
        ({"place": ["Moscow", "Peking"]}, "abc"),
        ({"place": "Moscow", "person": "Dulles"}, "b"),
        ({"person": "John Foster Dulles"}, "bd"),
        ({"person": "zhou"}, "a"),
        ({"dates": "1955"}, "d"),
        ({"dates": "1962-08"}, "ab"),
        ({"dates": "1900/1949"}, ""),
        ({"record": ["A", "c", "nobody"]}, "ac"),
    ],
)
def test_records_are_chosen(facets, filters, ids):
    assert kept(facets.select(Filters.from_json(filters))) == ids


def test_what_a_date_filter_leaves_out_or_keeps_in_part_is_counted(facets):
    found = facets.select(Filters.from_json({"dates": "1962-08"}))
    assert (found.undated, found.partly, found.by_catalogue) == (1, 1, 1)
    assert facets.select(Filters.from_json({"place": "Moscow", "dates": "1962"})).undated == 0


def test_values_that_no_record_has_are_named_with_those_like_them(facets):
    found = facets.select(Filters.from_json({"place": ["Yinning", "Moscow"]}))
    (missing,) = found.unmatched
    assert (missing.facet, missing.value, missing.near) == (Facet.PLACE, "Yinning", ("Yining",))
    assert kept(found) == "ab"


@pytest.mark.parametrize(
    ("code", "ids"),
    [("793.00/4-1453", "c"), ("793.00", "c"), ("118214", "d"), ("79", ""), ("b", "b")],
)
def test_a_code_leads_to_its_records(facets, code, ids):
    found = facets.coded(plain(code))
    assert "".join(each.record_id for each, in_it in zip(FACTS, found, strict=True) if in_it) == ids


def test_a_table_of_other_records_or_none_is_damage(tmp_path):
    write(tmp_path / "facets.json", FACTS)
    for path, count in ((tmp_path / "facets.json", 3), (tmp_path / "none.json", 4)):
        with pytest.raises(ArchiveDamaged):
            Facets.open(path, count).select(Filters.from_json({"dates": "1962", "place": "x"}))


NAMES = st.sampled_from(["Yining", "Árbenz", "new york", "York", "zh"])


@given(st.lists(st.lists(NAMES, max_size=3), min_size=1, max_size=6), NAMES)
def test_columns_choose_as_the_records_one_by_one_would(places, wanted):
    each = [facts(f"r{n}", place=values) for n, values in enumerate(places)]
    found = Facets(lambda: table_of(each), len(each)).select(Filters.from_json({"place": wanted}))
    assert found.records.tolist() == [
        any(matches(Facet.PLACE, plain(wanted), plain(value)) for value in values)
        for values in places
    ]
