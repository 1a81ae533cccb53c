"""Front matter: `key: value` lines between two lines of `---` at a text's beginning.

A small part of YAML, read to the letter, so that every value has its place in the text
and a date stays the words it was written in:

    ---
    title: "Cable from the Embassy"
    date: 1963-08-01
    person:
      - Chen Yi
      - Zhou Enlai
    ---

A value may stand in quotation marks; further items or lines are indented. Comments begin
with `#`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.errors import UnreadableSource
from corpus.readers import reasons
from corpus.readers.declared import Statement
from corpus.spans import Span

_FENCE = re.compile(r"\ufeff?---[ \t]*\r?\n")
_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_END = re.compile(r"(?:---|\.\.\.)[ \t]*\r?\n?$")
_KEY = re.compile(r"(?P<key>\w[\w .-]{0,59}?)[ \t]*:(?:[ \t]+(?P<words>\S.*?))?[ \t]*\r?\n?$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<words>\S.*?)[ \t]*\r?\n?$")
_MORE = re.compile(r"[ \t]+(?P<words>\S.*?)[ \t]*\r?\n?$")
_SKIP = re.compile(r"[ \t]*(?:#.*)?\r?\n?$")
#: Signs that stand for the second of them alone, by the marks around the value.
_PROTECTED = {'"': re.compile(r'\\(["\\])'), "'": re.compile(r"'(')")}
#: Longer front matter is none.
_MOST_LINES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The front matter of a text.

    Attributes:
        span: from the beginning of the text to the end of the closing line.
        statements: its keys and values, in order; a list is one statement an item.
    """

    span: Span
    statements: tuple[Statement, ...]


def front_matter(text: str, name: str) -> FrontMatter | None:
    """Return the front matter of a text, or None when it has none.

    A text that begins with `---` but does not go on with a key has none: the line is
    a rule drawn across the page. So it is where no line closes it and one is no
    `key: value`, such as the words of a letter; `unclosed` tells of that.

    Args:
        text: the text, decoded.
        name: what messages call it.

    Raises:
        UnreadableSource: a line is no `key: value`, or the closing `---` is missing after
            lines that are nothing else.
    """
    lines = _begun(text)
    end = next((number for number, (_, line) in enumerate(lines) if _END.match(line)), None)
    if not lines or (end is None and _has_words(lines)):
        return None
    if end is None:
        raise UnreadableSource(reasons.UNCLOSED(name=name), reasons.CLOSE())
    closing, mark = lines[end]
    return FrontMatter(
        span=Span(0, closing + len(mark.rstrip("\r\n"))),
        statements=tuple(_statements(text, lines[:end], name)),
    )


def unclosed(text: str) -> tuple[str, ...]:
    """Return a warning where a text begins as front matter does, and none closes it."""
    lines = _begun(text)
    if not lines or any(_END.match(line) for _, line in lines):
        return ()
    return ("It begins with '---' and no such line follows: all below was read as words.",)


def _begun(text: str) -> list[tuple[int, str]]:
    """Return the lines below an opening line that a key follows; none for any other text."""
    opening = _FENCE.match(text)
    lines = _lines(text, opening.end()) if opening else []
    return lines if lines and _KEY.match(lines[0][1]) else []


def _has_words(lines: list[tuple[int, str]]) -> bool:
    forms = (_SKIP, _KEY, _ITEM, _MORE)
    return any(not any(form.match(line) for form in forms) for _, line in lines)


def _lines(text: str, start: int) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    while start < len(text) and len(found) < _MOST_LINES:
        line = _LINE.match(text, start)
        assert line is not None  # it matches any line, the last included
        found.append((start, line.group()))
        start = line.end()
    return found


def _statements(text: str, lines: list[tuple[int, str]], name: str) -> Iterator[Statement]:
    key, listed, span = "", False, None
    for number, (start, line) in enumerate(lines, 2):
        if _SKIP.match(line):
            continue
        found = _KEY.match(line)
        item, more = _ITEM.match(line), _MORE.match(line)
        if found:
            if key and not listed:
                yield _statement(text, key, span)
            key, listed, span = found["key"], False, _span(found, start)
        elif key and item and (listed or span is None):
            listed = True
            yield _statement(text, key, _span(item, start))
        elif key and more and not listed:
            added = _span(more, start)
            span = added if span is None else Span(span.start, (added or span).end)
        else:
            said = reasons.NO_KEY(line=number, name=name)
            raise UnreadableSource(said, reasons.CORRECT_LINE())
    if key and not listed:
        yield _statement(text, key, span)


def _span(found: re.Match[str], start: int) -> Span | None:
    if found["words"] is None or found["words"] in ("|", ">", "|-", ">-"):
        return None
    return Span(*found.span("words")).shifted(start)


def _statement(text: str, key: str, span: Span | None) -> Statement:
    words = span.of(text) if span else ""
    meant = None
    if span and len(words) > 1 and words[0] == words[-1] and words[0] in "\"'":
        protected = _PROTECTED[words[0]]
        span, words = Span(span.start + 1, span.end - 1), words[1:-1]
        meant = protected.sub(r"\1", words)
    return Statement(key=key, words=words, meant=meant, span=span if words else None)
