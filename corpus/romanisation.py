"""Romanisation: Chinese names between Wade-Giles (Liu Shao-ch'i) and pinyin (Liu Shaoqi).

Source: the regular correspondence of the two systems, syllable by syllable. Older books
drop the apostrophes and umlauts of Wade-Giles, so that one spelling may stand for several
syllables: all readings are given, and the records decide which of them is a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice, product

#: Most readings of one name.
_MOST = 32
_APOSTROPHES = re.compile("[’ʻʼ`‘]")

# Pinyin syllables by their initial.
_SYLLABLES = {
    "": "a ai an ang ao e ei en er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo ü üe",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo ü üe",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
_INITIALS = {
    "b": "p", "p": "p'", "d": "t", "t": "t'", "g": "k", "k": "k'", "j": "ch", "q": "ch'",
    "x": "hs", "zh": "ch", "ch": "ch'", "r": "j", "z": "ts", "c": "ts'",
}  # fmt: skip
_FINALS = {
    "ian": "ien", "ie": "ieh", "ong": "ung", "iong": "iung", "üe": "üeh", "uo": "o", "er": "erh",
}  # fmt: skip
_WHOLE = {
    "zhi": "chih", "chi": "ch'ih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tz'u",
    "si": "ssu", "yi": "i", "yan": "yen", "ye": "yeh", "you": "yu", "yu": "yü", "yue": "yüeh",
    "yuan": "yüan", "yun": "yün", "yong": "yung", "ge": "ko", "ke": "k'o", "he": "ho",
    "gui": "kuei", "kui": "k'uei", "guo": "kuo", "kuo": "k'uo", "huo": "huo", "shuo": "shuo",
}  # fmt: skip


def romanised_otherwise(name: str) -> tuple[str, ...]:
    """Return a name's readings in the other system; none where it is no Chinese name.

    A name is of two syllables at least, each of which must exist.

    Args:
        name: words as they stand, `Liu Shao-ch'i`, `Liu Shaoqi` or `Hsin-chiang`.

    >>> romanised_otherwise("Liu Shaoqi")
    ("Liu Shao-ch'i",)
    >>> "Liu Shaoqi" in romanised_otherwise("Liu Shao-ch'i")
    True
    """
    words = _APOSTROPHES.sub("'", unicodedata.normalize("NFC", name)).lower().split()
    own = _bare(name)
    readings = (*_to_pinyin(words), *_to_wade(words))
    distinct = dict.fromkeys(" ".join(word.capitalize() for word in each) for each in readings)
    return tuple(each for each in distinct if _bare(each) != own)


def _to_pinyin(words: list[str]) -> Iterator[tuple[str, ...]]:
    if sum(1 + word.count("-") for word in words) < 2:
        return iter(())
    marked = any("'" in word or "ü" in word for word in words)
    table = _exact() if marked else _unmarked()
    choices = []
    for word in words:
        syllables = [table.get(syllable, ()) for syllable in word.split("-")]
        choices.append(["".join(each) for each in islice(product(*syllables), _MOST)])
    return islice(product(*choices), _MOST)


def _to_wade(words: list[str]) -> Iterator[tuple[str, ...]]:
    choices = [list(_cut(word)) for word in words]
    if sum(max((len(cut) for cut in cuts), default=0) for cuts in choices) < 2:
        return iter(())
    spelled = [["-".join(_wade(s) for s in cut) for cut in cuts] for cuts in choices]
    return islice(product(*spelled), _MOST)


def _cut(word: str, most: int = 3) -> Iterator[tuple[str, ...]]:
    """Yield the ways in which a word is one to `most` pinyin syllables."""
    known = _pinyin()
    for one in range(1, min(7, len(word) + 1)):
        if word[:one] not in known:
            continue
        rest = word[one:]
        if not rest:
            yield (word,)
            continue
        if most == 1:  # a long row of syllables is no name, and not to be gone through
            continue
        if rest[0] in "aeo":  # a syllable that begins so is set off: Xi'an
            continue
        rest = rest.removeprefix("'")
        for cut in _cut(rest, most - 1):
            yield (word[:one], *cut)


@cache
def _pinyin() -> frozenset[str]:
    return frozenset(i + final for i, finals in _SYLLABLES.items() for final in finals.split())


@cache
def _wade(syllable: str) -> str:
    if syllable in _WHOLE:
        return _WHOLE[syllable]
    initial = max((i for i in _SYLLABLES if syllable.startswith(i)), key=len)
    final = syllable[len(initial) :]
    if initial in ("j", "q", "x"):  # their u is ü
        final = re.sub("^u", "ü", final)
    return _INITIALS.get(initial, initial) + _FINALS.get(final, final)


@cache
def _exact() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for syllable in sorted(_pinyin()):
        found.setdefault(_wade(syllable), []).append(syllable)
    return {key: tuple(values) for key, values in found.items()}


@cache
def _unmarked() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for wade, syllables in _exact().items():
        found.setdefault(_bare(wade), []).extend(syllables)
    return {key: tuple(values) for key, values in found.items()}


def _bare(name: str) -> str:
    """Return a spelling without apostrophes and umlauts."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in plain if c.isalnum() or c in " -")
