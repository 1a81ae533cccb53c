from __future__ import annotations

import os
import stat
import threading

import pytest
from filelock import FileLock

from corpus.errors import ArchiveBusy, ArchiveDamaged, ArchiveError, ArchiveReadOnly, InvalidQuery
from ui import accounts as module
from ui.accounts import FILE, LOCK, Accounts, NotLoggedIn

PASSWORD = "a quiet archive"


def test_an_account_is_kept_as_a_key_that_only_its_owner_reads(tmp_path):
    accounts = Accounts(tmp_path)
    assert accounts.add("maria", PASSWORD)
    assert accounts.names() == ("maria",)
    assert accounts.log_in("maria", PASSWORD).name == "maria"
    file = tmp_path / FILE
    assert PASSWORD not in file.read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE, LOCK]
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_wrong_name_and_a_wrong_password_are_told_the_same(tmp_path):
    accounts = Accounts(tmp_path)
    accounts.add("maria", PASSWORD)
    told = set()
    for name, password in (("maria", "another password"), ("nobody", PASSWORD)):
        with pytest.raises(NotLoggedIn) as refused:
            accounts.log_in(name, password)
        told.add(str(refused.value))
    assert len(told) == 1


def test_one_password_however_it_is_typed(tmp_path):
    accounts = Accounts(tmp_path)
    accounts.add("maria", "re\u0301sume\u0301 of 1963")
    assert accounts.log_in("maria", "r\u00e9sum\u00e9 of 1963")


def test_another_process_s_change_counts_at_once(tmp_path):
    here, there = Accounts(tmp_path), Accounts(tmp_path)
    assert len(here) == 0
    there.add("maria", PASSWORD)
    assert here.names() == ("maria",)
    assert not here.add("maria", "another password")
    key = here.find("maria").key
    assert there.find("maria").key == key
    there.remove("maria")
    assert here.find("maria") is None


@pytest.mark.parametrize("name", ["", "two words", "a" * 65, "a/b", "a\nb"])
def test_a_name_that_cannot_be_used_is_refused(tmp_path, name):
    with pytest.raises(InvalidQuery, match="name cannot be used"):
        Accounts(tmp_path).add(name, PASSWORD)


@pytest.mark.parametrize("password", ["", "too short", "x" * 1_001])
def test_a_password_that_cannot_be_used_is_refused(tmp_path, password):
    with pytest.raises(InvalidQuery, match=f"has {len(password)} characters"):
        Accounts(tmp_path).add("maria", password)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_account_cannot_be_removed(tmp_path):
    with pytest.raises(InvalidQuery, match="no account “maria”"):
        Accounts(tmp_path).remove("maria")


@pytest.mark.skipif(os.name != "posix", reason="permissions of other systems")
def test_a_file_that_others_can_read_is_not_trusted(tmp_path):
    accounts = Accounts(tmp_path)
    accounts.add("maria", PASSWORD)
    (tmp_path / FILE).chmod(0o644)
    with pytest.raises(ArchiveDamaged, match="Others can read") as refused:
        len(Accounts(tmp_path))
    assert "chmod 600" in refused.value.remedy


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"format": 2}',
        '{"format": 1, "accounts": [{"name": "m", "salt": "zz", "key": "", "scrypt": [1]}]}',
        # a cost that would take all memory is no cost we wrote
        '{"format": 1, "accounts": [{"name": "m", "salt": "", "key": "", "scrypt": [1073741824, '
        "8, 1]}]}",
    ],
)
def test_a_damaged_file_is_named(tmp_path, content):
    file = tmp_path / FILE
    file.write_text(content, "utf-8")
    file.chmod(0o600)
    with pytest.raises(ArchiveDamaged, match="cannot be read"):
        len(Accounts(tmp_path))


class Late(Accounts):
    """Accounts to which another thread comes with an older reading, between any two steps."""

    late: dict[str, object] | None = None

    def __setattr__(self, name, value):
        super().__setattr__(name, value)
        if self.late is not None and name != "late":
            vars(self).update(self.late, late=None)


def test_an_older_reading_is_not_kept_as_the_newer_file_s(tmp_path):
    here, there = Late(tmp_path), Accounts(tmp_path)
    there.add("maria", PASSWORD)
    assert here.find("maria")
    older = dict(vars(here))
    there.remove("maria")
    here.late = older
    len(here)
    assert here.late is None
    assert here.find("maria") is None


def test_of_two_who_add_at_once_neither_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_key", lambda *_: bytes(32))
    here, there = Accounts(tmp_path), Accounts(tmp_path)
    other, write = threading.Thread(target=there.add, args=("paul", PASSWORD)), here._write

    def slowly(held):
        other.start()
        other.join(0.5)  # where it need not wait for its turn, it is done by then
        write(held)

    here._write = slowly
    here.add("maria", PASSWORD)
    other.join(30)
    assert here.names() == there.names() == ("maria", "paul")


def test_one_who_keeps_the_accounts_to_themselves_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_TURN", 0.1)
    accounts = Accounts(tmp_path)
    accounts.add("maria", PASSWORD)
    with FileLock(tmp_path / LOCK), pytest.raises(ArchiveBusy, match="being changed") as refused:
        accounts.remove("maria")
    assert refused.value.remedy
    assert accounts.names() == ("maria",)


@pytest.mark.parametrize(
    ("error", "remedy"),
    [(PermissionError(13, "Permission denied"), "owner"), (OSError(5, "I/O error"), "disk")],
)
def test_a_file_that_cannot_be_opened_is_refused_with_a_remedy(
    tmp_path, monkeypatch, error, remedy
):
    def refuse(*_):
        raise error

    monkeypatch.setattr(module, "open", refuse, raising=False)
    with pytest.raises(ArchiveError, match="cannot be read") as refused:
        len(Accounts(tmp_path))
    assert remedy in refused.value.remedy


def test_a_folder_that_cannot_be_written_is_refused_with_a_remedy(tmp_path):
    place = tmp_path / "file"
    place.write_text("")
    with pytest.raises(ArchiveReadOnly, match="cannot be written") as refused:
        Accounts(place).remove("maria")
    assert refused.value.remedy
