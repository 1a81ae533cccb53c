from __future__ import annotations

import re
from http.cookies import SimpleCookie

import pytest

from tests.ui.callers import Reply, call
from tests.ui.conftest import NAME, PASSWORD
from ui.door import COOKIE, LASTING
from ui.login import WORDS

HTML = {"accept": "text/html"}
#: Each test logs in from an address of its own, as each may try five times a minute.
ADDRESSES = iter(f"198.51.100.{n}" for n in range(1, 255))


@pytest.fixture
def app(applications):
    return applications["private"]


def log_in(app, password=PASSWORD, name=NAME, path="/login", **how) -> Reply:
    body = f"name={name}&password={password.replace(' ', '+')}".encode()
    how.setdefault("client", next(ADDRESSES))
    return call(app, "POST", path, body=body, **how)


def cookie_of(reply) -> dict[str, str]:
    return {"cookie": f"{COOKIE}={SimpleCookie(reply.headers['set-cookie'])[COOKIE].value}"}


def test_a_reader_is_led_to_the_login_and_back(app):
    led = call(app, "GET", "/?doc=118214&s=5", headers=HTML)
    assert (led.status, led.headers["location"]) == (303, "/login?next=%2F%3Fdoc%3D118214%26s%3D5")
    page = call(app, "GET", led.headers["location"], headers=HTML)
    assert page.status == 200
    (action,) = re.findall(r'action="([^"]+)"', page.body.decode())
    back = log_in(app, path="/" + action)
    assert (back.status, back.headers["location"]) == (303, "/?doc=118214&s=5")
    assert call(app, "GET", "/", headers=HTML | cookie_of(back)).status == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app):
    flags = log_in(app).headers["set-cookie"].split("; ")[1:]
    assert {flag.lower() for flag in flags} == {
        "httponly",
        "samesite=strict",
        "path=/",
        f"max-age={LASTING}",
    }
    assert "secure" in log_in(app, scheme="https").headers["set-cookie"].lower()


def test_logging_out_ends_the_session(app):
    known = cookie_of(log_in(app))
    assert call(app, "GET", "/api/records", headers=known).status == 200
    out = call(app, "POST", "/logout", headers=known)
    assert (out.status, out.headers["location"]) == (303, "/")
    assert f'{COOKIE}=""' in out.headers["set-cookie"]
    assert call(app, "GET", "/api/records", headers=known).status == 401


def test_a_wrong_password_says_so_in_the_reader_s_language(app):
    for language, words in (("zh-CN,zh;q=0.9", WORDS["zh"]), ("de", WORDS["en"])):
        wrong = log_in(app, "not it, not it", headers={"accept-language": language})
        assert wrong.status == 401
        assert words["wrong"] in wrong.body.decode()
        assert "set-cookie" not in wrong.headers
    assert WORDS["en"].keys() == WORDS["zh"].keys()


def test_five_tries_a_minute(app):
    tries = [log_in(app, "not it, not it", client="198.51.100.255").status for _ in range(6)]
    assert tries == [401] * 5 + [429]
    # the right password no more than a wrong one
    assert log_in(app, client="198.51.100.255").status == 429


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/%5Cevil.example",
        "evil",
        "/%09/evil.example",
        "/%0d%0aSet-Cookie:a=b",
        "javascript:alert(1)",
        "/" + "a" * 2_001,
    ],
)
def test_the_login_leads_nowhere_else(app, wanted):
    # percent-encoded as it stands in the query, so that it arrives decoded
    assert log_in(app, path=f"/login?next={wanted}").headers["location"] == "/"


def test_what_is_typed_into_the_address_is_not_drawn_into_the_page(app):
    page = call(app, "GET", "/login?next=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert page.status == 200
    assert b"<script" not in page.body


def test_a_program_logs_in_with_json_and_sends_the_token(app):
    body = f'{{"name": "{NAME}", "password": "{PASSWORD}"}}'.encode()
    sent = {"content-type": "application/json"}
    opened = call(
        app, "POST", "/api/session", body=body, headers=sent, client=next(ADDRESSES)
    ).json()
    assert opened["seconds"] == LASTING
    known = {"authorization": f"Bearer {opened['token']}"}
    standing = call(app, "GET", "/api/session", headers=known).json()
    assert standing == {"name": NAME, "may_write": True, "may_log_in": True}
    assert call(app, "DELETE", "/api/session", headers=known).status == 204
    standing = call(app, "GET", "/api/session", headers=known).json()
    assert standing == {"name": None, "may_write": False, "may_log_in": True}


def test_a_server_is_addressed_by_its_address_or_by_the_names_it_was_given(app):
    for host in ("archive.example.org", "192.0.2.7:7860", "[2001:db8::1]:7860", "localhost"):
        assert call(app, "GET", "/healthz", host=host).status == 200
    for host in ("evil.example", "archive.example.org.evil.example"):
        refused = call(app, "GET", "/healthz", host=host)
        assert (refused.status, "--name" in refused.json()["remedy"]) == (421, True)
