"""The layout of a transcription: what stands above and below a document's own words.

For texts that a table delivers whole. Where the collection's texts keep letterhead, heading,
addressee and signature as lines of their own, those lines get the roles they have on a page
of that collection and are no evidence; elsewhere every paragraph is body.
"""

from __future__ import annotations

from dataclasses import replace

from corpus.descriptions import Description, FieldName, Presence
from corpus.passages import Role
from corpus.profiles import load_profile
from corpus.readers import titles
from corpus.readers.assembly import Stretch
from corpus.readers.blocks import Block
from corpus.readers.paragraphs import paragraphs
from corpus.readers.wilson_document import Part, parts
from corpus.readers.wilson_fields import document_fields


def laid_out(text: str, description: Description) -> tuple[list[Stretch], Description]:
    """Return the stretches of a table's text, and the description with what they say.

    Args:
        text: the record's text.
        description: what the table states of the record.
    """
    lines = [Block(span, span.of(text)) for span in paragraphs(text)]
    document = _parts(lines, description)
    if not any(part.role is Role.BODY for part in document):
        return [Stretch(span=line.span, role=Role.BODY) for line in lines], description
    stated = {each.name for each in description if each.presence is not Presence.EMPTY}
    read = (each for each in document_fields(document, stated) if each.name not in stated)
    stretches = [Stretch(span=p.block.span, role=p.role, section=p.section) for p in document]
    return stretches, replace(description, fields=(*description.fields, *read))


def _parts(lines: list[Block], description: Description) -> tuple[Part, ...]:
    if not load_profile(description.profile).keeps_layout:
        return ()
    title = description.value(FieldName.TITLE)
    return parts(lines, titles.own_titles(title) if title else ())
