"""Citations in any style of the Citation Style Language, from a style file of the user's own.

The optional extra `csl` brings citeproc-py. What it makes of a record without an author is
false: it puts the translator there, or prints the title twice. So an author is always given:
the recorded one, else words in brackets that say none is recorded.

Source: CSL 1.0.2 specification; citeproc-py 0.11.1, whose treatment of manuscripts, quotation
marks and records without an author was tried with the styles of Chicago, APA and MLA.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.errors import ArchiveError, UnknownStyle
from corpus.typography import curled

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from corpus.citations import Citation

#: What stands where a style wants an author and the record names none.
UNRECORDED = "[author not recorded]"
_NAMESPACE = "http://purl.org/net/xbiblio/csl"
_C = f"{{{_NAMESPACE}}}"
#: Larger than any style there is.
_MOST_BYTES = 1 << 20
#: A comma or full stop behind closing marks, which American typesetting sets inside them.
_OUTSIDE = re.compile(r"(?<=[\w)\]])([’”]+)([,.])")
#: APA drops the day of a manuscript and keeps that of a document.
_APA = re.compile(r"/apa\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class CslText:
    """A citation as a style has it.

    Attributes:
        citation: in a note or in running text, with the place in the record.
        entry: in the list of works cited; "" where the style has no list.
    """

    citation: str
    entry: str


@dataclass(frozen=True, slots=True)
class _Style:
    """A style file that was looked through: its bytes, and what is done for it by hand."""

    raw: bytes
    american: bool
    item_type: str


def format_csl(
    citation: Citation, style: Path, *, accessed: datetime.date | None = None
) -> CslText:
    """Write a citation in the style of a CSL file.

    Args:
        citation: what is cited.
        style: a `.csl` file of an independent style.
        accessed: the day the record was seen.

    Raises:
        ArchiveError: citeproc-py is not installed, or the file cannot be read.
        UnknownStyle: the file is no style, or none that citeproc-py can write.
    """
    try:
        import citeproc
        from citeproc.source import Locator
        from citeproc.source.json import CiteProcJSON
    except ImportError as error:
        raise ArchiveError(
            "Styles in CSL files need a package that is not installed.",
            "Run: pip install 'dragoman[csl]'.",
        ) from error

    read = _read(style)
    item = _item(citation, read, accessed)
    place = citation.locator
    where = {"locator": Locator(place.label, place.value)} if place else {}
    cited = citeproc.Citation([citeproc.CitationItem(item["id"], **where)])
    try:
        engine = citeproc.CitationStylesBibliography(
            citeproc.CitationStylesStyle(io.BytesIO(read.raw), validate=False),
            CiteProcJSON([item]),
            citeproc.formatter.plain,
        )
        engine.register(cited)
        text = str(engine.cite(cited, lambda _: None))
        listed = engine.style.has_bibliography()
        entries = [str(each) for each in engine.bibliography()] if listed else []
    except (AttributeError, LookupError, TypeError, ValueError, NotImplementedError) as error:
        raise UnknownStyle(
            f"citeproc-py cannot write in the style {style.name} ({error!r}).",
            "Take another style, or one of those in 'dragoman cite --help'.",
        ) from error
    return CslText(
        citation=_typeset(text, read), entry=_typeset(entries[0], read) if entries else ""
    )


def _read(path: Path) -> _Style:
    from lxml import etree

    try:
        with path.open("rb") as stream:
            raw = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ArchiveError(
            f"The style {path} cannot be read: {error.strerror}.", "Check its name."
        ) from error
    none = UnknownStyle(
        f"{path.name} is no CSL style.",
        "Styles are files in .csl, as Zotero's repository has them.",
    )
    # A style has no document type; one could make the parser read other files.
    if len(raw) > _MOST_BYTES or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise none
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise none from error
    if root.tag != f"{_C}style":
        raise none
    if root.find(f"{_C}citation") is None:
        parent = root.find(f"{_C}info/{_C}link[@rel='independent-parent']")
        named = "" if parent is None else f": {parent.get('href')}"
        raise UnknownStyle(
            f"{path.name} only points to another style{named}.", "Give the file of that one."
        )
    language = root.get("default-locale") or "en-US"
    name = root.findtext(f"{_C}info/{_C}id") or ""
    return _Style(
        raw=raw,
        american=language == "en-US",
        item_type="document" if _APA.search(name) else "manuscript",
    )


def _item(citation: Citation, style: _Style, accessed: datetime.date | None) -> dict[str, Any]:
    """Return the record as citeproc reads it, with an author and printed quotation marks."""
    (item,) = json.loads(citation.format("csl-json", accessed=accessed))
    found: dict[str, Any] = item
    found.setdefault("author", [{"literal": UNRECORDED}])
    found["title"] = curled(found["title"], nested=True)
    if found["type"] == "manuscript":
        found["type"] = style.item_type
    return found


def _typeset(text: str, style: _Style) -> str:
    """Set commas and full stops inside closing marks where that is American custom."""
    return _OUTSIDE.sub(r"\2\1", text) if style.american else text
