"""Headings of an edition's documents: number, genre, sender, addressee.

20. Memorandum From Harold Saunders of the Staff to the Assistant (Kissinger), Washington
^^  ^^^^^^^^^^      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^    ^^^^^^^^^^^^^^^^^^^^^^^^^
"""

from __future__ import annotations

import re

from corpus.spans import Span

_LETTERS = re.compile(
    r"^(?!.*\b(?:of|for|Delegation)\b).*\b(?:Aide-M[ée]moire|Airgram|Cable|Cablegram|Circular"
    r"|Communication|Despatch|Dispatch|Instructions?|Letter|Memorandum|Message|Note|Report"
    r"|Telegram|Telex)$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\[?\d+[a-z]?\]?\.\s+")
_GENRE_WORD = re.compile(
    r"\b(?:Address|Agenda|Aide-M[ée]moire|Airgram|Analysis|Announcement|Assessment|Bulletin"
    r"|Cable|Cablegram|Chronology|Circular|Communiqu[ée]|Declaration|Despatch|Diary|Directive"
    r"|Dispatch|Draft|Estimate|Extracts?|Instructions?|Interview|Letter|List|Memorandum|Memoranda"
    r"|Message|Minutes|Notes?|Order|Outline|Paper|Plan|Press Release|Proposal|Record|Remarks"
    r"|Report|Resolution|Review|Speech|Statement|Study|Summary|Talking Points|Telegram|Telex"
    r"|Transcript|Treaty)\b",
    re.IGNORECASE,
)
_GENRE_END = re.compile(
    r"\s(?:From|from|Prepared|prepared|by|By|Between|between|to|To|Before|Sent|Drafted|Adopted"
    r"|Approved|Issued|Submitted|No\.)(?:\s|$)"
    r"|,|\s\(|\sof a (?=Meeting|National)|:"
)
#: "Minutes of Meeting of the Committee on …": what opens a heading without an end like those.
_OPENING = re.compile(
    rf"(?:[A-Z][\w-]*\s){{0,3}}{_GENRE_WORD.pattern}"
    r"(?:\s[Oo]f\s(?:an?\s|the\s)?(?:\w+\s)?(?:Conversation|Discussion|Meeting)s?\b)?",
)
_NUMERAL = re.compile(r"\s+\S*\d\S*$")
_FROM = re.compile(r"\bFrom (?:the )?")
_AND = re.compile(r"\)?,? and (?:to )?(?:the )?")
_TO = re.compile(r" to (?:the )?")
#: ", Washington, September 11, 1969, 2:30 p.m." at the end of a heading.
_TAIL = re.compile(
    r"(?:,\s[^,()]{2,40})?,\s(?:undated|(?:January|February|March|April|May|June|July|August"
    r"|September|October|November|December)\s[^()]{1,60})\.?$"
)
_LONGEST = 1000


def plain_title(heading: str) -> Span:
    """Return where the heading stands without its number and its full stop."""
    number = _NUMBER.match(heading)
    start = number.end() if number else 0
    end = len(heading)
    if heading.endswith(".") and not re.search(r"\b(?:[A-Za-z]\.)+$|\b[A-Z][a-z]{0,2}\.$", heading):
        end -= 1
    return Span(start, end) if start < end else Span(0, len(heading))


def editorial(heading: str) -> bool:
    """Tell the heading of an editorial note."""
    bare = plain_title(heading).of(heading)
    return bare.strip(" .[]").casefold() in ("editorial note", "editors’ note", "editor’s note")


def genre(title: str) -> Span | None:
    """Return where a title without its number names what the document is."""
    if editorial(title):
        return Span(0, len(title))
    end = _GENRE_END.search(title[:_LONGEST])
    words = title[: end.start()] if end else title[:_LONGEST]
    numeral = _NUMERAL.search(words)
    words = words[: numeral.start()] if numeral else words
    if words.startswith(("The ", "Mr. ")):
        return None
    if len(words.split()) > 8:
        opening = _OPENING.match(words)
        words = opening.group() if opening else ""
    return Span(0, len(words)) if _GENRE_WORD.search(words) else None


def between_parties(kind: str | None) -> bool:
    """Tell whether a document of that genre goes from one party to another.

    In headings of the form "The Secretary of State to the Embassy" no genre is named. The
    markup calls the two sides of a conversation sender and receiver too; they are not.
    """
    return kind is None or _LETTERS.search(kind) is not None


def sender(heading: str) -> Span | None:
    """Return where a heading that says "From" says who from; None where that is in doubt."""
    parties = _parties(heading)
    return parties[0] if parties else None


def receiver(heading: str) -> Span | None:
    """Return where a heading that says "From … to …" says who to."""
    parties = _parties(heading)
    return parties[1] if parties else None


def joined_to(heading: str, party: int) -> Span | None:
    """Return who else a heading goes to: what "and" joins to the party that ends at `party`.

    >>> joined_to("Telegram to the Stations in Lima and [place not declassified]", 32)
    Span(start=37, end=61)
    """
    if len(heading) > _LONGEST:
        return None
    found = _AND.match(heading, party)
    tail = _TAIL.search(heading)
    stop = tail.start() if tail else plain_title(heading).end
    return _named(heading, found.end(), stop) if found and found.end() < stop else None


def _parties(heading: str) -> tuple[Span, Span | None] | None:
    if len(heading) > _LONGEST:
        return None
    tail = _TAIL.search(heading)
    stop = tail.start() if tail else plain_title(heading).end
    start = _FROM.search(heading, 0, stop)
    if not start:
        return None
    joints = [
        found for found in _TO.finditer(heading, start.end(), stop) if _outside(heading, found)
    ]
    after_bracket = [found for found in joints if heading[found.start() - 1] == ")"]
    if len(joints) > 1:
        # "the Ambassador to X to the Department" cannot be told; "(Bohlen) to" can.
        if heading[joints[0].start() - 1] != ")" and len(after_bracket) != 1:
            return None
        joints = after_bracket[:1] or joints[:1]
    if not joints:
        return _named(heading, start.end(), stop), None
    return (
        _named(heading, start.end(), joints[0].start()),
        _named(heading, joints[0].end(), stop),
    )


def _named(heading: str, start: int, end: int) -> Span:
    """Return the name in brackets at the end, if there is one, else all of it."""
    bracket = re.compile(r"\((?P<name>[A-Z][^()]{1,60})\)$").search(heading, start, end)
    return Span(*bracket.span("name")) if bracket else Span(start, end)


def _outside(heading: str, found: re.Match[str]) -> bool:
    before = heading[: found.start()]
    return before.count("(") == before.count(")")
