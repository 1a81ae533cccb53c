"""Exports: an answer or a whole conversation as a file, and such a file checked later.

export(talk.turns, "docx", style="chicago-note")   # bytes
check(Path("talk.docx").read_bytes(), "talk.docx", archive.record)
"""

from bot.exports.checking import Checked, Finding, Standing, check
from bot.exports.formats import (
    FORMATS,
    LOG_FORMATS,
    check_format,
    export,
    format_of,
    log,
    verify_again,
)
from bot.exports.search_log import Provenance, provenance, search_log

__all__ = [
    "FORMATS",
    "LOG_FORMATS",
    "Checked",
    "Finding",
    "Provenance",
    "Standing",
    "check",
    "check_format",
    "export",
    "format_of",
    "log",
    "provenance",
    "search_log",
    "verify_again",
]
