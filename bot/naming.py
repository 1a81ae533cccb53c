"""Naming: the other forms under which the words of a query are searched.

Five sources, the surest first, each for the words that those before it did not know: the
name table, Chinese romanisation, the gazetteer of towns, the spelling of the other side of
the Atlantic, and for a misspelt word the archive's own nearest words. A form counts only if
it stands in the archive. All of it acts on the lexical side and on what is read to the
reranker (`bot/wording.py`), never on the vector.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from corpus.gazetteer import place_called
from corpus.names import Expansion, NameKind, NameTable, expand
from corpus.romanisation import romanised_otherwise
from corpus.spans import Span
from corpus.spellings import spelt_otherwise
from embeddings.analysis import STOP_WORDS, fold, terms, words
from embeddings.lexical import LexicalIndex
from embeddings.spelling import misspelt, nearest

#: Most places looked up in the gazetteer for one query, and most words respelled.
_LOOKED_UP, _RESPELLED = 16, 8
#: A name in more passages than these, and in more than this share of all, is left alone:
#: its other forms add little but weight. Source: measured, docs/names.md.
_FEW, _COMMON = 20, 0.005
#: Most words of a name that no table knows, and most characters of one in CJK.
_WORDS, _SIGNS = 3, 4
_CJK = "\u3400-\u4dbf\u4e00-\u9fff"
_NAME = re.compile(rf"[^\W\d_a-z{_CJK}][^\W_{_CJK}]*(?:['’ʻʼ`‘-](?!s\b)[^\W\d_{_CJK}]+)*|[{_CJK}]+")


def known_as(
    query: str, index: LexicalIndex, table: NameTable, surface: Callable[[str], str]
) -> tuple[Expansion, ...]:
    """Return the names and words of a query with the other forms the archive has of them.

    One that stands in the query several times is returned once.

    Args:
        query: as asked.
        index: of the archive's passages.
        table: the name table.
        surface: gives a word of the archive for a search term.
    """
    listed = expand(query, table)
    rare = (each for each in listed if not _common(each.words, index))
    found = [known for each in rare if (known := _held(each, index))]
    taken = [span for each in listed for span in _places_of(each.words, query)]
    for source in (_romanised, _gazetteered):
        for each, span in source(query, index, table, tuple(taken)):
            if not any(span.overlaps(other) for other in taken):
                found.append(each)
                taken.append(span)
    found += _respelt(query, index, table, taken, surface)
    return tuple(dict.fromkeys(found))


def _held(expansion: Expansion, index: LexicalIndex) -> Expansion | None:
    forms = tuple(form for form in expansion.forms if _stands(form, index))
    return replace(expansion, forms=forms) if forms else None


def _common(name: str, index: LexicalIndex) -> bool:
    """Tell whether a name stands in so many passages that it tells none of them apart."""
    standing = min((index.frequency(term) for term in terms(name)), default=0)
    return standing > max(_FEW, _COMMON * len(index))


def _stands(form: str, index: LexicalIndex) -> bool:
    """Tell whether a form stands in the archive; rare terms first, since most are absent."""
    found = terms(form)
    if not all(index.frequency(term) for term in found):
        return False
    return len(found) == 1 or bool(found and index.phrase(form, 1))


def _romanised(
    query: str, index: LexicalIndex, table: NameTable, taken: Sequence[Span]
) -> Iterator[tuple[Expansion, Span]]:
    for span in _runs(query, taken):
        name = span.of(query)
        forms = romanised_otherwise(name)
        yield from _joined(name, span, forms, "romanisation", index, table)


def _gazetteered(
    query: str, index: LexicalIndex, table: NameTable, taken: Sequence[Span]
) -> Iterator[tuple[Expansion, Span]]:
    """Look up the names that the archive never uses; those it uses are searched as they are.

    So towns called Nice, Lincoln or Victoria stay out of questions about other things.
    """
    asked = 0
    for span in _runs(query, taken):
        name = span.of(query)
        if fold(name) in STOP_WORDS or _stands(name, index):
            continue
        if asked == _LOOKED_UP:
            return
        asked += 1
        place = place_called(name)
        if place is not None:
            yield from _joined(name, span, place.forms, "gazetteer", index, table)


def _joined(
    name: str,
    span: Span,
    forms: Sequence[str],
    source: str,
    index: LexicalIndex,
    table: NameTable,
) -> Iterator[tuple[Expansion, Span]]:
    own = terms(name)
    held = tuple(
        form
        for form in forms
        if terms(form) != own and not table.is_off(name, form) and _stands(form, index)
    )
    if held:
        # Several spellings may have the same search terms: one of them is enough.
        distinct = {tuple(terms(form)): form for form in reversed(held)}
        kept = tuple(form for form in held if form in distinct.values())
        yield Expansion(words=name, forms=kept, kind=NameKind.SAME, source=source), span


def _runs(query: str, taken: Sequence[Span]) -> Iterator[Span]:
    """Yield stretches that look like names, the longest first: capitalised words, CJK signs."""
    names = [Span(*match.span()) for match in _NAME.finditer(query)]
    runs: list[Span] = []
    for first, one in enumerate(names):
        if re.match(f"[{_CJK}]", query[one.start : one.end]):
            runs += [
                Span(start, end)
                for start in range(one.start, one.end)
                for end in range(start + 2, min(one.end, start + _SIGNS) + 1)
            ]
            continue
        for last in names[first : first + _WORDS]:
            between = query[one.start : last.end]
            if re.search(r"[^\w\s'’ʻʼ`‘-]|\s[a-z]", between):
                break
            runs.append(Span(one.start, last.end))
    free = (run for run in runs if not any(run.overlaps(each) for each in taken))
    yield from sorted(free, key=lambda run: (-len(run), run.start))


def _respelt(
    query: str,
    index: LexicalIndex,
    table: NameTable,
    taken: Sequence[Span],
    surface: Callable[[str], str],
) -> list[Expansion]:
    found: dict[str, Expansion] = {}
    tried: set[str] = set()
    for span, _ in words(query):
        word = span.of(query)
        if len(found) == _RESPELLED:
            break
        if word in found or word in tried or any(span.overlaps(each) for each in taken):
            continue
        source, forms = "spelling", _across(word, index)
        if not forms and len(tried) < _RESPELLED and (term := misspelt(word, index)):
            tried.add(word)
            source, forms = "archive", tuple(surface(near) for near in nearest(term, index))
        forms = tuple(form for form in forms if not table.is_off(word, form))
        if forms:
            found[word] = Expansion(words=word, forms=forms, kind=NameKind.SPELLING, source=source)
    return list(found.values())


def _across(word: str, index: LexicalIndex) -> tuple[str, ...]:
    """Return how the archive spells a word in the English of the other side of the Atlantic."""
    if _common(word, index):
        return ()
    own = terms(word)
    return tuple(
        form for form in spelt_otherwise(word) if terms(form) != own and _stands(form, index)
    )


def _places_of(part: str, query: str) -> Iterator[Span]:
    for match in re.finditer(re.escape(part), query):
        yield Span(*match.span())
