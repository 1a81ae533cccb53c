"""`evaluate`: measure an archive on a question file, or retrieval on a test collection."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.progress import Progress
from ui.options import archive_option, examples, json_option, open_chosen, put, put_json
from ui.progress import ProgressBar

if TYPE_CHECKING:
    from bot import Answer

_out = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command(
    epilog=examples(
        "dragoman evaluate questions.jsonl --answers answers.jsonl",
        "dragoman evaluate squad2_dev/ --run squad2.run",
        "dragoman evaluate squad2_dev/ --limit 50 --no-answers",
    )
)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--run", "run_file", type=_out, metavar="FILE", help="Write the run, TREC's six columns."
)
@click.option(
    "--answers",
    "answers_file",
    type=_out,
    metavar="FILE",
    help="Write each answer, one JSON a line.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Take the first N queries.")
@click.option(
    "--no-answers", is_flag=True, help="Measure retrieval alone; much faster on a collection."
)
@archive_option
@json_option
def evaluate(
    path: Path,
    run_file: Path | None,
    answers_file: Path | None,
    limit: int | None,
    no_answers: bool,
    as_json: bool,
) -> None:
    """Measure answers and retrieval.

    PATH is a .jsonl file of questions with gold quotes, which are asked of the archive,
    or a BEIR folder (corpus.jsonl, queries.jsonl, qrels/test.tsv and, if known,
    spans.jsonl), of which a throw-away archive is made.
    """
    with ProgressBar("Measuring; each question takes up to a second ...") as track:
        if path.is_dir():
            report, answers = _collection(path, run_file, limit, not no_answers, track)
        else:
            if run_file is not None:
                raise click.UsageError("--run needs a BEIR folder; a question file has no run.")
            report, answers = _questions(path, limit, track)
    if answers_file is not None:
        _write(answers_file, (_line(name, answer) for name, answer in answers))
    if as_json:
        put_json(report)
    else:
        put(_table(report))


def _collection(
    path: Path, run_file: Path | None, limit: int | None, with_answers: bool, track: Progress
) -> tuple[dict[str, Any], list[tuple[str, Answer]]]:
    from bot.evaluation.collection import measured, read_collection, run, trec_lines

    collection = read_collection(path)
    results = list(run(collection, limit=limit, with_answers=with_answers, progress=track))
    if run_file is not None:
        _write(run_file, trec_lines(results))
    report = {
        "set": path.name,
        "queries": len(results),
        "measures": {
            name: {"mean": round(mean, 4), "standard_error": round(error, 4)}
            for name, (mean, error) in measured(collection, results).items()
        },
    }
    answers = [(each.topic.query_id, each.answer) for each in results if each.answer is not None]
    return report, answers


def _questions(
    path: Path, limit: int | None, track: Progress
) -> tuple[dict[str, Any], list[tuple[str, Answer]]]:
    from bot.evaluation.asked import ask_all, rates

    results = ask_all(open_chosen(), path, limit=limit, progress=track)
    report = {
        "set": path.name,
        "queries": len(results),
        "rates": {
            name: {"passed": passed, "asked": asked}
            for name, (passed, asked) in rates(results).items()
        },
        "failed": [
            {"id": each.question_id, "expected": each.expected, "why": each.why}
            for each in results
            if not each.passed
        ],
    }
    return report, [(each.question_id, each.answer) for each in results]


def _line(name: str, answer: Answer) -> str:
    return json.dumps({"id": name, "answer": answer.to_json()}, ensure_ascii=False)


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def _table(report: dict[str, Any]) -> str:
    lines: list[str] = [f"{report['set']}: {report['queries']} queries"]
    for name, row in report.get("measures", {}).items():
        lines.append(f"  {name:<24} {row['mean']:.3f}  ± {1.96 * row['standard_error']:.3f}")
    for name, row in report.get("rates", {}).items():
        share = row["passed"] / row["asked"]
        lines.append(f"  {name:<34} {row['passed']:>3} of {row['asked']:<3}  {share:.0%}")
    lines += _failures(report.get("failed", ()))
    return "\n".join(lines)


def _failures(failed: Sequence[dict[str, str]]) -> list[str]:
    return [f"  failed {each['id']}: expected {each['expected']}, {each['why']}" for each in failed]
