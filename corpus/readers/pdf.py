"""Records made of PDF files that carry their text: one record a file, pages as locators.

The record's text is the text layer, page after page, each ended by a form feed; a hyphen
at a line's end stays, with the line break that follows it in print. Lines are joined to
paragraphs by their places; none crosses a page. A page number standing alone at the top
or bottom, and a line that runs along there through the file, are furniture.

Source: PDFium through pypdfium2, which runs no script and opens no attachment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.counts import agreed
from corpus.descriptions import FieldName
from corpus.errors import UnreadableSource
from corpus.passages import Because, Role
from corpus.readers import reasons
from corpus.readers.assembly import Stretch, assemble
from corpus.readers.declared import Statement, declared
from corpus.readers.decoding import storable
from corpus.readers.limits import DEFAULT, Limits
from corpus.readers.naming import made_id
from corpus.readers.pdf_lines import Line, paragraphs
from corpus.records import Record, Source
from corpus.spans import Span

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

#: Name and version of this reader, kept with each record.
IMPORTER = "pdf/1"

#: PDFium's sign for a hyphen at the end of a line whose break it leaves out.
_HYPHEN = "\ufffe"
_LINE = re.compile(rf"[^\r\n{_HYPHEN}]*(?:\r\n|[\r\n{_HYPHEN}]|\Z)")
_ENDS = {"\r\n": "\n", "\r": "\n", "\n": "\n", _HYPHEN: "-\n"}
_ROMAN = r"c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_ORNAMENT = r"[\s()\[\]|·•~\-\u2010-\u2015]*"
#: A page's number. A stop or comma beside it, a mere row of its letters ("civil") or one
#: capital ("Li") is a paragraph's last word.
_NUMBER = re.compile(
    rf"{_ORNAMENT}(?:\d{{1,5}}|(?=[ivxlc]){_ROMAN}|(?=[IVXLC]){_ROMAN.upper()}){_ORNAMENT}"
)
_PASSWORD_ERROR = 4
#: A line at a page's edge that so many pages share runs along there.
_RUNNING = 3
_NOWHERE = (0.0, 0.0, 0.0, 0.0)
_GARBLED = re.compile(r"[\ufffd\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page: its printed or counted number, its text, its lines with words."""

    label: str
    text: str
    lines: tuple[Line, ...]


def read(raw: bytes, source: Source, limits: Limits = DEFAULT) -> Record:
    """Make a record of a PDF file.

    Args:
        raw: the file as delivered.
        source: name and hash; the reader adds the rest.
        limits: most pages, longest text and passage.

    Raises:
        UnreadableSource: it is malformed, encrypted, too long, or has no text layer.
    """
    pdf = _opened(raw, source.name)
    try:
        if len(pdf) > limits.pages:
            refusal = reasons.PAGES(name=source.name, size=len(pdf), limit=limits.pages)
            raise UnreadableSource(refusal, reasons.CUT_PAGES())
        pages, told = _pages(pdf, source.name, limits)
        said = declared(_stated(pdf))
    finally:
        pdf.close()
    text, stretches = _joined(pages)
    return assemble(
        said.record_id or made_id(source.name, raw),
        text,
        stretches,
        description=said.description,
        source=replace(
            source,
            media_type="application/pdf",
            importer=IMPORTER,
            warnings=(*source.warnings, *told, *_garbled(text)),
        ),
        limits=limits,
    )


def _opened(raw: bytes, name: str) -> PdfDocument:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        pdf = PdfDocument(raw)
        len(pdf)
    except PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise UnreadableSource(reasons.LOCKED(name=name), reasons.UNLOCK()) from error
        said = reasons.PDF_DAMAGED(name=name)
        raise UnreadableSource(said, reasons.PRINT_ANEW()) from error
    return pdf


def _pages(pdf: PdfDocument, name: str, limits: Limits) -> tuple[list[_Page], tuple[str, ...]]:
    """Read every page; returns them with warnings that name those without text."""
    from pypdfium2 import PdfiumError

    pages: list[_Page] = []
    failed: list[str] = []
    blank: list[_Page] = []
    replaced = length = 0
    for index in range(len(pdf)):
        label = pdf.get_page_label(index).strip() or str(index + 1)
        try:
            page = pdf[index]
            layer = page.get_textpage()
        except PdfiumError:
            failed.append(label)
            continue
        text, lines = _lines(layer)
        kept = storable(text, name)[0] if text.strip() else text
        replaced += sum(a != b for a, b in zip(text, kept, strict=True))
        (pages if text.strip() else blank).append(_Page(label=label, text=kept, lines=lines))
        layer.close()
        page.close()
        length += len(text) + 1
        limits.check_text("" if length <= limits.characters else " " * length, name)
    if not pages:
        why = reasons.BAD_PAGES(pages=_some(failed)) if failed else reasons.NO_LAYER()
        raise UnreadableSource(reasons.UNQUOTABLE(name=name, why=why), reasons.OCR())
    told = []
    if failed:
        told.append(f"These pages could not be read and are missing: {_some(failed)}.")
    if blank:
        labels = [page.label for page in blank]
        told.append(f"These pages have no text layer and may need OCR: {_some(labels)}.")
    if replaced:
        told.append(f"{replaced} control characters cannot be kept and are shown as U+FFFD.")
    return pages, tuple(told)


def _some(labels: Sequence[str]) -> str:
    more = f" and {len(labels) - 50} more" if len(labels) > 50 else ""
    return ", ".join(labels[:50]) + more


def _lines(layer: PdfTextPage) -> tuple[str, tuple[Line, ...]]:
    """Return a page's text, and its lines with words and their places on the paper."""
    drawn = layer.get_text_range(errors="surrogatepass") if layer.count_chars() else ""
    # Characters beyond the basic plane count twice there; then no place can be trusted.
    placed = len(drawn) == layer.count_chars()
    parts: list[str] = []
    lines: list[Line] = []
    at = length = 0
    while at < len(drawn):
        found = _LINE.match(drawn, at)
        assert found is not None  # it matches any line, the last included
        words = found.group().rstrip("\r\n" + _HYPHEN)
        end = _ENDS.get(found.group()[len(words) :], "")
        if words.strip():
            first = at + len(words) - len(words.lstrip())
            last = at + len(words.rstrip()) - 1
            span = Span(length + first - at, length + last + 1 - at + end.startswith("-"))
            # Loose boxes begin at a sign's origin and reach to the line's foot, whatever its shape.
            near = layer.get_charbox(first, loose=True) if placed else _NOWHERE
            far = layer.get_charbox(last, loose=True) if placed else _NOWHERE
            lines.append(Line(span=span, left=near[0], right=far[2], bottom=near[1]))
        parts += (words, end)
        length += len(words) + len(end)
        at = max(found.end(), at + 1)
    return "".join(parts), tuple(lines)


def _joined(pages: Sequence[_Page]) -> tuple[str, list[Stretch]]:
    """Join pages; returns the text and what stands where."""
    running = _running(pages)
    parts: list[str] = []
    stretches: list[Stretch] = []
    offset = 0
    for page in pages:
        body = list(page.lines)
        for edge in (0, -1):
            if len(body) > 1 and _is_furniture(page, body[edge], running):
                span = body.pop(edge).span.shifted(offset)
                stretches.append(Stretch(span=span, role=Because.CHROME))
        stretches += (
            Stretch(span=span.shifted(offset), role=Role.BODY, page=page.label)
            for span in paragraphs(page.text, body)
        )
        parts += (page.text, "\f")
        offset += len(page.text) + 1
    return "".join(parts), sorted(stretches, key=lambda stretch: stretch.span)


def _running(pages: Sequence[_Page]) -> set[str]:
    shared = Counter(
        key for page in pages for key in {_key(page, page.lines[0]), _key(page, page.lines[-1])}
    )
    return {key for key, number in shared.items() if number >= _RUNNING and key}


def _is_furniture(page: _Page, line: Line, running: set[str]) -> bool:
    return _NUMBER.fullmatch(line.span.of(page.text)) is not None or _key(page, line) in running


def _key(page: _Page, line: Line) -> str:
    """The letters of a line: running heads differ in their page numbers."""
    return "".join(sign for sign in line.span.of(page.text).casefold() if sign.isalpha())


def _garbled(text: str) -> Iterator[str]:
    strange = len(_GARBLED.findall(text))
    if strange:
        one = "1 character of the text layer has"
        several = "{} characters of the text layer have"
        yield f"{agreed(strange, one, several)} no known form; compare with the page."


def _stated(pdf: PdfDocument) -> Iterator[Statement]:
    """Yield what the file's properties state."""
    for key, name in (("Title", FieldName.TITLE), ("Author", FieldName.CREATOR)):
        words = pdf.get_metadata_value(key).strip("\x00 ")
        if words:
            yield Statement(key=str(name), words=storable(words, "metadata")[0])
