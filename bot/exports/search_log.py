"""Search logs: what was asked of which state of an archive, for a methods footnote."""

from __future__ import annotations

import datetime
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from corpus.counts import counted

if TYPE_CHECKING:
    from bot.archive import Archive
    from bot.chatbot import Turn

FORMAT = "dragoman-search-log"
VERSION = 1
#: What decides an answer besides the archive: a change of these may change a ranking.
LIBRARIES = (
    "dragoman",
    "faiss-cpu",
    "tantivy",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "nupunkt",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The state of an archive and of the programs that answered.

    Attributes:
        generation: name of the index.
        content_sha256: of the records' ids and contents, the same for equal content.
        records: number of records.
        model: human name of the encoder.
        model_fingerprint: identifies its weights.
        settings: of the archive.
        versions: of Dragoman, of the libraries and of Python.
    """

    generation: str
    content_sha256: str
    records: int
    model: str
    model_fingerprint: str
    settings: Mapping[str, Any]
    versions: Mapping[str, str]


def provenance(archive: Archive) -> Provenance:
    """Read the state that an opened archive answers from now.

    Raises:
        ArchiveError: it has no index to search.
    """
    manifest = archive.generation().manifest
    return Provenance(
        generation=manifest.generation,
        content_sha256=manifest.content_sha256,
        records=manifest.records,
        model=manifest.model,
        model_fingerprint=manifest.model_fingerprint,
        settings=asdict(archive.settings),
        versions=_versions(),
    )


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # run from a folder that was never installed
            found[name] = "unknown"
    return found


def search_log(
    turns: Sequence[Turn],
    *,
    made: datetime.datetime | None = None,
    provenance: Provenance | None = None,
) -> dict[str, Any]:
    """Return the search log of a conversation as plain data.

    Args:
        turns: questions and answers, oldest first.
        made: when the answers were made.
        provenance: the state of the archive; a turn that another index answered says so.
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "made": made.isoformat(timespec="seconds") if made else None,
        "archive": asdict(provenance) if provenance else None,
        "turns": [_turn(n, turn, provenance) for n, turn in enumerate(turns, 1)],
    }


def _turn(n: int, turn: Turn, provenance: Provenance | None) -> dict[str, Any]:
    answer = turn.answer.to_json()
    searched = answer["searched"]
    same = provenance is not None and searched.get("generation") == provenance.generation
    return {
        "n": n,
        "question": answer["question"],
        "read_as": answer["read_as"],
        "carried": answer["carried"],
        "status": str(answer["status"]),
        "reasons": answer["reasons"],
        "filters": searched.get("filters", {}),
        "expansions": searched.get("expansions", []),
        "records": searched.get("records"),
        "passages": searched.get("passages"),
        "generation": searched.get("generation"),
        "model": searched.get("model"),
        "degraded": searched.get("degraded"),
        "of_this_archive_state": same if provenance else None,
        "run_id": answer["run_id"],
        "quotes": [_place(each) for each in answer["quotes"]],
        "nearest": [_place(each) for each in answer["nearest"]],
    }


def _place(quote: Mapping[str, Any]) -> dict[str, Any]:
    return {key: quote[key] for key in ("record_id", "start", "end", "sha256", "voice")}


def log_json(log: Mapping[str, Any]) -> str:
    """Write a search log as JSON."""
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def log_lines(log: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a search log as names and values for people; an empty value heads a turn."""
    if log["made"]:
        yield "Answers made", log["made"]
    archive = log["archive"]
    if archive:
        yield "Archive content (SHA-256)", archive["content_sha256"]
        yield "Records held", f"{archive['records']:,}"
        yield "Index", archive["generation"]
        yield "Model", f"{archive['model']}, fingerprint {archive['model_fingerprint']}"
        yield "Settings", _pairs(archive["settings"])
        yield "Versions", _pairs(archive["versions"])
    for turn in log["turns"]:
        yield f"Question {turn['n']}", ""
        yield "As asked", turn["question"]
        yield "Read as", turn["read_as"]
        yield "Status", turn["status"]
        yield "Searched", _searched(turn)
        yield "Filters", _pairs(turn["filters"]) or "none"
        yield "Expansions", _expansions(turn["expansions"]) or "none"
        if turn["reasons"]:
            yield "Reasons", "; ".join(turn["reasons"])
        if turn["of_this_archive_state"] is not True:
            yield "Index of this answer", f"{turn['generation']} ({turn['model']})"
        yield "Quoted", _places(turn["quotes"]) or "nothing"
        if turn["nearest"]:
            yield "Nearest, not answers", _places(turn["nearest"])
        yield "Run", turn["run_id"]


def _searched(turn: Mapping[str, Any]) -> str:
    return f"{counted(turn['records'], 'record')}, {counted(turn['passages'], 'passage')}"


def _pairs(table: Mapping[str, Any]) -> str:
    return "; ".join(f"{name} {_plain(value)}" for name, value in table.items())


def _plain(value: object) -> str:
    return (value or "none") if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _expansions(expansions: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(f"{each['words']} as {', '.join(each['forms'])}" for each in expansions)


def _places(quotes: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(f"{each['record_id']} [{each['start']}, {each['end']})" for each in quotes)
