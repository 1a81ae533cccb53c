"""Reach: which records and passages a search looks at, and what its filters left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from corpus.filters import Filters, checked_filters, facet_name
from corpus.passages import Role
from corpus.sayings import QUOTED, Form, listed, many, sayings
from embeddings.facets import Mask, Unmatched
from embeddings.generation import Generation
from embeddings.lexical import Within

_SEARCHED = Form("reach.searched", "Searched {passages} of {records}: {filters}.")
_UNDATED = Form("reach.undated", "{n:,} undated records left out.", "{n} undated record left out.")
_UNMATCHED = Form("reach.unmatched", "No record has the {facet} “{value}”.")
_NEAR = Form("reach.near", "Close to it: {near}.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Reach:
    """What a search looks at.

    Attributes:
        filters: as they were given.
        roles: which kinds of passage.
        records: how many records.
        passages: how many of their passages.
        undated: records left out because nobody dated them, though all else fits.
        partly: records looked at of whose dates only a part is in the range asked for.
        by_catalogue: records looked at by the catalogue's date, having no date line.
        unmatched: values of the filters that no record has.
        chosen: which records, shape (records,) in the order of their ids.
        allowed: which passages, shape (passages,).
    """

    filters: Filters
    roles: tuple[Role, ...]
    records: int
    passages: int
    undated: int
    partly: int
    by_catalogue: int
    unmatched: tuple[Unmatched, ...]
    chosen: Mask = field(repr=False)
    allowed: Mask = field(repr=False)

    @property
    def within(self) -> Within:
        """The same for the lexical indexes."""
        return Within(records=self.chosen, roles=self.roles)

    @property
    def sentence(self) -> str:
        """What was searched, in words for people: a `Saying`; "" when there was no filter."""
        if not self.filters:
            return ""
        passages, records = many(self.passages, "passage"), many(self.records, "record")
        said = [_SEARCHED(passages=passages, records=records, filters=self.filters.sentence)]
        if self.undated:
            said.append(_UNDATED(n=self.undated))
        for each in self.unmatched:
            said.append(_UNMATCHED(facet=facet_name(each.facet), value=each.value))
            if each.near:
                said.append(_NEAR(near=listed(QUOTED(words=value) for value in each.near)))
        return listed(said, "then")

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data; `filters` is as `Filters.from_json` reads it.

        `said` has the sentence once more, by code, for other languages.
        """
        return {
            "records": self.records,
            "passages": self.passages,
            "filters": self.filters.to_json(),
            "undated_left_out": self.undated,
            "dated_in_part": self.partly,
            "dated_by_catalogue": self.by_catalogue,
            "unmatched": [
                {"filter": each.facet.value, "value": each.value, "near": list(each.near)}
                for each in self.unmatched
            ],
            "sentence": str(self.sentence),
            "said": sayings([self.sentence]),
        }


def reach_of(
    generation: Generation,
    filters: Filters | None,
    roles: Collection[Role],
    gone: Collection[str] = (),
) -> Reach:
    """Return what a search of a generation looks at.

    Args:
        generation: what is searched.
        filters: None for none; their roles, when they name any, stand for `roles`.
        roles: which kinds of passage may come back.
        gone: ids of records that left since the generation was built.

    Raises:
        ArchiveDamaged: the facets cannot be read.
        TypeError: the filters are none.
    """
    filters = checked_filters(filters) or Filters()
    chosen = ~generation.record_rows(gone) if gone else np.ones(len(generation.hashes), np.bool_)
    undated = partly = by_catalogue = 0
    unmatched: tuple[Unmatched, ...] = ()
    if filters.dates or any(filters.values.values()):
        selected = generation.facets.select(filters)
        chosen &= selected.records
        undated, partly = selected.undated, selected.partly
        by_catalogue, unmatched = selected.by_catalogue, selected.unmatched
    wanted = filters.roles or tuple(role for role in Role if role in roles)
    allowed = generation.allowed(chosen, wanted)
    return Reach(
        filters=filters,
        roles=wanted,
        records=int(chosen.sum()),
        passages=int(allowed.sum()),
        undated=undated,
        partly=partly,
        by_catalogue=by_catalogue,
        unmatched=unmatched,
        chosen=chosen,
        allowed=allowed,
    )
