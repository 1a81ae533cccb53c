"""The gazetteer: towns under the names they had, in any script."""

import mmap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import gazetteer
from corpus.gazetteer import place_called


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Tihwa", "Ürümqi"),
        ("Mukden", "Shenyang"),
        ("Danzig", "Gdańsk"),
        ("Peking", "Beijing"),
        ("Leopoldville", "Kinshasa"),
        ("乌鲁木齐", "Ürümqi"),
        ("伊宁", "Ghulja"),
        ("Shenyang", "Shenyang"),
    ],
)
def test_a_town_is_known_by_its_other_names(form, name):
    place = place_called(form)
    assert place is not None
    assert place.name == place.forms[0] == name
    assert form in place.forms


@pytest.mark.parametrize("form", ["Of", "Bar", "May", "LED", "mukden", "", '"', "Zzzyx", "1962"])
def test_codes_and_common_words_are_no_towns(form):
    assert place_called(form) is None


def test_a_name_of_two_towns_of_like_size_means_neither():
    assert place_called("Port Arthur") is None


@given(st.text(max_size=30))
def test_any_text_can_be_looked_up(text):
    place = place_called(text)
    assert place is None or text in place.forms


@pytest.mark.parametrize("name", ["Ghulja", "Mukden", "伊宁", "Springfield", "Nowhereville"])
def test_a_name_is_found_wherever_a_stretch_of_the_file_ends(name, monkeypatch):
    whole = gazetteer._places(name)
    monkeypatch.setattr(gazetteer, "_STRETCH", 3 * mmap.PAGESIZE)
    assert gazetteer._places(name) == whole
    assert bool(whole) is (name != "Nowhereville")


def test_where_bytes_stand_across_the_ends_of_stretches(tmp_path, monkeypatch):
    place, step = tmp_path / "bytes", mmap.PAGESIZE
    raw = bytearray(b"." * 3 * step)
    for at in (0, step - 2, step + 1, 2 * step, 3 * step - 3):
        raw[at : at + 3] = b"abc"
    place.write_bytes(raw)
    monkeypatch.setattr(gazetteer, "_STRETCH", step)
    with place.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        found = list(gazetteer._all(b"abc", data))
    assert found == [0, step - 2, step + 1, 2 * step, 3 * step - 3]
