"""Citations of PDF and plain records, and of awkward ones, kept to be read by people."""

import json
from pathlib import Path

import bibtexparser
import pytest
import rispy
from pybtex.database import parse_string

from corpus.citations import FURTHER_STYLES, STYLES
from tests.corpus.golden_cases import cases, written

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "citations_awkward.json").read_text(encoding="utf-8")
)
WRITTEN = written()
EACH = pytest.mark.parametrize("case", list(GOLDEN))


def test_every_case_is_kept_in_every_style():
    assert list(GOLDEN) == list(WRITTEN)
    assert all(list(kept) == [*STYLES, *FURTHER_STYLES] for kept in GOLDEN.values())


@pytest.mark.parametrize("style", [*STYLES, *FURTHER_STYLES])
@EACH
def test_the_citation_is_the_one_kept(case, style):
    assert WRITTEN[case][style] == GOLDEN[case][style]


@EACH
def test_what_is_kept_is_read_back_by_other_programs(case):
    kept = GOLDEN[case]
    (item,) = json.loads(kept["csl-json"])
    (record,) = rispy.loads(kept["ris"])
    assert record["title"] == item["title"]
    authors = [name.get("literal") for name in item.get("author", [])]
    assert [name.removesuffix(",") for name in record.get("authors", [])] == authors
    for style in ("bibtex", "biblatex"):
        library = bibtexparser.parse_string(kept[style])
        assert not library.failed_blocks
        (entry,) = library.entries
        (other,) = parse_string(kept[style], "bibtex").entries.items()
        assert entry.key == other[0]
        assert len(other[1].persons.get("author", [])) == len(authors)


@EACH
def test_a_title_s_letters_are_all_there(case):
    (item,) = json.loads(GOLDEN[case]["csl-json"])
    letters = "".join(filter(str.isalnum, item["title"]))
    for style in ("wilson", "chicago-note", "chicago-bibliography", "mla", "apa"):
        assert letters in "".join(filter(str.isalnum, GOLDEN[case][style])), style


def test_no_place_is_printed_where_a_style_has_none():
    for case, cited in cases().items():
        if cited.locator is not None:
            assert str(cited.locator) in GOLDEN[case]["chicago-note"]
            assert str(cited.locator) not in GOLDEN[case]["chicago-bibliography"]
