"""Wording: a question in the words of the passage it is read beside.

A cross-encoder does not know that Kulja is Yining or rumour rumor. Where a passage has a name
of the question under another form, and not under its own, the question is read to all its
sentences with that form, as if both had been written by one hand. What is searched, shown and
quoted stays as it is. Sentence by sentence it was worse, since those without the name were
then read with the one the passage does not use; so were capitals for their governments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.names import Expansion, NameKind
from embeddings.analysis import content_terms, terms

_ALIKE = frozenset({NameKind.SAME, NameKind.SPELLING})


@dataclass(frozen=True)
class Wording:
    """The names of a question under all their forms.

    Attributes:
        called: names and words of the question with their other forms.
    """

    called: tuple[Expansion, ...] = ()

    @property
    def forms(self) -> Mapping[str, Sequence[str]]:
        """The other forms of each name."""
        return _forms(self.called)

    @property
    def _same(self) -> Mapping[str, Sequence[str]]:
        """Those that are the same name: Moscow is not read as the Soviet Union."""
        return _forms(each for each in self.called if each.kind in _ALIKE)

    def of(self, question: str, text: str) -> str:
        """Return the question with each name as the text has it, where it has another form.

        >>> from corpus.names import NameKind
        >>> kulja = Expansion(words="Kulja", forms=("Gulja", "Yining"), kind=NameKind.SAME)
        >>> Wording((kulja,)).of("Who was blamed for Kulja?", "The riots in Yining ...")
        'Who was blamed for Yining?'
        """
        if not self.called:
            return question
        found = frozenset(terms(text))
        for words, forms in self._same.items():
            if set(content_terms(words)) <= found:
                continue
            # The fullest one: "the Soviet Union" is both that and Soviet.
            form = max((f for f in forms if set(terms(f)) <= found), key=_length, default=None)
            if form is not None:
                question = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", lambda _: form, question)  # noqa: B023
        return question


def _forms(called: Iterable[Expansion]) -> Mapping[str, Sequence[str]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in called:
        found[each.words] = (*found.get(each.words, ()), *each.forms)
    return found


def _length(form: str) -> int:
    return len(terms(form))


#: Names as they stand in the question.
AS_ASKED = Wording()
