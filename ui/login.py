"""Login: the page and the routes by which a reader says who they are."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Body, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import ArchiveError
from ui.bare_page import bare_page, language_of
from ui.door import COOKIE, LASTING, Door, reader_of, token_of
from ui.limits import Kind, Limits
from ui.refusals import status_of
from ui.schemas import Refusal

#: The words of the login page, by language.
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Log in – Dragoman",
        "heading": "Log in",
        "why": "This archive is open to those who have an account.",
        "name": "Name",
        "password": "Password",
        "go": "Log in",
        "wrong": "Name or password is wrong.",
        "later": "That did not work just now. Wait a minute and try again.",
    },
    "zh": {
        "title": "登录 – Dragoman",
        "heading": "登录",
        "why": "本档案库仅对有账户者开放。",
        "name": "用户名",
        "password": "密码",
        "go": "登录",
        "wrong": "用户名或密码不正确。",
        "later": "暂时无法登录，请稍候一分钟再试。",
    },
}

#: With the policy of other pages, no-referrer, a browser would send the form as from nowhere.
_HEAD = """<meta name="referrer" content="same-origin">
<link rel="icon" href="favicon.ico" type="image/svg+xml">
"""

_STYLE = """h1 { font-size: 1.5rem; font-weight: 600; margin: 0 0 .25rem; }
label { display: block; margin-top: 1rem; }
input, button { box-sizing: border-box; width: 100%; font: inherit; padding: .6rem .7rem;
  border: 1px solid #756b59; border-radius: .3rem; background: #fff; color: inherit; }
button { margin-top: 1.5rem; background: #5b2d1e; color: #fff; border-color: #5b2d1e; }
:focus-visible { outline: 3px solid #1a5fb4; outline-offset: 2px; }
[role=alert] { border-left: 4px solid #a3281e; padding-left: .75rem; }
@media (prefers-color-scheme: dark) {
  input { background: #221f1a; border-color: #a59a86; }
  button { background: #e8c39e; color: #171512; border-color: #e8c39e; }
  :focus-visible { outline-color: #8ab4f8; }
}
"""

_BODY = """<h1>{heading}</h1>
<p>{why}</p>
{alert}
<form method="post" action="{action}">
<label for="name">{name}</label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" required>
<label for="password">{password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>{go}</button>
</form>
"""


class Credentials(BaseModel):
    """Name and password of an account."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=64)
    password: str = Field(max_length=1_000)


class Standing(BaseModel):
    """What the one who asks may do here."""

    name: str | None = Field(description="The account that is logged in.")
    may_write: bool = Field(description="Whether documents may be added and removed.")
    may_log_in: bool = Field(description="Whether there are accounts.")


class Opened(BaseModel):
    """A session that was begun."""

    token: str = Field(description="Send it as `Authorization: Bearer TOKEN`.")
    seconds: int = Field(description="How long it lasts.")


def login(door: Door, limits: Limits) -> APIRouter:
    """Return the login page and the routes that begin and end a session."""
    router = APIRouter()

    def begun(request: Request, name: str, password: str) -> str:
        limits.admit(Kind.LOGIN, reader_of(request))
        return door.sessions.open(door.accounts.log_in(name, password))

    wrong: dict[int | str, dict[str, Any]] = {
        401: {"model": Refusal, "description": "Name or password is wrong."},
        422: {"model": Refusal, "description": "Not as documented here."},
        429: {"model": Refusal, "description": "Too many tries; see `Retry-After`."},
    }

    @router.get("/login", include_in_schema=False)
    def page(request: Request, next: str = "/") -> HTMLResponse:
        return HTMLResponse(_page(request, next))

    @router.post("/login", include_in_schema=False)
    async def enter(request: Request, next: str = "/") -> Response:
        fields = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=5)
        name, password = (fields.get(key, [""])[0] for key in ("name", "password"))
        try:
            token = await run_in_threadpool(begun, request, name, password)
        except ArchiveError as error:
            status = status_of(error)
            alert = "wrong" if status == 401 else "later"
            return HTMLResponse(_page(request, next, alert), status_code=status)
        answer = RedirectResponse(_within(request, next), status_code=303)
        _remember(answer, request, token)
        return answer

    @router.post("/logout", include_in_schema=False)
    def leave(request: Request) -> Response:
        _end(door, request)
        answer = RedirectResponse(_within(request, "/"), status_code=303)
        answer.delete_cookie(COOKIE, path="/")
        return answer

    @router.get(
        "/api/session",
        tags=["session"],
        summary="What the one who asks may do here",
        response_model=None,
        responses={200: {"model": Standing}},
    )
    def standing(request: Request) -> dict[str, Any]:
        try:
            door.may_write(request)
            may_write = True
        except ArchiveError:
            may_write = False
        return {
            "name": door.name_of(request),
            "may_write": may_write,
            "may_log_in": bool(len(door.accounts)),
        }

    @router.post(
        "/api/session",
        tags=["session"],
        summary="Log in a program",
        response_model=None,
        responses={**wrong, 200: {"model": Opened}},
    )
    def begin(request: Request, body: Annotated[Credentials, Body()]) -> dict[str, Any]:
        return {"token": begun(request, body.name, body.password), "seconds": LASTING}

    @router.delete(
        "/api/session",
        tags=["session"],
        summary="Log out",
        response_model=None,
        status_code=204,
    )
    def end(request: Request) -> Response:
        _end(door, request)
        return Response(status_code=204)

    return router


def _end(door: Door, request: Request) -> None:
    token = token_of(request)
    if token:
        door.sessions.close(token)


def _remember(answer: Response, request: Request, token: str) -> None:
    answer.set_cookie(
        COOKIE,
        token,
        max_age=LASTING,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def _within(request: Request, wanted: str) -> str:
    """Return an address of this server to go on to; "/" for any other."""
    root = str(request.scope.get("root_path", ""))
    plain = all(ord(character) > 32 and character != "\\" for character in wanted)
    mine = wanted.startswith("/") and not wanted.startswith("//")
    return root + (wanted if mine and plain and len(wanted) <= 2_000 else "/")


def _page(request: Request, wanted: str, alert: str = "") -> str:
    """Return the login page, in the reader's language as far as there are words for it."""
    lang = language_of(request)
    shown = f'<p role="alert">{escape(WORDS[lang][alert])}</p>' if alert else ""
    query = f"?{urlencode({'next': wanted})}" if _within(request, wanted) != "/" else ""
    action = escape(f"login{query}", quote=True)
    return bare_page(lang, WORDS[lang], _BODY, style=_STYLE, head=_HEAD, alert=shown, action=action)
