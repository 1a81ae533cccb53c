"""References: what the citation styles draw on, read once from a description.

Every style prints the same facts in another order, so the choices that are about the
record and not about a style are made here: which date, what stands in for a missing
title, who is a person, what the archive reference is. A translator is never an author,
and the language of the record is not part of a citation.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.authorities import names_body
from corpus.cited_dates import CitedDate, cited_date
from corpus.dates import undated
from corpus.descriptions import FieldName, Origin
from corpus.editions import Edition, read_edition
from corpus.typography import full_stop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.descriptions import Description, Field
    from corpus.profiles import Profile

#: Embeddings, overrides and isolates: one left open would reorder the whole citation.
_DIRECTION = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])

#: "Nehru, Jawaharlal", and no "Japan. Foreign Ministry" or "Kraus, C. and Goldberg, G."
_PERSON = re.compile(r"(?!.* and )[^,.\d()]+, [^,\d()]+(?:, (?:Jr|Sr|II|III|IV)\.?)?")
_CREDITS = re.compile(r"(?:Obtained|Contributed|Translated|Provided|Transcribed)\b")


@dataclass(frozen=True, slots=True)
class Creator:
    """Who made the document.

    Attributes:
        name: as the catalogue has it.
        inverted: whether it is a person's, family name first; any other name is never
            taken apart.
    """

    name: str
    inverted: bool = False

    @property
    def short(self) -> str:
        """The family name of a person, the whole name of any other."""
        return self.name.split(", ")[0] if self.inverted else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The facts of one record that citations state. None and () are left out of them.

    Attributes:
        title: the catalogue's title, or what stands in for one.
        quoted: whether `title` is a title, and so stands in quotation marks.
        short_title: the document's own title where the catalogue's quotes it.
        creators: who made it.
        authors: those creators that come before the title, as its source states them; ()
            where the collection's titles name them.
        addressees: whom it was sent to.
        place: where it was written.
        translators: who translated it, each name as recorded.
        date: of the document.
        catalogue_date: as the catalogue gives it, where that differs.
        location: the archive reference with folios, to the letter.
        collection: what it is part of.
        repository: who holds it.
        source: the archive's own source statement, a sentence or more.
        credits_only: whether `source` begins with people and not with a place.
        url: address of the record.
        genre: cable, letter …
        document_number: the number the document bears.
        record_number: the catalogue's number of the record.
        key: name of the record in BibTeX files.
        csl_id: name of the record in CSL-JSON files.
        legacy_repository: the repository's earlier name.
        legacy_url: the record's earlier address.
        edition: the volume it is printed in; None where it is cited by its archive.
    """

    title: str
    quoted: bool
    short_title: str
    creators: tuple[Creator, ...]
    authors: tuple[Creator, ...]
    addressees: tuple[Creator, ...]
    place: str | None
    translators: tuple[str, ...]
    date: CitedDate | None
    catalogue_date: CitedDate | None
    location: str | None
    collection: str | None
    repository: str | None
    source: str | None
    credits_only: bool
    url: str | None
    genre: str | None
    document_number: str | None
    record_number: str | None
    key: str
    csl_id: str
    legacy_repository: str | None
    legacy_url: str | None
    edition: Edition | None = None


def read_reference(record_id: str, description: Description, profile: Profile) -> Reference:
    """Read what citations state of a record out of its description.

    Args:
        record_id: the record's id in the archive.
        description: its catalogue fields.
        profile: supplies what the fields leave unsaid.
    """
    title = _value(description, FieldName.TITLE) or _value(description, FieldName.HEADING)
    genre = _value(description, FieldName.GENRE)
    shown = title or genre or f"Record {one_line(record_id)}"
    date = _date(description, FieldName.DATE)
    catalogue_date = _date(description, FieldName.CATALOGUE_DATE)
    if not date and not catalogue_date:
        date = _unread_date(description)
    number = _value(description, FieldName.RECORD_NUMBER)
    translators = _values(description, FieldName.TRANSLATOR)
    source = _source(description, profile, translators)
    key = _key(record_id)
    repository = _repository(description, profile)
    return Reference(
        title=shown,
        quoted=title is not None,
        short_title=_value(description, FieldName.SHORT_TITLE) or shown,
        creators=_parties(description.all(FieldName.CREATOR), profile),
        authors=_authors(description, profile),
        addressees=_parties(description.all(FieldName.ADDRESSEE), profile),
        place=_value(description, FieldName.PLACE),
        translators=translators,
        date=date or catalogue_date,
        catalogue_date=catalogue_date or date,
        location=archive_reference(description) or _unparsed_location(description),
        collection=_value(description, FieldName.COLLECTION),
        repository=repository,
        source=source,
        credits_only=source is not None and _CREDITS.match(source) is not None,
        url=_url(description, profile, number or record_id),
        genre=genre,
        document_number=_value(description, FieldName.DOCUMENT_NUMBER),
        record_number=number,
        key=profile.key_prefix + key,
        csl_id=f"{profile.key_prefix}-{key}" if profile.key_prefix else key,
        legacy_repository=profile.legacy_repository or repository,
        legacy_url=profile.legacy_url(number or record_id)
        or _url(description, profile, number or record_id),
        edition=read_edition(description, profile),
    )


def archive_reference(description: Description) -> str | None:
    """Return reference code and folios as one opaque key, or None without a code.

    Nothing in it is abbreviated: 147-149 stays so, and does not become 147–49.
    """
    code = _value(description, FieldName.REFERENCE_CODE)
    folios = _value(description, FieldName.FOLIOS)
    return code and ", ".join(part for part in (code, folios) if part)


def _unparsed_location(description: Description) -> str | None:
    """Where no reference code was found in it, the source statement is the reference."""
    statement = _value(description, FieldName.SOURCE)
    if statement is None:
        return None
    # Credits are no place; but a translator who is named nowhere else stays.
    if description.value(FieldName.TRANSLATOR) or "ranslated" not in statement:
        statement = re.split(rf"(?:^|(?<=\.)\s+)(?={_CREDITS.pattern})", statement)[0]
    return statement.strip(" .;,") or None


def _source(description: Description, profile: Profile, translators: tuple[str, ...]) -> str | None:
    """The archive's source statement; put together where it makes none to be cited."""
    statement = _value(description, FieldName.SOURCE)
    reference = archive_reference(description)
    if reference and not (statement and profile.cites_source_statement):
        statement = reference
    sentences = [full_stop(statement)] if statement else []
    unnamed = [name for name in translators if name not in (statement or "")]
    if unnamed:
        sentences.append(full_stop(f"Translated by {and_list(unnamed)}"))
    return " ".join(sentences) or None


def and_list(names: list[str] | tuple[str, ...], word: str = "and") -> str:
    """Return `A`, `A and B`, or `A, B, and C`."""
    if len(names) < 3:
        return f" {word} ".join(names)
    return f"{', '.join(names[:-1])}, {word} {names[-1]}"


def _parties(fields: Iterable[Field], profile: Profile) -> tuple[Creator, ...]:
    return tuple(
        Creator(
            one_line(field.value),
            profile.inverted_names
            and field.origin is Origin.SOURCE
            and _PERSON.fullmatch(one_line(field.value)) is not None
            and not names_body(field.value),
        )
        for field in fields
        if field.value and one_line(field.value)
    )


def _authors(description: Description, profile: Profile) -> tuple[Creator, ...]:
    if profile.titles_name_authors:
        return ()
    stated = (f for f in description.all(FieldName.CREATOR) if f.origin is Origin.SOURCE)
    return _parties(stated, profile)


def _repository(description: Description, profile: Profile) -> str | None:
    return _supplied(description, FieldName.REPOSITORY, profile.repository)


def _url(description: Description, profile: Profile, number: str) -> str | None:
    url = _supplied(description, FieldName.URL, profile.url(number))
    return url and re.sub(r"[\s{}\\<>\"]", lambda found: f"%{ord(found[0]):02X}", url)


def _supplied(description: Description, name: FieldName, profiled: str | None) -> str | None:
    """A field the source states, else what the profile says now, else what it said then."""
    stated = _value(description, name)
    if any(field.origin is Origin.PROFILE for field in description.all(name)):
        return profiled or stated
    return stated or profiled


def _date(description: Description, name: FieldName) -> CitedDate | None:
    field = next((field for field in description.all(name) if field.value), None)
    return cited_date(one_line(field.value), one_line(field.raw)) if field and field.value else None


def _unread_date(description: Description) -> CitedDate | None:
    """The catalogue's own words for a date that cannot be reckoned with."""
    for name in (FieldName.DATE, FieldName.CATALOGUE_DATE):
        for field in description.all(name):
            words = one_line(field.raw)
            if words and not undated(words):
                return CitedDate(words)
    return None


def _value(description: Description, name: FieldName) -> str | None:
    return next(iter(_values(description, name)), None)


def _values(description: Description, name: FieldName) -> tuple[str, ...]:
    cleaned = (one_line(field.value) for field in description.all(name) if field.value)
    return tuple(value for value in cleaned if value)


def one_line(text: str) -> str:
    """Return the text on one line, without control and direction characters."""
    printed = (
        letter
        for letter in text.translate(_DIRECTION)
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cs")
    )
    return " ".join("".join(printed).split())


def _key(record_id: str) -> str:
    """Return the id in the letters that every reference manager takes in a key."""
    plain = unicodedata.normalize("NFKD", record_id)
    kept = (
        letter
        if letter.isascii() and (letter.isalnum() or letter in "-_.:")
        else ""
        if unicodedata.combining(letter)
        else "-"
        if letter.isascii()
        else f"{ord(letter):x}"
        for letter in plain
    )
    return "".join(kept) or "record"
