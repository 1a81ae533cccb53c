import pytest

from corpus.readers.titles import genre, sender, short_title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Cable from the Chinese Foreign Ministry, 'Our Efforts in Xinjiang'",
            ("Cable", "Chinese Foreign Ministry", "Our Efforts in Xinjiang"),
        ),
        (
            "Cable from the Sports Committee, ‘Chen’s Visit’",
            ("Cable", "Sports Committee", "Chen’s Visit"),
        ),
        ("Letter from Rudolf to Flavia, Marked 'Final'", ("Letter", "Rudolf", None)),
        ("Telegram from the Envoy to the Court to the King", ("Telegram", None, None)),
        ("Letter, Rudolf to All Legations", ("Letter", None, None)),
        ("The King's [Rudolf's] Talk with the Duke", (None, None, None)),
        (
            "Memorandum of Conversation between Rudolf and Flavia",
            ("Memorandum of Conversation", None, None),
        ),
        ("Notebook of a Clerk", (None, None, None)),
        ("", (None, None, None)),
    ],
)
def test_titles(title, expected):
    found = (genre(title), sender(title), short_title(title))
    assert tuple(span and span.of(title) for span in found) == expected
