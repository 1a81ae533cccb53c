"""Profiles: what a collection's records leave unsaid about how to cite them.

A profile is a small TOML file. A new archive needs one of these and no code:

    name = "wilson"                      # what descriptions call it
    repository = "…"                     # who holds the records
    url = "https://…/document/{record}"  # address of a record; {path} keeps slashes
    key_prefix = "wcda"                  # before the record's id in BibTeX keys
    preferred_style = "wilson"           # the citation style it asks for
    inverted_names = true                # "Family, Given" is a person
    titles_name_authors = true           # "Letter, Nehru to …": not named before the title too
    cites_source_statement = true        # its citations print the source field whole
    keeps_layout = true                  # letterhead and signature are lines of its texts
    pinpoint = "paragraph"               # cite by paragraph, or by "page" where marked

    [printed]                            # words of the source, and as citations have them
    "Government Printing Office of the State" = "Government Printing Office"

    [legacy]                             # how older literature cites it
    repository = "…"
    url = "…"

All but `name` may be left out.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote

from corpus.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

#: The profile of records that belong to no known collection.
PLAIN = "plain"

_STRINGS = ("name", "repository", "url", "key_prefix", "preferred_style")
_LEGACY_STRINGS = ("repository", "url")
_SWITCHES = ("inverted_names", "titles_name_authors", "cites_source_statement", "keeps_layout")
_PINPOINTS = ("page", "paragraph")
_KEYS = (*_STRINGS, *_SWITCHES, "pinpoint", "legacy", "printed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How the records of one collection are cited.

    Attributes:
        name: what `Description.profile` calls it.
        repository: who holds the records, as citations name it; None when unknown.
        url_template: address of a record, `{record}` standing for its number,
            `{path}` for a number whose slashes part the path.
        key_prefix: stands before the record's id in exchange formats.
        preferred_style: the citation style the collection asks for.
        inverted_names: whether its catalogue writes persons, and only persons, with a
            comma ("Nehru, Jawaharlal").
        titles_name_authors: whether its titles say who wrote a document, so that notes and
            bibliographies do not name them again before the title.
        cites_source_statement: whether its own citation form prints the source field
            whole, with those who obtained and translated the document.
        keeps_layout: whether its texts hold a document's letterhead, addressee, date line
            and signature, each on a line of its own.
        pinpoint: what a place in a record is cited by: the page, where the source marks
            pages, or always the paragraph, as for a translation in a page's words.
        printed: words of the source's description, each with those that citations have.
        legacy_repository: the name older literature cites the collection by.
        legacy_url_template: the address older literature cites.
    """

    name: str
    repository: str | None = None
    url_template: str | None = None
    key_prefix: str = ""
    preferred_style: str = "chicago-note"
    inverted_names: bool = False
    titles_name_authors: bool = False
    cites_source_statement: bool = False
    keeps_layout: bool = False
    pinpoint: str = "page"
    printed: tuple[tuple[str, str], ...] = ()
    legacy_repository: str | None = None
    legacy_url_template: str | None = None

    def url(self, record_number: str) -> str | None:
        """Return the address of that record, or None when the profile knows none."""
        return _fill(self.url_template, record_number)

    def legacy_url(self, record_number: str) -> str | None:
        """Return the address older literature gives, or None."""
        return _fill(self.legacy_url_template, record_number)


def load_profile(name: str, *, folder: Path | None = None) -> Profile:
    """Return the profile of that name, or `plain` when there is none.

    Args:
        name: as in `Description.profile`.
        folder: where to look for `<name>.toml` before the shipped profiles.

    Raises:
        SettingsError: the file in `folder` is no valid profile.
    """
    # A name is compared with those that exist, never joined to a path unseen.
    if folder is not None and folder.is_dir():
        for path in sorted(folder.glob("*.toml")):
            if path.stem == name:
                return read_profile(path.read_text(encoding="utf-8"), where=path.name)
    shipped = _shipped()
    return shipped.get(name, shipped[PLAIN])


def read_profile(toml: str, *, where: str = "the profile") -> Profile:
    """Read a profile from TOML.

    Args:
        toml: the text of the file.
        where: what messages call the file.

    Raises:
        SettingsError: the text is not TOML, or a key is unknown, missing or of the
            wrong type.
    """
    try:
        table = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"The collection profile {where} is not valid TOML: {error}.",
            "Correct that line; 'wilson.toml' is a complete example.",
        ) from error
    legacy = table.get("legacy", {})
    printed = table.get("printed", {})
    for key, part in (("legacy", legacy), ("printed", printed)):
        if not isinstance(part, dict):
            raise _wrong(where, key, f"a table, '[{key}]'")
    _refuse_unknown(table, _KEYS, where)
    _refuse_unknown(legacy, _LEGACY_STRINGS, where)
    strings = {key: _string(table, key, where) for key in _STRINGS}
    old = {key: _string(legacy, key, where) for key in _LEGACY_STRINGS}
    name = strings["name"]
    if not name:
        raise _wrong(where, "name", "given")
    switches = {key: table.get(key, False) for key in _SWITCHES}
    for key, switch in switches.items():
        if not isinstance(switch, bool):
            raise _wrong(where, key, "true or false")
    for key in printed:
        if _string(printed, key, where) is None:
            raise _wrong(where, key, "words in quotation marks")
    pinpoint = table.get("pinpoint", "page")
    if pinpoint not in _PINPOINTS:
        raise _wrong(where, "pinpoint", "'page' or 'paragraph'")
    return Profile(
        name=name,
        repository=strings["repository"],
        url_template=strings["url"],
        key_prefix=strings["key_prefix"] or "",
        preferred_style=strings["preferred_style"] or "chicago-note",
        inverted_names=switches["inverted_names"],
        titles_name_authors=switches["titles_name_authors"],
        cites_source_statement=switches["cites_source_statement"],
        keeps_layout=switches["keeps_layout"],
        pinpoint=pinpoint,
        printed=tuple(printed.items()),
        legacy_repository=old["repository"],
        legacy_url_template=old["url"],
    )


@cache
def _shipped() -> dict[str, Profile]:
    folder = files("corpus") / "data" / "profiles"
    profiles = [
        read_profile(entry.read_text(encoding="utf-8"), where=entry.name)
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    ]
    return {profile.name: profile for profile in profiles}


def _fill(template: str | None, record_number: str) -> str | None:
    # `replace`, not `format`: a template may hold other braces, a number must not.
    if template is None:
        return None
    path, number = quote(record_number, safe="/"), quote(record_number, safe="")
    return template.replace("{path}", path).replace("{record}", number)


def _string(table: dict[str, object], key: str, where: str) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise _wrong(where, key, "a string")
    return value or None


def _refuse_unknown(table: dict[str, object], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            hint = f"Did you mean '{close[0]}'?" if close else f"It may hold {', '.join(known)}."
            raise SettingsError(f"The collection profile {where} has an unknown key '{key}'.", hint)


def _wrong(where: str, key: str, expected: str) -> SettingsError:
    return SettingsError(
        f"In the collection profile {where}, '{key}' must be {expected}.",
        "'wilson.toml' is a complete example.",
    )
