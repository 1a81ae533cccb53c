"""A table of the passages a search found, for spreadsheets (CSV)."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from bot.exports.quote_table import neutral
from corpus.descriptions import FieldName

if TYPE_CHECKING:
    from bot.hits import Hit, Hits

COLUMNS = (
    *("query", "filters", "rank", "record_id", "passage_id", "role", "paragraph", "start", "end"),
    *("words", "title", "date", "label", "citation"),
    *("score", "cosine", "bm25", "dense_rank", "lexical_rank", "rerank_score"),
    *("matched", "exact", "only_in", "other_forms"),
)


def hit_table(hits: Hits, style: str) -> str:
    """Write one row a passage.

    A cell that a spreadsheet would run as a formula is led by an apostrophe, in the column
    of words too. The first line begins with the mark that tells spreadsheets UTF-8.

    Args:
        hits: what a search found.
        style: the citation style.

    Raises:
        UnknownStyle: Dragoman does not write that style.
    """
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, COLUMNS, restval="")
    table.writeheader()
    filters = json.dumps(dict(hits.filters), ensure_ascii=False) if hits.filters else ""
    for hit in hits:
        row = {"query": hits.query, "filters": filters} | _row(hit, style)
        table.writerow({name: neutral(value) for name, value in row.items()})
    return "\ufeff" + written.getvalue()


def _row(hit: Hit, style: str) -> dict[str, Any]:
    told = hit.to_json()
    why = told["why"]
    description = hit.record.description
    same = ("rank", "record_id", "passage_id", "paragraph", "start", "end", "label", "score")
    scores = ("cosine", "bm25", "dense_rank", "lexical_rank", "rerank_score", "only_in")
    return {
        **{name: told[name] for name in same},
        **{name: why[name] for name in scores},
        "role": str(hit.passage.role),
        "words": hit.passage.text,
        "title": description.value(FieldName.TITLE),
        "date": description.value(FieldName.DATE) or description.value(FieldName.CATALOGUE_DATE),
        "citation": hit.citation.format(style),
        "matched": "; ".join(hit.matched_terms),
        "exact": "yes" if hit.exact else "no",
        "other_forms": "; ".join(
            f"{each.words}: {', '.join(each.forms)} ({each.kind})" for each in hit.expansions
        ),
    }
