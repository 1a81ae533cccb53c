"""Markdown with footnotes, and its quotes read back.

Footnotes are `[^1]`, as Pandoc, GitHub and Obsidian have them. What Markdown would take
for a mark is escaped, straight quotation marks and dots too: Pandoc would curl them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.exports.anchors import Anchor, anchors_text, read_anchors
from bot.exports.printable import printable
from bot.exports.search_log import log_lines
from bot.exports.sheet import LEGEND, Aside, Exchange, Frame, Sheet, Stated, Words

ANCHORS = "Anchors for `dragoman check`"
_SPECIAL = re.compile(r"[\\`*_\[\]<>&~|$^@{}\"']|--+|\.\.\.+")
_LINE_START = re.compile(r"^(?:[#+=:-]|\d+(?=[.)]))")
_ENTITY_OR_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|&#(\d{1,7});")
_QUOTE = re.compile(r"“(.*)”\[\^(\d{1,6})\]\s*", re.DOTALL)
_URL = re.compile(r"(https?://[^\s<>]*[^\s<>.,;)])")
_FENCE = re.compile(r"^```json dragoman\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)


def markdown(sheet: Sheet) -> str:
    """Set a sheet in Markdown."""
    parts = [f"# {escaped(sheet.title)}", LEGEND]
    for exchange in sheet.exchanges:
        parts += _exchange(exchange)
    if sheet.sources:
        parts.append("## Sources")
    for source in sheet.sources:
        said = [source.entry, source.notice, *source.rights]
        parts.append(f"- {_linked(said[0])}")
        parts += [f"    {escaped(words)}" for words in said[1:] if words]
    parts += ["## Search log", _log(sheet)]
    parts += [f"## {ANCHORS}", f"```json dragoman\n{anchors_text(sheet.anchors())}\n```"]
    if sheet.notes:
        notes = (f"[^{n}]: {_linked(text)}" for n, text in enumerate(sheet.notes, 1))
        parts.append("\n".join(notes))
    return "\n\n".join(parts) + "\n"


def log_markdown(sheet: Sheet) -> str:
    """Write the search log of a sheet alone."""
    return f"# Search log\n\n{_log(sheet)}\n"


def _log(sheet: Sheet) -> str:
    lines = []
    for name, value in log_lines(sheet.log):
        lines.append(f"- {name}: {escaped(value)}" if value else f"\n### {name}\n")
    return "\n".join(lines).strip("\n")


def _exchange(exchange: Exchange) -> Iterator[str]:
    yield f"## {exchange.n}. {escaped(' '.join(exchange.question.split()))}"
    for block in exchange.blocks:
        match block:
            case Words():
                words = escaped(f"“{block.shown.quote.text}”")
                yield _quoted(f"{words}[^{block.note}]")
                yield "  \n".join(f"— {escaped(line)}" for line in block.beside)
            case Stated():
                yield f"{escaped(block.text)}[^{block.note}]"
            case Aside():
                yield f"*{escaped(block.text)}*"
            case Frame():
                yield escaped(block.text)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def escaped(text: str) -> str:
    r"""Return the text so that Markdown shows every character of it as it is.

    >>> escaped("a_b *c*")
    'a\\_b \\*c\\*'
    """
    lines = printable(text).split("\n")
    return "\n".join(_escaped_line(line, first=n == 0) for n, line in enumerate(lines))


def _linked(citation: str) -> str:
    """Escape a citation; an address becomes a link, its letters as they are."""
    parts = _URL.split(citation)
    return "".join(f"<{part}>" if n % 2 else escaped(part) for n, part in enumerate(parts))


def _escaped_line(line: str, *, first: bool) -> str:
    marked = _SPECIAL.sub(lambda found: re.sub("(.)", r"\\\1", found[0]), line)
    if (start := _LINE_START.match(line)) is not None:
        end = start.end()
        # A number is no list while its dot is escaped; any other mark is escaped itself.
        marked = (
            f"{marked[:end]}\\{marked[end:]}"
            if line[0].isdigit()
            else f"\\{marked.lstrip(chr(92))}"
        )
    return _kept_spaces(marked, before=not first)


def _kept_spaces(line: str, *, before: bool) -> str:
    """Write white space at the ends of a line as entities: Markdown would drop it."""
    stripped = line.rstrip(" \t")
    line = stripped + "".join(f"&#{ord(char)};" for char in line[len(stripped) :])
    if not before:
        return line
    rest = line.lstrip(" \t")
    return "".join(f"&#{ord(char)};" for char in line[: len(line) - len(rest)]) + rest


def unescaped(text: str) -> str:
    """Return what Markdown shows of an escaped text."""
    return _ENTITY_OR_ESCAPE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    if found[1] is not None:
        return found[1]
    code = int(found[2])
    return chr(code) if 0 < code < 0x110000 else "\ufffd"


def read_markdown(text: str) -> tuple[tuple[Anchor, ...], list[tuple[int | None, str]]]:
    """Read the anchors and the quotes out of an exported file.

    Returns:
        The anchors; and note number and words of every block quote in the file, the
        number None where it bears none.

    Raises:
        ArchiveError: the anchors cannot be read, or there are none.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    fence = _FENCE.search(text)
    anchors = read_anchors(fence[1] if fence else "")
    return anchors, [_read_quote(block) for block in _block_quotes(text)]


def _read_quote(block: str) -> tuple[int | None, str]:
    found = _QUOTE.fullmatch(block)
    if found is not None:
        return int(found[2]), unescaped(found[1])
    number = re.search(r"\[\^(\d{1,6})\]", block)
    return int(number[1]) if number else None, unescaped(block)


def _block_quotes(text: str) -> Iterator[str]:
    """Yield each block quote without its marks; a line that goes on without one belongs to it."""
    block: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith(">") or (block and line.strip()):
            block.append(re.sub("^> ?", "", line))
        elif block:
            yield "\n".join(block)
            block = []
