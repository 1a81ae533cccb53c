"""Leaning: how likely it is that a question must be read with what was said before it.

The question alone, the history alone and both together are searched, and eight figures of
what comes back and of the question's words are weighed. A fixed rule is wrong both ways:
with the earlier turns added, abg_coqa gains and inscit and mtrag lose (quality.md B). The
weights are fitted by `scripts/fit_followups.py`, which writes them to
`data/followups.json`; beside those three sets it fits on questions asked after an unrelated
turn, without which a third of such questions were read with it.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import astuple, dataclass, field, fields
from functools import cache
from importlib.resources import files

import numpy as np

from bot.searching import Search
from embeddings.analysis import STOP_WORDS, content_terms, fold
from embeddings.encoder import Vectors
from embeddings.fusion import Candidate
from embeddings.generation import DEPTH

#: In a smaller archive the figures tell nothing: no term's rarity and no cosine's can be
#: told. The sets that the weights are fitted on have 283 passages and more.
FEWEST = 100
#: Content words beyond which a question has enough of them.
ENOUGH = 8
_POINTING = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|their|he|she|him|her|his|there|then|such"
    r"|the (?:same|former|latter|reply|answer|note|claim|order|demand|others?))\b",
    re.IGNORECASE,
)


_PERSONAL = re.compile(r"\b(?:he|him|his|she|her|hers|they|them|their|theirs)\b", re.IGNORECASE)
_NAMED = re.compile(r"(?<=\w\W)[A-Z][a-z]")
#: Content words of a question that is too short to name somebody without a capital.
_SHORT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What a search for a text brings, at a glance.

    Attributes:
        vector: the text's encoding, float32, shape (dim,), L2-normalised.
        meaning: the best cosine of a passage and its record's beginning, in [-1, 1]. The
            passage's alone does not transfer between sets: mean nDCG@10 of three sets, each
            with weights fitted on the two others, .57 against .73.
        words: the best BM25 of a record, over what the text's words weigh.
        gap: fused score of the best record above that of the next.
    """

    vector: Vectors = field(repr=False)
    meaning: float = 0.0
    words: float = 0.0
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Leaning:
    """The eight figures that are weighed, in the order of their weights.

    None is a rarity or a rank, which move with the size of an archive.

    Attributes:
        meaning: the best cosine for the question.
        meaning_before: the best cosine for the history.
        meaning_both: the best cosine for the history with the question.
        alike: cosine of the question and of the history with it.
        words_both: the best BM25 of a record for the history with the question.
        gap: by how much the question's best record stands above the next.
        terms: content words of the question, at most eight.
        points: 1 for a question with a word that points back, else 0.
    """

    meaning: float
    meaning_before: float
    meaning_both: float
    alike: float
    words_both: float
    gap: float
    terms: float
    points: float


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
        meaning=question.meaning,
        meaning_before=history.meaning,
        meaning_both=together.meaning,
        alike=float(np.dot(question.vector, together.vector)),
        words_both=together.words,
        gap=question.gap,
        terms=float(min(len(content_terms(alone.query)), ENOUGH)),
        points=float(points_back(alone.query)),
    )


def points_back(question: str) -> bool:
    """Tell whether a question has a word that points at something said before.

    >>> points_back("When did they leave?"), points_back("When did the herdsmen leave?")
    (True, False)
    """
    return bool(_POINTING.search(question))


def dangling(question: str) -> str:
    """Return a pronoun for a person in a short question that names nobody, or "".

    >>> dangling("Who overthrew him?"), dangling("What did the envoy say when he came?")
    ('him', '')
    """
    found = _PERSONAL.search(question)
    if found is None or _NAMED.search(question) or len(_about(question)) > _SHORT:
        return ""
    # "who was jim thorpe and what did he do": small letters name him.
    return "" if len(_about(question[: found.start()])) > 1 else found.group().lower()


def _about(words: str) -> list[str]:
    return [word for word in re.findall(r"[\w'’-]+", words) if fold(word) not in STOP_WORDS]


@cache
def fitted() -> Weights:
    """Return the weights that are shipped."""
    kept = json.loads((files("bot") / "data" / "followups.json").read_text(encoding="utf-8"))
    each = tuple(kept["weights"][figure.name] for figure in fields(Leaning))
    return Weights(each=each, intercept=kept["intercept"])


def _glance(search: Search) -> Glance:
    """Look at what a search brings."""
    generation = search.generation
    found, _ = search.candidates(DEPTH)
    if not found:
        return Glance(vector=search.vectors.windows)
    best: dict[str, float] = {}
    for each in found:
        best.setdefault(generation.passages[each.row].record_id, each.score)
    first, *others = best.values()
    return Glance(
        vector=search.vectors.windows,
        meaning=max(_meaning(each) for each in found),
        words=max(each.of_record for each in found),
        gap=first - max(others, default=0.0),
    )


def _meaning(candidate: Candidate) -> float:
    return (candidate.cosine + candidate.cosine_start) / 2
