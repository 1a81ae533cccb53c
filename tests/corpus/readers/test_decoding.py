import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableSource
from corpus.readers.decoding import decode

ENGLISH = "The Soviet Union’s reply of 19 September [1962] was “long” – as the note said. " * 10
FRENCH = (
    "Le gouverneur général répondit à l'évêque que les élèves étaient déjà partis pour "
    "Orléans le 3 août 1889."
)
SLOVENE = "Vlada je sporočila, da se bodo vojaki umaknili in da ne bodo več čakali v mestu. "
RUSSIAN = "Советский Союз не прекратил своей деятельности. Посольство сообщило об этом. " * 10


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        (ENGLISH.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + ENGLISH.encode(), "utf-8"),
        (b"\xff\xfe" + ENGLISH.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + ENGLISH.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_an_encoding_that_is_named_needs_no_warning(raw, charset):
    found = decode(raw, "page.txt")
    assert (found.text, found.charset, found.warnings) == (ENGLISH, charset, ())


@pytest.mark.parametrize(
    ("text", "codec", "charset"),
    [
        (ENGLISH, "cp1252", "windows-1252"),
        ("Révész agreed at the café. " + "It was late. " * 20, "latin-1", "windows-1252"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-u"),
        (RUSSIAN, "cp866", "ibm866"),
        ("Сталин заявил, что правительство не может согласиться.", "koi8-r", "koi8-u"),
        (FRENCH, "latin-1", "windows-1252"),
        (FRENCH, "cp850", "ibm850"),
        (FRENCH, "mac-roman", "macintosh"),
        ("A situação política não é tão má; as eleições são hoje.", "cp1252", "windows-1252"),
        ("Der Führer erklärte, daß für die Völker keine Größe sei.", "cp1252", "windows-1252"),
        ("Révész, Müller, Château – “names”", "cp1252", "windows-1252"),
        ("Rząd Polski oświadczył, że żołnierze wrócą w późniejszym czasie.", "cp1250", "cp1250"),
    ],
)
def test_a_guess_is_right_and_said(text, codec, charset):
    found = decode(text.encode(codec), "page.txt")
    assert (found.text, found.charset) == (text, charset)
    assert "does not name its encoding" in found.warnings[0]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "no text"),
        (b" \n\t ", "no text"),
        ("\ufeff\u00a0\u200b\n".encode(), "no text"),
        (b"%PDF-1.7\n", "a PDF file"),
        (b"PK\x03\x04rest", "a zip archive"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (bytes(range(256)) * 4, "binary"),
        (b"a\x00b\x00\x00c" * 40, "binary"),
        ("“Damaged” ’utf’ text".encode()[:-7] + b"\xff text", "damaged"),
        (b"\xff\xfea", "utf-16-le"),
        ("Příští schůzka bude v květnu, řekl předseda. ".encode("cp1250") * 9, "in doubt"),
        (SLOVENE.encode("cp1250") * 9, "in doubt"),
        ((ENGLISH[:60] + "Сталин said so, and ").encode("cp1251", "replace") * 9, "not known"),
    ],
)
def test_what_cannot_be_quoted_exactly_is_refused(raw, why):
    with pytest.raises(UnreadableSource, match=why) as caught:
        decode(raw, "page.txt")
    assert "page.txt" in caught.value.message
    assert caught.value.remedy


def test_a_stray_control_character_is_replaced_and_counted():
    found = decode(b"The note\x00 came late.\x07\f\r\n" + b"It was long. " * 30, "page.txt")
    assert found.text.startswith("The note\ufffd came late.\ufffd\f\r\n")
    assert found.warnings == ("2 control characters cannot be kept and are shown as U+FFFD.",)


def test_signs_that_do_not_show_are_kept():
    text = "a\u202eb\u200bc\u00add e\u0301 ſ ﬁ"
    assert decode(text.encode(), "page.txt").text == text


@given(st.binary(max_size=400))
def test_any_bytes_decode_or_are_refused(raw):
    try:
        found = decode(raw, "blob")
    except UnreadableSource:
        return
    assert found.text.strip()
    assert not any(0xD800 <= ord(character) < 0xE000 for character in found.text)
