"""The house stands where it should: four packages, lazy imports, tests in packages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("corpus", "embeddings", "bot", "ui")
#: Slow to import (seconds, hundreds of megabytes) or needed by few commands.
HEAVY = (
    "torch",
    "sentence_transformers",
    "transformers",
    "faiss",
    "gradio",
    "tantivy",
    "onnxruntime",
    "lxml",
    "filelock",
    "importlib.metadata",
    "corpus.readers.reading",
)


def _python(code: str, folder: Path) -> str:
    """Run code in a fresh interpreter, away from the checkout, and return its output."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_four_packages_are_this_checkout(tmp_path):
    code = (
        "import importlib, pathlib\n"
        f"for name in {PACKAGES!r}:\n"
        "    print(pathlib.Path(importlib.import_module(name).__file__).resolve().parent)\n"
    )
    assert _python(code, tmp_path).split() == [str(ROOT / name) for name in PACKAGES]


@pytest.mark.parametrize("module", ["corpus", "embeddings", "bot.archive", "bot.chatbot", "ui.cli"])
def test_importing_stays_light(module, tmp_path):
    code = (
        f"import sys, {module}\nprint(*sorted(name for name in {HEAVY!r} if name in sys.modules))\n"
    )
    assert _python(code, tmp_path).split() == []


def test_the_door_imports_what_answers_only_when_something_is_asked(archive_folder, tmp_path):
    code = (
        "import sys, bot\n"
        "for name in bot.__all__: assert name in dir(bot), name\n"
        f"archive = bot.open_archive({str(archive_folder)!r})\n"
        "rows = archive.summaries()\n"
        "archive.record(rows[0].record_id)\n"
        "answering = ('bot.chatbot', 'bot.retriever', 'bot.voices', 'faiss', 'onnxruntime')\n"
        "print(*[name for name in answering if name in sys.modules])\n"
        "for name in bot.__all__: assert getattr(bot, name).__name__ == name, name\n"
    )
    assert _python(code, tmp_path).split() == []


def test_the_door_names_what_it_has_not(tmp_path):
    code = "import bot\ntry:\n    bot.nothing\nexcept AttributeError as error:\n    print(error)"
    assert _python(code, tmp_path).strip() == "module 'bot' has no attribute 'nothing'"


def test_importing_changes_nothing(tmp_path):
    code = (
        "import os\n"
        "before = dict(os.environ)\n"
        "import corpus, embeddings, bot, ui.cli\n"
        "print(sorted(set(os.environ.items()) ^ set(before.items())), os.listdir())\n"
    )
    assert _python(code, tmp_path).strip() == "[] []"


def test_every_test_folder_is_a_package():
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_each_package_says_that_it_is_typed():
    assert [name for name in PACKAGES if not (ROOT / name / "py.typed").is_file()] == []


def test_no_module_grows_beyond_reading():
    modules = [path for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in modules
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}
