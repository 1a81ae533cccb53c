"""The parties of a document: who its heading says it is from and to.

The editors' markup says who is meant by a name in the heading. Where its person does not bear
that name, or another of the volume's persons bears it with the office that the heading gives,
the markup is in error and the heading's own words stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.authorities import Authority, AuthorityKind
from corpus.descriptions import FieldName, Origin
from corpus.facets import plain
from corpus.readers.tei_flow import Mark
from corpus.readers.tei_headings import joined_to, receiver, sender
from corpus.spans import Span

#: Shorter words are particles and initials.
_NAME_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Party:
    """One who sent or received a document.

    Attributes:
        name: creator or addressee.
        value: the name, as the volume's list of persons has it where it is known.
        span: where the heading's words for it stand in the heading.
        origin: whether the editors' markup or the form of the heading says it.
    """

    name: FieldName
    value: str
    span: Span
    origin: Origin


def parties(
    heading: str, marks: Sequence[Mark], persons: Mapping[str, Authority]
) -> Iterator[Party]:
    """Yield the parties of a document.

    Args:
        heading: its heading.
        marks: the editors' marks in it.
        persons: the volume's authorities by key.
    """
    for name, side, words in (
        (FieldName.CREATOR, "from", sender(heading)),
        (FieldName.ADDRESSEE, "to", receiver(heading)),
    ):
        marked = [mark for mark in marks if mark.attributes.get("type") == side]
        if not marked and words:
            # The words say that they are a party, the markup says who they are.
            marked = [
                mark
                for mark in marks
                if mark.tag == "persName" and words.start <= mark.start and mark.end <= words.end
            ]
        whole = _outermost(marked)
        for mark in whole:
            span, value = _meant(heading, mark, words, persons)
            yield Party(name, value, span, Origin.SOURCE)
        if not whole and words:
            yield Party(name, _joined(words.of(heading)), words, Origin.DERIVED)
        more = joined_to(heading, whole[-1].end) if whole and side == "to" else None
        if more:
            yield Party(name, _joined(more.of(heading)), more, Origin.DERIVED)


def _meant(
    heading: str, mark: Mark, party: Span | None, persons: Mapping[str, Authority]
) -> tuple[Span, str]:
    """Return the words that name a party, and whom they name."""
    span = Span(mark.start, mark.end)
    own = re.sub(r"^[Tt]he ", "", _joined(span.of(heading)))
    known = persons.get(mark.attributes.get("corresp", "").lstrip("#"))
    if known is None or known.kind is not AuthorityKind.PERSON or not _bears(known, own):
        return span, own
    office = Span(party.start, mark.start) if party and party.start < mark.start else None
    if office and _is_anothers(plain(office.of(heading)), known, persons):
        whole = Span(office.start, mark.end)
        return whole, _joined(whole.of(heading))
    return span, known.name


def _bears(known: Authority, words: str) -> bool:
    """Tell whether a person bears one of the words as a name."""
    names = set(plain(" ".join((known.name, *known.aliases))).split())
    own = {word for word in plain(words).split() if len(word) >= _NAME_LETTERS}
    return not own or not own.isdisjoint(names)


def _is_anothers(office: str, known: Authority, persons: Mapping[str, Authority]) -> bool:
    """Tell whether another person of the same family name held the office, and this one did not."""
    if not office or f" {office} " in f" {plain(known.description)} ":
        return False
    family = known.name.split(",")[0]
    return any(
        other is not known
        and other.kind is AuthorityKind.PERSON
        and other.name.split(",")[0] == family
        and f" {office} " in f" {plain(other.description)} "
        for other in persons.values()
    )


def _outermost(marks: Sequence[Mark]) -> list[Mark]:
    kept = [
        mark
        for mark in marks
        if not any(
            other is not mark
            and other.start <= mark.start
            and mark.end <= other.end
            and (other.start, other.end) != (mark.start, mark.end)
            for other in marks
        )
    ]
    return sorted({(m.start, m.end): m for m in kept}.values(), key=lambda mark: mark.start)


def _joined(words: str) -> str:
    return " ".join(words.split())
