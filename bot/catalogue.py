"""What an answer says of a record's fields: their names on screen, and their frames."""

from __future__ import annotations

from bot.answers import FieldShown, named
from corpus.descriptions import FieldName as F
from corpus.descriptions import Origin, Presence
from corpus.records import Record

#: What each field is called on screen.
LABELS = {
    F.TITLE: "Title",
    F.SHORT_TITLE: "Short title",
    F.HEADING: "Heading",
    F.GENRE: "Genre",
    F.CREATOR: "Creator",
    F.ADDRESSEE: "Addressee",
    F.DOCUMENT_NUMBER: "Document number",
    F.SIGNATURE: "Signature",
    F.DATE: "Date line",
    F.CATALOGUE_DATE: "Catalogue date",
    F.UPLOADED: "Original Uploaded Date",
    F.REPOSITORY: "Repository",
    F.COLLECTION: "Collection",
    F.SOURCE: "Source",
    F.REFERENCE_CODE: "Reference code",
    F.FOLIOS: "Folios",
    F.TRANSLATOR: "Translator",
    F.CONTRIBUTOR: "Contributor",
    F.LANGUAGE: "Language",
    F.RIGHTS: "Rights",
    F.ABSTRACT: "Summary",
    F.CLASSIFICATION: "Classification",
    F.PLACE: "Places",
    F.PERSON: "People",
    F.SUBJECT: "Subjects",
    F.CREDIT: "Credit",
    F.DONOR: "Donors",
    F.RECORD_NUMBER: "Record ID",
    F.URL: "Address",
    F.SERIES: "Series",
    F.SERIES_EDITOR: "Series editor",
    F.VOLUME: "Volume",
    F.VOLUME_TITLE: "Volume title",
    F.EDITOR: "Editor",
    F.PUBLISHER: "Publisher",
    F.PUBLICATION_PLACE: "Place of publication",
    F.PUBLISHED: "Year of publication",
}

#: Fields that stand in the document itself, so their words are the document's.
IN_DOCUMENT = frozenset({F.HEADING, F.ADDRESSEE, F.DOCUMENT_NUMBER, F.SIGNATURE, F.DATE})

_ORIGINS = {
    Origin.SOURCE: "",
    Origin.DERIVED: " (read out of other words of the record)",
    Origin.PROFILE: " (supplied for the whole collection)",
}


def statement(record: Record, name: F, *, of_which: bool = False) -> str:
    """Return the frame that introduces a field, or says that it is empty or absent.

    Args:
        record: the record.
        name: the field.
        of_which: whether to say which record this is, among several.
    """
    label = LABELS[name]
    which = f" of {named(record)}" if of_which else ""
    presence = record.description.presence(name)
    if presence is Presence.ABSENT:
        return f"The catalogue record{which} has no field “{label}”."
    if presence is Presence.EMPTY:
        return f"The catalogue record{which} has the field “{label}”, and it is empty."
    if presence is Presence.UNKNOWN:
        return f"The catalogue record{which} marks “{label}” as unknown:"
    if name is F.ABSTRACT:
        return f"The archive’s own summary{which} (not the document) reads:"
    found = record.description.get(name)
    origin = _ORIGINS[found.origin] if found else ""
    if name in IN_DOCUMENT and found and found.origin is Origin.SOURCE:
        whole = named(record) if of_which else "the document"
        return f"{whole[0].upper()}{whole[1:]} itself bears ({label.lower()}):"
    return f"The catalogue record{which} gives, under “{label}”{origin}:"


def title_of(record: Record) -> FieldShown | None:
    """Return a record's title as a field; None where it has none."""
    title = record.description.get(F.TITLE)
    return FieldShown(record=record, name=F.TITLE, field=title) if title else None
