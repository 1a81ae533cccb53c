import pytest

from corpus.genres import in_sentence


@pytest.mark.parametrize(
    ("genre", "written"),
    [
        ("Memorandum of Conversation", "memorandum of conversation"),
        ("Note Verbale", "note verbale"),
        ("Aide-Mémoire", "aide-mémoire"),
        (
            "Intermediate Report on Military Plans for Guatemala",
            "Intermediate Report on Military Plans for Guatemala",
        ),
        (
            "Central Intelligence Agency Information Report",
            "Central Intelligence Agency Information Report",
        ),
    ],
)
def test_a_genre_keeps_the_capitals_of_names(genre, written):
    assert in_sentence(genre) == written
