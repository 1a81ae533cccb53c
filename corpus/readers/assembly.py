"""Assembly: from marked stretches of a text to a record that accounts for all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.descriptions import Description
from corpus.errors import UnreadableSource
from corpus.passages import Because, Dropped, Passage, Role
from corpus.readers import reasons
from corpus.readers.limits import Limits
from corpus.readers.pieces import pieces
from corpus.records import Record, Source
from corpus.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a text, and what it is.

    Attributes:
        span: where it stands.
        role: its role as a passage, or why it is none.
        section: the printed section it belongs to.
        page: the page of the source it stands on.
    """

    span: Span
    role: Role | Because
    section: str | None = None
    page: str | None = None


def assemble(
    record_id: str,
    text: str,
    stretches: Iterable[Stretch],
    *,
    description: Description,
    source: Source,
    limits: Limits,
) -> Record:
    """Make a record of a text whose stretches are marked.

    White space at a stretch's ends belongs to no passage. What no stretch covers is
    dropped: white space as spacer, anything else as furniture.

    Args:
        record_id: the record's id.
        text: kept as it is.
        stretches: in order, without overlap.
        description: catalogue fields.
        source: where the bytes came from; its name is used in messages.
        limits: the longest passage.

    Raises:
        UnreadableSource: no stretch holds words.
    """
    passages: list[Passage] = []
    dropped: list[Dropped] = []
    counted = dict.fromkeys(Role, 0)
    end = 0
    for stretch in stretches:
        for span in _parts(text, stretch, limits.passage):
            dropped += _gap(text, end, span.start)
            end = span.end
            if isinstance(stretch.role, Because):
                dropped.append(Dropped(span=span, because=stretch.role))
                continue
            counted[stretch.role] += 1
            passages.append(
                Passage(
                    record_id=record_id,
                    span=span,
                    text=span.of(text),
                    ordinal=counted[stretch.role],
                    role=stretch.role,
                    section=stretch.section,
                    page=stretch.page,
                )
            )
    dropped += _gap(text, end, len(text))
    if not any(sign.isalnum() for passage in passages for sign in passage.text):
        raise UnreadableSource(reasons.EMPTY(name=source.name), reasons.WHOLE())
    return Record(
        record_id=record_id,
        text=text,
        description=description,
        source=source,
        passages=tuple(passages),
        dropped=tuple(dropped),
    )


def _parts(text: str, stretch: Stretch, longest: int) -> Iterator[Span]:
    span = trimmed(text, stretch.span)
    if not len(span):
        return
    if isinstance(stretch.role, Because):
        yield span
    else:
        yield from pieces(text, span, longest)


def trimmed(text: str, span: Span) -> Span:
    """Return the span without white space at its ends."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))


def _gap(text: str, start: int, end: int) -> Iterator[Dropped]:
    if end > start:
        blank = not text[start:end].strip()
        yield Dropped(span=Span(start, end), because=Because.SPACER if blank else Because.CHROME)
