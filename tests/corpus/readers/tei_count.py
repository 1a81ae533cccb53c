"""An independent count of a TEI volume: expat events and a regular expression.

Nothing of the reader is used: another parser (expat, not libxml2), and a stream of events
in place of a tree. What is compared are characters that are no white space, so that the
count does not depend on how the reader joins lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

_SPACE = re.compile(r"[ \t\r\n]+")


@dataclass
class CountedDocument:
    """What stands in one `div` of the type "document"."""

    xml_id: str | None
    words: str = ""  # everything outside notes
    notes: list[str] = field(default_factory=list)  # in the order in which they begin
    paragraphs: list[tuple[int, int]] = field(default_factory=list)  # of `p` outside notes
    paragraphs_in_notes: int = 0


def count(path: Path) -> list[CountedDocument]:
    """Count the documents of a volume by the events of expat."""
    counter = _Counter()
    parser = expat.ParserCreate(namespace_separator="|")
    parser.buffer_text = True
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    parser.CharacterDataHandler = counter.characters
    with path.open("rb") as stream:
        parser.ParseFile(stream)
    return counter.documents


def documents_by_text(path: Path) -> int:
    """Count the start tags of documents, without parsing."""
    tags = re.findall(r"<div\s[^>]*>", path.read_text(encoding="utf-8"))
    return sum(re.search(r"\stype=[\"']document[\"']", tag) is not None for tag in tags)


class _Counter:
    def __init__(self):
        self.documents = []
        self.stack = []
        self.notes = []  # indices of open notes
        self.paragraphs = []  # starts of open paragraphs
        self.document = None
        self.depth = 0

    def start(self, name, attributes):
        tag = name.rpartition("|")[2]
        self.stack.append(tag)
        if tag == "div" and attributes.get("type") == "document" and self.document is None:
            xml_id = attributes.get("http://www.w3.org/XML/1998/namespace|id")
            self.document = CountedDocument(xml_id)
            self.documents.append(self.document)
            self.depth = len(self.stack)
        elif self.document is None:
            return
        elif tag == "note":
            self.notes.append(len(self.document.notes))
            self.document.notes.append("")
        elif tag == "p" and not self.notes:
            self.paragraphs.append(len(self.document.words))
        elif tag == "p":
            self.document.paragraphs_in_notes += 1

    def end(self, name):
        tag = name.rpartition("|")[2]
        if self.document is not None:
            if tag == "note":
                self.notes.pop()
            elif tag == "p" and not self.notes:
                start, end = self.paragraphs.pop(), len(self.document.words)
                if end > start:
                    self.document.paragraphs.append((start, end))
            elif tag == "div" and len(self.stack) == self.depth:
                self.document = None
        self.stack.pop()

    def characters(self, text):
        if self.document is None:
            return
        words = _SPACE.sub("", text)
        if self.notes:
            self.document.notes[self.notes[-1]] += words
        else:
            self.document.words += words
