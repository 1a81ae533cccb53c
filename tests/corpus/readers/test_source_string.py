import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.source_string import is_source_string, parse_source


def read(words):
    found = parse_source(words)
    return (
        found.reference and found.reference.of(words),
        found.folios and found.folios.of(words),
        [credit.names for credit in found.translators],
        [credit.names for credit in found.contributors],
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "PRC FMA 118-01100-14, 147-149. Translated by 7Brands.",
            ("PRC FMA 118-01100-14", "147-149", ["7Brands"], []),
        ),
        (
            "RGANI, f. 5, op. 49, d. 131, ll. 193-194. Translated by Gary Goldberg.",
            ("RGANI, f. 5, op. 49, d. 131", "ll. 193-194", ["Gary Goldberg"], []),
        ),
        (
            "ABC, f. 1, d. 97, ll. 67-70. Contributed by A. B. See and translated by D. Eff, Jr.",
            ("ABC, f. 1, d. 97", "ll. 67-70", ["D. Eff, Jr."], ["A. B. See"]),
        ),
        (
            "Archives of the Ministry, France. Obtained by Ann Bee.",
            ("Archives of the Ministry, France", None, [], ["Ann Bee"]),
        ),
        (
            "Obtained by Béla Vér; translated and edited by Bo Vajda",
            (None, None, ["Bo Vajda"], ["Béla Vér"]),
        ),
        (
            "BA, B 136/59748, 396-402. Contributed, transcribed, and translated by St Kay.",
            ("BA, B 136/59748", "396-402", ["St Kay"], ["St Kay"]),
        ),
        (
            "A. Writer: Translated by Hand (Strelsau: Elphberg, 1996), 12-13.",
            ("A. Writer: Translated by Hand (Strelsau: Elphberg, 1996)", "12-13", [], []),
        ),
        ("National Archive, 1962", ("National Archive, 1962", None, [], [])),
        ("Library, File No. JN, vol. 21-1.", ("Library, File No. JN, vol. 21-1", None, [], [])),
    ],
)
def test_source_strings(words, expected):
    assert read(words) == expected


def test_the_clause_of_a_translator_is_kept_with_its_full_stop():
    words = "PRC FMA 118-01100-14, 147-149. Translated by 7Brands."
    assert parse_source(words).translators[0].span.of(words) == "Translated by 7Brands."


def test_a_source_string_is_known_without_its_label():
    assert is_source_string("PRC FMA 118-01082-04, 60. Translated by Charles Kraus.")
    assert not is_source_string("Zenda Foundation")


@given(st.text(alphabet="aB1 .,;-lby Translated", max_size=80))
def test_whatever_is_read_lies_in_the_string(words):
    found = parse_source(words)
    spans = [found.reference, found.folios, *(c.span for c in found.translators)]
    assert all(span.end <= len(words) for span in spans if span)
