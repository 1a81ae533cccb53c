import hashlib
import io
import os
import zipfile

import pytest

from corpus.errors import UnreadableSource
from corpus.readers import read_outcomes
from corpus.readers.limits import DEFAULT, Limits
from corpus.readers.refusals import Refused
from corpus.readers.zips import Zip
from corpus.records import Record
from tests.corpus.readers.samples import docx, paragraph, zipped


def outcomes(tmp_path, raw, name="box.zip"):
    path = tmp_path / name
    path.write_bytes(raw)
    return list(read_outcomes(path))


def test_members_are_read_and_refused_by_name(tmp_path):
    raw = zipped(
        {
            "a/one.txt": "One.",
            "a/empty.txt": " ",
            "rows.jsonl": '{"text": "x"}\n{\n',
            "inner.zip": zipped({"x.txt": "x"}),
            "b.docx": docx(paragraph("Two.")),
            "__MACOSX/._one.txt": "junk",
            "a/.DS_Store": "junk",
        }
    )
    found = outcomes(tmp_path, raw)
    records = [each for each in found if isinstance(each, Record)]
    refused = [each for each in found if isinstance(each, Refused)]
    assert [record.text for record in records] == ["One.", "x", "Two."]
    assert records[0].source.name == "one.txt"
    assert records[0].source.sha256 == hashlib.sha256(b"One.").hexdigest()
    assert [each.place for each in refused] == ["a/empty.txt", "rows.jsonl, line 2", "inner.zip"]
    assert all(each.source == str(tmp_path / "box.zip") for each in refused)


def test_a_record_has_the_same_id_in_an_archive_and_out_of_it(tmp_path):
    (tmp_path / "one.txt").write_text("One.")
    (bare,) = read_outcomes(tmp_path / "one.txt")
    (packed,) = outcomes(tmp_path, zipped({"deep/er/one.txt": "One."}))
    assert packed == bare


def test_a_mapping_inside_an_archive(tmp_path):
    raw = zipped({"t/a.csv": "Text\nWords.\n", "t/a.mapping.toml": 'text = "Text"'})
    (record,) = outcomes(tmp_path, raw)
    assert record.text == "Words."


def test_a_damaged_member_does_not_stop_the_others(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "AAAA words")
        archive.writestr("b.txt", "BBBB words")
    raw = file.getvalue().replace(b"AAAA", b"AAAB", 1)
    refused, record = outcomes(tmp_path, raw)
    assert "damaged (Bad CRC-32" in refused.reason
    assert record.text == "BBBB words"


def test_limits():
    raw = zipped({f"{n}.txt": "words" for n in range(5)})
    with pytest.raises(UnreadableSource, match="5 members; the limit is 4"):
        Zip(raw, "a.zip", Limits(members=4))
    with pytest.raises(UnreadableSource, match="expands to 25 bytes; the limit is 24"):
        Zip(raw, "a.zip", Limits(expanded_bytes=24))


class TestFolders:
    def test_files_in_order_and_links_refused(self, tmp_path):
        for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(f"{name}.")
        (tmp_path / "link.txt").symlink_to("a.txt")
        (tmp_path / "linked").symlink_to("/etc")
        os.mkfifo(tmp_path / "pipe.txt")
        found = list(read_outcomes(tmp_path))
        texts = [each.text for each in found if isinstance(each, Record)]
        assert texts == ["a.txt.", "b.txt.", "sub/c.txt."]
        assert {each.place for each in found if isinstance(each, Refused)} == {
            "link.txt",
            "linked",
            "pipe.txt",
        }

    def test_a_link_that_a_person_names_is_followed(self, tmp_path):
        (tmp_path / "a.txt").write_text("Words.")
        (tmp_path / "link.txt").symlink_to("a.txt")
        (record,) = read_outcomes(tmp_path / "link.txt")
        assert record.text == "Words."


def test_default_limits_are_those_of_the_documentation():
    assert DEFAULT.file_bytes == 104_857_600
    assert (DEFAULT.members, DEFAULT.ratio, DEFAULT.pages) == (2_000, 100, 5_000)
    assert DEFAULT.expanded_bytes == 524_288_000
    assert (DEFAULT.characters, DEFAULT.passage) == (20_000_000, 8_000)
