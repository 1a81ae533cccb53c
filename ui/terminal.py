"""Answers, rankings and records as terminal text; pure functions.

Every function takes `width`: the columns of a terminal, or None for a pipe. In a pipe
nothing is wrapped and every character of the archive passes unchanged. On a terminal a
line breaks only in place of one space, words are never hyphenated, and control
characters, which could drive the terminal, are shown as pictures of themselves.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from corpus.descriptions import Field, Origin, Presence
from corpus.passages import Passage, Role
from corpus.records import Record
from corpus.spans import Span

INDENT = "    "
#: Characters of a passage shown in a ranking unless the whole is asked for.
EXCERPT = 320
#: Marks around the quoted words where a whole passage is shown.
MARK_OPEN, MARK_CLOSE = "⟦", "⟧"
LEGEND = "Between the outer “ and ” stand the archive's own words; the rest is Dragoman's."

Json = Mapping[str, Any]


def columns(text: str) -> int:
    """Count the terminal columns of a text: wide characters take two, combining none.

    Source: Unicode Standard Annex 11, East Asian Width.
    """
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def visible(text: str, width: int | None) -> str:
    r"""Replace control characters by their pictures, on a terminal only.

    Newlines and tabs stay. An escape sequence inside a record could otherwise rewrite what the
    reader sees.

    >>> visible("a\x1b[2Jb", 80)
    'a␛[2Jb'
    """
    if width is None:
        return text
    return "".join(_picture(char) for char in text)


def _picture(char: str) -> str:
    if char in "\n\t" or unicodedata.category(char) != "Cc":
        return char
    code = ord(char)
    return (
        chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"
    )


def wrapped(text: str, width: int | None, *, indent: str = "", first: str | None = None) -> str:
    r"""Set a text in lines of at most `width` columns, each behind `indent`.

    A line ends in place of exactly one space, so putting one space for each line break
    gives the text back. A word longer than a line is left whole. Without a width the
    text is one line, or as many as it has newlines of its own.

    Args:
        text: any text; its own newlines stay.
        width: columns; None for a pipe.
        indent: what stands before each line.
        first: what stands before the first line instead.

    >>> print(wrapped("no word is altered", 10, indent="  "))
      no word
      is
      altered
    """
    start = indent if first is None else first
    if width is None:
        return start + text
    shown = visible(text, width)
    lines: list[str] = []
    for stretch in shown.split("\n"):
        line: str | None = None
        for word in stretch.split(" "):
            lead = start if not lines else indent
            if line is None:
                line = word
            elif columns(lead) + columns(line) + 1 + columns(word) <= width:
                line = f"{line} {word}"
            else:
                lines.append(lead + line)
                line = word
        lines.append((start if not lines else indent) + (line or ""))
    return "\n".join(lines)


def answer_text(answer: Json, width: int | None = None, *, legend: bool = True) -> str:
    """Render an answer's JSON object: frames, quotes, footnotes; or the silence.

    Args:
        answer: as `Answer.to_json()` gives it.
        width: columns of the terminal; None for a pipe.
        legend: say which marks are the archive's and which ours.
    """
    blocks: list[str] = []
    if answer["read_as"] != answer["question"]:
        blocks.append(wrapped(_understood(answer), width))
    blocks += [_segment(segment, answer, width) for segment in answer["segments"]]
    if answer["status"] == "silent":
        blocks += _silence(answer, width)
    notes = footnotes(answer["quotes"], width)
    if notes:
        blocks.append(notes)
    if degraded := answer["searched"].get("degraded"):
        blocks.append(wrapped(degraded, width))
    if legend and (answer["quotes"] or answer["nearest"]):
        blocks.append(wrapped(LEGEND, width))
    return "\n\n".join(blocks)


def _understood(answer: Json) -> str:
    """Say how the question was read, and what was carried over beyond the words shown."""
    unseen = [words for words in answer["carried"] if words not in answer["read_as"]]
    why = f" (carried over: {', '.join(unseen)})" if unseen else ""
    return f"Read as: {answer['read_as']}{why}"


def _segment(segment: Json, answer: Json, width: int | None) -> str:
    match segment["kind"]:
        case "quote":
            return quote_text(_numbered(answer["quotes"], segment["n"]), width)
        case "field":
            return _field_text(answer["fields"][segment["n"] - 1], width)
        case _:
            return wrapped(segment["text"], width)


def _numbered(quotes: Sequence[Json], n: int) -> Json:
    return next(quote for quote in quotes if quote["n"] == n)


def quote_text(quote: Json, width: int | None, *, number: bool = True) -> str:
    """Render one quote with its place, its voice and its glosses."""
    tail = f"” [{quote['n']}]" if number else "”"
    lines = [wrapped(f"“{quote['text']}{tail}", width, indent=INDENT)]
    lines.append(wrapped(f"{quote['label']}{_voice(quote['voice'])}", width, indent=INDENT))
    lines += [
        wrapped(f"“{g['words']}”: {g['value']} ({g['basis']})", width, indent=INDENT)
        for g in quote.get("glosses", ())
    ]
    return "\n".join(lines)


def _voice(voice: str) -> str:
    words = {"document": "", "catalogue": "the catalogue's words", "editor": "the editors' words"}
    said = words.get(voice, voice)
    return f"; {said}" if said else ""


def _field_text(field: Json, width: int | None) -> str:
    origin, raw, value = field["origin"], field["raw"], field["value"]
    if field["presence"] == Presence.ABSENT:
        said = "(the record has no such label)"
    elif field["presence"] == Presence.EMPTY:
        said = "(the label is there; nothing stands under it)"
    elif origin == Origin.PROFILE:
        said = f"{value} (from the collection's profile, not from the record)"
    else:
        said = f"“{raw}”"
        if value is not None and value != raw:
            said += f": {value}"
    return wrapped(f"{said}; record {field['record_id']}", width, indent=INDENT)


def footnotes(quotes: Sequence[Json], width: int | None, style: str = "wilson") -> str:
    """Render the citations of quotes, neighbours with one citation on one line."""
    cited = [(quote["citation"].get(style, quote["label"]), quote["n"]) for quote in quotes]
    lines = []
    for citation, group in groupby(cited, key=lambda pair: pair[0]):
        numbers = ", ".join(str(n) for _, n in group)
        lines.append(wrapped(citation, width, indent=INDENT, first=f"[{numbers}] "))
    return "\n".join(lines)


def _silence(answer: Json, width: int | None) -> list[str]:
    blocks = []
    if not answer["segments"]:
        blocks.append("The archive is silent on this.")
    if answer["reasons"]:
        reasons = [wrapped(reason, width, indent="  ", first="- ") for reason in answer["reasons"]]
        blocks.append("\n".join(reasons))
    if answer["searched"]["passages"] or not answer["searched"]["records"]:
        blocks.append(wrapped(searched_text(answer["searched"]), width))
    if answer["nearest"]:
        heading = "Nearest passages. These are NOT answers:"
        nearest = [quote_text(quote, width, number=False) for quote in answer["nearest"]]
        blocks.append("\n\n".join([heading, *nearest]))
    return blocks


def searched_text(searched: Json) -> str:
    """Say what was searched: how much, with which expansions and filters."""
    said = (
        f"Searched: {counted(searched['records'], 'record')}, "
        f"{counted(searched['passages'], 'passage')}"
    )
    if searched.get("expansions"):
        names = [f"{e['words']} as {', '.join(e['forms'])}" for e in searched["expansions"]]
        said += f"; also {'; '.join(names)}"
    if searched.get("filters"):
        kept = ", ".join(
            f"{name} {value if isinstance(value, str) else ' or '.join(value)}"
            for name, value in searched["filters"].items()
        )
        said += f"; only where {kept}"
    return said + "."


def counted(number: int, noun: str) -> str:
    """Return "1 record" or "2,000 records"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def hits_text(hits: Sequence[Json], width: int | None = None, *, full: bool = False) -> str:
    """Render a ranking: rank, passage, why it is there, and its opening words.

    Args:
        hits: as `Hit.to_json()` gives them, best first.
        width: columns of the terminal; None for a pipe.
        full: the whole passage instead of its opening words.
    """
    if not hits:
        return "No passage was found."
    return "\n\n".join(_hit_text(hit, width, full=full) for hit in hits)


def _hit_text(hit: Json, width: int | None, *, full: bool) -> str:
    why = hit["why"]
    reasons = [
        f"{name} {why[key]}"
        for name, key in (("dense", "dense_rank"), ("lexical", "lexical_rank"))
        if why[key] is not None
    ]
    if why["matched_terms"]:
        reasons.append("matched " + ", ".join(why["matched_terms"]))
    head = f"{hit['rank']}. {hit['passage_id']}  score {hit['score']:.3f}"
    if reasons:
        head += f" ({'; '.join(reasons)})"
    text = hit["text"] if full else opening(hit["text"], EXCERPT)
    rest = len(hit["text"]) - len(text)
    more = f" (and {rest:,} more characters)" if rest else ""
    return "\n".join(
        [
            wrapped(head, width, indent=INDENT, first=""),
            wrapped(f"“{text}”{more}", width, indent=INDENT),
            wrapped(str(hit["label"]), width, indent=INDENT),
        ]
    )


def opening(text: str, limit: int) -> str:
    """Return the text, or its beginning up to the last space within `limit` characters."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    return head.rsplit(" ", 1)[0] if " " in head else head


def record_text(record: Record, width: int | None = None) -> str:
    """Render a record: the catalogue's fields, then every passage in document order."""
    blocks = [f"Record {visible(record.record_id, width)}", fields_text(record, width)]
    ordered = sorted(record.passages, key=lambda passage: passage.span)
    blocks += [passage_text(passage, width) for passage in ordered]
    return "\n\n".join(blocks)


def fields_text(record: Record, width: int | None = None) -> str:
    """Render the catalogue's fields, one a line, each with the words it was read from."""
    fields = tuple(record.description)
    name_width = max((len(field.name) for field in fields), default=0)
    lines = []
    for field in fields:
        first = f"  {field.name:<{name_width}}  "
        lines.append(wrapped(_stated(field), width, indent=" " * len(first), first=first))
    return "\n".join(lines)


def _stated(field: Field) -> str:
    if field.presence is Presence.EMPTY:
        return "(empty in the source)"
    if field.presence is Presence.UNKNOWN:
        return f"(unknown: “{field.raw}”)"
    said = str(field.value)
    if field.raw and field.raw != field.value:
        said += f" (“{field.raw}”)"
    notes = {Origin.PROFILE: " [collection profile]", Origin.DERIVED: " [derived]"}
    return said + notes.get(field.origin, "")


def passage_text(passage: Passage, width: int | None = None, marks: Iterable[Span] = ()) -> str:
    """Render one passage under its place, quoted stretches between ⟦ and ⟧.

    Args:
        passage: the passage.
        width: columns of the terminal; None for a pipe.
        marks: stretches of the record to mark; those outside the passage are left out.
    """
    name = f"para. {passage.ordinal}" if passage.role is Role.BODY else passage.role.value
    text = passage.text
    for mark in sorted(marks, reverse=True):
        if mark.within(passage.span):
            start, end = mark.start - passage.span.start, mark.end - passage.span.start
            text = f"{text[:start]}{MARK_OPEN}{text[start:end]}{MARK_CLOSE}{text[end:]}"
    head = f"[{name}]  {visible(passage.passage_id, width)}"
    return f"{head}\n{wrapped(text, width, indent=INDENT)}"


def summaries_text(summaries: Sequence[Json], width: int | None = None) -> str:
    """Render the list of records: id, date, passages, reference code and title."""
    if not summaries:
        return "The archive holds no records."
    blocks = []
    for row in summaries:
        known = [row.get("date") or "undated", row.get("reference_code") or ""]
        known.append(counted(row["passages"], "passage"))
        head = f"{row['record_id']}  " + "; ".join(part for part in known if part)
        title = row.get("title") or "(untitled)"
        blocks.append(f"{visible(head, width)}\n{wrapped(title, width, indent=INDENT)}")
    return "\n".join(blocks)


def listed_text(rows: Sequence[Json], width: int | None = None) -> str:
    """Render stored conversations: id, when it was changed, how many turns, and title."""
    if not rows:
        return "No conversation is stored."
    blocks = []
    for row in rows:
        changed = row["updated"][:16].replace("T", " ")
        head = f"{row['id']}  {changed} UTC; {counted(row['turns'], 'turn')}"
        blocks.append(f"{visible(head, width)}\n{wrapped(row['title'], width, indent=INDENT)}")
    return "\n".join(blocks)


def checks_text(checks: Sequence[Json], width: int | None = None) -> str:
    """Render the doctor's checks, one a line, remedies below what they remedy."""
    state_width = max(len(check["state"]) for check in checks)
    name_width = max(len(check["name"]) for check in checks)
    lines = []
    for check in checks:
        first = f"{check['state']:<{state_width}}  {check['name']:<{name_width}}  "
        indent = " " * len(first)
        lines.append(wrapped(check["detail"], width, indent=indent, first=first))
        if check["remedy"]:
            lines.append(wrapped(check["remedy"], width, indent=indent))
    return "\n".join(lines)
