"""A table of quotes for spreadsheets (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.exports.sheet import Sheet, Words
from corpus.notices import rights_statements, translation_notice

if TYPE_CHECKING:
    from bot.chatbot import Turn

COLUMNS = (
    *("turn", "question", "read_as", "status", "note", "standing", "voice", "words"),
    *("record_id", "passage_id", "paragraph", "start", "end", "sha256", "citation"),
    *("translation", "rights", "reasons", "run_id"),
)
#: A cell that begins with one of these is run by spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def quote_table(turns: Sequence[Turn], sheet: Sheet) -> str:
    """Write one row a quote, and one for a turn without any.

    A cell that a spreadsheet would run as a formula is led by an apostrophe, in the column of
    words too; `sha256` is of the words as they are stored.
    """
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, COLUMNS, restval="")
    table.writeheader()
    for row in _rows(turns, sheet):
        table.writerow({name: neutral(value) for name, value in row.items()})
    # Spreadsheets take a file without this mark for one in an 8-bit encoding.
    return "\ufeff" + written.getvalue()


def neutral(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _rows(turns: Sequence[Turn], sheet: Sheet) -> Iterator[dict[str, Any]]:
    for exchange, turn in zip(sheet.exchanges, turns, strict=True):
        answer = turn.answer
        common = {
            "turn": exchange.n,
            "question": answer.question,
            "read_as": answer.read_as,
            "status": str(answer.status),
            "reasons": "; ".join(answer.reasons),
            "run_id": answer.run_id,
        }
        quotes = [block for block in exchange.blocks if isinstance(block, Words)]
        yield from ({**common, **_row(block, sheet)} for block in quotes)
        if not quotes:
            yield common


def _row(block: Words, sheet: Sheet) -> Mapping[str, Any]:
    quote = block.shown.quote
    told = block.shown.to_json(block.note)
    description = quote.record.description
    return {
        "note": block.note,
        "standing": "answer" if block.answers else "nearest passage, not an answer",
        "words": quote.text,
        "citation": sheet.notes[block.note - 1],
        "translation": translation_notice(description),
        "rights": " ".join(rights_statements(description)),
        **{
            name: told[name]
            for name in ("voice", "record_id", "passage_id", "paragraph", "start", "end", "sha256")
        },
    }
