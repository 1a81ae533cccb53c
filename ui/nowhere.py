"""Nowhere: what is answered at an address that holds nothing, to programs and to people."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from ui.login import language_of
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

_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center;
  font: 1.0625rem/1.5 system-ui, sans-serif; background: #f6f3ec; color: #241f17; }}
main {{ width: min(22rem, calc(100vw - 3rem)); }}
h1 {{ font-size: 1.25rem; font-weight: 600; margin: 0 0 1rem; }}
a {{ color: #5b2d1e; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #171512; color: #ece6da; }}
  a {{ color: #e8c39e; }}
}}
</style>
</head>
<body>
<main>
<h1>{heading}</h1>
<p><a href="{home}">{go}</a></p>
</main>
</body>
</html>
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
    words = {key: escape(value) for key, value in WORDS[lang].items()}
    home = escape(str(request.scope.get("root_path", "")) + "/", quote=True)
    return HTMLResponse(_PAGE.format(lang=lang, home=home, **words), status_code=404)
