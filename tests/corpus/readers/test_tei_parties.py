import pytest

from corpus.authorities import Authority, AuthorityKind
from corpus.descriptions import FieldName
from corpus.readers.tei_flow import Mark
from corpus.readers.tei_parties import parties


def person(key, name, description=""):
    return Authority(kind=AuthorityKind.PERSON, key=key, name=name, description=description)


PERSONS = {
    each.key: each
    for each in (
        person("finch", "Finch, John", "Harbour Master until 1902"),
        person("finch2", "Finch, Ada", "Consul at Port Sole"),
        person("lark", "Lark, Thomas E."),
        person("arno", "Ärnö, Dag"),
    )
}


def found(heading, *marked, tag="persName"):
    """The parties of a heading in which these words are marked: words, side, key."""
    marks = [
        Mark(
            tag=tag,
            attributes={"type": side, "corresp": f"#{key}"},
            start=heading.index(words),
            end=heading.index(words) + len(words),
        )
        for words, side, key in marked
    ]
    given = list(parties(heading, marks, PERSONS))
    return [[p.value for p in given if p.name is name] for name in _SIDES]


_SIDES = (FieldName.CREATOR, FieldName.ADDRESSEE)


@pytest.mark.parametrize(
    ("heading", "marked", "creators", "addressees"),
    [
        (
            "Letter From Thomas Lark to the Consul (Finch)",
            [("Thomas Lark", "from", "lark"), ("Finch", "to", "finch2")],
            ["Lark, Thomas E."],
            ["Finch, Ada"],
        ),
        # The person does not bear the name.
        (
            "Letter From William Robertson to Arno",
            [("William Robertson", "from", "lark"), ("Arno", "to", "arno")],
            ["William Robertson"],
            ["Ärnö, Dag"],
        ),
        # Another bears it with that office.
        (
            "Letter From Consul at Port Sole Finch to Lark",
            [("Finch", "from", "finch"), ("Lark", "to", "lark")],
            ["Consul at Port Sole Finch"],
            ["Lark, Thomas E."],
        ),
        # Nobody is known to have held it: the markup stands.
        (
            "Letter From Pilot Finch to Lark",
            [("Finch", "from", "finch"), ("Lark", "to", "lark")],
            ["Finch, John"],
            ["Lark, Thomas E."],
        ),
        # What is joined to the addressee, named or not.
        (
            "Telegram From Lark to the Stations in Lima and [2 places not declassified]",
            [("Lark", "from", "lark"), ("Stations in Lima", "to", "")],
            ["Lark, Thomas E."],
            ["Stations in Lima", "[2 places not declassified]"],
        ),
        (
            "Memorandum From Lark to the Consul (Finch) and the Acting Pilot, Lima, May 3, 1902",
            [("Lark", "from", "lark"), ("Finch", "to", "finch2")],
            ["Lark, Thomas E."],
            ["Finch, Ada", "Acting Pilot"],
        ),
    ],
)
def test_the_headings_words_stand_where_the_markup_is_in_error(
    heading, marked, creators, addressees
):
    assert found(heading, *marked) == [creators, addressees]
