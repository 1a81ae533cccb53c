"""From text to search terms: the search copy of words, with the way back to the text.

The terms are a copy made for searching; stored text is never touched. A word is folded
to lower case without accents or apostrophes, a number loses its thousands separators,
and what is left is stemmed (Snowball English, as in tantivy).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Set
from functools import cache, lru_cache

from corpus.scripts import CJK
from corpus.spans import Span

# A word is a run of letters and digits, with inner apostrophes and thousands separators;
# CJK characters stand alone, since nothing separates their words.
_WORD = re.compile(rf"[{CJK}]|\d{{1,3}}(?:,\d{{3}})+|[^\W_{CJK}]+(?:['’ʻʼ`][^\W\d_{CJK}]+)*")
_APOSTROPHES = re.compile(r"['’ʻʼ`]")
_POSSESSIVE = re.compile(r"['’]s$")

#: Words a question is made of; they say what is asked for, not what about.
STOP_WORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been
    before being below between both but by can could did do does doing done down during each
    ever few for from further had has have having he her here hers herself him himself his
    how i if in into is it its itself just me more most my myself no nor not now of off on
    once only or other our ours ourselves out over own same shall she should so some such
    tell than that the their theirs them themselves then there these they this those through
    to too under until up upon very was we were what when where which while who whom whose
    why will with would you your yours yourself please
    """.split()
)

_SAY_NOTHING = STOP_WORDS | frozenset("abcdefghijklmnopqrstuvwxyz")


def fold(word: str) -> str:
    """Fold one word: lower case, no accents, no apostrophes, no thousands separators."""
    word = _POSSESSIVE.sub("", word)
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", word)).casefold()
    if not plain.isascii():
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return plain.replace(",", "")


def words(text: str) -> Iterator[tuple[Span, str]]:
    """Yield each word's span in `text` and its search term, stop words included."""
    for match in _WORD.finditer(text):
        term = _term(match.group())
        if term:
            yield Span(*match.span()), term


def words_of(text: str, sought: Set[str]) -> Iterator[Span]:
    """Yield the spans of the words in `text` whose search term is one of those sought."""
    for match in _WORD.finditer(text):
        if _term(match.group()) in sought:
            yield Span(*match.span())


def terms(text: str) -> list[str]:
    """Return the search terms of a text in order, stop words included."""
    return [term for match in _WORD.finditer(text) if (term := _term(match.group()))]


def has_word(text: str) -> bool:
    """Tell whether a text has a word or a number at all."""
    return _WORD.search(text) is not None


@lru_cache(maxsize=256)
def term_set(text: str) -> frozenset[str]:
    """Return the distinct search terms of a text; remembered, for records read again."""
    return frozenset(terms(text))


def content_terms(query: str) -> tuple[str, ...]:
    """Return the distinct terms a query is about, in order, without stop words.

    Nor are single letters among them: those of "U.S." stand in every long document and say
    nothing. A query of nothing else keeps what it has: it is all there is to search for.
    """
    found = [(fold(m.group()), _term(m.group())) for m in _WORD.finditer(query)]
    kept = [term for word, term in found if term and word not in _SAY_NOTHING]
    return tuple(dict.fromkeys(kept or [term for _, term in found if term]))


@lru_cache(maxsize=200_000)
def _term(word: str) -> str:
    folded = fold(word)
    return _stemmer()(folded) if folded else ""


@cache
def _stemmer() -> Callable[[str], str]:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    analyzer = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("english")).build()

    def stem(word: str) -> str:
        return str(analyzer.analyze(word)[0])

    return stem
