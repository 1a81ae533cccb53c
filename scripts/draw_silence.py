"""Draw what silence costs: false answers against false silence, one line a set.

    python scripts/draw_silence.py CURVE.tsv... --out docs/images/silence.svg

Each file is one that `dragoman evaluate --curve` or `scripts/fit_gate.py --curves` wrote: a
header, then threshold, false silence and false answers in columns. The dot on each line is
where the product stands, at threshold 0.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

#: Width of the square that is drawn in, and the margin around it, in pixels.
SIDE, MARGIN = 400, 60
COLOURS = ("#1f5f8b", "#b3541e", "#3d7a3d", "#7a3d75")

Row = tuple[float, float, float]


def rows(path: Path) -> list[Row]:
    """Return threshold, false silence and false answers of each line."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [(float(a), float(b), float(c)) for a, b, c in (line.split("\t") for line in lines)]


def stands(curve: Sequence[Row]) -> Row:
    """Return the point at threshold 0: the first threshold that is not below it."""
    return next((row for row in curve if row[0] >= 0), curve[-1])


def drawn(curves: dict[str, list[Row]]) -> Iterator[str]:
    """Yield the lines of the picture."""
    size = SIDE + 2 * MARGIN
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" '
        'font-family="sans-serif" font-size="13">'
    )
    yield "<title>False answers against false silence</title>"
    yield f'<rect width="{size}" height="{size}" fill="#fff"/>'
    for tenth in range(0, 11, 2):
        at, share = MARGIN + SIDE * tenth / 10, f".{tenth}" if 0 < tenth < 10 else str(tenth // 10)
        upwards = size - at
        yield f'<path d="M{at} {MARGIN}V{MARGIN + SIDE}M{MARGIN} {at}H{MARGIN + SIDE}" {_GRID}/>'
        yield f'<text x="{at}" y="{size - MARGIN + 20}" text-anchor="middle">{share}</text>'
        yield f'<text x="{MARGIN - 8}" y="{upwards + 4}" text-anchor="end">{share}</text>'
    yield f'<text x="{size / 2}" y="{size - 14}" text-anchor="middle">false silence</text>'
    yield (
        f'<text transform="translate(16 {size / 2}) rotate(-90)" text-anchor="middle">'
        "false answers</text>"
    )
    for n, (name, curve) in enumerate(curves.items()):
        colour = COLOURS[n % len(COLOURS)]
        steps = "L".join(_place(row) for row in curve)
        yield f'<path d="M{steps}" fill="none" stroke="{colour}" stroke-width="2"/>'
        x, y = _place(stands(curve)).split()
        yield f'<circle cx="{x}" cy="{y}" r="5" fill="{colour}"/>'
        place = f'x="{size - MARGIN - 8}" y="{MARGIN + 20 + 18 * n}" text-anchor="end"'
        yield f'<text {place} fill="{colour}">{escape(name)}</text>'
    yield "</svg>"


_GRID = 'stroke="#ddd" fill="none"'


def _place(row: Row) -> str:
    return f"{MARGIN + SIDE * row[1]:.1f} {MARGIN + SIDE * (1 - row[2]):.1f}"


def main() -> None:
    """Read the arguments and write the picture."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("curves", nargs="+", type=Path)
    parser.add_argument("--out", required=True, type=Path)
    given = parser.parse_args()
    picture = drawn({path.stem: rows(path) for path in given.curves})
    given.out.write_text("\n".join(picture) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
