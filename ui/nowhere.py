"""Nowhere: what is answered at an address that holds nothing, to programs and to people."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from ui.bare_page import bare_page, language_of
from ui.refusals import refused

#: The words of the page, by language.
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Nothing here – Dragoman",
        "heading": "There is nothing at this address.",
        "go": "To the archive",
    },
    "zh": {
        "title": "此处无内容 – Dragoman",
        "heading": "此地址没有内容。",
        "go": "前往档案库",
    },
}

_STYLE = """h1 { font-size: 1.25rem; font-weight: 600; margin: 0 0 1rem; }
a { color: #5b2d1e; }
@media (prefers-color-scheme: dark) { a { color: #e8c39e; } }
"""

_BODY = """<h1>{heading}</h1>
<p><a href="{home}">{go}</a></p>
"""


def nowhere(request: Request, described: str) -> Response:
    """Answer at an address that holds nothing: people a page, programs a sentence.

    Args:
        request: what was asked.
        described: the address of what describes the routes.
    """
    if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
        return refused(404, "There is nothing at this address.", f"See {described}.")
    lang = language_of(request)
    home = escape(str(request.scope.get("root_path", "")) + "/", quote=True)
    page = bare_page(lang, WORDS[lang], _BODY, style=_STYLE, home=home)
    return HTMLResponse(page, status_code=404)
