"""`list`, `show` and `cite`: what the archive holds, as it stands there."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.citations import STYLES, check_style
from corpus.citations import cite as cite_record
from ui.options import (
    archive_option,
    examples,
    json_option,
    open_chosen,
    put,
    put_json,
    screen_width,
)

if TYPE_CHECKING:
    from corpus.citations import Citation
    from corpus.passages import Passage
    from corpus.records import Record

paragraph_option = click.option(
    "--paragraph", type=click.IntRange(min=1), metavar="N", help="Only body paragraph N."
)


@click.command("list", epilog=examples("dragoman list", "dragoman list --json"))
@archive_option
@json_option
def list_records(as_json: bool) -> None:
    """List the records with date, reference code and title."""
    from ui.terminal import summaries_text

    rows = [asdict(row) for row in open_chosen().summaries()]
    if as_json:
        put_json({"records": rows})
    else:
        put(summaries_text(rows, screen_width()))


@click.command(epilog=examples("dragoman show 118214", "dragoman show 118214 --paragraph 3"))
@click.argument("record")
@paragraph_option
@archive_option
@json_option
def show(record: str, paragraph: int | None, as_json: bool) -> None:
    """Show a record: its catalogue fields and its paragraphs.

    The words under each mark such as [para. 3] are the archive's, letter for letter.
    """
    from ui.terminal import passage_text, record_text

    found = open_chosen().record(record)
    passage = None if paragraph is None else found.paragraph(paragraph)
    if as_json:
        put_json(record_json(found) if passage is None else passage_json(passage))
    elif passage is None:
        put(record_text(found, screen_width()))
    else:
        put(passage_text(passage, screen_width()))


@click.command(
    epilog=examples(
        "dragoman cite 118214",
        "dragoman cite 118214 --paragraph 3 --style chicago-note",
        "dragoman cite 118214 --style bibtex >> sources.bib",
        "dragoman cite 118214 --paragraph 3 --csl nature.csl",
    )
)
@click.argument("record")
@paragraph_option
@click.option(
    "--style",
    default="wilson",
    show_default=True,
    metavar="STYLE",
    help=f"How to write it: {', '.join(STYLES)}.",
)
@click.option(
    "--csl",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it in the style of this CSL file instead, first as a note or in running text, "
    "then as an entry of the list of works cited; needs pip install 'dragoman[csl]'.",
)
@archive_option
@json_option
def cite(record: str, paragraph: int | None, style: str, csl: Path | None, as_json: bool) -> None:
    """Cite a record or one paragraph, ready for a footnote."""
    check_style(style)  # before an archive is opened for it
    found = open_chosen().record(record)
    passage = None if paragraph is None else found.paragraph(paragraph)
    if csl is not None:
        _cite_by_file(cite_record(found, passage=passage), csl, as_json)
        return
    citation = cite_record(found, passage=passage).format(style)
    if as_json:
        put_json(
            {
                "record_id": found.record_id,
                "paragraph": paragraph,
                "style": style,
                "citation": citation,
            }
        )
    else:
        put(citation)


def _cite_by_file(citation: Citation, csl: Path, as_json: bool) -> None:
    from corpus.csl_styles import format_csl

    written = format_csl(citation, csl)
    if as_json:
        put_json({"record_id": citation.record_id, "csl": csl.name, **asdict(written)})
    else:
        put("\n".join(filter(None, (written.citation, written.entry))))


def passage_json(passage: Passage) -> dict[str, Any]:
    """Return a passage with its place in the record's stored text."""
    return {
        "record_id": passage.record_id,
        "passage_id": passage.passage_id,
        "role": passage.role.value,
        "ordinal": passage.ordinal,
        "section": passage.section,
        "page": passage.page,
        "start": passage.span.start,
        "end": passage.span.end,
        "text": passage.text,
    }


def record_json(record: Record) -> dict[str, Any]:
    """Return a record whole: fields, passages, what was left out, and the stored text."""
    return {
        "record_id": record.record_id,
        "profile": record.description.profile,
        "fields": [
            {
                "name": field.name.value,
                "value": field.value,
                "raw": field.raw,
                "origin": field.origin.value,
                "presence": field.presence.value,
                "start": field.span.start if field.span else None,
                "end": field.span.end if field.span else None,
            }
            for field in record.description
        ],
        "passages": [passage_json(passage) for passage in record.passages],
        "dropped": [
            {"start": gap.span.start, "end": gap.span.end, "because": gap.because.value}
            for gap in record.dropped
        ],
        "source": asdict(record.source),
        "text": record.text,
    }
