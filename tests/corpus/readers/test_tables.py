import csv
import hashlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.citations import cite
from corpus.descriptions import FieldName, Origin
from corpus.errors import SettingsError, UnreadableSource
from corpus.passages import Role
from corpus.readers import read_outcomes, read_records
from corpus.readers.limits import DEFAULT, Limits
from corpus.readers.mappings import read_mapping
from corpus.readers.refusals import Refused
from corpus.readers.tables import read_csv, read_json_lines
from corpus.records import Record

MAPPING = """profile = "wilson"
record_id = "Signatur"
text = "Volltext"
[fields]
title = "Titel"
date = "Datum"
[constants]
rights = "Free."
"""


def lines(*rows):
    return list(read_json_lines("\n".join(rows).encode(), "a.jsonl", None, DEFAULT))


def test_own_field_names():
    row = '{"record_id": "r1", "text": "One.\\n\\nTwo.", "title": "T", "person": ["A", "B"]}'
    (record,) = lines(row)
    assert record.record_id == "r1"
    assert [p.text for p in record.body] == ["One.", "Two."]
    assert record.description.value(FieldName.TITLE) == "T"
    assert [f.value for f in record.description.all(FieldName.PERSON)] == ["A", "B"]
    assert record.source.sha256 == hashlib.sha256(row.encode()).hexdigest()


@pytest.mark.parametrize("number", ["118.10", "1.50", "-0", "1E5", "20250601", "9" * 50])
def test_a_number_keeps_its_digits(number):
    (record,) = lines(f'{{"text": "One.", "reference code": {number}}}')
    assert record.description.get(FieldName.REFERENCE_CODE).raw == number


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("{", "no JSON"),
        ("[1]", "no JSON object"),
        ("{}", "no one text under 'text'"),
        ('{"text": ""}', "no text under 'text'"),
        ('{"record_id": "t4", "text": null}', "no text under 'text'"),
        ('{"text": {"a": 1}}', "no one text"),
        ('{"text": ["a", "b"]}', "no one text"),
        ('{"text": "a", "date": true}', "under 'date' is no text"),
        ('{"text": "a", "n": NaN}', "NaN is no JSON number"),
        ('{"text": "a", "n": ' + "9" * 5000 + "}", "a number too long to be read"),
        ('{"text": ' + "[" * 200_000 + "}", "nested too deeply"),
        ('{"text": "a", "record_id": "a/b"}', "cannot be used"),
        ('{"text": "x", "record_id": "good"}', "stands in the file twice"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(row, why):
    good = '{"record_id": "good", "text": "Words."}'
    first, bad, last = lines(good, row, "", '{"record_id": "last", "text": "End."}')
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert isinstance(bad, Refused)
    assert bad.place == "line 2"
    assert why in bad.reason


def test_a_line_that_is_too_long():
    (refused,) = read_json_lines(b'{"text": "aaaaaaaa"}', "a.jsonl", None, Limits(line_bytes=10))
    assert "20 bytes; the limit is 10" in refused.reason


def test_half_a_surrogate_pair_becomes_visible():
    (record,) = lines('{"text": "a\\ud800b\\u0000' + "words " * 50 + '."}')
    assert record.text.startswith("a\ufffdb\ufffdwords")
    assert any("U+FFFD" in warning for warning in record.source.warnings)


def test_a_mapping_beside_a_table(tmp_path):
    table = tmp_path / "akten.csv"
    table.write_text('Signatur,Titel,Datum,Volltext\nB-7,Brief,3 May 1962,"Ein, Brief.\nEnde."\n')
    (tmp_path / "akten.mapping.toml").write_text(MAPPING)
    (record,) = read_records(table)
    assert record.record_id == "B-7"
    assert record.text == "Ein, Brief.\nEnde."
    assert record.description.value(FieldName.DATE) == "1962-05-03"
    assert record.description.value(FieldName.RIGHTS) == "Free."
    assert record.description.value(FieldName.REPOSITORY) == "Wilson Center Digital Archive"
    assert list(read_records(tmp_path)) == [record]


def test_a_mapping_given(tmp_path):
    (tmp_path / "a.jsonl").write_text(
        '{"Signatur": "x", "Titel": "T", "Datum": "?", "Volltext": "W"}'
    )
    (tmp_path / "m.toml").write_text(MAPPING)
    (record,) = read_records(tmp_path / "a.jsonl", mapping=tmp_path / "m.toml")
    assert record.record_id == "x"
    assert record.description.get(FieldName.DATE).value is None


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("text = ", "not valid TOML"),
        ("txt = 'a'", "unknown key 'txt'"),
        ("profile = 'p'", "names no column for 'text'"),
        ("text = 'a'\n[fields]\ntitel = 'b'", "unknown key 'titel'"),
        ("text = 'a'\n[fields]\ntitle = 3", "'title' must be a string"),
        ("text = 'a'\nfields = 3", "must be a table"),
    ],
)
def test_faults_of_a_mapping(toml, why):
    with pytest.raises(SettingsError, match=why):
        read_mapping(toml.encode(), "m.toml")


class TestCsv:
    def read(self, text, name="a.csv"):
        return list(read_csv(text.encode(), name, None, DEFAULT))

    def test_rows_over_several_lines_are_counted(self):
        found = self.read('record_id,text\na,"One\ntwo"\nb\nc,"Three ""x"""\nd,bad"\n')
        assert [type(each) for each in found] == [Record, Refused, Record, Record]
        assert found[0].text == "One\ntwo"
        assert found[1].place == "line 4"
        assert found[2].text == 'Three "x"'

    def test_a_quotation_mark_that_is_not_closed(self):
        found = self.read('record_id,text\na,One\nb,"Two\n')
        assert [type(each) for each in found] == [Record, Refused]
        assert found[1].place == "line 3"

    @pytest.mark.parametrize(
        ("text", "name"),
        [("record_id;text\na;x, y\n", "a.csv"), ("record_id\ttext\na\tx, y", "a.tsv")],
    )
    def test_other_separators(self, text, name):
        (record,) = self.read(text, name)
        assert record.text == "x, y"

    @pytest.mark.parametrize("text", ["a,b\n1,2\n", "text,text\n1,2\n", 'te"xt\n'])
    def test_a_first_line_that_will_not_do(self, text):
        with pytest.raises(UnreadableSource):
            self.read(text)

    def test_a_cell_longer_than_pythons_own_limit(self):
        (record,) = self.read("text\n" + "word " * 40_000)
        assert len(record.text) == 200_000


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=5))
def test_words_survive_both_formats(texts):
    import csv
    import io

    out = io.StringIO(newline="")
    csv.writer(out).writerows([["text"], *([text] for text in texts)])
    for found in (
        read_json_lines(
            "\n".join(json.dumps({"text": t}) for t in texts).encode(), "a.jsonl", None
        ),
        _csv_or_nothing(out.getvalue()),
    ):
        for outcome in found:
            if isinstance(outcome, Record):
                assert any(len(outcome.text) == len(text) for text in texts)


def _csv_or_nothing(text):
    try:
        return list(read_csv(text.encode(errors="replace"), "a.csv", None, DEFAULT))
    except UnreadableSource:
        return []


def test_json_is_told_by_its_first_line(tmp_path):
    (tmp_path / "data").write_bytes(b'{"text": "One."}\n{"text": "Two."}\n')
    assert [record.text for record in read_outcomes(tmp_path / "data")] == ["One.", "Two."]


SITE_ROW = {
    "document_url": "https://digitalarchive.wilsoncenter.org/document/cable-foreign-ministry",
    "original_publication_date": "April 1, 1962",
    "title": "Cable from the Ministry of Wool, 'On Sheep'",
    "credits": None,
    "text_body": "Secret.\n\nThe sheep crossed.",
    "summary": "On sheep.",
    "authors": ["Nehru, Jawaharlal"],
    "associated_places": ["India", "China"],
    "source": "BArch, B 136/59748, 396-402. Obtained by A. B. Cole and translated by C. Dee.",
    "original_upload_date": "2023-10-10",
    "record_id": "300999",
    "scraped_at": "2025-10-07",
}


def test_a_table_in_the_fields_of_the_wilson_centers_site_needs_no_mapping():
    (record,) = lines(json.dumps(SITE_ROW))
    said = record.description
    assert (record.record_id, record.text, said.profile) == (
        "300999",
        SITE_ROW["text_body"],
        "wilson",
    )
    assert said.value(FieldName.CATALOGUE_DATE) == "1962-04-01"
    assert [f.value for f in said.all(FieldName.PLACE)] == ["India", "China"]
    assert said.get(FieldName.CREDIT).value is None
    assert said.get(FieldName.PERSON) is None
    read = {f.name: (f.value, f.raw) for f in said.fields if f.origin is Origin.DERIVED}
    assert read == {
        FieldName.GENRE: ("Cable", "Cable"),
        FieldName.SHORT_TITLE: ("On Sheep", "On Sheep"),
        FieldName.REFERENCE_CODE: ("BArch, B 136/59748", "BArch, B 136/59748"),
        FieldName.FOLIOS: ("396-402", "396-402"),
        FieldName.TRANSLATOR: ("C. Dee", "translated by C. Dee."),
        FieldName.CONTRIBUTOR: ("A. B. Cole", "Obtained by A. B. Cole"),
    }
    assert not record.source.warnings
    assert cite(record).format("wilson") == (
        "“Cable from the Ministry of Wool, 'On Sheep',” April 1, 1962, Wilson Center Digital "
        "Archive, BArch, B 136/59748, 396-402. Obtained by A. B. Cole and translated by C. Dee. "
        "https://digitalarchive.wilsoncenter.org/document/cable-foreign-ministry"
    )


def test_what_a_known_table_states_is_not_read_out_of_its_title():
    (record,) = lines(json.dumps(SITE_ROW | {"document_contributors": ["Cole, A. B."]}))
    assert [f.value for f in record.description.all(FieldName.CREATOR)] == ["Nehru, Jawaharlal"]
    assert [f.value for f in record.description.all(FieldName.CONTRIBUTOR)] == ["Cole, A. B."]


@pytest.mark.parametrize(
    "row",
    [
        SITE_ROW | {"text": "Own words."},  # its own names are fields
        {key: SITE_ROW[key] for key in SITE_ROW if key != "document_url"},  # not that site's
    ],
)
def test_a_table_that_is_not_quite_known_is_none_of_the_known(row):
    (found,) = lines(json.dumps(row))
    if "text" in row:
        assert (found.text, found.description.profile) == ("Own words.", "plain")
    else:
        assert "no one text under 'text'" in found.reason


def test_a_known_table_in_commas():
    flat = {key: words for key, words in SITE_ROW.items() if isinstance(words, str)}
    raw = io.StringIO()
    csv.writer(raw).writerows([flat.keys(), flat.values()])
    (record,) = read_csv(raw.getvalue().encode(), "a.csv", None)
    assert record.record_id == "300999"
    assert record.description.value(FieldName.FOLIOS) == "396-402"


def test_source_strings_of_other_collections_are_not_read():
    (record,) = lines('{"text": "Words.", "source": "BArch, B 136/59748, 396-402."}')
    assert record.description.get(FieldName.FOLIOS) is None


MEMORANDUM = """MD J. Bitterlich                              Bonn, 12 May 1962

M e m o r a n d u m

Subject: On Sheep[1]

Participants on our side: The Minister, signee, interpreter (of the embassy)

CONTENTS

Speech by Mr. Florit (Argentina)…33

The sheep crossed the river in May.

1. Wool

Wool was dear.

(Bitterlich)

[1] BArch, B 136/59748, 396-402."""
LETTER = """Secret.

F.N.33.

My dear premier,

I write of sheep today.

(i) on wool,

(ii) on milk.

Yours sincerely, (Sd).

Jawaharlal Nehru

To all Provincial Premiers."""


@pytest.mark.parametrize(
    ("text", "front", "body", "close"),
    [
        (
            MEMORANDUM,
            ["MD J. Bitterlich", "M e m o r", "Subject:", "Participants", "CONTENTS", "Speech"],
            ["The sheep crossed the river in May.", "1. Wool", "Wool was dear."],
            ["(Bitterlich)", "[1] BArch"],
        ),
        (
            LETTER,
            ["Secret.", "F.N.33.", "My dear premier,"],
            ["I write of sheep today.", "(i) on wool,", "(ii) on milk."],
            ["Yours sincerely", "Jawaharlal Nehru", "To all"],
        ),
        # A list of those present may be long; what goes on in sentences is prose.
        (
            "Participants: " + "Minister Aalto of Finland, " * 9 + "N.N.\n\nThe sheep crossed.",
            ["Participants"],
            ["The sheep crossed."],
            [],
        ),
        (
            "Present: " + "Minister Aalto of Finland, " * 9 + "and others. They spoke of sheep.",
            [],
            ["Present: " + "Minister Aalto of Finland, " * 9 + "and others. They spoke of sheep."],
            [],
        ),
        # Where nothing would be left to quote, every line is body.
        ("Secret.", [], ["Secret."], []),
    ],
)
def test_what_stands_around_the_words_of_a_known_table_is_no_evidence(text, front, body, close):
    (record,) = lines(json.dumps(SITE_ROW | {"text_body": text}))
    assert [p.text for p in record.body] == body
    first = record.passages.index(record.body[0])
    around = [p for p in record.passages if p.role is not Role.BODY]
    for passage, start in zip(around, front + close, strict=True):
        assert passage.text.startswith(start)
    assert len(front) == first
    assert record.text == text


def test_the_lines_around_the_body_fill_fields_that_the_table_leaves_out():
    (record,) = lines(json.dumps(SITE_ROW | {"text_body": LETTER}))
    said = record.description
    assert said.value(FieldName.SIGNATURE) == "Jawaharlal Nehru"
    assert said.value(FieldName.ADDRESSEE) == "To all Provincial Premiers."
    dated = SITE_ROW | {
        "text_body": "NEW YORK\n\nFriday, 19 May, 1958,\n\nThe sheep crossed in May."
    }
    assert lines(json.dumps(dated))[0].description.get(FieldName.DATE).raw == "Friday, 19 May, 1958"
    row = SITE_ROW | {"text_body": LETTER, "original_classification": "Top Secret"}
    (record,) = lines(json.dumps(row))
    assert [f.value for f in record.description.all(FieldName.CLASSIFICATION)] == ["Top Secret"]


def test_a_column_that_is_no_field_is_named_in_a_warning():
    (record,) = lines('{"text": "Words.", "id": "7", "recipient": "Nehru"}')
    assert record.description.value(FieldName.ADDRESSEE) == "Nehru"
    assert record.source.warnings == ("'id' is no field that Dragoman knows; it was not read.",)


def test_every_paragraph_of_another_table_is_body():
    (record,) = lines(json.dumps({"text": MEMORANDUM}))
    assert {p.role for p in record.passages} == {Role.BODY}
