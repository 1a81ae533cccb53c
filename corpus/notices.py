"""What must be said beside a record's words and never among them: translation and rights."""

from __future__ import annotations

from corpus.descriptions import Description, FieldName, Presence
from corpus.sayings import Form

_BASE = "A translation by {translator}; the words quoted here are the translator’s."
_FROM = Form("notice.from", f"{_BASE} The record gives the language as {{language}}.")
_UNSAID = Form("notice.unsaid", f"{_BASE} The record does not say from which language.")
_EMPTY = Form(
    "notice.empty",
    f"{_BASE} The record’s Language field is empty, so it does not say from which language.",
)


def translation_notice(description: Description) -> str:
    """Say plainly that the words are a translation's, and what the record leaves open.

    Returns:
        A `Saying`; "" where the record names no translator.
    """
    translator = description.value(FieldName.TRANSLATOR)
    language = description.value(FieldName.LANGUAGE)
    if translator is None:
        return ""
    if language:
        return _FROM(translator=translator, language=language)
    absent = description.presence(FieldName.LANGUAGE) is Presence.ABSENT
    return (_UNSAID if absent else _EMPTY)(translator=translator)


def rights_statements(description: Description) -> tuple[str, ...]:
    """Return what the record says of rights, in its own words, one statement an item."""
    return tuple(field.raw for field in description.all(FieldName.RIGHTS) if field.raw.strip())
