"""Bare pages: those that stand outside the reading room, such as the login, and need no script."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from fastapi import Request

_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
{head}<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center;
  font: 1.0625rem/1.5 system-ui, sans-serif; background: #f6f3ec; color: #241f17; }}
main {{ width: min(22rem, calc(100vw - 3rem)); }}
@media (prefers-color-scheme: dark) {{ body {{ background: #171512; color: #ece6da; }} }}
{style}</style>
</head>
<body>
<main>
{body}</main>
</body>
</html>
"""


def language_of(request: Request) -> str:
    """Return the reader's language as far as there are words for it."""
    asked = request.headers.get("accept-language", "").lower()
    return "zh" if asked.startswith("zh") else "en"


def bare_page(
    lang: str, words: Mapping[str, str], body: str, *, style: str = "", head: str = "", **parts: str
) -> str:
    """Return a page.

    Args:
        lang: its language.
        words: of the page, as plain text, by name; one is its `title`.
        body: HTML with words and parts by their names in braces.
        style: CSS beside what every such page has.
        head: HTML for its head.
        parts: HTML by name, escaped already where it must be.
    """
    told = {name: escape(said) for name, said in words.items()}
    filled = body.format(**told, **parts)
    return _PAGE.format(lang=lang, title=told["title"], head=head, style=style, body=filled)
