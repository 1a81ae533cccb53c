"""How hits and answers look in a notebook and at a Python prompt.

Everything of an archive is escaped, and its writing direction kept to itself; there is
no script and no style sheet, so any viewer shows it. Quoted words are slices of the
stored text, and what is marked in them are spans of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from corpus.spans import Span

if TYPE_CHECKING:
    from bot.answers import Answer, ShownQuote
    from bot.hits import Hit, Hits

#: Most characters of a passage on one line at a prompt.
_LINE = 72
_CELL = 'style="text-align:left;vertical-align:top"'


def hits_text(hits: Hits) -> str:
    """Return a heading and one line a hit, without control characters."""
    lines = [f"{_counted(hits)} for {_begun(hits.query)}"]
    lines += [
        f"{hit.rank:>3}. {hit.score:.3f}  {_begun(_shown(hit).of(hit.record.text))}"
        f"  {hit.passage.passage_id}, {_clean(hit.citation.label)}"
        for hit in hits
    ]
    return "\n".join(lines)


def hits_html(hits: Hits) -> str:
    """Return a table of rank, quoted window with the matching words marked, citation, why."""
    head = "".join(f"<th {_CELL}>{name}</th>" for name in ("", "quote", "citation", "why"))
    rows = "".join(_row(hit) for hit in hits)
    about = [f"{_counted(hits)} for “{_isolated(hits.query)}”"]
    about += [f"{escape(name)}: {_isolated(str(value))}" for name, value in hits.filters.items()]
    about += [
        f"{_isolated(each.words)} also as {_isolated(', '.join(each.forms))} ({escape(each.kind)})"
        for each in hits.expansions
    ]
    caption = "; ".join(about)
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>{rows}</table>"


def answer_text(answer: Answer) -> str:
    """Return frames, quotes and labels as lines, without control characters."""
    lines = [f"{answer.status}: {_begun(answer.question)}"]
    for segment in answer.segments:
        if segment.kind == "quote":
            shown = answer.quotes[segment.n - 1]
            lines.append(f"    “{_clean(shown.quote.text)}” [{segment.n}]")
            lines.append(f"    {_clean(shown.citation.label)}")
        elif segment.kind == "frame":
            lines.append(_clean(segment.text))
        else:
            field = answer.fields[segment.n - 1]
            if field.field is not None:
                lines.append(f"    {field.name}: “{_clean(field.field.raw)}”")
    return "\n".join(lines)


def answer_html(answer: Answer) -> str:
    """Return the answer as paragraphs and quotations, each with its citation."""
    parts = [f"<p><b>{_isolated(answer.question)}</b></p>"]
    for segment in answer.segments:
        if segment.kind == "quote":
            parts.append(_quotation(answer.quotes[segment.n - 1], segment.n))
        elif segment.kind == "frame":
            parts.append(f"<p>{_isolated(segment.text)}</p>")
        else:
            field = answer.fields[segment.n - 1]
            if field.field is not None:
                words = _isolated(field.field.raw)
                parts.append(f"<blockquote>“{words}” ({escape(field.name)})</blockquote>")
    if answer.nearest:
        parts.append("<p>Nearest, not answers:</p>")
        parts += [_quotation(shown, None) for shown in answer.nearest]
    return f"<div>{''.join(parts)}</div>"


def _row(hit: Hit) -> str:
    shown = _shown(hit)
    marked = [span for span in hit.matched if span.within(shown)]
    quoted = _marked(hit.record.text, shown, marked)
    cells = (
        str(hit.rank),
        f'“<span dir="auto">{quoted}</span>”',
        _isolated(hit.citation.format("wilson")),
        "<br>".join(escape(reason) for reason in _reasons(hit)),
    )
    return "<tr>" + "".join(f"<td {_CELL}>{cell}</td>" for cell in cells) + "</tr>"


def _reasons(hit: Hit) -> list[str]:
    """Say why a hit came, one reason a line."""
    reasons = [f"score {hit.score:.3f}"]
    if hit.dense_rank is not None:
        reasons.append(f"by meaning: rank {hit.dense_rank} ({hit.cosine:.2f})")
    if hit.lexical_rank is not None:
        reasons.append(f"by words: rank {hit.lexical_rank} ({hit.bm25:.2f})")
    if hit.rerank_score is not None:
        reasons.append(f"read: {hit.rerank_score:.2f}")
    if hit.exact:
        reasons.append("word for word")
    if hit.only_in:
        reasons.append(f"only in: {hit.only_in}")
    return reasons


def _shown(hit: Hit) -> Span:
    """Return the best window of a hit; the whole passage where it has none."""
    return hit.window if len(hit.window) else hit.passage.span


def _marked(text: str, shown: Span, matched: Sequence[Span]) -> str:
    """Return that stretch of a text, escaped, with the matching words marked."""
    parts, at = [], shown.start
    for span in sorted(matched, key=lambda span: (span.start, span.end)):
        if span.start >= at:
            parts.append(escape(text[at : span.start]))
            parts.append(f"<mark>{escape(span.of(text))}</mark>")
            at = span.end
    parts.append(escape(text[at : shown.end]))
    return "".join(parts)


def _quotation(shown: ShownQuote, n: int | None) -> str:
    number = "" if n is None else f" [{n}]"
    words = f"“{_isolated(shown.quote.text)}”{number}"
    return (
        f"<blockquote>{words}<br><small>{_isolated(shown.citation.format('wilson'))}"
        f" ({_isolated(shown.voice)})</small></blockquote>"
    )


def _isolated(text: str) -> str:
    """Return text escaped, in an element that its writing direction does not leave."""
    return f'<bdi dir="auto">{escape(text)}</bdi>'


def _counted(hits: Hits) -> str:
    return "1 hit" if len(hits) == 1 else f"{len(hits)} hits"


def _clean(text: str) -> str:
    """Return text on one line, what steers a terminal replaced by spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _begun(text: str) -> str:
    """Return the beginning of a text in quotation marks; what is left out stands outside."""
    words = _clean(text)
    if len(words) <= _LINE:
        return f"“{words}”"
    begun = words[: _LINE + 1].rpartition(" ")[0] or words[:_LINE]
    return f"“{begun}” …"
