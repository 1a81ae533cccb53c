"""`serve` for other machines, `accounts` and `mcp` on the command line."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from click.testing import CliRunner

from ui.accounts import FILE, Accounts
from ui.cli import cli

PASSWORD = "a quiet archive"


@pytest.fixture
def folder(tmp_path):
    """A folder that looks like an archive's from outside; no command here opens it."""
    (tmp_path / "archive.db").touch()
    return tmp_path


def run(folder, *arguments, stdin=""):
    return CliRunner().invoke(cli, ["--archive", str(folder), *arguments], input=stdin)


def test_accounts_are_added_listed_and_removed(folder):
    assert run(folder, "accounts", "list").stdout == "No account.\n"
    added = run(folder, "accounts", "add", "maria", stdin=f"{PASSWORD}\n")
    assert (added.exit_code, added.stderr) == (0, "Account maria added.\n")
    assert Accounts(folder).log_in("maria", PASSWORD)
    again = run(folder, "accounts", "add", "maria", stdin="another password\n")
    assert again.stderr == "Account maria has another password.\n"
    assert run(folder, "accounts", "list").stdout == "maria\n"
    listed = run(folder, "accounts", "list", "--json").stdout
    assert "".join(listed.split()) == '{"accounts":["maria"]}'
    assert run(folder, "accounts", "remove", "maria").stderr == "Account maria removed.\n"
    assert len(Accounts(folder)) == 0


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (("add", "maria"), "short\n", "has 5 characters"),
        (("add", "two words"), f"{PASSWORD}\n", "name cannot be used"),
        (("remove", "maria"), "", "no account “maria”"),
    ],
)
def test_what_cannot_be_an_account_is_refused(folder, arguments, stdin, words):
    refused = run(folder, "accounts", *arguments, stdin=stdin)
    assert refused.exit_code == 2
    assert words in refused.stderr
    assert not (folder / FILE).exists()


def test_there_are_no_accounts_without_an_archive(tmp_path):
    refused = run(tmp_path / "none", "accounts", "add", "maria", stdin=f"{PASSWORD}\n")
    assert refused.exit_code == 2
    assert "There is no archive" in refused.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--host", "0.0.0.0"),
        ("--host", "::"),
        ("--name", "archive.example.org"),
        ("--behind-proxy",),
    ],
)
def test_a_page_that_nobody_could_read_is_not_served(folder, arguments):
    refused = run(folder, "serve", *arguments)
    assert refused.exit_code == 2
    assert "--public-read" in refused.stderr
    assert "dragoman accounts add" in refused.stderr


def test_a_host_is_an_address(folder):
    refused = run(folder, "serve", "--host", "example.org", "--public-read")
    assert refused.exit_code == 2
    assert "--name" in refused.stderr


def test_a_key_needs_its_certificate(folder):
    refused = run(folder, "serve", "--key", str(folder / "archive.db"))
    assert (refused.exit_code, "--certificate" in refused.stderr) == (2, True)


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    """A certificate, its key, another key and its key locked by a passphrase."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the files")
    place = tmp_path_factory.mktemp("pem")
    for line in (
        "req -x509 -newkey rsa:2048 -nodes -keyout key -out certificate -days 1 -subj /CN=x",
        "genrsa -out other 2048",
        "rsa -aes256 -in key -out locked -passout pass:sesame",
    ):
        subprocess.run(["openssl", *line.split()], cwd=place, check=True, capture_output=True)
    (place / "note").write_text("The Swedish consul asked for sledges.")
    broken = "-----BEGIN CERTIFICATE-----\nsledges\n-----END CERTIFICATE-----\n"
    (place / "broken").write_text(broken)
    return place


@pytest.mark.parametrize(
    ("certificate", "key", "words"),
    [
        ("note", "key", "note holds no certificate"),
        ("certificate", None, "certificate holds no key"),
        ("certificate", "note", "note holds no key"),
        ("certificate", "other", "is not the key of"),
        ("certificate", "locked", "is locked by a passphrase"),
        ("broken", "key", "cannot be read"),
    ],
)
def test_what_is_no_certificate_or_key_is_named_before_anything_is_opened(
    folder, pem, certificate, key, words
):
    given = ["--certificate", str(pem / certificate)]
    given += ["--key", str(pem / key)] if key else []
    refused = run(folder, "serve", *given)
    assert refused.exit_code == 2
    assert words in refused.stderr


def test_mcp_without_its_package_says_how_to_get_it(folder, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    refused = run(folder, "mcp")
    assert refused.exit_code == 3
    assert "pip install 'dragoman[mcp]'" in refused.stderr
    assert [path.name for path in folder.iterdir()] == ["archive.db"]
