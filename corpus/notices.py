"""What must be said beside a record's words and never among them: translation and rights."""

from __future__ import annotations

from corpus.descriptions import Description, FieldName, Presence


def translation_notice(description: Description) -> str:
    """Say plainly that the words are a translation's, and what the record leaves open."""
    translator = description.value(FieldName.TRANSLATOR)
    language = description.value(FieldName.LANGUAGE)
    if translator is None:
        return ""
    notice = f"A translation by {translator}; the words quoted here are the translator’s."
    if language:
        return f"{notice} The record gives the language as {language}."
    if description.presence(FieldName.LANGUAGE) is Presence.ABSENT:
        return f"{notice} The record does not say from which language."
    return f"{notice} The record’s Language field is empty, so it does not say from which language."


def rights_statements(description: Description) -> tuple[str, ...]:
    """Return what the record says of rights, in its own words, one statement an item."""
    return tuple(field.raw for field in description.all(FieldName.RIGHTS) if field.raw.strip())
