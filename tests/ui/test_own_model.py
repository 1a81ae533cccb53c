"""An archive with a model of one's own: light once compiled, and an older index goes on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import open_archive
from bot.archive import create_archive, rebuild
from bot.settings import Settings, save_model
from corpus.readers import read_bytes
from embeddings.encoder import SentenceEncoder
from tests.embeddings.own_models import change, make_model
from ui.cli import cli

HEAVY = ("torch", "transformers", "sentence_transformers")
SEARCHED = """
assert archive.degraded is None
assert archive.retriever.search("Who is blamed for the riots?")
assert archive.ask("Who is blamed for the riots?").status
assert archive.add([FILE]).built.embedded
archive.rebuild()
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("models") / "mine", limit=128)


def index_check(folder: Path) -> dict[str, str]:
    done = CliRunner().invoke(cli, ["doctor", "--json", "--archive", str(folder)])
    checks = json.loads(done.stdout)["checks"]
    return next(check for check in checks if check["name"] == "index")


def test_torch_is_not_imported_once_the_model_was_compared(model, tmp_path):
    """In a process of its own: searched, asked, added to and rebuilt."""
    folder, letter = tmp_path / "archive", tmp_path / "letter.txt"
    letter.write_text("A letter\n\nThe riots took place in the spring, when the snow was gone.\n")
    folder.mkdir()
    save_model(folder, str(model))
    open_archive(folder).close()
    check = index_check(folder)
    assert check["state"] == "ok"
    assert check["detail"].endswith("set to mine, compiled")
    program = (
        "import sys\n"
        "from bot import open_archive\n"
        f"with open_archive({str(folder)!r}) as archive:\n"
        + "".join(
            f"    {line}\n" for line in SEARCHED.replace("FILE", repr(str(letter))).split("\n")
        )
        + f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=300
    )
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stderr


def test_an_index_of_sentence_transformers_goes_on_until_it_is_made_anew(
    model, seed_text, tmp_path
):
    settings = Settings(model=str(model), rerank=False)
    former = SentenceEncoder(model)
    seed = [read_bytes(seed_text.encode(), "118214.txt")]
    create_archive(tmp_path, seed, settings=settings, encoder=former).close()
    save_model(tmp_path, str(model))
    with open_archive(tmp_path, settings=settings) as archive:
        assert archive.generation().manifest.model_fingerprint == former.fingerprint
        assert archive.retriever.search("riots")
        detail = index_check(tmp_path)["detail"]
        assert "run by sentence-transformers, since it made the index" in detail
        letter = tmp_path / "letter.txt"
        letter.write_text(
            "A letter\n\nThe riots took place in the spring, when the snow was gone.\n"
        )
        added = CliRunner().invoke(cli, ["add", str(letter), "--archive", str(tmp_path)])
        assert added.exit_code == 0, added.output
        assert archive.generation().manifest.model_fingerprint == former.fingerprint
        found = archive.retriever.search("snow in the spring")
        assert any(hit.record_id.startswith("letter-") for hit in found)
        built = rebuild(tmp_path, settings, None)
        assert built.embedded > built.units / 2  # all but those of equal words
        assert archive.retriever.search("riots")
        assert "another model" in str(archive.degraded)
    with open_archive(tmp_path, settings=settings) as archive:
        assert archive.generation().manifest.model_fingerprint != former.fingerprint
        assert archive.degraded is None
        assert archive.retriever.search("riots")
    assert index_check(tmp_path)["detail"].endswith("compiled")


def test_the_doctor_says_why_a_model_does_not_run_compiled(model, tmp_path):
    folder, other = tmp_path / "archive", tmp_path / "other"
    shutil.copytree(model, other)
    change(other / "config.json", hidden_act="gelu_new")
    folder.mkdir()
    save_model(folder, str(other))
    open_archive(folder).close()
    assert index_check(folder)["detail"].endswith(
        "set to other, run by sentence-transformers, since config.json says hidden_act 'gelu_new'"
    )
