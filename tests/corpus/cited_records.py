"""Records made for citing: the seed's catalogue fields, and any other set of them."""

from corpus.citations import Citation
from corpus.descriptions import Description, Field, FieldName, Origin
from corpus.passages import Passage, Role
from corpus.profiles import load_profile
from corpus.records import Record, Source
from corpus.spans import Span

INNER = "Our Efforts Against the Subversive Activities of the Soviet Union in Xinjiang"

SEED_FIELDS = {
    "title": f"Cable from the Chinese Foreign Ministry, '{INNER}'",
    "short_title": INNER,
    "heading": INNER,
    "genre": "Cable",
    "creator": "Chinese Foreign Ministry",
    "addressee": "Embassies Abroad and Diplomatic Offices",
    "document_number": "Foreign Affairs Circular No. 74",
    "signature": "The Ministry of Foreign Affairs",
    "date": "1963-08-01",
    "catalogue_date": "1963-08-01",
    "uploaded": "2013-10-10",
    "source": "PRC FMA 118-01100-14, 147-149. Translated by 7Brands.",
    "reference_code": "PRC FMA 118-01100-14",
    "folios": "147-149",
    "translator": "7Brands",
    "language": None,
    "record_number": "118214",
}

DERIVED = {"short_title", "genre", "creator", "reference_code", "folios", "translator"}


def described(profile="wilson", **fields):
    """A description; a list gives a field several times, None an empty field, a Field itself."""
    made = []
    for name, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, Field):
                made.append(value)
                continue
            raw = value or ""
            if name == "translator":
                raw = f"Translated by {value}."
            made.append(
                Field(
                    name=FieldName[name.upper()],
                    value=value,
                    raw=raw,
                    origin=Origin.DERIVED if name in DERIVED else Origin.SOURCE,
                )
            )
    return Description(profile=profile, fields=tuple(made))


def citation(record_id="118214", *, profile="wilson", locator=None, **fields):
    """A citation of a record with these fields and no others."""
    return Citation(
        record_id=record_id,
        description=described(profile, **fields),
        profile=load_profile(profile),
        locator=locator,
    )


def seed_citation(*, locator=None, **changed):
    """A citation of the seed record with some fields changed; `...` takes one away."""
    fields = {name: value for name, value in (SEED_FIELDS | changed).items() if value is not ...}
    return citation(locator=locator, **fields)


def seed_record():
    """A record with the seed's description, a heading, three paragraphs and a note."""
    parts = [
        (Role.HEADING, 1, "Heading\n"),
        (Role.BODY, 1, "First.\n"),
        (Role.BODY, 2, "Second.\n"),
        (Role.BODY, 3, "Third.\n"),
        (Role.NOTE, 2, "Editors' note.\n"),
    ]
    passages, at = [], 0
    for role, ordinal, text in parts:
        passages.append(
            Passage(
                record_id="118214",
                span=Span(at, at + len(text)),
                text=text,
                ordinal=ordinal,
                role=role,
                page="148",
            )
        )
        at += len(text)
    return Record(
        record_id="118214",
        text="".join(text for _, _, text in parts),
        description=described("wilson", **SEED_FIELDS),
        source=Source(name="118214.txt", sha256="", media_type="text/plain", importer="test/1"),
        passages=tuple(passages),
    )
