"""The drawings: of the newest full lines, well-formed, bars as long as their figures."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from scripts import plots

HEAD = {
    "date": "2026-01-02T03:04:05+00:00",
    "commit": "abc1234",
    "machine": "x86_64, 2 cores, A processor",
    "load": 0.4,
}
PEERS = HEAD | {
    "part": "peers",
    "passages": 500,
    "from": "passages made",
    "medians": {"dragoman": {"build": 60.0}, "plain": {"build": 30.0}},
    "rounds": [{"dragoman": {"build": 60.0}, "plain": {"build": 30.0}}],
}
CURVES = HEAD | {
    "part": "curves",
    "vectors": [
        {"size": 1000, "search p50, ms": 0.1, "load, s": 0.01, "build and write, s": 0.1},
        {"size": 10000, "search p50, ms": 1.0, "load, s": 0.1, "build and write, s": 1.0},
        {"size": 100000, "stopped": "no time was left"},
    ],
    "archives": [],
}
STEPS = HEAD | {
    "part": "steps",
    "seed": {"p50": {"rerank": 100.0, "<page>": 1.0, "whole": 101.0}, "p95": {"whole": 120.0}},
}


def _write(path, *lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def _bars(svg):
    rects = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect")
    return [float(rect.get("width")) for rect in rects][1:]  # the first is the paper


def _words(svg):
    return [each.text for each in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_the_newest_full_line_of_each_part_is_drawn(tmp_path):
    lines = _write(
        tmp_path / "results.jsonl",
        {"date": "an old form of line"},
        PEERS | {"commit": "old"},
        PEERS,
        PEERS | {"quick": True},
        PEERS | {"interrupted": True},
    )
    assert plots.newest(lines) == {"peers": PEERS}


def test_bars_are_as_long_as_their_figures():
    drawn = plots.peers(PEERS)
    ours, floor = _bars(drawn)
    assert ours == pytest.approx(2 * floor, abs=0.2)
    assert {"dragoman", "plain", "60.0", "30.0"} <= set(_words(drawn))


def test_steps_are_drawn_with_their_whole():
    words = _words(plots.steps(STEPS))
    assert "<page>" in words
    assert any("the whole 101 ms, 95 of 100 under 120" in text for text in words)


def test_curves_leave_out_what_was_not_measured():
    drawn = plots.curves(CURVES)
    lines = ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}polyline")
    of_series = [e.get("points").split() for e in lines if e.get("stroke") in plots.LINES]
    assert [len(points) for points in of_series] == [2, 2, 2]


def test_a_part_without_a_line_keeps_its_drawing(tmp_path, capsys):
    lines = _write(tmp_path / "results.jsonl", PEERS)
    plots.main(["--results", str(lines), "--into", str(tmp_path / "images")])
    assert [path.name for path in (tmp_path / "images").iterdir()] == ["bench-peers.svg"]
    assert "No full line of curves" in capsys.readouterr().out
