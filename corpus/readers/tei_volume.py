"""Volumes in TEI: what the header says of the edition, and its lists of persons and terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from lxml import etree

from corpus.authorities import Authority, AuthorityKind
from corpus.profiles import PLAIN
from corpus.readers.tei_blocks import XML_ID, local

#: Type of the id of a volume of the Foreign Relations, and name of their profile.
FRUS = "frus"
_WHITE = re.compile(r"[ \t\r\n]+")
#: What may stand in a record's id.
_NOT_ID = re.compile(r"[^\w.:-]+")
_LISTS = {"names": AuthorityKind.PERSON, "terms": AuthorityKind.TERM}
_ENTRIES = {"persName": AuthorityKind.PERSON, "term": AuthorityKind.TERM}
_IN_BRACKETS = re.compile(r"\s*[(\[“](?P<other>[^()\[\]“”]{2,60})[)\]”]")


@dataclass(slots=True, kw_only=True)
class Volume:
    """A volume of an edition.

    Attributes:
        volume_id: as the edition calls it: `frus1961-63v22`.
        titles: words of the title statement by type: complete, series, subseries,
            volumenumber, volume. A type that is empty or absent is not there.
        editors: editors of the volume, in order.
        general_editors: editors of the whole series.
        publisher: as the header names it.
        place: of publication.
        published: year of publication, of the volume and of no document.
        profile: name of the collection profile it is cited by.
        authorities: what its lists explain, by key.
    """

    volume_id: str
    titles: dict[str, str] = field(default_factory=dict)
    editors: tuple[str, ...] = ()
    general_editors: tuple[str, ...] = ()
    publisher: str | None = None
    place: str | None = None
    published: str | None = None
    profile: str = PLAIN
    authorities: dict[str, Authority] = field(default_factory=dict)


def read_header(header: etree._Element, name: str) -> Volume:
    """Read a `teiHeader`.

    Args:
        header: the element.
        name: the file's name, from which the volume's id is made where none is given.
    """
    titles: dict[str, str] = {}
    editors: list[str] = []
    general: list[str] = []
    found: dict[str, str] = {}
    for element in header.iter():
        if not isinstance(element.tag, str):
            continue
        tag, words = local(element), words_of(element)
        parent = element.getparent()
        where = local(parent) if parent is not None else ""
        if not words:
            continue
        if where == "titleStmt" and tag == "title":
            titles.setdefault(element.get("type") or "complete", words)
        elif where == "titleStmt" and tag == "editor":
            (general if element.get("role") == "general" else editors).append(words)
        elif where == "publicationStmt" and tag in ("publisher", "pubPlace", "date"):
            found.setdefault(tag, words_of(element, line=", "))
        elif tag == "idno" and element.get("type") == FRUS:
            found.setdefault("id", words)
    root = header.getparent()
    stated = found.get("id") or (root.get(XML_ID) if root is not None else None)
    volume_id = identifier(stated or PurePath(name).stem) or "volume"
    return Volume(
        volume_id=volume_id,
        profile=FRUS if "id" in found or volume_id.startswith(FRUS) else PLAIN,
        titles=titles,
        editors=tuple(editors),
        general_editors=tuple(general),
        publisher=found.get("publisher"),
        place=found.get("pubPlace"),
        published=found.get("date"),
    )


def read_authorities(section: etree._Element, volume_id: str) -> Iterator[Authority]:
    """Yield the entries of the lists of persons and terms in a section."""
    for element in section.iter("{*}list"):
        declared = _LISTS.get((element.get("type") or "").strip())
        for item in element.iterchildren("{*}item"):
            entry = _authority(item, declared, volume_id)
            if entry:
                yield entry


def _authority(
    item: etree._Element, declared: AuthorityKind | None, volume_id: str
) -> Authority | None:
    """Read an entry; one without an id counts only in a list that says what it lists."""
    named: list[etree._Element] = []
    kind = declared
    for tag, of_tag in _ENTRIES.items():
        found = [element for element in item.iter(f"{{*}}{tag}") if element.get(XML_ID)]
        if found and not named:
            named, kind = found, of_tag
    if not named and declared:
        named = list(item.iter("{*}hi"))[:1]
    if not named or kind is None:
        return None
    head, *others = named
    printed = words_of(head).strip(" ,;")
    bracket = _IN_BRACKETS.search(printed)
    name = (printed[: bracket.start()] + printed[bracket.end() :]).strip(" ,") if bracket else ""
    aliases = [bracket["other"]] if bracket and name else []
    aliases += [words_of(other).strip(" ,;") for other in others if other.get(XML_ID)]
    name = re.sub(r",(?=\w)", ", ", name or printed)
    if not name:
        return None
    whole = words_of(item)
    start = whole.find(printed) + len(printed)
    return Authority(
        kind=kind,
        key=head.get(XML_ID) or "",
        name=name,
        aliases=tuple(dict.fromkeys(alias for alias in aliases if alias and alias != name)),
        description=whole[start:].strip(" ,;"),
        source=volume_id,
    )


def words_of(element: etree._Element, *, line: str = " ") -> str:
    """Return an element's words without its notes, white space joined.

    Args:
        element: anything.
        line: what stands for a line break of the source.
    """
    parts: list[str] = []
    _collect(element, parts, line)
    return _WHITE.sub(" ", "".join(parts)).strip(" ")


def _collect(element: etree._Element, parts: list[str], line: str) -> None:
    parts.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and local(child) == "lb":
            parts.append(line)
        elif isinstance(child.tag, str) and local(child) != "note":
            _collect(child, parts, line)
        parts.append(child.tail or "")


def identifier(words: str) -> str:
    """Return words fit for a record's id, which goes into addresses and citations."""
    return _NOT_ID.sub("-", words).strip("-")[:80]
