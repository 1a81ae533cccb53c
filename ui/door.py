"""The door: who may read an archive that is served, and who may change it."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from corpus.errors import ArchiveError
from corpus.sayings import Form
from ui.accounts import Account, Accounts, NotAllowed, NotLoggedIn

COOKIE = "dragoman_session"
_FOREIGN = Form("door.foreign", "Another site asked for this.")
_OWN_PAGE = Form("remedy.own page", "Open the archive's own page.")
_ASKED = {
    "read": "Reading here needs a login",
    "write": "This needs a login",
    "recall": "Reading stored conversations needs a login",
}
_NEEDS_LOGIN = {what: Form(f"door.{what}", f"{words}.") for what, words in _ASKED.items()}
_LOG_IN = Form("remedy.log in", "Log in at /login.")
_NO_ACCOUNT = {
    what: Form(f"door.{what} alone", f"{words}, and there is no account.")
    for what, words in _ASKED.items()
}
_ADD_ACCOUNT = Form(
    "remedy.account", "On the archive's own machine, run: dragoman accounts add NAME"
)
_PROXY = Form("door.proxy", "This request came through a proxy.")
_BEHIND_PROXY = Form("remedy.proxy", "Start with --behind-proxy, and --public-read or an account.")
#: Seconds that a login lasts, and how many are kept.
LASTING, MOST = 12 * 3600, 1_000
#: What proxies add; a request that has one does not come from this machine.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """To whom an archive is served.

    Attributes:
        local: only programs of this machine reach the server.
        public_read: anyone may read, search and ask; otherwise only who has an account.
        names: names that the server answers to beside its addresses.
    """

    local: bool = True
    public_read: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A login: whose, by which password, and until when."""

    name: str
    key: bytes
    until: float


class Sessions:
    """The logins that last, by the hash of their token; none outlives the process.

    Args:
        clock: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._held: OrderedDict[str, Session] = OrderedDict()

    def open(self, account: Account) -> str:
        """Begin a session and return its token, which is kept nowhere here."""
        token = secrets.token_urlsafe(32)
        session = Session(name=account.name, key=account.key, until=self._clock() + LASTING)
        with self._lock:
            self._held[_digest(token)] = session
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        return token

    def find(self, token: str) -> Session | None:
        """Return the session of a token, unless it is over."""
        with self._lock:
            session = self._held.get(_digest(token))
            if session is not None and session.until <= self._clock():
                del self._held[_digest(token)]
                return None
            return session

    def close(self, token: str) -> None:
        """End a session."""
        with self._lock:
            self._held.pop(_digest(token), None)


class Door:
    """Decides who may read and who may write.

    On this machine anyone reads, and writes as long as there is no account. Anywhere else
    reading needs a login unless it is public, and writing always needs one. No page of
    another site writes or asks in a reader's name.

    Args:
        accounts: the archive's accounts.
        access: to whom it is served.
        sessions: the logins.
    """

    def __init__(
        self, accounts: Accounts, access: Access, sessions: Sessions | None = None
    ) -> None:
        self.accounts = accounts
        self.access = access
        self.sessions = sessions or Sessions()

    def name_of(self, request: HTTPConnection) -> str | None:
        """Return the account a request is logged in to, if any."""
        token = token_of(request)
        session = self.sessions.find(token) if token else None
        if session is None:
            return None
        account = self.accounts.find(session.name)
        # A password that was changed, or an account removed, ends its sessions.
        return account.name if account and account.key == session.key else None

    def may_read(self, request: HTTPConnection) -> None:
        """Return if the one who asks may read, search and ask.

        Raises:
            NotLoggedIn: only who is logged in may.
            NotAllowed: nobody may here.
        """
        if self.access.public_read or self._at_home(request) or self.name_of(request):
            return
        raise self._refusal("read")

    def may_write(self, request: HTTPConnection) -> None:
        """Return if the one who asks may change what the archive holds.

        Raises:
            NotLoggedIn: only who is logged in may.
            NotAllowed: nobody may here, or a page of another site asked for it.
        """
        if foreign(request.headers):
            raise another_site()
        if self.name_of(request) or (self._at_home(request) and not len(self.accounts)):
            return
        raise self._refusal("write")

    def may_recall(self, request: HTTPConnection) -> None:
        """Return if the one who asks may see stored conversations.

        They are the owner's, so public reading does not open them.

        Raises:
            NotLoggedIn: only who is logged in may.
            NotAllowed: nobody may here.
        """
        if self._at_home(request) or self.name_of(request):
            return
        raise self._refusal("recall")

    def _at_home(self, request: HTTPConnection) -> bool:
        return self.access.local and not any(name in request.headers for name in FORWARDED)

    def _refusal(self, what: str) -> ArchiveError:
        if len(self.accounts):
            return NotLoggedIn(_NEEDS_LOGIN[what](), _LOG_IN())
        if self.access.local:
            return NotAllowed(_PROXY(), _BEHIND_PROXY())
        return NotAllowed(_NO_ACCOUNT[what](), _ADD_ACCOUNT())


def token_of(request: HTTPConnection) -> str | None:
    """Return the session token of a request: its bearer token, else its cookie."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip() or None
    return request.cookies.get(COOKIE)


def reader_of(request: HTTPConnection) -> str:
    """Return the address a request comes from."""
    return request.client.host if request.client else ""


def another_site() -> NotAllowed:
    """Return the refusal of a request that a page of another site made."""
    return NotAllowed(_FOREIGN(), _OWN_PAGE())


def foreign(headers: Headers) -> bool:
    """Tell whether a page of another site made a request.

    A browser says so by itself; a program that is no browser says nothing and passes.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:  # only over HTTPS and on this machine; no script can write it
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:
        return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
