"""Draw what docs/performance.md shows from tests/benchmarks/results.jsonl.

    python scripts/plots.py [--results FILE] [--into FOLDER]

Takes the newest full line of each part (`make bench` writes them) and writes
`bench-peers.svg`, `bench-steps.svg` and `bench-curves.svg`; a part without a line keeps the
drawing that is there. The SVG is written by hand: a few bars need no library.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "tests" / "benchmarks" / "results.jsonl"
IMAGES = ROOT / "docs" / "images"
OURS = "dragoman"
WIDTH = 760
INK, FAINT, PAPER, ACCENT, OTHER = "#1f2328", "#6e7781", "#ffffff", "#8a3b12", "#8c959f"
#: Of each second line of a chart.
LINES = (ACCENT, "#3b5b8c", "#4d7c4d", "#7a5c99")
FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif"
#: What the comparison shows, and whether more is better.
PANELS = (
    ("build", "passages built a second", True),
    ("first", "seconds from process start to the first answer", False),
    ("p50", "milliseconds a query, median", False),
    ("memory", "MiB at most while serving", False),
    ("add", "seconds to add ten passages", False),
)

Line = Mapping[str, Any]


def newest(path: Path) -> dict[str, Line]:
    """Return the newest full line of each part."""
    found: dict[str, Line] = {}
    for text in path.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        if "part" in line and not line.get("quick") and not line.get("interrupted"):
            found[line["part"]] = line
    return found


class Drawing:
    """An SVG that grows downwards."""

    def __init__(self, title: str, note: str) -> None:
        self._parts: list[str] = []
        self._title, self._note = title, note
        self.y = 0.0
        self.text(0, 22, title, size=15, weight=600)
        self.text(0, 40, note, colour=FAINT, size=11)
        self.y = 60.0

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = 12,
        weight: int = 400,
        colour: str = INK,
        anchor: str = "start",
    ) -> None:
        """Add words."""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" '
            f'fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'
        )

    def bar(self, x: float, y: float, width: float, colour: str, height: float = 12) -> None:
        """Add a bar."""
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="{colour}"/>'
        )

    def dot(self, x: float, y: float, colour: str, radius: float = 2) -> None:
        """Add a dot."""
        self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}"/>')

    def path(self, points: Sequence[tuple[float, float]], colour: str, width: float = 1.5) -> None:
        """Add a line through points."""
        steps = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._parts.append(
            f'<polyline points="{steps}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        )

    def svg(self) -> str:
        """Return the whole drawing."""
        height = math.ceil(self.y + 8)
        body = "\n".join(self._parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
            f'viewBox="-12 0 {WIDTH} {height}" font-family="{FONT}" role="img">\n'
            f"<title>{escape(self._title)}</title><desc>{escape(self._note)}</desc>\n"
            f'<rect x="-12" width="{WIDTH}" height="{height}" fill="{PAPER}"/>\n{body}\n</svg>\n'
        )


def bars(
    drawing: Drawing,
    title: str,
    rows: Iterable[tuple[str, float, Sequence[float]]],
    *,
    strong: str = OURS,
) -> None:
    """Draw a horizontal bar a row, on a scale that begins at 0, with a dot a round."""
    rows = list(rows)
    left, room = 110.0, WIDTH - 240.0
    scale = room / (max(max([value, *each]) for _, value, each in rows) or 1.0)
    drawing.text(0, drawing.y + 4, title, weight=600)
    drawing.y += 14
    for name, value, each in rows:
        ours = bool(strong) and name.startswith(strong)
        drawing.text(0, drawing.y + 10, name, weight=600 if ours else 400)
        drawing.bar(left, drawing.y, value * scale, ACCENT if ours else OTHER)
        for one in each:
            drawing.dot(left + one * scale, drawing.y + 6, INK)
        end = left + max([value, *each]) * scale
        drawing.text(end + 8, drawing.y + 10, figure(value), weight=600 if ours else 400)
        drawing.y += 18
    drawing.y += 16


def peers(line: Line) -> str:
    """Draw the comparison: medians as bars, each round as a dot."""
    drawing = Drawing(
        "Dragoman beside other ways to search the same passages with the same weights",
        f"{line['passages']} {line['from']}; {len(line['rounds'])} interleaved rounds, a dot each; "
        f"{told(line)}",
    )
    for key, title, more in PANELS:
        rows = [
            (name, row[key], [one[name][key] for one in line["rounds"] if name in one])
            for name, row in line["medians"].items()
            if key in row
        ]
        rows.sort(key=lambda row: -row[1] if more else row[1])
        if rows:
            bars(drawing, f"{title} ({'more' if more else 'less'} is better)", rows)
    return drawing.svg()


def steps(line: Line) -> str:
    """Draw where the time of an answer goes."""
    drawing = Drawing("Where the time of an answer goes, step by step", told(line))
    for place, title in (("seed", "the shipped record"), ("archive", "an archive of volumes")):
        if place not in line:
            continue
        found = line[place]
        rows = [(step, value, ()) for step, value in found["p50"].items() if step != "whole"]
        whole = (
            f"{figure(found['p50']['whole'])} ms, 95 of 100 under {figure(found['p95']['whole'])}"
        )
        bars(drawing, f"{title}: milliseconds, medians; the whole {whole}", rows, strong="")
    return drawing.svg()


def curves(line: Line) -> str:
    """Draw how times grow with the archive, both axes logarithmic."""
    drawing = Drawing(
        "From a thousand to a million",
        f"both axes logarithmic; vectors mixed of real ones, made passages; {told(line)}",
    )
    chart(
        drawing,
        "vectors: seconds",
        {
            "search, median": _series(line["vectors"], "search p50, ms", 1e-3),
            "load": _series(line["vectors"], "load, s"),
            "build and write": _series(line["vectors"], "build and write, s"),
        },
    )
    chart(
        drawing,
        "archives of passages: seconds",
        {
            "search, median": _series(line["archives"], "search p50, ms", 1e-3),
            "whole answer, median": _series(line["archives"], "answer p50, ms", 1e-3),
            "one document more": _series(line["archives"], "one document more, s"),
            "open and first search": _series(line["archives"], "open and search, s"),
        },
    )
    return drawing.svg()


def chart(
    drawing: Drawing, title: str, series: Mapping[str, Sequence[tuple[float, float]]]
) -> None:
    """Draw lines on logarithmic axes, each named at its end."""
    points = [point for line in series.values() for point in line if point[1] > 0]
    if not points:
        return
    lows = [math.floor(math.log10(min(point[axis] for point in points))) for axis in (0, 1)]
    highs = [math.ceil(math.log10(max(point[axis] for point in points))) for axis in (0, 1)]
    spans = [max(1, high - low) for low, high in zip(lows, highs, strict=True)]
    left, width, height = 60.0, WIDTH - 260.0, 38.0 * spans[1]
    drawing.text(0, drawing.y + 4, title, weight=600)
    top = drawing.y + 18

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - lows[0]) / spans[0]
        up = (math.log10(y) - lows[1]) / spans[1]
        return left + width * across, top + height * (1 - up)

    for power in range(lows[1], lows[1] + spans[1] + 1):
        x, y = place(10 ** lows[0], 10**power)
        drawing.path([(x, y), (left + width, y)], "#d8dee4", 1)
        drawing.text(left - 8, y + 4, f"{10.0**power:g}", colour=FAINT, size=11, anchor="end")
    for power in range(lows[0], lows[0] + spans[0] + 1):
        x, _ = place(10**power, 10 ** lows[1])
        drawing.text(x, top + height + 16, f"{10**power:,}", colour=FAINT, size=11, anchor="middle")
    labels: list[tuple[float, str, str]] = []
    for colour, (name, line) in zip(LINES, series.items(), strict=False):
        drawn = [place(*point) for point in line if point[1] > 0]
        if drawn:
            drawing.path(drawn, colour)
            for x, y in drawn:
                drawing.dot(x, y, colour, 3)
            labels.append((drawn[-1][1] + 4, f"{name}: {figure(line[-1][1])}", colour))
    lowest = -math.inf
    for y, words, colour in sorted(labels):
        lowest = max(y, lowest + 15)
        drawing.text(left + width + 12, lowest, words, colour=colour)
    drawing.y = max(top + height, lowest) + 44


def figure(value: float) -> str:
    """Return a number with what digits it deserves."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def told(line: Line) -> str:
    """Return when and on what a line was measured."""
    cores = line["machine"].split(", ")[1]
    return f"{line['date'][:10]}, {cores}, load {line['load']}, commit {line['commit']}"


def _series(rows: Iterable[Line], key: str, unit: float = 1.0) -> list[tuple[float, float]]:
    return [(row["size"], row[key] * unit) for row in rows if key in row]


DRAWINGS = {"peers": peers, "steps": steps, "curves": curves}


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw what there are results for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--results", type=Path, default=RESULTS, help="lines of make bench")
    parser.add_argument("--into", type=Path, default=IMAGES, help="folder of the drawings")
    options = parser.parse_args(arguments)
    lines = newest(options.results)
    options.into.mkdir(parents=True, exist_ok=True)
    for part, draw in DRAWINGS.items():
        if part not in lines:
            print(f"No full line of {part}: its drawing stays as it is.")
            continue
        path = options.into / f"bench-{part}.svg"
        path.write_text(draw(lines[part]), encoding="utf-8")
        print(f"{path} drawn from {lines[part]['date']}.")


if __name__ == "__main__":
    main()
