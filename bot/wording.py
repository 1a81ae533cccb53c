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
from functools import cached_property

from corpus.names import Expansion, NameKind
from embeddings.analysis import content_terms, terms

_ALIKE = frozenset({NameKind.SAME, NameKind.SPELLING})

#: A form of a name with its terms, and a name with its own terms and its other forms.
_Form = tuple[str, frozenset[str]]
_Name = tuple[str, frozenset[str], Sequence[_Form]]


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

    @cached_property
    def _same(self) -> Sequence[_Name]:
        """Those that are the same name, each with its terms: Moscow is not the Soviet Union.

        The fullest form comes first: "the Soviet Union" is both that and Soviet.
        """
        alike = _forms(each for each in self.called if each.kind in _ALIKE)
        return tuple(
            (words, frozenset(content_terms(words)), _with_terms(forms))
            for words, forms in alike.items()
        )

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
        for words, own, forms in self._same:
            if own <= found:
                continue
            form = next((form for form, held in forms if held <= found), None)
            if form is not None:
                question = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", lambda _: form, question)  # noqa: B023
        return question


def _forms(called: Iterable[Expansion]) -> Mapping[str, Sequence[str]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in called:
        found[each.words] = (*found.get(each.words, ()), *each.forms)
    return found


def _with_terms(forms: Sequence[str]) -> list[_Form]:
    """Return forms with their terms, those of most words first."""
    fullest = sorted(forms, key=lambda form: -len(terms(form)))
    return [(form, frozenset(terms(form))) for form in fullest]


#: Names as they stand in the question.
AS_ASKED = Wording()
