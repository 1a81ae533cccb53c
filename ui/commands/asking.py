"""`ask` and `search`: one question, one result."""

from __future__ import annotations

from pathlib import Path

import click

from ui.commands.exporting import export_options, wanted
from ui.options import (
    archive_option,
    examples,
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
        'dragoman ask "Why did people leave?" --export answer.docx --style chicago-note',
        'dragoman ask "Why did people leave?" --export sources.bib --log search.md',
    )
)
@click.argument("question")
@export_options
@archive_option
@json_option
def ask(
    question: str,
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
    from bot import Turn
    from ui.terminal import answer_text

    asked = question_from(question)
    files = wanted(exports, style, log, force)
    archive = open_chosen()
    answer = archive.ask(asked)
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
@archive_option
@json_option
def search(query: str, k: int, exact: bool, full: bool, as_json: bool) -> None:
    """Rank the passages nearest to a query, and say why.

    QUERY is a question or a few words; "-" reads it from standard input.
    """
    from ui.terminal import hits_text

    asked = question_from(query)
    hits = [hit.to_json() for hit in open_chosen().retriever.search(asked, k, phrase=exact)]
    if as_json:
        put_json({"query": asked, "exact": exact, "hits": hits})
    else:
        put(hits_text(hits, screen_width(), full=full))
