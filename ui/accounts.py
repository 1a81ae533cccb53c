"""Accounts: who may change an archive that is served to other machines.

They lie in the archive's folder in `accounts.json`, readable by its owner alone; a password
is kept only as its scrypt key with a salt of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import stat
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from corpus import faults
from corpus.errors import ArchiveBusy, ArchiveDamaged, ArchiveError, ArchiveReadOnly, InvalidQuery
from corpus.sayings import Form
from ui.limits import Busy

FILE = "accounts.json"
#: Held while the file is read and written anew; it stays, empty.
LOCK = "accounts.lock"
_WRONG = Form("login.wrong", "Name or password is wrong.")
_TRY_AGAIN = Form("remedy.login", "Try again.")
_OPEN = Form("accounts.open", "Others can read {file}.")
_CLOSE = Form("remedy.accounts open", "Run in its folder: chmod 600 {file}")
_UNREAD = Form("accounts.unread", "{file} cannot be read.")
_BUSY = Form("accounts.busy", "{file} is being changed.")
_ADD_AGAIN = Form("remedy.accounts", "Remove it and add the accounts again.")
#: Cost of one guess: about 0.3 s of a core and 32 MiB.
#: Source: OWASP Password Storage Cheat Sheet, scrypt N=2^15, r=8, p=3.
COST = (2**15, 8, 3)
SHORTEST, LONGEST = 10, 1_000
_NAME = re.compile(r"[\w.@-]{1,64}")
#: Passwords tried at once, as each takes 32 MiB, and seconds that one more waits.
_GUESSES, _PATIENCE = threading.BoundedSemaphore(2), 5.0
#: Seconds that a change waits for another one, which takes a moment.
_TURN = 10.0


class NotLoggedIn(ArchiveError):
    """Only someone with an account may do this."""


class NotAllowed(ArchiveError):
    """Nobody may do this here, or not from where it was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account: its name, and the scrypt key of its password with what made it."""

    name: str
    salt: bytes = field(repr=False)
    key: bytes = field(repr=False)
    cost: tuple[int, int, int] = COST

    def opens(self, password: str) -> bool:
        """Tell whether this is the account's password; takes the same time either way."""
        return hmac.compare_digest(_key(password, self.salt, self.cost), self.key)


#: Checked in place of an account that does not exist, so that both take as long.
_NOBODY = Account(name="", salt=bytes(16), key=bytes(32))


class Accounts:
    """The accounts of one archive.

    The file is read again whenever it has changed, so an account that is removed while the
    archive is served is gone at once.

    Args:
        folder: the archive's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        # Together, so that no thread keeps old accounts as those of the new file.
        self._known: tuple[tuple[int, int, int] | None, Mapping[str, Account]] = (None, {})

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._read())

    def names(self) -> tuple[str, ...]:
        """Return the names, in order."""
        return tuple(sorted(self._read()))

    def find(self, name: str) -> Account | None:
        """Return the account of that name, if there is one."""
        return self._read().get(name)

    def log_in(self, name: str, password: str) -> Account:
        """Return the account that name and password open.

        Raises:
            NotLoggedIn: they open none; the sentence is the same for an unknown name.
            Busy: too many passwords are being tried.
        """
        account = self._read().get(name)
        if not _GUESSES.acquire(timeout=_PATIENCE):
            raise Busy
        try:
            right = (account or _NOBODY).opens(password[: LONGEST + 1])
        finally:
            _GUESSES.release()
        if account is None or not right:
            raise NotLoggedIn(_WRONG(), _TRY_AGAIN())
        return account

    def add(self, name: str, password: str) -> bool:
        """Add an account, or give an account another password; True if it is new.

        Raises:
            InvalidQuery: the name or the password cannot be used.
            ArchiveReadOnly: the folder cannot be written.
            ArchiveBusy: another process changes the accounts and does not end.
        """
        if not _NAME.fullmatch(name):
            raise InvalidQuery(
                "That name cannot be used.",
                "Use 1 to 64 letters, digits, '.', '_', '-' and '@'.",
            )
        if not SHORTEST <= len(password) <= LONGEST:
            raise InvalidQuery(
                f"The password has {len(password)} characters.",
                f"Use {SHORTEST} at least; a few unrelated words are best.",
            )
        salt = secrets.token_bytes(16)
        account = Account(name=name, salt=salt, key=_key(password, salt, COST))
        with self._alone():
            held = dict(self._read())
            new = name not in held
            self._write(held | {name: account})
        return new

    def remove(self, name: str) -> None:
        """Remove an account.

        Raises:
            InvalidQuery: there is none of that name.
            ArchiveReadOnly: the folder cannot be written.
            ArchiveBusy: another process changes the accounts and does not end.
        """
        with self._alone():
            held = dict(self._read())
            if name not in held:
                known = ", ".join(sorted(held)) or "none"
                raise InvalidQuery(f"There is no account “{name}”.", f"Accounts: {known}.")
            del held[name]
            self._write(held)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let no other thread or process change the accounts meanwhile.

        Not by the lock of the archive's writer, who may be reading in volumes for hours.
        """
        from filelock import FileLock, Timeout  # only writers need it

        lock = FileLock(self._path.with_name(LOCK), timeout=_TURN, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            raise ArchiveBusy(_BUSY(file=FILE), faults.WAIT()) from None
        except OSError as error:
            raise _unwritten(error) from error
        try:
            yield
        finally:
            lock.release()

    def _read(self) -> Mapping[str, Account]:
        stamp, held = self._known
        try:
            with open(self._path, "rb") as file:
                found = os.fstat(file.fileno())
                seen = (found.st_ino, found.st_mtime_ns, found.st_size)
                if seen == stamp:
                    return held
                if os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o077:
                    raise ArchiveDamaged(_OPEN(file=FILE), _CLOSE(file=FILE))
                held = _accounts(file.read())
        except FileNotFoundError:
            return {}
        except PermissionError as error:
            raise ArchiveError(_UNREAD(file=FILE), faults.ASK_OWNER()) from error
        except OSError as error:
            raise ArchiveError(_UNREAD(file=FILE), faults.CHECK_DISK()) from error
        self._known = (seen, held)
        return held

    def _write(self, held: Mapping[str, Account]) -> None:
        plain = {
            "format": 1,
            "accounts": [
                {
                    "name": each.name,
                    "scrypt": list(each.cost),
                    "salt": each.salt.hex(),
                    "key": each.key.hex(),
                }
                for each in sorted(held.values(), key=lambda each: each.name)
            ],
        }
        aside = self._path.with_name(f".{FILE}.{secrets.token_hex(4)}")
        try:
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:
                json.dump(plain, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, self._path)
        except OSError as error:
            aside.unlink(missing_ok=True)
            raise _unwritten(error) from error


def _unwritten(error: OSError) -> ArchiveReadOnly:
    return ArchiveReadOnly(
        f"{FILE} cannot be written: {error.strerror}.", "Check the folder's permissions."
    )


def _accounts(raw: bytes) -> Mapping[str, Account]:
    """Read the file's accounts.

    Raises:
        ArchiveDamaged: it is not as it was written.
    """
    try:
        plain = json.loads(raw)
        if plain["format"] != 1:
            raise ValueError("format")
        found = [
            Account(
                name=str(each["name"]),
                salt=bytes.fromhex(each["salt"]),
                key=bytes.fromhex(each["key"]),
                cost=_cost(each["scrypt"]),
            )
            for each in plain["accounts"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveDamaged(_UNREAD(file=FILE), _ADD_AGAIN()) from error
    return {each.name: each for each in found}


def _cost(given: list[int]) -> tuple[int, int, int]:
    n, r, p = given
    if not (2**14 <= n <= 2**17 and r == 8 and 1 <= p <= 8):
        raise ValueError("scrypt")
    return n, r, p


def _key(password: str, salt: bytes, cost: tuple[int, int, int]) -> bytes:
    n, r, p = cost
    # One password however it is typed: NFKC, as NIST SP 800-63B 5.1.1.2 advises.
    typed = unicodedata.normalize("NFKC", password).encode("utf-8", "replace")
    return hashlib.scrypt(typed, salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=32)
