"""The entries of a generation: what its catalogue tells each record apart by, on the disk.

To read them out of the records takes two seconds for 3,255 of them, and nearly every
question to more than one record asks them, so they are written with the index.
"""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from corpus.dates import DateInterval
from corpus.descriptions import FieldName
from corpus.entries import Entry
from corpus.errors import ArchiveDamaged
from embeddings import faults

#: In the order of the records' ids.
ENTRIES = "entries.json"
#: Fields by their numbers in a file, which names them itself.
_FIELDS = tuple(FieldName)


class _Words:
    """Strings by number, each once: most authors, genres and people recur."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, word: str | None) -> int | None:
        return None if word is None else self._numbers.setdefault(word, len(self._numbers))

    def numbers(self, words: Iterable[str]) -> list[int]:
        return [self._numbers.setdefault(word, len(self._numbers)) for word in words]

    def listed(self) -> list[str]:
        return list(self._numbers)


def write_entries(folder: Path, entries: Sequence[Entry]) -> None:
    """Write the entries of all records, in the order of their ids.

    Raises:
        OSError: the disk is full or failing.
    """
    words, place = _Words(), {name: at for at, name in enumerate(_FIELDS)}
    rows = [
        [
            each.record_id,
            words.numbers(sorted(each.nouns)),
            words.numbers(each.called),
            words.numbers(each.indexed),
            words.numbers(sorted(each.codes)),
            words.number(each.number),
            words.number(each.creator),
            _told(each.date, words),
            each.own_date,
            sorted(place[name] for name in each.recorded),
            words.numbers(each.collections),
            words.numbers(each.languages),
        ]
        for each in entries
    ]
    content = {"fields": list(_FIELDS), "words": words.listed(), "entries": rows}
    raw = json.dumps(content, separators=(",", ":"))
    (folder / ENTRIES).write_text(raw, encoding="utf-8")


def _told(day: DateInterval | None, words: _Words) -> list[int | None] | None:
    if day is None:
        return None
    ends = [day.start.toordinal(), day.end.toordinal()]
    return [*ends, words.number(day.edtf), words.number(day.words)]


class Entries:
    """The entries of a generation; read at the first use, also when its folder is gone by then.

    Args:
        folder: of the generation, whose checksums are the manifest's business.
        ids: of its records.

    Raises:
        ArchiveDamaged: there are none.
    """

    def __init__(self, folder: Path, ids: Sequence[str]) -> None:
        self._name, self._ids = folder.name, ids
        try:
            self._file = (folder / ENTRIES).open("rb")
        except OSError as error:
            raise _unread(self._name) from error
        weakref.finalize(self, self._file.close)
        self._turn = threading.Lock()
        self._read: tuple[Entry, ...] | None = None

    def all(self) -> tuple[Entry, ...]:
        """Return the entry of each record, in the order of their ids.

        Raises:
            ArchiveDamaged: the table cannot be read, or is of other records.
        """
        with self._turn:
            if self._read is None:
                self._read = self._parsed()
                self._file.close()
            return self._read

    def _parsed(self) -> tuple[Entry, ...]:
        try:
            self._file.seek(0)
            content = json.loads(self._file.read())
            fields = [FieldName(name) for name in content["fields"]]
            read = tuple(_entries(content["entries"], content["words"], fields))
        except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
            raise _unread(self._name) from error
        if [each.record_id for each in read] != list(self._ids):
            raise ArchiveDamaged(faults.OTHER_CATALOGUE(), faults.REBUILD())
        return read


def _unread(index: str) -> ArchiveDamaged:
    return ArchiveDamaged(faults.CATALOGUE(index=index), faults.REBUILD())


def _entries(
    rows: Iterable[Sequence[Any]], words: Sequence[str], fields: Sequence[FieldName]
) -> Iterator[Entry]:
    def of(numbers: Sequence[int]) -> tuple[str, ...]:
        return tuple(words[number] for number in numbers)

    # Few of these differ, and a set is dear to make.
    recorded: dict[tuple[int, ...], frozenset[FieldName]] = {}
    for (
        record_id, nouns, called, indexed, codes, number, creator, told, own, have, collections,
        languages,
    ) in rows:  # fmt: skip
        having = tuple(have)
        if having not in recorded:
            recorded[having] = frozenset(fields[at] for at in having)
        yield Entry(
            record_id=record_id,
            nouns=frozenset(of(nouns)),
            called=of(called),
            indexed=of(indexed),
            codes=frozenset(of(codes)),
            number=None if number is None else words[number],
            creator=None if creator is None else words[creator],
            date=None if told is None else _date(told, words),
            own_date=own,
            recorded=recorded[having],
            collections=of(collections),
            languages=of(languages),
        )


def _date(told: Sequence[int], words: Sequence[str]) -> DateInterval:
    start, end, edtf, as_read = told
    return DateInterval(
        start=date.fromordinal(start),
        end=date.fromordinal(end),
        edtf=words[edtf],
        words=words[as_read],
    )
