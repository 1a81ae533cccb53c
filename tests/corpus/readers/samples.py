"""Small files of every format, built here so that a reader of a test sees what is in them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(pages: Sequence[Sequence[str]], *, compress: bool = False, title: str = "") -> bytes:
    """Return a PDF whose pages bear the lines, 14 points apart; a tab indents by 20."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _FONT]
    kids = []
    for lines in pages:
        content = (
            b"BT /F1 11 Tf " + b"".join(_line(n, line) for n, line in enumerate(lines)) + b"ET"
        )
        extra = b""
        if compress:
            content, extra = zlib.compress(content), b" /Filter /FlateDecode"
        objects.append(
            b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(content), extra, content)
        )
        objects.append(_PAGE % len(objects))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    objects.append(b"<< /Title (%s) >>" % title.encode("cp1252"))
    return _assembled(objects)


_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
    b"/Resources << /Font << /F1 3 0 R >> >> >>"
)


def _line(number: int, words: str) -> bytes:
    left = 92 if words.startswith("\t") else 72
    plain = words.strip().encode("cp1252")
    for sign in (b"\\", b"(", b")"):
        plain = plain.replace(sign, b"\\" + sign)
    return b"1 0 0 1 %d %d Tm (%s) Tj " % (left, 760 - 14 * number, plain) if plain else b""


def _assembled(objects: Sequence[bytes]) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
        + b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
        + b"startxref\n%d\n%%%%EOF\n" % len(out)
    )


def docx(body: str, *, parts: Mapping[str, str] | None = None) -> bytes:
    """Return a Word document with that inner XML of its body; `w:` is bound."""
    document = f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return zipped({"word/document.xml": document, **(parts or {})})


def footnotes(*notes: str) -> str:
    """Return a footnotes part."""
    inside = "".join(f'<w:footnote w:id="{n}">{note}</w:footnote>' for n, note in enumerate(notes))
    return f'<w:footnotes xmlns:w="{_W}">{inside}</w:footnotes>'


def paragraph(words: str, style: str = "") -> str:
    """Return a Word paragraph."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{styled}<w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive of members, packed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


HTML = """<!doctype html><html lang="en"><head><title>A &amp; B</title>
<meta name="dc.date" content="3 May 1962"><script>alert(1)</script></head><body>
<nav>Home About</nav><h1>The <i>Border</i></h1><p>First   paragraph &mdash; whole.</p>
<p>Second,<br>broken.</p><table><tr><td>a</td><td>b</td></tr></table></body></html>"""
