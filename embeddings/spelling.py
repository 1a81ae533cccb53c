"""Spelling: the archive's own words nearest to one that it does not hold."""

from __future__ import annotations

import gzip
import re
from collections.abc import Collection
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from embeddings.analysis import STOP_WORDS, content_terms, fold
from embeddings.lexical import LexicalIndex

#: Shortest term that is respelled, and from which length two edits are allowed.
SHORTEST, LONG = 4, 7
#: Most terms that one is searched under.
_MOST = 2
_LATIN = re.compile("[a-z]+")


def misspelt(word: str, index: LexicalIndex) -> str | None:
    """Return the term of a word that looks misspelt, or None.

    That is a word in Latin letters that neither the archive nor general English knows: a
    word of English is not respelled only because no record has it.
    """
    folded = fold(word)
    if not _LATIN.fullmatch(folded) or folded in STOP_WORDS:
        return None
    (term,) = content_terms(folded)
    if len(term) < SHORTEST or index.frequency(term) or any(map(_is_english, (folded, term))):
        return None
    return term


def nearest(term: str, index: LexicalIndex) -> tuple[str, ...]:
    """Return the archive's terms nearest to one it does not hold, the best first; at most two.

    One edit is allowed, in terms of seven letters or more two; two letters exchanged count
    as one. Terms with the same first letter are preferred: few slips are made there.
    """
    allowed = 2 if len(term) >= LONG else 1
    return _near(term, index.vocabulary(term[0]), allowed) or _near(
        term, index.vocabulary(""), min(allowed, 1)
    )


def nearest_of(word: str, known: Collection[str]) -> str | None:
    """Return the one of some words that another is misspelt for by one edit, or None.

    Two letters exchanged count as one edit; the first letter must be right, and a word of
    general English is not misspelt.
    """
    folded = fold(word)
    near = _near(folded, [(each, 0) for each in known if each[0] == folded[0]], 1)
    one = len({content_terms(each) for each in near}) == 1  # "translate" and "translated" are
    return max(near, key=len) if one and not _is_english(folded) else None


def _near(term: str, vocabulary: list[tuple[str, int]], allowed: int) -> tuple[str, ...]:
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    counts = {
        word: count
        for word, count in vocabulary
        if abs(len(word) - len(term)) <= allowed
        and _LATIN.fullmatch(word)
        and word not in STOP_WORDS
    }
    found = extract(term, list(counts), scorer=OSA.distance, score_cutoff=allowed, limit=None)
    least = min((distance for _, distance, _ in found), default=0)
    best = [word for word, distance, _ in found if distance == least]
    return tuple(sorted(best, key=lambda word: (-counts[word], word))[:_MOST])


@lru_cache(4096)
def _is_english(word: str) -> bool:
    """Tell whether a word in Latin letters without accents is one of general English."""
    return f'"{word}":'.encode() in _english()


@cache
def _english() -> bytes:
    """Return 160,000 words of English as pyspellchecker's JSON has them; b"" without it.

    Source: the package (MIT) draws its list from OpenSubtitles 2018 and cleans it. It is
    searched as it is: few words ever are, and as a set it takes 17 MiB more.
    """
    spec = find_spec("spellchecker")
    if spec is None or not spec.submodule_search_locations:
        return b""
    path = Path(spec.submodule_search_locations[0]) / "resources" / "en.json.gz"
    return gzip.decompress(path.read_bytes()) if path.is_file() else b""
