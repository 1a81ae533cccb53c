"""Quotation marks in titles: from typewriter marks to printed ones.

A catalogue title quotes with straight marks, which also serve as apostrophes:
`Cable, 'On China's Policy'`. Printed styles curl them, change the kind of a pair that
comes to stand inside other quotation marks, and set a following comma or full stop
inside the closing ones. Words are never changed.
"""

from __future__ import annotations

import re

_SINGLE, _DOUBLE = "'", '"'
_OPENING = {"‘": _SINGLE, "“": _DOUBLE}
_CLOSING = {"”": _DOUBLE}
_CURLED = {_SINGLE: ("‘", "’"), _DOUBLE: ("“", "”")}
_STARTS = frozenset("([{—–-/")
#: A mark is not added after one of these.
_ENOUGH = {".": ".?!…", ",": ","}

_TEX = {"‘": "`", "’": "'", "“": "``", "”": "''"}


def quoted(title: str, mark: str = "") -> str:
    """Return the title in double quotation marks, as American typesetting has it.

    Args:
        title: as the catalogue gives it.
        mark: a comma or full stop that follows, set inside all closing marks; left out
            where the title ends in a mark that makes it superfluous.

    >>> quoted("Cable, 'On China's Policy'", ",")
    '“Cable, ‘On China’s Policy,’”'
    """
    return f"“{curled(title, mark, nested=True)}”"


def curled(title: str, mark: str = "", *, nested: bool = False) -> str:
    r"""Return the title with curled quotation marks and apostrophes.

    Args:
        title: as the catalogue gives it.
        mark: a comma or full stop that follows, set inside closing quotation marks.
        nested: whether the title will stand in double quotation marks, so that its own
            are single, and those within double again.

    >>> curled('Note, "The \'68 Plan"', ".")
    'Note, “The ’68 Plan.”'
    """
    pairs = _pairs(title)
    letters = [_apostrophe(letter, title, at) for at, letter in enumerate(title)]
    for start, end, kind in pairs:
        if nested:
            depth = sum(a < start and end < b for a, b, _ in pairs)
            kind = _DOUBLE if depth % 2 else _SINGLE
        letters[start], letters[end] = _CURLED[kind]
    closers = {end for _, end, _ in pairs}
    end = len(letters)
    while end - 1 in closers:
        end -= 1
    if mark and not (end and letters[end - 1] in _ENOUGH[mark]):
        letters.insert(end, mark)
    return "".join(letters)


def tex_quotes(text: str) -> str:
    """Return the text with curled marks written as TeX ligatures.

    A thin break keeps a single and a double mark that touch apart. Text with low
    quotation marks („…“) is left alone: in it a “ closes.
    """
    if "„" in text or "‚" in text:
        return text
    text = re.sub(r"(?<=[‘’“”])(?=[‘’“”])", "{}", text)
    return re.sub("[‘’“”]", lambda found: _TEX[found[0]], text)


def full_stop(text: str) -> str:
    """Return the text ending in one full stop, counting ? ! and … as such."""
    bare = text.rstrip("’”'\"")
    return text if bare.endswith((".", "?", "!", "…")) else f"{text}."


def _pairs(title: str) -> list[tuple[int, int, str]]:
    """Find quotations: `(index of opening mark, index of closing mark, kind)`."""
    marks = _marks(title)
    open_marks: list[tuple[int, str]] = []
    found = []
    for position, (at, kind, opens) in enumerate(marks):
        if opens:
            if not _elision(title, at, marks[position + 1 :]):
                open_marks.append((at, kind))
            continue
        if kind == _SINGLE and _possessive(title, at):
            waiting = sum(other == _SINGLE for _, other in open_marks)
            if _closers_ahead(marks[position + 1 :]) >= waiting:
                continue
        while any(other == kind for _, other in open_marks):
            start, other = open_marks.pop()
            if other == kind:
                found.append((start, at, kind))
                break
    return found


def _marks(title: str) -> list[tuple[int, str, bool]]:
    """List the marks that may open or close a quotation: `(index, kind, opens)`."""
    marks: list[tuple[int, str, bool]] = []
    for at, letter in enumerate(title):
        before = title[at - 1 : at]
        after = title[at + 1 : at + 2]
        after_opener = bool(marks) and marks[-1][0] == at - 1 and marks[-1][2]
        starts = not before or before.isspace() or before in _STARTS or after_opener
        if letter in _OPENING:
            marks.append((at, _OPENING[letter], True))
        elif letter in _CLOSING:
            marks.append((at, _CLOSING[letter], False))
        elif letter in (_SINGLE, _DOUBLE) and starts and after and not after.isspace():
            marks.append((at, letter, True))
        elif letter == _DOUBLE or (
            # Before a letter it is an apostrophe: China's, Xi'an.
            letter in "'’" and not starts and not after.isalnum()
        ):
            marks.append((at, _DOUBLE if letter == _DOUBLE else _SINGLE, False))
    return marks


def _elision(title: str, at: int, ahead: list[tuple[int, str, bool]]) -> bool:
    """Tell '68 from the opening of a quotation."""
    if title[at] != _SINGLE or not re.match(r"\d\ds?\b", title[at + 1 :]):
        return False
    return all(
        opens or kind != _SINGLE or _possessive(title, index) for index, kind, opens in ahead
    )


def _possessive(title: str, at: int) -> bool:
    """Tell whether a closing mark may be that of a plural possessive: the Workers' Party."""
    return title[at - 1] in "sS" and re.match(r" \w", title[at + 1 :]) is not None


def _closers_ahead(ahead: list[tuple[int, str, bool]]) -> int:
    """Count single closing marks before the next single opening one."""
    count = 0
    for _, kind, opens in ahead:
        if kind == _SINGLE:
            if opens:
                break
            count += 1
    return count


def _apostrophe(letter: str, title: str, at: int) -> str:
    """Curl a mark that belongs to no pair."""
    if letter == _SINGLE:
        return "’"
    if letter == _DOUBLE:
        return "“" if at == 0 or title[at - 1].isspace() else "”"
    return letter
