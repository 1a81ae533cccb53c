"""A web page that needs nothing beside itself, and its quotes read back."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from bot.exports.anchors import Anchor, anchors_text, note_number, read_anchors
from bot.exports.printable import printable
from bot.exports.search_log import log_lines
from bot.exports.sheet import LEGEND, Aside, Exchange, Frame, Sheet, Stated, Words
from corpus.descriptions import FieldName
from corpus.errors import ArchiveError

if TYPE_CHECKING:
    from corpus.records import Record

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1.05rem/1.55 Georgia, "Times New Roman", serif; max-width: 42rem;
  margin: 2rem auto; padding: 0 1rem; }
blockquote { margin: 1rem 0 0 1rem; padding-left: 1rem; border-left: 3px solid currentColor; }
blockquote p { margin: 0; white-space: pre-line; }
.bracket { font-style: italic; }
.beside, .aside, .notes, details { font-size: .9rem; }
.beside { margin: .3rem 0 1rem 2rem; padding: 0; list-style: none; }
.nearest { opacity: .85; border-left-style: dashed; }
dt { font-weight: bold; } dd, li, pre { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; font-size: .75rem; }
@media print { details { display: none; } a { color: inherit; text-decoration: none; } }
"""
#: Nothing may be loaded and nothing may run, whatever an archive's words are.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def web_page(sheet: Sheet) -> str:
    """Set a sheet as one HTML file."""
    body = ["<main>", f"<h1>{_text(sheet.title)}</h1>", f'<p class="aside">{_text(LEGEND)}</p>']
    for exchange in sheet.exchanges:
        body += _exchange(exchange)
    body += _notes(sheet)
    body += _sources(sheet)
    body += [
        "<details><summary>Search log</summary>",
        *_log(sheet),
        "</details>",
        "<details><summary>Anchors for <code>dragoman check</code></summary>",
        f'<pre id="dragoman-anchors">{_text(anchors_text(sheet.anchors()))}</pre>',
        "</details>",
        "</main>",
    ]
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(sheet.title)}</title>",
        f"<style>{_STYLE}</style>",
    ]
    lines = ["<!doctype html>", '<html lang="en">', "<head>", *head, "</head>", "<body>"]
    return "\n".join([*lines, *body, "</body>", "</html>"]) + "\n"


def _text(text: str) -> str:
    return escape(printable(text))


def _exchange(exchange: Exchange) -> Iterator[str]:
    yield "<section>"
    yield f'<h2>{exchange.n}. <span dir="auto">{_text(exchange.question)}</span></h2>'
    for block in exchange.blocks:
        match block:
            case Words():
                yield from _quote(block)
            case Stated():
                yield f'<p dir="auto">{_text(block.text)}{_mark(block.note)}</p>'
            case Aside():
                yield f'<p class="aside" dir="auto">{_text(block.text)}</p>'
            case Frame():
                yield f"<p>{_text(block.text)}</p>"
    yield "</section>"


def _quote(block: Words) -> Iterator[str]:
    quote = block.shown.quote
    url = quote.record.description.value(FieldName.URL)
    cite = f' cite="{_text(url)}"' if url else ""
    kind = "" if block.answers else ' class="nearest"'
    # The language is the record's, which often nobody knows; "" says so.
    yield (
        f'<blockquote id="quote-{block.note}"{kind}{cite} lang="" '
        f'data-record="{_text(quote.record.record_id)}" data-start="{quote.span.start}" '
        f'data-end="{quote.span.end}" data-sha256="{quote.sha256}">'
        f'<p dir="auto">“{_words(block)}”{_mark(block.note)}</p></blockquote>'
    )
    yield '<ul class="beside">'
    yield from (f'<li dir="auto">{_text(line)}</li>' for line in block.beside)
    yield "</ul>"


def _words(block: Words) -> str:
    """Return the words with their editorial brackets marked; no character is added."""
    text = block.shown.quote.text
    parts, at = [], 0
    for mark in block.shown.to_json(block.note)["brackets"]:
        start, end = mark["start"], mark["end"]
        parts.append(_text(text[at:start]))
        parts.append(
            f'<span class="bracket" title="{mark["kind"]}">{_text(text[start:end])}</span>'
        )
        at = end
    return "".join([*parts, _text(text[at:])])


def _mark(note: int) -> str:
    return f'<sup id="mark-{note}"><a href="#note-{note}">{note}</a></sup>'


def _notes(sheet: Sheet) -> Iterator[str]:
    if not sheet.notes:
        return
    yield '<section class="notes"><h2>Notes</h2><ol>'
    for n, text in enumerate(sheet.notes, 1):
        back = f'<a href="#mark-{n}" aria-label="Back to note mark {n}">↩</a>'
        yield f'<li id="note-{n}" dir="auto">{_text(text)} {back}</li>'
    yield "</ol></section>"


def _sources(sheet: Sheet) -> Iterator[str]:
    if not sheet.sources:
        return
    yield "<h2>Sources</h2><ul>"
    for source in sheet.sources:
        yield f'<li><p dir="auto">{_text(source.entry)}</p>'
        said = [source.notice, *source.rights]
        yield from (f'<p class="aside" dir="auto">{_text(words)}</p>' for words in said if words)
        yield f'<p class="aside">{_held(source.record)}</p></li>'
    yield "</ul>"


def _held(record: Record) -> str:
    return f"Record {_text(record.record_id)}"


def _log(sheet: Sheet) -> Iterator[str]:
    opened = False
    for name, value in log_lines(sheet.log):
        if not value:
            yield ("</dl>" if opened else "") + f"<h3>{_text(name)}</h3>"
            opened = False
            continue
        yield (
            "" if opened else "<dl>"
        ) + f'<dt>{_text(name)}</dt><dd dir="auto">{_text(value)}</dd>'
        opened = True
    if opened:
        yield "</dl>"


def read_web_page(raw: bytes) -> tuple[tuple[Anchor, ...], list[tuple[int | None, str]]]:
    """Read the anchors and the quotes out of an exported file.

    Returns:
        The anchors; and note number and words of every block quote in the file, the
        number None where it bears none.

    Raises:
        ArchiveError: the anchors cannot be read, or there are none.
    """
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = lxml.html.document_fromstring(raw.strip() or b"<p>", parser=parser)
    except lxml.etree.LxmlError as error:
        raise ArchiveError(
            "The page cannot be read: there is no HTML in it.",
            "Check the file as Dragoman wrote it, or export the answer again.",
        ) from error
    kept = root.xpath("//pre[@id='dragoman-anchors']")
    anchors = read_anchors(kept[0].text_content() if kept else "")
    return anchors, [_read_quote(each) for each in root.iter("blockquote")]


def _read_quote(element: Any) -> tuple[int | None, str]:
    name = element.get("id", "")
    number = note_number(name.removeprefix("quote-")) if name.startswith("quote-") else None
    marks = element.xpath(f".//sup[@id='mark-{number}']") if number is not None else []
    for mark in marks:
        mark.drop_tree()
    words = element.text_content().strip()
    # Only the marks that Dragoman set belong not to the words.
    if len(words) > 1 and words[0] == "“" and words[-1] == "”":
        words = words[1:-1]
    return number, words
