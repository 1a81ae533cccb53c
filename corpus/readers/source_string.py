"""The source string of a catalogue: archive reference, folios, and who worked on it.

    PRC FMA 118-01100-14, 147-149. Translated by 7Brands.
    RGANI, f. 5, op. 49, d. 131, ll. 193-194. Translated by Gary Goldberg.
    Archives of the Ministry, France. Obtained by A. B. and translated by C. D.

The string itself is always kept whole; what is read out of it here is a hint, and a
part that does not follow the pattern is left out rather than guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Someone who worked on a record.

    Attributes:
        names: the names as the string gives them.
        span: the clause that says so, within the source string.
    """

    names: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceString:
    """What a source string was seen to hold; spans count from its first character.

    Attributes:
        reference: the archive reference without the folios.
        folios: leaves or pages, with their abbreviation where there is one.
        translators: who translated it.
        contributors: who obtained, contributed or provided it.
    """

    reference: Span | None = None
    folios: Span | None = None
    translators: tuple[Credit, ...] = ()
    contributors: tuple[Credit, ...] = ()


#: A longer string is kept, and not read.
_LONGEST = 2000

_VERB = (
    r"(?:obtained|contributed|provided|donated|acquired|collected|transcribed|translated|edited)"
)
#: "Contributed, transcribed, and translated by", "Translation by", "translated for X by".
_DEED = re.compile(
    rf"\b(?P<verbs>{_VERB}(?:(?:,\s+and|,|\s+and)\s+{_VERB})*|translation)"
    r"(?:\s+(?:for|from)\s[^.;]{1,60}?)?\s+by\s+",
    re.IGNORECASE,
)
_NAMES_END = re.compile(
    # The end, a semicolon, or a full stop that no initial or "Jr" carries, before a capital.
    r"\s*;|,\s+(?:provided|copy|courtesy)\b|(?<![\s.][A-Z])(?<!Jr)(?<!Dr)\.(?=\s+[A-Z\[(“\"]|\s+https?:|\s*$)|\s*$"
)
_JOIN = re.compile(r"[\s,;.]*(?:\band\s*)?$")
_FOLIOS = re.compile(
    r",\s+(?P<folios>(?:(?:ll?|pp?|ff?|fols?|Bl|S|s|str|list|listy|pages?|folios?)\.?\s*)"
    r"\d+[a-z]?(?:\s?[-–/,]\s?\d+[a-z]?)*"
    r"|\d{1,4}[a-z]?(?:\s?[-–]\s?\d{1,4}[a-z]?)?(?:,\s\d{1,4}[a-z]?\s?[-–]\s?\d{1,4}[a-z]?)*)$"
)
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_LOOKS = re.compile(
    rf"\b{_DEED.pattern}|\barchives?\b|\bf\. ?\d+, ?op\. ?\d+|^[A-Z][\w ]{{1,30}} \d[\d-]+[,.]",
    re.IGNORECASE,
)


def is_source_string(words: str) -> bool:
    """Tell whether unlabelled words look like a source string."""
    return len(words) <= _LONGEST and _LOOKS.search(words) is not None


def parse_source(words: str) -> SourceString:
    """Read a source string.

    Args:
        words: the string as the catalogue gives it.
    """
    if len(words) > _LONGEST:
        return SourceString()
    deeds = [deed for deed in _DEED.finditer(words) if _starts_clause(words, deed.start())]
    translators: list[Credit] = []
    contributors: list[Credit] = []
    for number, deed in enumerate(deeds):
        limit = deeds[number + 1].start() if number + 1 < len(deeds) else len(words)
        credit = _credit(words, deed, limit, last=number + 1 == len(deeds))
        verbs = deed["verbs"].casefold()
        if not credit.names:
            continue
        if "translat" in verbs:
            translators.append(credit)
        if re.search("obtained|contributed|provided|donated|acquired|collected", verbs):
            contributors.append(credit)
    reference, folios = _reference(words, deeds[0].start() if deeds else len(words))
    return SourceString(
        reference=reference,
        folios=folios,
        translators=tuple(translators),
        contributors=tuple(contributors),
    )


def _starts_clause(words: str, start: int) -> bool:
    """Tell whether a verb begins a clause, and is not part of a book's title."""
    before = words[:start].rstrip()
    return not before or before[-1] in ".;,)]" or before.endswith(" and")


def _credit(words: str, deed: re.Match[str], limit: int, *, last: bool) -> Credit:
    end = _NAMES_END.search(words, deed.end(), limit)
    names_end = min(end.start() if end else limit, limit)
    names = words[deed.end() : names_end]
    if not last:
        names = _JOIN.sub("", names)
    names = names.rstrip(" ,;")
    stop = deed.end() + len(names)
    if words[stop : stop + 1] == ".":
        stop += 1
    return Credit(names=" ".join(names.split()), span=Span(deed.start(), stop))


def _reference(words: str, end: int) -> tuple[Span | None, Span | None]:
    held = words[:end].rstrip(" \t\u00a0.,;").removesuffix(" and")
    if not held:
        return None, None
    found = _FOLIOS.search(held)
    if not found or _YEAR.fullmatch(found["folios"]):
        return Span(0, len(held)), None
    return Span(0, found.start()), Span(found.start("folios"), found.end("folios"))
