"""Leaning: how likely it is that a question must be read with what was said before it.

The question alone, the history alone and both together are searched, and eight figures of
what comes back are weighed. A fixed rule is wrong both ways: with the earlier turns added,
abg_coqa gains and inscit and mtrag lose (quality.md B). The weights are fitted on all three
by `scripts/fit_followups.py`, which writes them to `data/followups.json`.
"""

from __future__ import annotations

import json
import math
from dataclasses import astuple, dataclass, field
from functools import cache
from importlib.resources import files

import numpy as np

from bot.searching import Search
from embeddings.encoder import Vectors
from embeddings.fusion import Candidate
from embeddings.generation import DEPTH, Generation
from embeddings.lexical_query import lexical_query

#: In a smaller archive the figures tell nothing: no term's rarity and no cosine's can be
#: told. The sets that the weights are fitted on have 902 passages and more.
FEWEST = 100
#: Windows whose cosines say what is usual in an archive; evenly spread over it, so that
#: their mean and deviation do not depend on its size.
SAMPLE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What a search for a text brings, at a glance.

    Words and meaning are those of a passage and its whole record together, as in the fused
    score. Source: with the passage's alone the weights do not transfer between sets (mean
    nDCG@10 of three sets, each with weights fitted on the two others: .57 against .73).

    Attributes:
        vector: the text's encoding, float32, shape (dim,), L2-normalised.
        idf_sum: what its words weigh, a sum of idf.
        meaning: the best cosine, in [-1, 1].
        words: the best BM25 over `idf_sum`.
        agreed: whether both are of one record.
    """

    vector: Vectors = field(repr=False)
    idf_sum: float
    meaning: float
    words: float
    agreed: bool


@dataclass(frozen=True, slots=True)
class Leaning:
    """The eight figures that are weighed, in the order of their weights.

    Attributes:
        idf_sum: what the question's own words weigh.
        meaning: the best cosine for the question.
        lead: how far that stands above what is usual, in standard deviations.
        agreed: 1 where meaning and words of the question lead to one record, else 0.
        meaning_before: the best cosine for the history.
        meaning_both: the best cosine for the history with the question.
        alike: cosine of question and history.
        words_before: the best BM25 for the history, over what its words weigh.
    """

    idf_sum: float
    meaning: float
    lead: float
    agreed: float
    meaning_before: float
    meaning_both: float
    alike: float
    words_before: float


@dataclass(frozen=True, slots=True)
class Weights:
    """What each of the eight figures adds to the log-odds, and what they begin with.

    Attributes:
        each: in the order of `Leaning`.
        intercept: where they begin.
    """

    each: tuple[float, ...]
    intercept: float

    def chance(self, figures: Leaning) -> float:
        """Return how likely it is that the history is needed, 0 to 1."""
        pairs = zip(self.each, astuple(figures), strict=True)
        odds = self.intercept + sum(weight * figure for weight, figure in pairs)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def leaning(alone: Search, before: Search, both: Search) -> Leaning:
    """Return the figures, given the searches for a question, its history, and both."""
    question, history, together = _glance(alone), _glance(before), _glance(both)
    return Leaning(
        idf_sum=question.idf_sum,
        meaning=question.meaning,
        lead=_lead(question, alone.generation),
        agreed=float(question.agreed),
        meaning_before=history.meaning,
        meaning_both=together.meaning,
        alike=float(np.dot(question.vector, history.vector)),
        words_before=history.words,
    )


@cache
def fitted() -> Weights:
    """Return the weights that are shipped."""
    kept = json.loads((files("bot") / "data" / "followups.json").read_text(encoding="utf-8"))
    return Weights(each=tuple(kept["weights"].values()), intercept=kept["intercept"])


def _glance(search: Search) -> Glance:
    """Look at what a search brings."""
    generation = search.generation
    found, _ = search.candidates(DEPTH)
    idf_sum = generation.lexical.idf_sum(lexical_query(search.query))
    if not found:
        return Glance(vector=search.vector, idf_sum=idf_sum, meaning=0.0, words=0.0, agreed=False)
    nearest, likest = max(found, key=_meaning), max(found, key=_words)
    records = {generation.passages[each.row].record_id for each in (nearest, likest)}
    return Glance(
        vector=search.vector,
        idf_sum=idf_sum,
        meaning=_meaning(nearest),
        words=_words(likest),
        agreed=len(records) == 1,
    )


def _meaning(candidate: Candidate) -> float:
    return (candidate.cosine + candidate.cosine_start) / 2


def _words(candidate: Candidate) -> float:
    return (candidate.coverage + candidate.of_record) / 2


def _lead(glance: Glance, generation: Generation) -> float:
    units = len(generation.dense)
    rows = np.unique(np.linspace(0, units - 1, min(units, SAMPLE)).astype(np.int64))
    usual = generation.dense.scores(glance.vector, rows)
    return (glance.meaning - float(usual.mean())) / max(float(usual.std()), 1e-6)
