"""What of a question can be read: the models know English, and other scripts not at all.

The cross-encoder sees signs of other scripts as one unknown sign, and a string of letters as
its syllables, so that in a small archive it finds some sentence near to anything. There the
words decide: a question in another script is answered by a sentence that has most of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.names import Expansion
from corpus.scripts import CJK
from embeddings.analysis import STOP_WORDS, fold
from embeddings.lexical import LexicalIndex
from embeddings.spelling import misspelt

_RUN = re.compile(rf"[{CJK}]+|[^\W\d_{CJK}]+")
_LATIN = re.compile("[A-Za-z]")
#: Letters that a word is told by: endings change.
_STEM, _ENDING = 4, 2
#: Share of a question's words that a sentence must have to answer it.
MOST = 0.5


def in_latin(question: str) -> bool:
    """Tell whether a question has a Latin letter: the models know no other script."""
    return bool(_LATIN.search(question))


def is_unknown(question: str, index: LexicalIndex, known: Sequence[Expansion]) -> bool:
    """Tell whether neither English nor the archive has a word of a question, however spelt.

    Args:
        question: as asked.
        index: of the archive's passages.
        known: its names and words with other forms that the archive has.
    """
    if known:
        return False
    latin = (word for word in _RUN.findall(question) if in_latin(word))
    said = [word for word in latin if fold(word) not in STOP_WORDS]
    return bool(said) and all(misspelt(word, index) for word in said)


def share_of_words(question: str, sentence: str) -> float:
    """Return which share of a question's words a sentence has, 0 to 1.

    A word is two neighbouring signs of a script without spaces, else how it begins.

    >>> share_of_words("谁签署了边界协定？", "两国签署了边界协定。") > 0.8
    True
    >>> share_of_words("Сколько стоит хлеб?", "Договор подписан в Москве.")
    0.0
    """
    wanted = [unit for run in _RUN.findall(question) for unit in _units(run)]
    text = fold(sentence)
    return sum(unit in text for unit in wanted) / (len(wanted) or 1)


def _units(run: str) -> list[str]:
    folded = fold(run)
    if re.match(f"[{CJK}]", folded):
        return [folded[at : at + 2] for at in range(max(1, len(folded) - 1))]
    return [folded[: max(_STEM, len(folded) - _ENDING)]]
