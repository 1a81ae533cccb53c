import pytest

from corpus.readers.tei_headings import (
    between_parties,
    editorial,
    genre,
    plain_title,
    receiver,
    sender,
)

#: Heading, title's genre, sender, receiver. Names are made up; the forms are the series'.
HEADINGS = [
    ("1. Letter From the Harbour Master (Lark) to Jack Finch", "Letter", "Lark", "Jack Finch"),
    (
        "12. Telegram 4973 From the Embassy in Portugal to the Department of State, "
        "November 21, 1973, 1600Z.",
        "Telegram",
        "Embassy in Portugal",
        "Department of State",
    ),
    (
        "3. Airgram A–5913 From the Department of State to All Posts, Washington, July 11, 1973.",
        "Airgram",
        "Department of State",
        "All Posts",
    ),
    ("4. Report From the Embassy in Spain", "Report", "Embassy in Spain", None),
    (
        "5. Memorandum From the Ambassador to Spain (Lark) to the Secretary of State",
        "Memorandum",
        "Lark",
        "Secretary of State",
    ),
    # Which "to" parts the two cannot be told.
    ("6. Letter From the Ambassador to Spain to the Secretary of State", "Letter", None, None),
    ("7. Memorandum of Conversation", "Memorandum of Conversation", None, None),
    ("8. Memorandum for the Record", "Memorandum for the Record", None, None),
    (
        "Minutes of the Meeting of the Committee on the Use of All the Piers",
        "Minutes of the Meeting",
        None,
        None,
    ),
    ("Position Paper Approved by the Delegation", "Position Paper", None, None),
    ("9. Action Memorandum No. 151", "Action Memorandum", None, None),
    ("The Ambassador in Norway (Lark) to the Secretary of State", None, None, None),
    ("10. Editorial Note", "Editorial Note", None, None),
    ("11. Words Without a Kind", None, None, None),
]


@pytest.mark.parametrize(("heading", "kind", "of", "to"), HEADINGS)
def test_what_a_heading_says(heading, kind, of, to):
    title = plain_title(heading).of(heading)
    found = genre(title)
    assert (found.of(title) if found else None) == kind
    for parties, expected in ((sender, of), (receiver, to)):
        span = parties(heading)
        assert (span.of(heading) if span else None) == expected


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("4. Letter From A to B", "Letter From A to B"),
        ("4. Memorandum, Washington, May 1, 1970.", "Memorandum, Washington, May 1, 1970"),
        ("4. Memorandum, May 1, 1970, 4:45 p.m.", "Memorandum, May 1, 1970, 4:45 p.m."),
        ("1950 was a year", "1950 was a year"),
        (".", "."),
    ],
)
def test_a_title_is_the_heading_without_its_number(heading, title):
    assert plain_title(heading).of(heading) == title


@pytest.mark.parametrize(
    ("kind", "is_letter"),
    [
        (None, True),
        ("Telegram", True),
        ("Action Memorandum", True),
        ("Memorandum of Conversation", False),
        ("Memorandum for the Record", False),
        ("United States Delegation Working Paper", False),
        ("Editorial Note", True),  # it has no parties to be misread
        ("Minutes", False),
    ],
)
def test_what_goes_from_one_to_another(kind, is_letter):
    assert between_parties(kind) is is_letter


@pytest.mark.parametrize(
    ("heading", "is_note"),
    [
        ("15. Editorial Note", True),
        ("[Editorial Note]", True),
        ("15. Letter on an Editorial Note", False),
        ("", False),
    ],
)
def test_editorial_notes_are_known_by_their_heading(heading, is_note):
    assert editorial(heading) is is_note
