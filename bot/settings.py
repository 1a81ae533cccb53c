"""Settings: plain data, read once; only the composition root and the faces see them."""

from __future__ import annotations

import difflib
import json
import math
import os
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from corpus import disk, faults
from corpus.errors import ArchiveError, SettingsError
from corpus.sayings import Form, listed
from embeddings.compiled import Precision
from embeddings.dense_kinds import Kind

FILE_NAME = "settings.toml"
#: Where conversations are kept: in the archive's folder, by each reader's browser, nowhere.
ARCHIVE, BROWSER, OFF = "archive", "browser", "off"
_KINDS = {
    str: Form("setting.text", "text in quotation marks"),
    bool: Form("setting.truth", "true or false"),
    int: Form("setting.whole", "a whole number"),
    float: Form("setting.number", "a number"),
}
#: What else a text may be.
_CHOICES = {
    "encoder_precision": tuple(choice.value for choice in Precision),
    "index": tuple(choice.value for choice in Kind),
    "conversations": (ARCHIVE, BROWSER, OFF),
}
_TOML = Form("settings.toml", "{file} is not valid TOML: {why}.")
_UNKNOWN = Form("settings.key", "{file} has an unknown key {key!r}.")
_TYPE = Form("settings.type", "{key} in {file} must be {kind}, not {value}.")
_LEAST = Form("settings.least", "{keys} and {last} in {file} must be 1 or more.")
_CHOICE = Form("settings.choice", "{key} in {file} is {value!r}.")
_INFINITE = Form("settings.finite", "{key} in {file} must be a finite number.")
_CORRECT = Form("remedy.correct", "Correct it.")
_DID_YOU_MEAN = Form("remedy.close key", "Did you mean {close}?")
_KNOWN = Form("remedy.settings", "Known: {known}.")
_CHOOSE = Form("remedy.choices", "Give {others} or {last}.")
_STAY = Form("kept.settings", "the settings stay as they were")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user may set in `settings.toml` in the archive's folder.

    Attributes:
        model: folder of a sentence-transformers model; "" for the packaged one.
        encoder_precision: `fp32`, or `int8` for the packaged model with 8-bit products, which
            is faster; a change of it makes every vector anew.
        index: how vectors are held: `auto` by their number, or always `exact`, `fp16`, `sq8`
            or `ivf` (docs/performance.md).
        rerank: whether a cross-encoder orders sentences.
        reranker: folder of a sentence-transformers CrossEncoder; "" for the packaged one.
        quotes: most quotes shown in an answer, whatever its question asks for.
        sentences: most sentences the cross-encoder reads for one question.
        reading_ms: most milliseconds they may take, reckoned from their words for the packaged
            one on two cores, so that equal questions read equal sentences.
        boldness: added to the gate's evidence; above 0 answers more, below 0 is silent more.
        conversations: where they are kept: `archive` for the archive's folder, `browser`
            for each reader's own browser, `off` for nowhere.
    """

    model: str = ""
    encoder_precision: str = Precision.FP32.value
    index: str = Kind.AUTO.value
    rerank: bool = True
    reranker: str = ""
    quotes: int = 10
    sentences: int = 24
    reading_ms: int = 800
    boldness: float = 0.0
    conversations: str = ARCHIVE


def load_settings(folder: Path) -> Settings:
    """Read `settings.toml` from the archive's folder; the defaults where there is none.

    Raises:
        SettingsError: a key is unknown, or a value of the wrong type or out of range.
        ArchiveError: the folder may not be read.
    """
    path = folder / FILE_NAME
    try:
        if not path.is_file():
            return Settings()
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except PermissionError as error:
        raise ArchiveError(faults.FORBIDDEN(folder=str(folder)), faults.ASK_OWNER()) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        said = _TOML(file=FILE_NAME, why=str(error))
        raise SettingsError(said, _CORRECT()) from error
    kinds = {field.name: type(getattr(Settings(), field.name)) for field in fields(Settings)}
    for key, value in given.items():
        if key not in kinds:
            close = difflib.get_close_matches(key, kinds, n=1)
            hint = _DID_YOU_MEAN(close=close[0]) if close else _KNOWN(known=listed(kinds))
            raise SettingsError(_UNKNOWN(file=FILE_NAME, key=key), hint)
        if type(value) is not kinds[key] and not (kinds[key] is float and type(value) is int):
            kind = _KINDS[kinds[key]]()
            said = _TYPE(key=key, file=FILE_NAME, kind=kind, value=repr(value))
            raise SettingsError(said, _CORRECT())
    settings = Settings(**given)
    if min(settings.quotes, settings.sentences, settings.reading_ms) < 1:
        some = listed(("quotes", "sentences"))
        raise SettingsError(_LEAST(keys=some, last="reading_ms", file=FILE_NAME), _CORRECT())
    for key, choices in _CHOICES.items():
        value = getattr(settings, key)
        if value not in choices:
            *others, last = (f"'{choice}'" for choice in choices)
            said = _CHOICE(key=key, file=FILE_NAME, value=value)
            raise SettingsError(said, _CHOOSE(others=listed(others), last=last))
    if not math.isfinite(settings.boldness):
        raise SettingsError(_INFINITE(key="boldness", file=FILE_NAME), _CORRECT())
    return settings


def index_kind(folder: Path) -> Kind:
    """Return how an archive's index shall hold its vectors.

    Raises:
        SettingsError: its settings are mistaken.
    """
    return Kind(load_settings(folder).index)


def save_model(folder: Path, model: str) -> None:
    """Write the choice of a model into `settings.toml`; the rest of it stays as it is.

    Raises:
        ArchiveReadOnly: the folder cannot be written.
        ArchiveError: the disk is full or failing.
    """
    path = folder / FILE_NAME
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    line = f"model = {json.dumps(model, ensure_ascii=False)}"
    kept = [each for each in lines if not re.match(r"\s*model\s*=", each)]
    aside = path.with_name(path.name + ".new")
    with disk.named_errors(folder, _STAY()):
        aside.write_text("\n".join([line, *kept]) + "\n", encoding="utf-8")
        disk.sync(aside)
        disk.rename(aside, path)
        disk.sync(folder)


def resolve_folder(folder: str | Path | None = None) -> Path:
    """Return the archive's folder: the one given, else $DRAGOMAN_ARCHIVE, else the user's own."""
    if folder:
        return Path(folder).expanduser()
    if named := os.environ.get("DRAGOMAN_ARCHIVE"):
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("dragoman", appauthor=False) / "archive"
