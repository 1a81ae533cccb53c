"""The file formats of an export, each by the ending of a file's name."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.exports.markdown import log_markdown, markdown
from bot.exports.plain_text import plain_text
from bot.exports.quote_table import quote_table
from bot.exports.search_log import Provenance, log_json
from bot.exports.sheet import DEFAULT_STYLE, Sheet, cited_in, compose
from bot.exports.web_page import web_page
from bot.exports.whole import whole
from bot.exports.word import word_document
from corpus.citations import EXCHANGE_STYLES, bibliography, check_style
from corpus.errors import NothingCited, UnknownFormat, UnknownStyle
from corpus.quotes import verify
from corpus.sayings import Form, listed

if TYPE_CHECKING:
    from bot.chatbot import Turn
    from corpus.records import Record

_SET: dict[str, Callable[[Sequence[Turn], Sheet], str | bytes]] = {
    "md": lambda _, sheet: markdown(sheet),
    "html": lambda _, sheet: web_page(sheet),
    "docx": lambda _, sheet: word_document(sheet),
    "json": whole,
    "txt": lambda _, sheet: plain_text(sheet),
    "csv": quote_table,
}
#: Formats that are a file of the cited records for a reference manager, by style.
_LISTS = {"bib": ("bibtex", "biblatex"), "ris": ("ris",), "csl.json": ("csl-json",)}
_OTHER_NAMES = {"markdown": "md", "htm": "html"}
_LOGS: dict[str, Callable[[Sheet], str]] = {
    "md": log_markdown,
    "json": lambda sheet: log_json(sheet.log),
}

_NO_FORMAT = Form("export.format", "There is no format '{kind}'.")
_FORMATS = Form("remedy.export", "There are {formats}.")
_NOT_IN_STYLE = Form("export.style", "A .{kind} file is not written in the style '{style}'.")
_TAKE = Form("remedy.export style", "Leave the style out, or take {styles}.")
_NO_NOTES = Form("export.notes", "The notes of a .{kind} file cannot be in the style '{style}'.")
_OWN_FILE = Form("remedy.notes", "It is a file of its own, which ends in {ending}.")
_NOTHING_CITED = Form(
    "export.none cited", "No record is cited, so there is no list of records to write."
)
_SILENT_TOO = Form(
    "remedy.none cited",
    "A silent answer can be exported as .md, .html, .docx, .txt, .csv or .json.",
)
#: What `export` writes.
FORMATS = (*_SET, *_LISTS)
#: What `log` writes.
LOG_FORMATS = tuple(_LOGS)


def format_of(name: str, formats: Sequence[str] = FORMATS) -> str:
    """Return the format that a file's name asks for by its ending.

    >>> format_of("talk.csl.json")
    'csl.json'

    Raises:
        UnknownFormat: it asks for none of them.
    """
    lowered = name.casefold()
    for ending in sorted((*formats, *_OTHER_NAMES), key=len, reverse=True):
        known = _OTHER_NAMES.get(ending, ending)
        if lowered.endswith(f".{ending}") and known in formats:
            return known
    raise UnknownFormat(
        f"The ending of '{name}' names no format that can be written there.",
        f"It may end in {', '.join(f'.{each}' for each in formats)}.",
    )


def check_format(kind: str, style: str | None) -> None:
    """Refuse a citation style that a format cannot be written in.

    Args:
        kind: one of `FORMATS`.
        style: as asked for; None for the format's own.

    Raises:
        UnknownFormat: there is no such format.
        UnknownStyle: there is no such style, or the format is not written in it.
    """
    if kind not in FORMATS:
        raise UnknownFormat(_NO_FORMAT(kind=kind), _FORMATS(formats=listed(FORMATS)))
    if style is None:
        return
    check_style(style)
    if kind in _LISTS:
        if style not in _LISTS[kind]:
            raise UnknownStyle(
                _NOT_IN_STYLE(kind=kind, style=style), _TAKE(styles=listed(_LISTS[kind], "or"))
            )
    elif style in EXCHANGE_STYLES and kind != "txt":
        endings = [f".{ending}" for ending, styles in _LISTS.items() if style in styles]
        raise UnknownStyle(_NO_NOTES(kind=kind, style=style), _OWN_FILE(ending=endings[0]))


def export(
    turns: Sequence[Turn],
    kind: str,
    *,
    style: str | None = None,
    made: datetime.datetime | None = None,
    provenance: Provenance | None = None,
    title: str = "",
) -> bytes:
    """Write a conversation in one format; equal arguments give equal bytes.

    Args:
        turns: questions and answers, oldest first; notes are numbered through all of them.
        kind: one of `FORMATS`.
        style: citation style; by default Chicago notes, and BibTeX in a .bib file.
        made: when the answers were made; stated, never asked of the clock.
        provenance: the state of the archive that answered, for the search log.
        title: of the conversation, which becomes the heading of what is written.

    Returns:
        The file's bytes, text in UTF-8.

    Raises:
        UnknownFormat: there is no such format.
        UnknownStyle: there is no such style, or not in this format.
        NotVerbatim: a quote is not what its record holds.
        NothingCited: a list of cited records is asked for and none is cited.
    """
    check_format(kind, style)
    if kind in _LISTS:
        cited = cited_in(turns)
        if not cited:
            raise NothingCited(_NOTHING_CITED(), _SILENT_TOO())
        return _encoded(bibliography(cited, style or _LISTS[kind][0]))
    sheet = compose(
        turns, style=style or DEFAULT_STYLE, made=made, provenance=provenance, title=title
    )
    written = _SET[kind](turns, sheet)
    return written if isinstance(written, bytes) else _encoded(written)


def log(
    turns: Sequence[Turn],
    kind: str,
    *,
    made: datetime.datetime | None = None,
    provenance: Provenance | None = None,
) -> bytes:
    """Write the search log of a conversation.

    Args:
        turns: questions and answers, oldest first.
        kind: one of `LOG_FORMATS`.
        made: when the answers were made.
        provenance: the state of the archive that answered.

    Raises:
        UnknownFormat: there is no such format.
    """
    if kind not in _LOGS:
        raise UnknownFormat(
            f"A search log is not written as '{kind}'.", f"Take {' or '.join(LOG_FORMATS)}."
        )
    return _encoded(_LOGS[kind](compose(turns, made=made, provenance=provenance)))


def verify_again(turns: Sequence[Turn], record_of: Callable[[str], Record]) -> None:
    """Compare every quote of a conversation with the archive as it is now.

    Args:
        turns: questions and answers.
        record_of: returns a stored record, as `Archive.record` does.

    Raises:
        NotVerbatim: a quote is no longer what is stored; the record is named.
        UnknownRecord: a record was removed.
    """
    for turn in turns:
        for each in (*turn.answer.quotes, *turn.answer.nearest):
            record = record_of(each.quote.record.record_id)
            verify(each.quote.text, each.quote.span, record)


def _encoded(text: str) -> bytes:
    # Half of a surrogate pair, which some damaged sources hold, is in no encoding.
    return text.encode("utf-8", "replace")
