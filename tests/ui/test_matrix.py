"""Every route by everyone who may come: a route that is not listed here fails the test."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from tests.ui.callers import Reply, call
from tests.ui.conftest import NAME, PASSWORD
from ui.api import every_route
from ui.guard import HEADERS

#: A request got in when the answer is the route's own and none of these refusals.
OUT = {401, 403, 421, 429}
IN = 0
#: What every refusal has.
REFUSAL = {"error", "remedy", "said"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """Someone who comes to a server, and how."""

    app: str
    client: str = "127.0.0.1"
    host: str = "127.0.0.1:7860"
    headers: tuple[tuple[str, str], ...] = ()
    logged_in: bool = False


ROLES = {
    "here": Role(app="here"),
    "another site": Role(app="here", headers=(("origin", "https://evil.example"),)),
    "another name": Role(app="here", host="evil.example"),
    "through a proxy": Role(app="here", headers=(("x-forwarded-for", "192.0.2.1"),)),
    "here, with accounts": Role(app="guarded"),
    "anyone": Role(app="public", client="192.0.2.2"),
    "stranger": Role(app="private", client="192.0.2.3"),
    "maria": Role(app="private", client="192.0.2.4", logged_in=True),
    "maria from another site": Role(
        app="private",
        client="192.0.2.5",
        logged_in=True,
        headers=(("sec-fetch-site", "cross-site"),),
    ),
}
_NAMES = tuple(ROLES)


def _row(*outcomes: int) -> dict[str, int]:
    return dict(zip(_NAMES, outcomes, strict=True))


#: What becomes of each sort of request, by role in the order above.
EXPECTED = {
    # read by everyone, the door's own pages among it
    "open": _row(IN, IN, 421, IN, IN, IN, IN, IN, IN),
    "open, sent": _row(IN, 403, 421, IN, IN, IN, IN, IN, 403),
    "open, read": _row(IN, 403, 421, IN, IN, IN, IN, IN, 403),
    "page": _row(IN, IN, 421, 403, IN, IN, 401, IN, IN),
    "read": _row(IN, 403, 421, 403, IN, IN, 401, IN, 403),
    # a question changes nothing, but no other site asks it in a reader's name
    "ask": _row(IN, 403, 421, 403, IN, IN, 401, IN, 403),
    "write": _row(IN, 403, 421, 403, 401, 401, 401, IN, 403),
    "own": _row(IN, 403, 421, 403, IN, 401, 401, IN, 403),
    "own, changed": _row(IN, 403, 421, 403, IN, 401, 401, IN, 403),
    "closed": _row(403, 403, 421, 403, 403, 403, 403, 403, 403),
}

#: Every route of our own: its sort, and an address that it answers.
ROUTES = {
    "GET /healthz": ("open", "/healthz"),
    "GET /manifest.json": ("open", "/manifest.json"),
    "GET /favicon.ico": ("open", "/favicon.ico"),
    "GET /login": ("open", "/login"),
    "POST /login": ("open, sent", "/login"),
    "POST /logout": ("open, sent", "/logout"),
    "GET /api/session": ("open, read", "/api/session"),
    "POST /api/session": ("open, sent", "/api/session"),
    "DELETE /api/session": ("open, sent", "/api/session"),
    "GET /api/openapi.json": ("read", "/api/openapi.json"),
    "HEAD /api/openapi.json": ("read", "/api/openapi.json"),
    "GET /api/records": ("read", "/api/records"),
    "GET /api/records/{record_id:path}": ("read", "/api/records/118214"),
    "GET /api/records/{record_id:path}/place": (
        "read",
        "/api/records/118214/place?start=0&end=1",
    ),
    "GET /api/records/{record_id:path}/citation": (
        "read",
        "/api/records/118214/citation?style=mla",
    ),
    "GET /api/records/{record_id:path}/context": (
        "read",
        "/api/records/118214/context?start=0&end=1",
    ),
    "DELETE /api/records/{record_id:path}": ("write", "/api/records/none"),
    "POST /api/ask": ("ask", "/api/ask"),
    "POST /api/search": ("ask", "/api/search"),
    "POST /api/search.csv": ("ask", "/api/search.csv"),
    "POST /api/filters": ("ask", "/api/filters"),
    "POST /api/exports": ("ask", "/api/exports"),
    "GET /api/library": ("read", "/api/library"),
    "GET /api/library/values": ("read", "/api/library/values?facet=place"),
    "POST /api/library/files": ("write", "/api/library/files?name=a.txt&job=none"),
    "POST /api/library/index": ("write", None),  # it would begin to work
    "POST /api/library/jobs/{job_id}": ("write", "/api/library/jobs/none"),
    "GET /api/library/jobs/{job_id}": ("write", "/api/library/jobs/none"),
    "DELETE /api/library/jobs/{job_id}": ("write", "/api/library/jobs/none"),
    "GET /api/conversations": ("own", "/api/conversations"),
    "GET /api/conversations/{conversation_id}": ("own", "/api/conversations/none"),
    "GET /api/conversations/{conversation_id}/export": (
        "own",
        "/api/conversations/none/export?format=md",
    ),
    "POST /api/conversations": ("own, changed", "/api/conversations"),
    "POST /api/conversations/{conversation_id}": ("own, changed", "/api/conversations/none"),
    "POST /api/conversations/{conversation_id}/replay": (
        "own, changed",
        "/api/conversations/none/replay",
    ),
    "PATCH /api/conversations/{conversation_id}": ("own, changed", "/api/conversations/none"),
    "PUT /api/conversations/{conversation_id}/filters": (
        "own, changed",
        "/api/conversations/none/filters",
    ),
    "DELETE /api/conversations/{conversation_id}": ("own, changed", "/api/conversations/none"),
    **{f"{method} /api/{{rest:path}}": ("read", "/api/none") for method in ("GET", "HEAD")},
    "OPTIONS /api/{rest:path}": ("read", "/api/ask"),
    **{
        f"{method} /api/{{rest:path}}": ("ask", "/api/none")
        for method in ("POST", "PUT", "PATCH", "DELETE")
    },
    "* /mcp": ("ask", None),  # needs the started application; see test_web_mcp.py
    "* /room": ("page", "/room/room.css"),
}

#: Gradio's routes that the page may use. All others must be closed.
GRADIO_READ = set(
    "/ /config /config/ /openapi.json /logout /svelte/{path:path} /static/{path:path} "
    "/assets/{path:path} /favicon.ico /theme.css /robots.txt /pwa_icon /pwa_icon/{size} "
    "/manifest.json /gradio_api/user /gradio_api/user/ /gradio_api/login_check "
    "/gradio_api/login_check/ /gradio_api/app_id /gradio_api/app_id/ /gradio_api/info "
    "/gradio_api/info/ /gradio_api/openapi.json /gradio_api/theme.css "
    "/gradio_api/heartbeat/{session_hash} "
    "/gradio_api/startup-events /gradio_api/call/{api_name}/{event_id} "
    "/gradio_api/call/v2/{api_name}/{event_id}".split()
)
GRADIO_SENT = set(
    "/login /login/ /gradio_api/reset /gradio_api/reset/ /gradio_api/cancel "
    "/gradio_api/run/{api_name} /gradio_api/run/{api_name}/ "
    "/gradio_api/api/{api_name} /gradio_api/api/{api_name}/ /gradio_api/call/{api_name} "
    "/gradio_api/call/{api_name}/ /gradio_api/call/v2/{api_name} "
    "/gradio_api/call/v2/{api_name}/".split()
)
#: Answered by a route of our own before Gradio's is reached, or open for another reason.
SHADOWED = {"/login", "/favicon.ico", "/manifest.json", "/logout"}


def _named(routes) -> list[tuple[str, str]]:
    """Return method and path of every route; `*` for a mount, which takes all."""
    return [
        (method, route.path)
        for route in every_route(routes)
        for method in sorted(getattr(route, "methods", None) or ["*"])
    ]


@pytest.fixture(scope="module")
def ask(applications):
    """Send a request in a role."""
    body = f"name={NAME}&password={PASSWORD.replace(' ', '+')}".encode()
    addresses = iter(f"198.51.100.{n}" for n in range(1, 255))

    def entered() -> str:
        opened = call(applications["private"], "POST", "/login", body=body, client=next(addresses))
        return opened.headers["set-cookie"].partition(";")[0]

    cookies = [entered()]

    def asked(name: str, method: str, path: str) -> Reply:
        role = ROLES[name]
        headers = {"content-type": "application/json", **dict(role.headers)}
        if role.logged_in:
            headers["cookie"] = cookies[-1]
        reply = call(
            applications[role.app],
            method,
            path,
            host=role.host,
            client=role.client,
            headers=headers,
        )
        if role.logged_in and reply.status in {204, 303}:  # that was a logout
            cookies.append(entered())
        return reply

    return asked


def _check(ask, sort: str, method: str, path: str) -> None:
    for name, expected in EXPECTED[sort].items():
        reply = ask(name, method, path)
        if expected is IN:
            own = {401} if sort == "open, sent" else set()  # nobody has the name ""
            assert reply.status not in OUT - own, (name, method, path, reply.body)
            assert reply.status < 500, (name, method, path, reply.body)
        else:
            assert reply.status == expected, (name, method, path, reply.body)
            assert method == "HEAD" or json.loads(reply.body).keys() == REFUSAL
        assert HEADERS.items() <= reply.headers.items()
        assert not [header for header in reply.headers if header.startswith("access-control-")]


def test_every_route_of_our_own_is_listed(applications):
    names = {f"{method} {path}" for method, path in _named(applications["here"].routes)}
    assert names - {"* "} == set(ROUTES)
    assert applications["here"].routes[-1].path == ""  # Gradio's mount, below all others


@pytest.mark.parametrize("name", list(ROUTES))
def test_who_is_answered(ask, name):
    sort, path = ROUTES[name]
    method = name.partition(" ")[0].replace("*", "GET" if sort == "page" else "POST")
    if path is not None:
        _check(ask, sort, method, path)
        return
    path = name.partition(" ")[2]
    for role, expected in EXPECTED[sort].items():
        if expected is not IN:
            assert ask(role, method, path).status == expected, (role, name)


def test_every_route_of_gradio_is_used_or_closed(applications):
    for method, path in _named(applications["here"].routes[-1].app.routes):
        used = GRADIO_SENT if method == "POST" else GRADIO_READ
        assert (path in used) != _shut(path), f"{method} {path}: a new route of Gradio"


@pytest.mark.parametrize("path", sorted(GRADIO_READ - SHADOWED))
def test_who_is_answered_by_gradio(ask, path):
    for role, expected in EXPECTED["page"].items():
        reply = ask(role, "GET", _filled(path))
        assert reply.status == expected if expected else reply.status not in OUT, (role, path)


@pytest.mark.parametrize("path", sorted(GRADIO_SENT - SHADOWED))
def test_who_may_send_to_gradio(ask, path):
    for role, expected in EXPECTED["ask"].items():
        reply = ask(role, "POST", _filled(path))
        assert reply.status == expected if expected else reply.status not in OUT, (role, path)


def test_what_is_closed_is_closed_to_all(ask, applications):
    shut = [
        (method, _filled(path))
        for method, path in _named(applications["here"].routes[-1].app.routes)
        if _shut(path)
    ]
    assert ("POST", "/gradio_api/upload") in shut
    for method, path in shut:
        _check(ask, "closed", method, path)


def _shut(path: str) -> bool:
    from ui.guard import closed

    return closed(_filled(path))


def _filled(path: str) -> str:
    """Return an address of a route: each parameter is `x`."""
    parts = path.replace("}", "{").split("{")
    return "".join("x" if at % 2 else part for at, part in enumerate(parts))
