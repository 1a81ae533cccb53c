"""Name tables: the archive's own adds to the shipped one; a bad line spoils only itself."""

import os

import pytest

from corpus.name_tables import FILE_NAME, names_of, read_names, shipped_names
from corpus.names import NameKind, expand

HEAD = "name,variant,kind\n"


def forms(query, table):
    return {form for each in expand(query, table) for form in each.forms}


@pytest.fixture
def write(tmp_path):
    def written(text, *, at=1):
        path = tmp_path / FILE_NAME
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        os.utime(path, ns=(at, at))
        return tmp_path

    return written


def test_the_shipped_table_has_no_faults_and_no_line_twice():
    table = shipped_names()
    assert table.faults == ()
    assert len(set(table)) == len(table) > 300


def test_without_a_table_of_its_own_an_archive_has_the_shipped_one(tmp_path):
    assert names_of(tmp_path) is shipped_names()
    assert names_of(None) is shipped_names()


@pytest.mark.parametrize("head", [HEAD, "", "\ufeff" + HEAD, "Name, Variant, Kind\r\n"])
def test_a_line_is_added(write, head):
    table = names_of(write(head + "Yining,Old Town,same\n"))
    assert "Yining" in forms("in Old Town", table)
    assert "Old Town" in forms("Kulja", table)
    assert table.faults == ()


def test_a_shipped_line_is_switched_off_and_the_others_stay(write):
    table = names_of(write(HEAD + "Kulja,Yining,off\n"))
    assert forms("Kulja", table) == set()
    assert "Yining" in forms("Ghulja", table)
    assert "Kulja" not in forms("Ghulja", table)


def test_a_name_is_parted_from_all_others(write):
    table = names_of(write(HEAD + "Moscow,*,off\n"))
    assert forms("Moscow", table) == set()
    assert table.is_off("Moscow", "anything")


def test_a_change_is_seen_and_an_unchanged_file_is_read_once(write):
    folder = write(HEAD + "A1,B1,same\n", at=1)
    first = names_of(folder)
    assert names_of(folder) is first
    write(HEAD + "A1,C1,same\n", at=2)
    assert forms("A1", names_of(folder)) == {"C1"}


def test_bad_lines_are_named_with_their_number_and_remedy_and_the_rest_works(write):
    bad = 'one\nA1,B1,sam\n"open,B1,same\nA1,A1,same\n-,B1,same\n# a remark\n\nA1,C1,same\n'
    table = names_of(write(HEAD + bad))
    assert [fault.split(":")[0] for fault in table.faults] == [
        f"names.csv, line {n}" for n in (2, 3, 4, 5, 6)
    ]
    assert "Write one of same, metonym, broader, event, off." in table.faults[1]
    assert forms("A1", table) == {"C1"}


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"name,variant,kind\nM\xfcnchen,Munich,same\n"])
def test_a_file_that_is_no_text_leaves_the_shipped_names(write, raw):
    table = names_of(write(raw))
    assert tuple(table) == tuple(shipped_names())
    assert "UTF-8" in table.faults[0]


def test_a_folder_of_that_name_is_named_as_a_fault(tmp_path):
    (tmp_path / FILE_NAME).mkdir()
    table = names_of(tmp_path)
    assert tuple(table) == tuple(shipped_names())
    assert "cannot be read" in table.faults[0]


def test_a_spelling_is_no_kind_of_a_table():
    assert read_names("A1,B1,spelling").faults
    assert NameKind.SPELLING not in {row.kind for row in shipped_names()}
