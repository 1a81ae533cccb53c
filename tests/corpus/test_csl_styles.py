"""Any CSL style, with the style that citeproc-py carries and small ones made here."""

import builtins
from datetime import date
from pathlib import Path

import citeproc
import pytest

from corpus.citations import Locator
from corpus.csl_styles import UNRECORDED, format_csl
from corpus.errors import ArchiveError, UnknownStyle
from tests.corpus.cited_records import seed_citation

HARVARD = Path(citeproc.__file__).parent / "data" / "styles" / "harvard-cite-them-right.csl"
TITLE = (
    "Cable from the Chinese Foreign Ministry, ‘Our Efforts Against the Subversive Activities of "
    "the Soviet Union in Xinjiang"
)
STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"{locale}>
 <info><title>Small</title><id>http://www.zotero.org/styles/{name}</id>
  <updated>2026-01-01T00:00:00+00:00</updated></info>
 <macro name="whole"><group delimiter=", ">
  <names variable="author"><name/><substitute><names variable="translator"/></substitute></names>
  <text variable="title" quotes="true"/>
  <date variable="issued" form="text"/>
  <choose><if type="document"><text value="as a document"/></if></choose>
 </group></macro>
 <citation><layout suffix="."><text macro="whole"/>
  <group prefix=", "><label variable="locator" form="short"/>
   <text variable="locator" prefix=" "/></group></layout></citation>
 {bibliography}
</style>
"""
LIST = '<bibliography><layout suffix="."><text macro="whole"/></layout></bibliography>'


def style(folder, name="small", locale="", bibliography=LIST):
    path = folder / f"{name}.csl"
    path.write_text(STYLE.format(name=name, locale=locale, bibliography=bibliography), "utf-8")
    return path


def test_the_style_that_citeproc_carries():
    written = format_csl(seed_citation(locator=Locator("paragraph", "3")), HARVARD)
    assert written.citation == "(Chinese Foreign Ministry, 1963, para. 3)"
    assert written.entry == (
        f"Chinese Foreign Ministry (1963) “{TITLE}.’” Translated by 7Brands. Available at: "
        "https://digitalarchive.wilsoncenter.org/document/118214."
    )


def test_a_translator_is_never_put_in_an_author_s_place(tmp_path):
    written = format_csl(seed_citation(creator=...), style(tmp_path))
    assert written.citation.startswith(f"{UNRECORDED}, “Cable")
    assert written.entry.startswith(f"{UNRECORDED}, “Cable")


def test_marks_stand_inside_quotation_marks_in_american_styles_alone(tmp_path):
    american = format_csl(seed_citation(), style(tmp_path)).entry
    assert f"“{TITLE},’” August 1, 1963." in american
    british = format_csl(
        seed_citation(), style(tmp_path, "british", locale=' default-locale="en-GB"')
    ).entry
    assert f"‘{TITLE}’’, 1 August 1963." in british


def test_apa_keeps_the_day_of_a_document(tmp_path):
    assert "as a document" in format_csl(seed_citation(), style(tmp_path, "apa")).entry
    assert "as a document" not in format_csl(seed_citation(), style(tmp_path, "apart")).entry


def test_a_style_without_a_list_of_works(tmp_path):
    written = format_csl(seed_citation(), style(tmp_path, bibliography=""))
    assert written.citation.startswith("Chinese Foreign Ministry, ")
    assert written.entry == ""


def test_the_day_of_access(tmp_path):
    path = style(tmp_path)
    path.write_text(path.read_text("utf-8").replace('"issued"', '"accessed"'), "utf-8")
    seen = format_csl(seed_citation(), path, accessed=date(2026, 11, 23))
    assert "November 23, 2026" in seen.entry


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is no CSL style"),
        ("<style/>", "is no CSL style"),
        ("<html></html>", "is no CSL style"),
        ('<!DOCTYPE style [<!ENTITY a SYSTEM "file:///etc/passwd">]><style/>', "is no CSL style"),
        (
            '<style xmlns="http://purl.org/net/xbiblio/csl"><info><link rel="independent-parent" '
            'href="http://a.example/parent"/></info></style>',
            "only points to another style: http://a.example/parent. Give the file of that one.",
        ),
        (
            '<style xmlns="http://purl.org/net/xbiblio/csl"><citation/></style>',
            "citeproc-py cannot write in the style bad.csl",
        ),
    ],
)
def test_files_that_are_no_style(tmp_path, text, words):
    path = tmp_path / "bad.csl"
    path.write_text(text, "utf-8")
    with pytest.raises(UnknownStyle) as refused:
        format_csl(seed_citation(), path)
    assert words in str(refused.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ArchiveError, match="cannot be read"):
        format_csl(seed_citation(), tmp_path / "none.csl")


def test_without_the_extra_its_name_is_told(tmp_path, monkeypatch):
    real = builtins.__import__

    def missing(name, *rest):
        if name.partition(".")[0] == "citeproc":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ArchiveError, match=r"pip install 'dragoman\[csl\]'"):
        format_csl(seed_citation(), HARVARD)
