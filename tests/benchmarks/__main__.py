"""`make bench`: the product beside its peers, by size, step by step, and from a cold start.

Results go to results.jsonl beside this file, one line a part, with versions, machine and
commit; `python scripts/plots.py` draws what the documentation shows. Times on a shared
machine vary by a third: compare ratios within one run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from bot.archive import is_archive
from tests.benchmarks import curves, depths, page, readers, side_by_side, start
from tests.benchmarks.figures import MEASURES, best, medians, ratios
from tests.benchmarks.lines import RESULTS, append, line
from tests.benchmarks.passages import gather, queries, seed_record
from tests.benchmarks.systems import FLOOR, OURS, SYSTEMS, install, peers_folder
from tests.browser.chrome import browser

PARTS = ("start", "peers", "steps", "curves", "page", "readers")
EXAMPLES = """\
examples:
  make bench                                         everything, about an hour and a half
  make bench BENCH="--only peers --rounds 3"         the comparison alone
  make bench BENCH="--only steps --archive DIR"      each step of an answer on your archive
  make bench BENCH="--only curves --largest 100000"  up to a hundred thousand passages
  make bench BENCH="--only page --archive DIR"       from Enter to the first quote in a browser
  make bench BENCH="--only readers --archive DIR"    50 readers at once, while records come
  make bench BENCH="--quick"                         small sizes, one round
"""


def main(arguments: list[str] | None = None) -> int:
    """Measure what is asked for, print tables, append a line a part."""
    options = _options().parse_args(arguments)
    folder = peers_folder(options.peers)
    if options.install:
        return 1 if install(folder, _say) else 0
    if options.quick:
        options.rounds, options.passages, options.queries = 1, min(options.passages, 40), 10
        options.largest, options.centres = min(options.largest, 1000), 20
        options.readers, options.seconds = min(options.readers, 5), 10
    measured = {
        **{"start": _start, "peers": _peers, "steps": _steps},
        **{"curves": _curves, "page": _page, "readers": _readers},
    }
    for part in options.only or PARTS:
        load = os.getloadavg()[0]
        if load > (os.cpu_count() or 1) and not options.quick:
            _say(f"Load is {load:.1f}: the figures will be worse and scatter; ratios may hold.")
        try:
            found = measured[part](options)
        except KeyboardInterrupt:
            _say("Stopped; the parts before this one are kept.")
            return 130
        result = line(part, found, quick=options.quick, load=load)
        append(options.results, result)
        if options.json:
            print(json.dumps(result, ensure_ascii=False))
        if result.get("interrupted"):
            return 130
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--only", action="append", choices=PARTS, help="measure this part; may be repeated")
    add("--quick", action="store_true", help="small sizes, one round, nothing installed")
    add("--rounds", type=_positive, default=3, help="interleaved rounds (default 3)")
    add("--passages", type=_positive, default=500, help="passages of the comparison (default 500)")
    add("--queries", type=_positive, default=200, help="queries of the comparison (default 200)")
    add("--systems", help=f"only these, by commas: {','.join(s.name for s in SYSTEMS)}")
    add("--peers", metavar="DIR", help="where their environments are (default $DRAGOMAN_PEERS)")
    add("--install", action="store_true", help="make the peers' environments and stop")
    add("--no-install", action="store_true", help="skip peers that are not installed")
    add("--limit", type=float, default=600.0, help="seconds a peer may take for one errand")
    add("--archive", type=Path, metavar="DIR", help="passages and steps from this archive")
    add(
        "--frus",
        type=Path,
        metavar="PATH",
        default=Path(os.environ["DRAGOMAN_FRUS"]) if os.environ.get("DRAGOMAN_FRUS") else None,
        help="passages from TEI volumes: one, or a folder of them (default $DRAGOMAN_FRUS)",
    )
    add("--largest", type=_positive, default=1_000_000, help="largest size of the curves")
    add("--minutes", type=float, default=45.0, help="most that the curves may take (default 45)")
    add("--readers", type=_positive, default=50, help="readers at once (default 50)")
    add("--seconds", type=float, default=120.0, help="how long they ask (default 120)")
    add("--think", type=float, default=10.0, help="seconds they think for, mean (default 10)")
    add("--no-adding", action="store_true", help="let no record come meanwhile")
    add("--collection", type=Path, metavar="DIR", help="depth of reranking against its nDCG")
    add("--topics", type=_positive, default=150, help="queries of the collection (default 150)")
    add("--results", type=Path, default=RESULTS, help="file that lines are appended to")
    add("--json", action="store_true", help="print each line too; progress goes to stderr")
    parser.set_defaults(centres=400)
    return parser


def _start(options) -> dict:
    found = start.measure(options.rounds, _say)
    _table(options, ["", "s"], [[name, f"{value:.2f}"] for name, value in found.items()])
    return {"figures": found}


def _peers(options) -> dict:
    from embeddings.weights import find_encoder

    folder = peers_folder(options.peers)
    names = options.systems.split(",") if options.systems else [s.name for s in SYSTEMS]
    if unknown := set(names) - {s.name for s in SYSTEMS}:
        raise SystemExit(f"No such system: {', '.join(sorted(unknown))}. See --help.")
    systems = [system for system in SYSTEMS if system.name in names]
    if not (options.quick or options.no_install):
        install(folder, _say)
    skipped = {s.name: reason for s in systems if (reason := s.missing(folder))}
    for name, reason in skipped.items():
        _say(f"{name} is skipped: {reason}")
    systems = [system for system in systems if system.name not in skipped]
    documents, added, where = gather(
        options.passages, archive=options.archive, volumes=options.frus
    )
    task = side_by_side.Task(
        documents=documents,
        added=added,
        queries=queries(documents, options.queries),
        model=str(find_encoder()),
        limit=options.limit,
    )
    done = side_by_side.measure(
        task, systems, {s.name: s.python(folder) for s in systems}, options.rounds, _say
    )
    found = {
        "passages": task.passages,
        "queries": len(task.queries),
        "from": where,
        "rounds": done.finished,
        "medians": medians(done.finished),
        "ratios": _ratios(done.finished),
        "skipped": skipped | done.skipped,
        "interrupted": done.interrupted,
        "peers": {s.name: v for s in systems if (v := s.versions())},
    }
    _show_peers(options, found)
    return found


def _ratios(rounds) -> dict:
    """Return each of ours over the floor's and over the best other's figure, round by round."""
    ours = dict.fromkeys(name for one in rounds for name in one if name.startswith(OURS))
    return {
        name: {
            measure.key: {
                "floor": ratios(rounds, measure, name, FLOOR),
                "best peer": ratios(rounds, measure, name),
                "best": [best(one, measure, name) for one in rounds],
            }
            for measure in MEASURES
            if measure.ratio
        }
        for name in ours
    }


def _show_peers(options, found) -> None:
    measures = [m for m in MEASURES if any(m.key in row for row in found["medians"].values())]
    head = ["median (each round)", *(m.title for m in measures)]
    rows = []
    for name, row in found["medians"].items():
        cells = []
        for measure in measures:
            each = [
                one[name][measure.key]
                for one in found["rounds"]
                if measure.key in one.get(name, {})
            ]
            middle = f"{row[measure.key]:.4g}" if measure.key in row else "-"
            cells.append(
                middle + (f" ({' '.join(f'{v:.3g}' for v in each)})" if len(each) > 1 else "")
            )
        rows.append([name, *cells])
    for name, of_measure in found["ratios"].items():
        for title, kind in ((f"{name} / {FLOOR}", "floor"), (f"{name} / best peer", "best peer")):
            each = [of_measure.get(measure.key, {}).get(kind, []) for measure in measures]
            rows.append(
                [title, *(" ".join(f"{value:.2f}" for value in one) or "-" for one in each)]
            )
    _table(options, head, rows)
    for name, reason in found["skipped"].items():
        _out(options, f"skipped: {name}: {reason}")


def _steps(options) -> dict:
    found = {}
    _must_be_archive(options)
    with tempfile.TemporaryDirectory(prefix="dragoman-bench-") as temporary:
        folder = Path(temporary)
        _say("The steps of answers on the shipped record ...")
        found["seed"] = _asked_of(folder / "seed", _about_seed(), folder)
        if options.archive is not None:
            count = 4 if options.quick else 40
            documents, *_ = gather(2 * count, archive=options.archive)
            _say(f"The steps of answers on {options.archive} ...")
            found["archive"] = _asked_of(options.archive, queries(documents, count), folder)
        _say("The steps of a build ...")
        documents, _, where = gather(
            options.passages, archive=options.archive, volumes=options.frus
        )
        (folder / "documents.json").write_text(json.dumps(documents), encoding="utf-8")
        found["build"] = _child("build", folder / "built", folder / "documents.json")
        found["build"]["from"] = where
    if options.collection is not None:
        limit = 5 if options.quick else options.topics
        found["depth"] = depths.by_depth(options.collection, limit, _say)
    _show_steps(options, found)
    return found


def _about_seed() -> list[str]:
    """Return questions about the shipped record: what it says of each of its sentences' words."""
    document = {"passages": [{"text": passage.text} for passage in seed_record().body]}
    return queries([document], 20)


def _asked_of(archive: Path, questions: list[str], folder: Path) -> dict:
    path = folder / "questions.json"
    path.write_text(json.dumps(questions), encoding="utf-8")
    return _child("answer", archive, path)


def _child(what: str, folder: Path, given: Path) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.steps", what, str(folder), str(given)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def _show_steps(options, found) -> None:
    places = [name for name in ("seed", "archive") if name in found]
    head = ["ms", *(f"{name} {p}" for name in places for p in ("p50", "p95"))]
    rows = [
        [step, *(f"{found[name][p][step]:.2f}" for name in places for p in ("p50", "p95"))]
        for step in found["seed"]["p50"]
    ]
    _table(options, head, rows)
    seconds = found["build"]["seconds"]
    _table(
        options,
        [f"build of {found['build']['passages']} passages", "s", "share"],
        [[step, f"{s:.2f}", f"{s / seconds['whole']:.0%}"] for step, s in seconds.items()],
    )
    _out(options, f"replayed batches / encoding: {found['build']['replayed of encoding']:.2f}")
    if "depth" in found:
        rows = [
            [depth, f"{row['nDCG@10']:.4f}", f"{row['p50, ms']:.0f}"]
            for depth, row in found["depth"]["depths"].items()
        ]
        _table(options, ["sentences read", "nDCG@10", "p50, ms"], rows)


def _curves(options) -> dict:
    deadline = perf_counter() + 60 * options.minutes
    found = curves.measure(options.largest, deadline, _say, centres=options.centres)
    for name in ("vectors", "archives"):
        rows = found[name]
        if not rows:
            continue
        head = list(dict.fromkeys(key for row in rows for key in row))
        _table(
            options, [name, *head[1:]], [[_cell(row.get(key, "-")) for key in head] for row in rows]
        )
    return found


def _page(options) -> dict:
    _must_be_archive(options)
    if browser() is None:
        _say("The page is skipped: there is no Chrome or Chromium in PATH.")
        return {"skipped": "no Chrome or Chromium in PATH"}
    found = page.measure(options.archive, _say, count=3 if options.quick else 30)
    _table(options, ["the page in a browser", ""], [[key, _cell(v)] for key, v in found.items()])
    return found


def _must_be_archive(options) -> None:
    if options.archive is not None and not is_archive(options.archive):
        # Opening it would make its index anew: a measurement must not change what it measures.
        raise SystemExit(
            f"{options.archive} holds no archive with an index of today's form. Name another, "
            "or run 'dragoman rebuild' on it."
        )


def _readers(options) -> dict:
    _must_be_archive(options)
    found = readers.measure(
        options.archive,
        _say,
        readers=options.readers,
        think=options.think,
        seconds=options.seconds,
        adding=not options.no_adding,
    )
    _table(options, ["readers at once", ""], [[key, _cell(v)] for key, v in found.items()])
    return found


def _cell(value) -> str:
    return (
        f"{value:,}"
        if isinstance(value, int)
        else f"{value:.4g}"
        if isinstance(value, float)
        else str(value)
    )


def _table(options, head: list[str], rows: list[list[str]]) -> None:
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    _out(options, "")
    for row in [head, *rows]:
        first, *others = zip(row, widths, strict=True)
        _out(options, "  ".join([first[0].ljust(first[1]), *(c.rjust(w) for c, w in others)]))
    _out(options, "")


def _out(options, text: str) -> None:
    print(text, file=sys.stderr if options.json else sys.stdout, flush=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
