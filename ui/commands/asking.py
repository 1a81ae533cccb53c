"""`ask` and `search`: one question, one result."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.filters import Filters
from ui.commands.exporting import export_options, wanted
from ui.options import (
    archive_option,
    examples,
    filter_options,
    json_option,
    open_chosen,
    put,
    put_json,
    question_from,
    screen_width,
)


@click.command(
    epilog=examples(
        'dragoman ask "How did Moscow itself explain why people left Sinkiang?"',
        'dragoman ask "Who translated this document?" --json',
        "dragoman ask - < question.txt",
        'dragoman ask "Why did people leave?" --from 1962-08 --to 1963-08',
        'dragoman ask "Why did people leave?" --export answer.docx --style chicago-note',
        'dragoman ask "Why did people leave?" --export sources.bib --log search.md',
    )
)
@click.argument("question")
@filter_options
@export_options
@archive_option
@json_option
def ask(
    question: str,
    filters: Filters,
    exports: tuple[Path, ...],
    style: str | None,
    log: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Ask a question; be answered in quotes with citations.

    QUESTION is a sentence of up to 4,000 characters; "-" reads it from standard input.
    Where the records do not answer, Dragoman says so and shows what it searched.
    With --export the answer is written to a file as well; the file's ending names its format,
    and 'dragoman check FILE' tells later whether its quotes still stand.
    """
    from ui.terminal import answer_text

    asked = question_from(question)
    files = wanted(exports, style, log, force)
    archive = open_chosen()
    answer = archive.ask(asked, filters=filters)
    from bot import Turn  # imported by then: before, the models had waited for it

    if as_json:
        put_json(answer.to_json())
    else:
        put(answer_text(answer.to_json(), screen_width()))
    for path in files.write([Turn(question=asked, answer=answer)], archive):
        click.echo(f"Wrote {path}.", err=True)


@click.command(
    epilog=examples(
        'dragoman search "riots in Kuldja" -k 3',
        'dragoman search --exact "subversive activities" --full',
        'dragoman search "border incidents" --from 1962-08 --to 1963 --place Yining',
        "dragoman search 'what of \"livestock\"?' --date 1963 --json",
    )
)
@click.argument("query")
@click.option(
    "-k",
    "--count",
    "k",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="How many passages.",
)
@click.option("--exact", is_flag=True, help="Only passages that hold these very words in order.")
@click.option("--full", is_flag=True, help="Whole passages instead of their opening words.")
@filter_options
@archive_option
@json_option
def search(query: str, k: int, exact: bool, full: bool, filters: Filters, as_json: bool) -> None:
    """Rank the passages nearest to a query, and say why.

    QUERY is a question or a few words; "-" reads it from standard input. Passages that hold
    what it has between double quotation marks come first, and so do those of a document
    whose reference code it names. The filters say what part of the archive is searched.
    """
    from ui.terminal import hits_text, wrapped

    asked = question_from(query)
    archive = open_chosen()
    retriever = archive.retriever.holding(archive.generation())
    found = retriever.search(asked, k, phrase=exact, filters=filters)
    reach = retriever.reach(filters)
    needs = () if exact else retriever.exact_needs(asked, filters=filters)
    if as_json:
        whole = found.to_json() | {"exact": exact, "searched": reach.to_json()}
        put_json(whole | {"exact_needs": [need.to_json() for need in needs]})
        return
    width = screen_width()
    notes = [f"No passage searched holds “{need.words}”." for need in needs if not need.rows]
    notes = ([reach.sentence] if reach.sentence else []) + notes
    ranking = hits_text([hit.to_json() for hit in found], width, full=full)
    put("\n\n".join([*(wrapped(note, width) for note in notes), ranking]))
