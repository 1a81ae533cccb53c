"""The whole conversation as JSON, and its quotes read back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.exports.anchors import Anchor, read_anchor, text_sha256
from bot.exports.sheet import Sheet, Words
from corpus.citations import STYLES, cite
from corpus.errors import ArchiveError

if TYPE_CHECKING:
    from bot.chatbot import Turn

FORMAT = "dragoman-conversation"
VERSION = 1


def whole(turns: Sequence[Turn], sheet: Sheet) -> str:
    """Write turns with their whole answers, the records they quote, notes and search log."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "title": sheet.title,
        "made": sheet.made or None,
        "style": sheet.style,
        "turns": [
            {"question": turn.question, "answer": turn.answer.to_json(), "notes": list(notes)}
            for turn, notes in zip(turns, _note_numbers(sheet), strict=True)
        ],
        "notes": list(sheet.notes),
        "records": [
            {
                "record_id": source.record.record_id,
                "text_sha256": text_sha256(source.record.text),
                "translation_notice": source.notice,
                "rights": list(source.rights),
                "citations": {style: cite(source.record).format(style) for style in STYLES},
            }
            for source in sheet.sources
        ],
        "log": sheet.log,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _note_numbers(sheet: Sheet) -> Iterator[list[int]]:
    for exchange in sheet.exchanges:
        yield [block.note for block in exchange.blocks if isinstance(block, Words)]


def read_whole(text: str) -> tuple[tuple[Anchor, ...], list[tuple[int | None, str]]]:
    """Read anchors and quotes out of an exported conversation, or of one answer's JSON.

    Quotes and nearest passages are numbered in the order in which they stand in the file.

    Raises:
        ArchiveError: it is neither.
    """
    try:
        content = json.loads(text)
        answers = _answers(content)
        records = content.get("records", [])
        hashes = {each["record_id"]: each["text_sha256"] for each in records}
        anchors: list[Anchor] = []
        words: list[tuple[int | None, str]] = []
        for answer in answers:
            for each in (*answer["quotes"], *answer["nearest"]):
                note = len(anchors) + 1
                anchors.append(_anchor(note, each, hashes))
                words.append((note, _string(each["text"])))
        return tuple(anchors), words
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ArchiveError(
            "The file is no exported conversation and no answer of Dragoman's.",
            "'dragoman ask QUESTION --export FILE.json' writes one.",
        ) from error


def _answers(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if "run_id" in content:  # as 'dragoman ask --json' prints it
        return [content]
    if content["format"] != FORMAT or content["version"] != VERSION:
        raise ValueError("of another form")
    return [turn["answer"] for turn in content["turns"]]


def _anchor(note: int, quote: Mapping[str, Any], hashes: Mapping[str, str]) -> Anchor:
    known = hashes.get(quote["record_id"], "")
    return read_anchor({**quote, "note": note, "record_sha256": known})


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a quote is no text")
    return value
