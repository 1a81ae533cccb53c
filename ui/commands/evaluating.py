"""`evaluate`: measure an archive on a question file, or retrieval on a test collection."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.counts import agreed
from corpus.progress import Progress, Step
from ui.options import archive_option, examples, json_option, open_chosen, put, put_json
from ui.progress import ProgressBar

if TYPE_CHECKING:
    from bot import Answer

_out = click.Path(dir_okay=False, writable=True, path_type=Path)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What was asked for on the command line, for one set."""

    run_file: Path | None
    compared: Path | None
    limit: int | None
    with_answers: bool


@click.command(
    epilog=examples(
        "dragoman evaluate questions.jsonl --answers answers.jsonl",
        "dragoman evaluate squad2_dev/ --run squad2.run",
        "dragoman evaluate squad2_dev/ --no-answers --compare squad2.run",
        "dragoman evaluate squad2_dev/ clapnq_dev/ --limit 50 --json",
        "dragoman evaluate squad2_dev/ clapnq_dev/ frus_abstain/ --curve silence.tsv",
    )
)
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--run", "run_file", type=_out, metavar="FILE", help="Write the run, TREC's six columns."
)
@click.option(
    "--compare",
    "compared",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="RUN",
    help="Compare with an earlier TREC run of the same set, query by query.",
)
@click.option(
    "--answers",
    "answers_file",
    type=_out,
    metavar="FILE",
    help="Write each answer, one JSON a line.",
)
@click.option(
    "--curve",
    "curve_file",
    type=_out,
    metavar="FILE",
    help="Write false silence and false answers at every threshold, all sets pooled.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Take the first N queries of a set."
)
@click.option(
    "--no-answers", is_flag=True, help="Measure retrieval alone; much faster on a collection."
)
@archive_option
@json_option
def evaluate(
    paths: tuple[Path, ...],
    run_file: Path | None,
    compared: Path | None,
    answers_file: Path | None,
    curve_file: Path | None,
    limit: int | None,
    no_answers: bool,
    as_json: bool,
) -> None:
    """Measure answers and retrieval, with 95 % confidence intervals.

    A PATH is a .jsonl file of questions with gold quotes, which are asked of the archive,
    or a BEIR folder (corpus.jsonl, queries.jsonl, qrels/test.tsv and, if known,
    spans.jsonl), of which a throw-away archive is made. With several, the files of --run
    and --answers have the name of the set added to theirs: out-squad2_dev.run.
    """
    several = len(paths) > 1
    _check(paths, run_file, compared)
    if curve_file is not None and no_answers:
        raise click.UsageError("--curve needs answers; leave out --no-answers.")
    for file in (run_file, answers_file, curve_file):
        if file is not None and not file.resolve().parent.is_dir():
            raise click.UsageError(f"There is no folder {file.parent} to write {file.name} into.")
    reports = []
    weighed: list[tuple[float, bool]] = []
    with ProgressBar("Measuring; each question takes up to a second ...") as track:
        for path in paths:
            wanted = _Wanted(
                run_file=_named(run_file, path, several),
                compared=compared,
                limit=limit,
                with_answers=not no_answers,
            )
            measure = _collection if path.is_dir() else _questions
            report, answers = measure(path, wanted, _of_set(track, path) if several else track)
            weighed += report.pop("weighed", ())
            reports.append(report)
            if written := _named(answers_file, path, several):
                _write(written, (_line(name, answer) for name, answer in answers))
    pooled = _pooled(weighed, curve_file)
    if not several:
        reports[0] |= pooled
    if as_json:
        put_json({"sets": reports, **pooled} if several else reports[0])
    else:
        tables = [_table(report) for report in reports]
        if several and pooled:
            tables.append(f"all {len(reports)} sets pooled:\n{_silence(pooled['silence'])}")
        put("\n\n".join(tables))


def _check(paths: Sequence[Path], run_file: Path | None, compared: Path | None) -> None:
    """Refuse what cannot be meant, before hours of measuring.

    Raises:
        UsageError: an option does not fit the sets, or two sets have one name.
    """
    if not any(path.is_dir() for path in paths):
        for option, given in (("--run", run_file), ("--compare", compared)):
            if given is not None:
                raise click.UsageError(f"{option} needs a BEIR folder; a question file has no run.")
    if compared is not None and len(paths) > 1:
        raise click.UsageError("--compare needs the one set that the run is of.")
    name, times = Counter(_set_name(path) for path in paths).most_common(1)[0]
    if times > 1:
        raise click.UsageError(f"{times} sets are called {name}; measure them one at a time.")


def _collection(
    path: Path, wanted: _Wanted, track: Progress
) -> tuple[dict[str, Any], list[tuple[str, Answer]]]:
    from bot.evaluation.collection import measured, rankings, read_collection, run, values
    from bot.evaluation.runs import differences, read_run, run_values, trec_lines
    from bot.evaluation.tradeoff import evidence_of

    collection = read_collection(path)
    theirs = read_run(wanted.compared) if wanted.compared else None
    results = list(
        run(collection, limit=wanted.limit, with_answers=wanted.with_answers, progress=track)
    )
    if wanted.run_file is not None:
        _write(wanted.run_file, trec_lines(rankings(results)))
    report: dict[str, Any] = {
        "set": _set_name(path),
        "queries": len(results),
        "measures": {name: each.to_json() for name, each in measured(collection, results).items()},
    }
    if theirs is not None and wanted.compared is not None:
        found = differences(values(collection, results), run_values(theirs, collection.qrels))
        report["compared"] = {
            "run": wanted.compared.name,
            "differences": {name: each.to_json() for name, each in found.items()},
        }
    answered = [(each.topic, each.answer) for each in results if each.answer is not None]
    report["weighed"] = [
        (evidence_of(answer), topic.answerable)
        for topic, answer in answered
        if topic.answerable is not None
    ]
    return report, [(topic.query_id, answer) for topic, answer in answered]


def _pooled(weighed: Sequence[tuple[float, bool]], file: Path | None) -> dict[str, Any]:
    """Return what silence costs over all sets together, and write the whole curve.

    Raises:
        UsageError: the curve is wanted of sets that do not say what they can answer.
    """
    from bot.evaluation.tradeoff import tradeoff

    if len({answerable for _, answerable in weighed}) < 2:
        if file is not None:
            raise click.UsageError(
                "--curve needs sets with answerable and unanswerable queries, marked so."
            )
        return {}
    curve = tradeoff([each for each, _ in weighed], [answerable for _, answerable in weighed])
    if file is not None:
        _write(file, curve.lines())
    return {"silence": curve.to_json()}


def _questions(
    path: Path, wanted: _Wanted, track: Progress
) -> tuple[dict[str, Any], list[tuple[str, Answer]]]:
    from bot.evaluation.asked import ask_all, rates, rates_by_kind

    results = ask_all(open_chosen(), path, limit=wanted.limit, progress=track)
    report = {
        "set": _set_name(path),
        "queries": len(results),
        "rates": _shares(rates(results)),
        "kinds": _shares(rates_by_kind(results)),
        "failed": [
            {"id": each.question_id, "kind": each.kind, "expected": each.expected, "why": each.why}
            for each in results
            if not each.passed
        ],
    }
    return report, [(each.question_id, each.answer) for each in results]


def _shares(counted: Mapping[str, tuple[int, int]]) -> dict[str, dict[str, float]]:
    """Return (passed, asked) by name as plain data, with the share's confidence interval."""
    from bot.evaluation.measures import share_interval

    table = {}
    for name, (passed, asked) in counted.items():
        low, high = share_interval(passed, asked)
        table[name] = {
            "passed": passed,
            "asked": asked,
            "low": round(low, 4),
            "high": round(high, 4),
        }
    return table


def _of_set(track: Progress, path: Path) -> Progress:
    """Return a progress that names the set before each stage."""

    def told(step: Step) -> object:
        return track(replace(step, stage=f"{_set_name(path)}: {step.stage}"))

    return told


def _set_name(path: Path) -> str:
    return path.resolve().name


def _named(file: Path | None, path: Path, several: bool) -> Path | None:
    """Return the file to write for a set; among several it has the set's name in its own."""
    if file is None or not several:
        return file
    return file.with_name(f"{file.stem}-{path.resolve().stem}{file.suffix}")


def _line(name: str, answer: Answer) -> str:
    return json.dumps({"id": name, "answer": answer.to_json()}, ensure_ascii=False)


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def _table(report: dict[str, Any]) -> str:
    number = agreed(report["queries"], "1 query", "{} queries")
    lines: list[str] = [f"{report['set']}: {number}"]
    for name, row in report.get("measures", {}).items():
        lines.append(
            f"  {name:<24} {row['mean']:.3f}  [{row['low']:.3f}, {row['high']:.3f}]"
            f"  of {row['queries']}"
        )
    if "silence" in report:
        lines.append(_silence(report["silence"]))
    if "compared" in report:
        lines.append(f"  less {report['compared']['run']}, of the queries in both:")
        for name, row in report["compared"]["differences"].items():
            lines.append(
                f"  {name:<24} {row['mean']:+.3f}  [{row['low']:+.3f}, {row['high']:+.3f}]"
                f"  of {row['queries']}"
            )
    for heading, key in (("", "rates"), ("by kind", "kinds")):
        if heading and report.get(key):
            lines.append(f"  {heading}:")
        lines += [_share(name, row) for name, row in report.get(key, {}).items()]
    lines += _failures(report.get("failed", ()))
    return "\n".join(lines)


def _silence(row: Mapping[str, Any]) -> str:
    costs = ", ".join(
        f"{answers:.3f} at {float(share):.0%}" for share, answers in row["false_answers_at"].items()
    )
    return f"  false answers by false silence: {costs}; AUROC {row['auroc']:.3f}"


def _share(name: str, row: Mapping[str, float]) -> str:
    return (
        f"  {name:<34} {row['passed']:>3} of {row['asked']:<3}  "
        f"{row['passed'] / row['asked']:>4.0%}  [{row['low']:.0%}, {row['high']:.0%}]"
    )


def _failures(failed: Sequence[dict[str, str]]) -> list[str]:
    return [f"  failed {each['id']}: expected {each['expected']}, {each['why']}" for each in failed]
