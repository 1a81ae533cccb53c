"""Volumes in TEI made for tests."""

import hashlib
import io
from pathlib import Path

from corpus.readers import tei
from corpus.records import Source

VOLUME = Path(__file__).parents[2] / "data" / "tei" / "frus1902v03.xml"

TEI = "http://www.tei-c.org/ns/1.0"


def source(raw: bytes, name: str = "frus1902v03.xml") -> Source:
    return Source(name=name, sha256=hashlib.sha256(raw).hexdigest(), media_type="", importer="")


def read(raw: bytes | str, name: str = "frus1902v03.xml"):
    raw = raw.encode() if isinstance(raw, str) else raw
    return list(tei.read(io.BytesIO(raw), source(raw, name)))


def volume(*documents: str, front: str = "", prologue: str = "") -> str:
    """A volume of these documents, each the content of its `div`."""
    divs = "".join(
        f'<div type="document" xml:id="d{n}" n="{n}">{document}</div>'
        for n, document in enumerate(documents, 1)
    )
    return (
        f'{prologue}<TEI xmlns="{TEI}"><teiHeader><fileDesc><publicationStmt>'
        f'<idno type="frus">frus1v1</idno></publicationStmt></fileDesc></teiHeader><text>'
        f"<front>{front}</front><body>{divs}</body></text></TEI>"
    )


def one(document: str):
    """The record of a volume with one document."""
    return read(volume(document))[0]


def body(document: str):
    """The body passages of one document, as text."""
    return [passage.text for passage in one(document).body]
