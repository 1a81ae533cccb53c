"""The catalogue's side of a record: fields, each with the words it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.spans import Span


class FieldName(StrEnum):
    """The catalogue fields Dragoman knows; a reader fills those its source has."""

    TITLE = "title"  # the cataloguer's title, whole
    SHORT_TITLE = "short title"  # the document's own title, quoted inside the cataloguer's
    HEADING = "heading"  # the heading printed on the document itself
    GENRE = "genre"  # cable, letter, memorandum …
    CREATOR = "creator"
    ADDRESSEE = "addressee"
    DOCUMENT_NUMBER = "document number"  # the number the document bears, never the record's
    SIGNATURE = "signature"
    DATE = "date"  # the document's own date line
    CATALOGUE_DATE = "catalogue date"  # the date the catalogue gives
    UPLOADED = "uploaded"  # when the web record was made
    REPOSITORY = "repository"
    COLLECTION = "collection"
    SOURCE = "source"  # the archive's source string, whole
    REFERENCE_CODE = "reference code"
    FOLIOS = "folios"
    TRANSLATOR = "translator"
    CONTRIBUTOR = "contributor"
    LANGUAGE = "language"
    RIGHTS = "rights"
    ABSTRACT = "abstract"
    CLASSIFICATION = "classification"
    PLACE = "place"
    PERSON = "person"
    SUBJECT = "subject"
    CREDIT = "credit"
    DONOR = "donor"
    RECORD_NUMBER = "record number"
    URL = "url"
    SERIES = "series"  # the edition that prints the document, with its years
    SERIES_EDITOR = "series editor"
    VOLUME = "volume"  # number of the volume, as the edition prints it
    VOLUME_TITLE = "volume title"
    EDITOR = "editor"  # of the volume
    PUBLISHER = "publisher"
    PUBLICATION_PLACE = "publication place"
    PUBLISHED = "published"  # year of the volume, never of the document


class Origin(StrEnum):
    """Where a field's value comes from."""

    SOURCE = "source"  # stated by the source
    DERIVED = "derived"  # read out of another field or the document
    PROFILE = "profile"  # supplied by the collection's profile


class Presence(StrEnum):
    """Four states of a field; empty, absent and unknown are not the same."""

    RECORDED = "recorded"
    EMPTY = "empty"  # the source has the label and nothing under it
    UNKNOWN = "unknown"  # the source says that it does not know
    ABSENT = "absent"  # the source has no such label


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One catalogue statement.

    Attributes:
        name: which field.
        value: the value in usable form (dates as EDTF, whitespace joined); None when
            the field is empty or unknown.
        raw: the words of the source, untouched; "" for an empty field.
        origin: who states it.
        span: where `raw` stands in `Record.text`, when it does.
    """

    name: FieldName
    value: str | None
    raw: str
    origin: Origin = Origin.SOURCE
    span: Span | None = None

    @property
    def presence(self) -> Presence:
        """Whether the field is recorded, empty or unknown."""
        if self.value is not None:
            return Presence.RECORDED
        return Presence.UNKNOWN if self.raw.strip() else Presence.EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A record's catalogue fields, in the order the source gives them.

    Attributes:
        profile: name of the collection profile (how to cite, repository, address).
        fields: the fields; a name may repeat (two donors, three places).
    """

    profile: str
    fields: tuple[Field, ...] = ()

    def __iter__(self) -> Iterator[Field]:
        """Iterate over the fields."""
        return iter(self.fields)

    def all(self, name: FieldName) -> tuple[Field, ...]:
        """Return every field of that name, in source order."""
        return tuple(field for field in self.fields if field.name == name)

    def get(self, name: FieldName) -> Field | None:
        """Return the first field of that name, recorded or not; None when absent."""
        return next((field for field in self.fields if field.name == name), None)

    def value(self, name: FieldName) -> str | None:
        """Return the first recorded value of that name, or None."""
        return next((f.value for f in self.fields if f.name == name and f.value is not None), None)

    def presence(self, name: FieldName) -> Presence:
        """Tell recorded, empty, unknown and absent apart."""
        found = self.all(name)
        if not found:
            return Presence.ABSENT
        states = {field.presence for field in found}
        return next(state for state in Presence if state in states)
