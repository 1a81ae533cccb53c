"""Plain text: the conversation with numbered notes and a list of sources."""

from __future__ import annotations

from collections.abc import Iterator

from bot.exports.search_log import log_lines
from bot.exports.sheet import LEGEND, Aside, Exchange, Frame, Sheet, Stated, Words

_INDENT = "    "


def plain_text(sheet: Sheet) -> str:
    """Set a sheet as plain text; no line is folded, so that words can be copied whole."""
    parts = [sheet.title, LEGEND]
    for exchange in sheet.exchanges:
        parts.append("\n\n".join(_exchange(exchange)))
    if sheet.notes:
        notes = (f"{n}. {text}" for n, text in enumerate(sheet.notes, 1))
        parts.append("\n".join(["Notes", *notes]))
    if sheet.sources:
        entries = sheet.listing or "\n".join(source.entry for source in sheet.sources)
        parts.append("\n".join(["Sources", entries.rstrip("\n")]))
        parts += _beside_sources(sheet)
    log = (f"{name}: {value}" if value else name for name, value in log_lines(sheet.log))
    parts.append("\n".join(["Search log", *log]))
    return "\n\n".join(parts) + "\n"


def _exchange(exchange: Exchange) -> Iterator[str]:
    yield f"{exchange.n}. {exchange.question}"
    for block in exchange.blocks:
        match block:
            case Words():
                quoted = f"{_INDENT}“{block.shown.quote.text}” [{block.note}]"
                yield "\n".join([quoted, *(f"{_INDENT}{line}" for line in block.beside)])
            case Stated():
                yield f"{_INDENT}{block.text} [{block.note}]"
            case Aside() | Frame():
                yield block.text


def _beside_sources(sheet: Sheet) -> Iterator[str]:
    for source in sheet.sources:
        said = [text for text in (source.notice, *source.rights) if text]
        if said:
            yield "\n".join([f"Record {source.record.record_id}", *said])
