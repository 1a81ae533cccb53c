"""Records made of HTML pages: any page, and saved pages of an archive that is known.

The record's text is the page's, extracted by the rule of `web_text`; the page's bytes are
proved by their hash. A page of the Wilson Center Digital Archive is then read as one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.counts import agreed
from corpus.descriptions import FieldName
from corpus.errors import UnreadableSource
from corpus.passages import Role
from corpus.readers import reasons, wilson
from corpus.readers.assembly import Stretch, assemble
from corpus.readers.declared import Statement, declared
from corpus.readers.decoding import Decoded, decode, storable
from corpus.readers.limits import DEFAULT, Limits
from corpus.readers.naming import made_id
from corpus.readers.paragraphs import paragraphs
from corpus.readers.web_text import WebText, check_depth, web_text
from corpus.records import Record, Source
from corpus.spans import Span

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

#: Name and version of this reader, kept with each record.
IMPORTER = "html/1"

# A comment ends at its first "-->": a looser form tries every division of a row of comments.
_MARKUP = re.compile(
    rb"\s*(?:<!--(?:(?!-->).)*-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(
    rb"<(?:p|div|span|h[1-6]|table|article|section|main|br|ul|ol|a|b|i)\b[^<>]*>", re.I
)
_CHARSET = re.compile(rb"<meta\b[^>]{0,200}charset\s*=\s*(?:[\"']\s*)?([\w:.-]{2,30})", re.I)
#: Encodings a page may declare; older Latin labels mean windows-1252, as in browsers.
_KNOWN = re.compile(
    r"utf-8|windows-125\d|cp125\d|iso8859-\d{1,2}|koi8-[ru]|gb2312|gbk|gb18030|big5(?:hkscs)?"
    r"|euc_(?:jp|kr)|shift_jis|cp932|cp949|iso2022_jp|mac-(?:cyrillic|roman)|tis-620|cp874|cp866"
)
_LATIN = frozenset(("iso8859-1", "ascii"))
#: `meta` names, best first, of the fields a page's head may state.
_META = {
    "title": ("citation_title", "dc.title", "dcterms.title", "og:title"),
    "creator": ("citation_author", "dc.creator", "dcterms.creator", "author"),
    "date": ("citation_publication_date", "dc.date", "dcterms.date", "date"),
    "rights": ("dc.rights", "dcterms.rights", "copyright"),
    "language": ("dc.language", "dcterms.language"),
    "source": ("dc.source", "dcterms.source"),
    "abstract": ("dc.description", "dcterms.abstract"),
}


def accepts(raw: bytes, name: str) -> bool:
    """Tell an HTML page by its beginning; with `.html` in its name, by any tag."""
    head = raw[:4096].removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(head):
        return True
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _MARKUP.match(head[2:].replace(b"\x00", b"")) is not None
    named = name.lower().endswith((".html", ".htm", ".xhtml"))
    return named and _TAG.search(raw[:65536]) is not None


def read(raw: bytes, source: Source, limits: Limits = DEFAULT) -> Record:
    """Make a record of an HTML page.

    Args:
        raw: the page as delivered.
        source: name and hash; the reader adds the rest.
        limits: the longest text and passage.

    Raises:
        UnreadableSource: its encoding is in doubt, its elements are nested without end,
            or it holds no words.
    """
    from selectolax.lexbor import LexborHTMLParser

    page = _decoded(raw, source.name)
    check_depth(page.text, source.name)
    tree = LexborHTMLParser(page.text)
    found = (
        web_text(tree.root) if tree.root is not None else WebText(text="", headings=(), left_out=0)
    )
    text, replaced = storable(found.text, source.name)
    limits.check_text(text, source.name)
    warnings = [*source.warnings, *page.warnings, *replaced]
    if found.left_out:
        warnings.append(
            agreed(found.left_out, "1 part of the page was", "{} parts of the page were")
            + " left out: navigation, controls, or text that is hidden or struck out."
        )
    source = replace(
        source,
        media_type=f"text/html; charset={page.charset}",
        importer=IMPORTER,
        warnings=tuple(dict.fromkeys(warnings)),
    )
    if wilson.accepts(text):
        return replace_media(wilson.read(text, source, limits), source)
    said = declared(_statements(tree))
    return assemble(
        said.record_id or made_id(source.name, raw),
        text,
        list(_stretches(text, found.headings)),
        description=said.description,
        source=source,
        limits=limits,
    )


def replace_media(record: Record, source: Source) -> Record:
    """Say of a record that it was read out of HTML."""
    importer = f"{record.source.importer}+{IMPORTER}"
    return replace(
        record, source=replace(record.source, media_type=source.media_type, importer=importer)
    )


def _decoded(raw: bytes, name: str) -> Decoded:
    """Decode a page: by its mark, as UTF-8, by what it declares, or as any text."""
    said = _CHARSET.search(raw[:4096])
    charset = _charset(said[1].decode("ascii")) if said else None
    if charset is None or charset == "utf-8" or raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return decode(raw, name)
    if _is_utf8(raw):
        decoded = decode(raw, name)
        warning = f"The page declares {charset}, but is UTF-8 and was read as that."
        plain = raw.isascii()
        return decoded if plain else replace(decoded, warnings=(*decoded.warnings, warning))
    try:
        text = raw.decode(charset)
    except UnicodeDecodeError as error:
        refusal = reasons.CHARSET(name=name, charset=charset, at=error.start)
        raise UnreadableSource(refusal, reasons.AS_TEXT()) from error
    text, warnings = storable(text, name)
    return Decoded(text=text, charset=charset, warnings=warnings)


def _charset(words: str) -> str | None:
    """Return a declared encoding by Python's name, or None where it is not one for pages."""
    try:
        known = codecs.lookup(words).name
    except LookupError:
        return None
    if known in _LATIN:
        return "cp1252"
    return known if _KNOWN.fullmatch(known) else None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _stretches(text: str, headings: tuple[Span, ...]) -> Iterator[Stretch]:
    section: str | None = None
    position = 0
    for span in paragraphs(text):
        while position < len(headings) and headings[position].end <= span.start:
            position += 1
        if position < len(headings) and headings[position].overlaps(span):
            section = span.of(text)
            yield Stretch(span=span, role=Role.HEADING)
        else:
            yield Stretch(span=span, role=Role.BODY, section=section)


def _statements(tree: LexborHTMLParser) -> Iterator[Statement]:
    """Yield what the page's head states."""
    metas: dict[str, list[str]] = {}
    for node in tree.css("meta"):
        key = (node.attributes.get("name") or node.attributes.get("property") or "").casefold()
        metas.setdefault(key, []).append((node.attributes.get("content") or "").strip())
    for key, names in _META.items():
        best = next((metas[name] for name in names if any(metas.get(name, ()))), None)
        if best is None and key == "title":
            title = tree.css_first("title")
            best = [title.text()] if title else []
        if best is None and key == "language" and tree.root is not None:
            best = [tree.root.attributes.get("lang") or ""]
        yield from (Statement(key=key, words=words) for words in best or () if words.strip())
    canonical = tree.css_first("link[rel='canonical']")
    address = (canonical.attributes.get("href") or "") if canonical else ""
    if address.startswith(("https://", "http://")):
        yield Statement(key=str(FieldName.URL), words=address)
