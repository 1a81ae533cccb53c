"""What an answer says of a record's fields: their names on screen, and their frames."""

from __future__ import annotations

from bot.answers import FieldShown, named
from corpus.descriptions import FieldName as F
from corpus.descriptions import Origin, Presence
from corpus.records import Record
from corpus.sayings import Form, Saying, term

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

_CARD = Form("card", "the catalogue record")
_CARD_OF = Form("card.of", "the catalogue record of {record}")
_DOCUMENT = Form("record.alone", "the document")
_ABSENT = Form("field.absent", "{card:A} has no field “{label}”.")
_EMPTY = Form("field.empty", "{card:A} has the field “{label}”, and it is empty.")
_UNKNOWN = Form("field.unknown", "{card:A} marks “{label}” as unknown:")
_SUMMARY = Form("field.summary", "The archive’s own summary (not the document) reads:")
_SUMMARY_OF = Form(
    "field.summary.of", "The archive’s own summary of {record} (not the document) reads:"
)
_BEARS = Form("field.bears", "{record:A} itself bears ({label}):")
_GIVES = {
    Origin.SOURCE: Form("field.gives", "{card:A} gives, under “{label}”:"),
    Origin.DERIVED: Form(
        "field.gives.derived",
        "{card:A} gives, under “{label}” (read out of other words of the record):",
    ),
    Origin.PROFILE: Form(
        "field.gives.profile",
        "{card:A} gives, under “{label}” (supplied for the whole collection):",
    ),
}


def statement(record: Record, name: F, *, of_which: bool = False) -> Saying:
    """Return the frame that introduces a field, or says that it is empty or absent.

    Args:
        record: the record.
        name: the field.
        of_which: whether to say which record this is, among several.
    """
    label = label_of(name)
    card = _CARD_OF(record=named(record)) if of_which else _CARD()
    presence = record.description.presence(name)
    if presence is Presence.ABSENT:
        return _ABSENT(card=card, label=label)
    if presence is Presence.EMPTY:
        return _EMPTY(card=card, label=label)
    if presence is Presence.UNKNOWN:
        return _UNKNOWN(card=card, label=label)
    if name is F.ABSTRACT:
        return _SUMMARY_OF(record=named(record)) if of_which else _SUMMARY()
    found = record.description.get(name)
    origin = found.origin if found else Origin.SOURCE
    if name in IN_DOCUMENT and found and origin is Origin.SOURCE:
        whole = named(record) if of_which else _DOCUMENT()
        return _BEARS(record=whole, label=label_of(name, lower=True))
    return _GIVES[origin](card=card, label=label)


def label_of(name: F, *, lower: bool = False) -> Saying:
    """Return what a field is called on screen, or in the middle of a sentence."""
    return term("name", name.value, LABELS[name].lower() if lower else LABELS[name])


def title_of(record: Record) -> FieldShown | None:
    """Return a record's title as a field; None where it has none."""
    title = record.description.get(F.TITLE)
    return FieldShown(record=record, name=F.TITLE, field=title) if title else None
