from __future__ import annotations

import pytest
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from ui.accounts import Accounts, NotAllowed, NotLoggedIn
from ui.door import COOKIE, LASTING, Access, Door, Sessions, foreign

PASSWORD = "a quiet archive"
HERE, PUBLIC, PRIVATE = (
    Access(),
    Access(local=False, public_read=True),
    Access(local=False),
)


def request(**headers: str) -> HTTPConnection:
    sent = {"host": "127.0.0.1:7860"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    raw = [(name.encode(), value.encode()) for name, value in sent.items()]
    return HTTPConnection({"type": "http", "headers": raw, "path": "/", "method": "GET"})


@pytest.fixture(scope="module")
def accounts(tmp_path_factory):
    held = Accounts(tmp_path_factory.mktemp("accounts"))
    held.add("maria", PASSWORD)
    return held


def outcome(check, asked) -> str:
    try:
        check(asked)
    except NotLoggedIn:
        return "log in"
    except NotAllowed:
        return "no"
    return "yes"


def test_without_an_account_this_machine_reads_and_writes_and_others_at_most_read(tmp_path):
    nobody = Accounts(tmp_path)
    table = {
        access: tuple(
            outcome(check, request()) for check in (door.may_read, door.may_write, door.may_recall)
        )
        for access in (HERE, PUBLIC, PRIVATE)
        for door in [Door(nobody, access)]
    }
    assert table == {
        HERE: ("yes", "yes", "yes"),
        PUBLIC: ("yes", "no", "no"),
        PRIVATE: ("no", "no", "no"),
    }


def test_with_an_account_writing_needs_a_login_everywhere(accounts):
    for access, reading in ((HERE, "yes"), (PUBLIC, "yes"), (PRIVATE, "log in")):
        door = Door(accounts, access)
        assert outcome(door.may_read, request()) == reading
        assert outcome(door.may_write, request()) == "log in"
        token = door.sessions.open(accounts.find("maria"))
        for known in (
            request(cookie=f"other=1; {COOKIE}={token}"),
            request(authorization=f"Bearer {token}"),
        ):
            assert door.name_of(known) == "maria"
            for check in (door.may_read, door.may_write, door.may_recall):
                assert outcome(check, known) == "yes"
        assert outcome(door.may_write, request(cookie=f"{COOKIE}=x{token}")) == "log in"


def test_what_a_proxy_hands_on_is_not_this_machine_s(tmp_path):
    door = Door(Accounts(tmp_path), HERE)
    for name in ("x_forwarded_for", "forwarded", "x_real_ip"):
        assert outcome(door.may_read, request(**{name: "192.0.2.1"})) == "no"
        assert outcome(door.may_write, request(**{name: "192.0.2.1"})) == "no"


def test_a_session_ends_with_its_time_its_account_and_its_password(tmp_path):
    held = Accounts(tmp_path)
    held.add("maria", PASSWORD)
    now = [0.0]
    door = Door(held, PRIVATE, Sessions(lambda: now[0]))

    def known() -> str | None:
        return door.name_of(request(authorization=f"Bearer {token}"))

    token = door.sessions.open(held.find("maria"))
    now[0] = LASTING - 1
    assert known() == "maria"
    now[0] = LASTING
    assert known() is None
    token = door.sessions.open(held.find("maria"))
    held.add("maria", "another password")
    assert known() is None
    token = door.sessions.open(held.find("maria"))
    held.remove("maria")
    assert known() is None


@pytest.mark.parametrize(
    ("sent", "is_foreign"),
    [
        ({}, False),  # a program that is no browser
        ({"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:7860"}, False),
        ({"sec-fetch-site": "none"}, False),
        # a form of a page whose policy is no-referrer
        ({"sec-fetch-site": "same-origin", "origin": "null"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:7860"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),  # another port of this machine
        ({"origin": "http://127.0.0.1:7860"}, False),
        ({"origin": "http://127.0.0.1:8080"}, True),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": "http://["}, True),
    ],
)
def test_a_page_of_another_site_is_known(sent, is_foreign):
    assert foreign(Headers({"host": "127.0.0.1:7860", **sent})) is is_foreign


def test_another_site_does_not_write_even_with_the_cookie(accounts):
    door = Door(accounts, PRIVATE)
    token = door.sessions.open(accounts.find("maria"))
    asked = request(cookie=f"{COOKIE}={token}", origin="https://evil.example")
    assert outcome(door.may_write, asked) == "no"
