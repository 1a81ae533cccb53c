"""Catalogue fields: recorded, empty, unknown and absent are four things."""

from corpus.descriptions import Description, Field, FieldName, Presence

RECORDED = Field(name=FieldName.DATE, value="1963-08-01", raw="1 August 1963")
EMPTY = Field(name=FieldName.LANGUAGE, value=None, raw="")
UNKNOWN = Field(name=FieldName.CREATOR, value=None, raw="unknown")
DESCRIPTION = Description(
    profile="plain",
    fields=(
        RECORDED,
        EMPTY,
        UNKNOWN,
        Field(name=FieldName.DONOR, value=None, raw=""),
        Field(name=FieldName.DONOR, value="A", raw="A"),
        Field(name=FieldName.DONOR, value="B", raw="B"),
    ),
)


def test_four_states():
    assert DESCRIPTION.presence(FieldName.DATE) is Presence.RECORDED
    assert DESCRIPTION.presence(FieldName.LANGUAGE) is Presence.EMPTY
    assert DESCRIPTION.presence(FieldName.CREATOR) is Presence.UNKNOWN
    assert DESCRIPTION.presence(FieldName.CLASSIFICATION) is Presence.ABSENT


def test_a_repeated_field_is_as_present_as_its_best():
    assert DESCRIPTION.presence(FieldName.DONOR) is Presence.RECORDED
    assert [f.value for f in DESCRIPTION.all(FieldName.DONOR)] == [None, "A", "B"]
    assert DESCRIPTION.value(FieldName.DONOR) == "A"
    assert DESCRIPTION.get(FieldName.DONOR).value is None


def test_blanks_are_empty_and_not_unknown():
    assert Field(name=FieldName.PLACE, value=None, raw=" \n").presence is Presence.EMPTY


def test_a_field_that_is_not_there():
    assert DESCRIPTION.get(FieldName.URL) is None
    assert DESCRIPTION.value(FieldName.URL) is None
    assert DESCRIPTION.value(FieldName.LANGUAGE) is None
    assert DESCRIPTION.all(FieldName.URL) == ()


def test_fields_keep_their_order():
    assert [f.name for f in DESCRIPTION][:3] == ["date", "language", "creator"]
