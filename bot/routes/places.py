"""Places that a question names: "paragraph 3", "paras. 3-5", "the second and third paragraphs"."""

from __future__ import annotations

import re

_UNITS = "first second third fourth fifth sixth seventh eighth ninth".split()
_TEENS = (
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth "
    "nineteenth"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
#: Words for a number; the last is counted from the end.
_NUMBERS = {
    **{word: at for at, word in enumerate((*_UNITS, *_TEENS), start=1)},
    **{f"{ten[:-1]}ieth": 10 * at for at, ten in enumerate(_TENS, start=2)},
    **{
        f"{ten}-{unit}": 10 * at + one
        for at, ten in enumerate(_TENS, start=2)
        for one, unit in enumerate(_UNITS, start=1)
    },
    "last": -1,
    "final": -1,
}
_COUNTS = {word: at for at, word in enumerate(_CARDINALS, start=1)}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_PARAGRAPHS = r"par(?:agraph|a)s?\b"
_COUNT = rf"(?:\d+|(?:{_any(_COUNTS)})\b)"
_ORDINAL = rf"(?:\d+(?:st|nd|rd|th)|{_any(_NUMBERS)})"
_AND = r"(?:\s*,\s*(?:and\s+)?(?:the\s+)?|\s+(?:and|&)\s+(?:the\s+)?)"
_TO = r"(?:\s*[-–]\s*|\s+(?:to|through)\s+(?:the\s+)?)"
_PLACE = re.compile(
    rf"(?:\b{_PARAGRAPHS}\.?|¶+)\s*(?:no\.?\s*|number\s+|nos\.?\s*|numbers\s+)?(?P<first>{_COUNT})"
    rf"(?:\s*(?:-|–|to|through)\s*(?P<last>(?:\d{{1,4}}|{_any(_COUNTS)})\b))?"
    # Not the code in "paragraph 3, 118214".
    rf"(?P<more>(?:\s*(?:,|and|&|,\s*and)\s*(?:\d{{1,3}}|{_any(_COUNTS)})\b(?:{_TO}{_COUNT}\b)?)*)"
    rf"|(?<![\w-])(?P<end>first|last)\s+(?P<few>{_COUNT})\s+{_PARAGRAPHS}"
    rf"|(?<![\w-])(?P<ordinals>{_ORDINAL}(?:(?:{_AND}|{_TO}){_ORDINAL}){{0,9}})\s+{_PARAGRAPHS}"
    # "The second paragraph and the third".
    rf"(?P<after>(?:{_AND}{_ORDINAL}\b){{0,9}}(?=\W*$|\s+(?:of|in|from)\b))",
    re.IGNORECASE,
)
#: What counts paragraphs in a way that is not read here.
_FROM_END = re.compile(r"\bto[ -]last\s+par", re.IGNORECASE)
_UNREAD = re.compile(
    r"(?<![\w-])(?!both\b|and\b)(?:[\w-]+(?:st|nd|rd|th)|next|previous|preceding"
    rf"|following|penultimate|opening|closing|concluding)\s+(?:{_COUNT}\s+)?{_PARAGRAPHS}",
    re.IGNORECASE,
)


def places_in(question: str) -> list[tuple[int, int]] | None:
    """Return the first and last number of each run of paragraphs that a question names.

    Numbers below 0 count from the end; None where one is named that is not read here.

    >>> places_in("Cite paragraphs 2 and 4-5"), places_in("the second and last paragraphs")
    ([(2, 2), (4, 5)], [(2, 2), (-1, -1)])
    """
    if _UNREAD.search(without_places(question)) or _FROM_END.search(question):
        return None
    found: list[tuple[int, int]] = []
    for match in _PLACE.finditer(question):
        if match["ordinals"]:
            found += _runs(match["ordinals"] + match["after"])
        elif match["few"]:
            few = _number(match["few"])
            found.append((1, few) if match["end"].lower() == "first" else (-few, -1))
        else:
            found += _numbered(match)
    return found


def counted(place: tuple[int, int], paragraphs: int) -> tuple[int, int]:
    """Return a run of paragraphs of a record counted from its beginning, the lower one first."""
    first, last = (number if number >= 0 else paragraphs + 1 + number for number in place)
    return min(first, last), max(first, last)


def without_places(question: str) -> str:
    """Return a question without the paragraphs it names."""
    return _PLACE.sub(" ", question)


def _numbered(match: re.Match[str]) -> list[tuple[int, int]]:
    first = _number(match["first"])
    last = _number(match["last"]) if match["last"] else first
    more = re.findall(rf"({_COUNT})(?:{_TO}({_COUNT}))?", match["more"], re.IGNORECASE)
    return [(first, last), *((_number(a), _number(b or a)) for a, b in more)]


def _runs(words: str) -> list[tuple[int, int]]:
    found = []
    for run in re.split(r"\s*(?:,|&|\band\b)\s*", words):
        ends = [_number(each) for each in re.findall(rf"\b{_ORDINAL}\b", run, re.IGNORECASE)]
        if ends:
            found.append((ends[0], ends[-1]))
    return found


def _number(word: str) -> int:
    word = word.lower()
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else {**_NUMBERS, **_COUNTS}[word]
