"""What a query wants of the lexical side: concepts, each under one or several forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from embeddings.analysis import content_terms, terms
from embeddings.fusion import is_question

#: Gives the weight of a term.
Idf = Callable[[str], float]

#: How much more the last part of a heading counts: "Guatemala: relations with: arms" is
#: about arms. Source: nDCG@10 of headings of two printed indexes, words alone: .356 to .388
#: and .595 to .611; 1.5 to 2.5 are alike.
LAST_PART = 2.0

#: One form of a concept: the terms of a word or a name.
Form = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A thing a query names; a text holds it by whichever of its forms tells most.

    Attributes:
        forms: the query's own terms first, then those of the other forms of a name.
        weight: how much it counts, 1 as a rule.
    """

    forms: tuple[Form, ...]
    weight: float = 1.0

    def told(self, idf: Idf) -> float:
        """Return what it tells in the query's own words, however long its other forms are."""
        return sum(map(idf, self.forms[0]))

    def held(self, found: frozenset[str]) -> bool:
        """Tell whether a text of these terms holds one of the forms whole."""
        return any(set(form) <= found for form in self.forms)


@dataclass(frozen=True, slots=True, kw_only=True)
class LexicalQuery:
    """The concepts of a query, in its order."""

    concepts: tuple[Concept, ...]

    def __bool__(self) -> bool:
        """Tell whether there is anything to search for."""
        return bool(self.concepts)


def share_held(concepts: Sequence[Concept], found: frozenset[str], idf: Idf) -> float:
    """Return the share of what concepts tell that a text of these terms holds, 0 to 1."""
    total = sum(concept.told(idf) for concept in concepts)
    held = sum(concept.told(idf) for concept in concepts if concept.held(found))
    return held / total if total else 0.0


def of_terms(found: Sequence[str]) -> LexicalQuery:
    """Return a query of plain terms."""
    return LexicalQuery(concepts=tuple(Concept(forms=((term,),)) for term in found))


def lexical_query(query: str, names: Mapping[str, Sequence[str]] | None = None) -> LexicalQuery:
    """Cut a query into concepts.

    A name with other forms is one concept, so that a text is not the better for holding
    several of them, nor the worse for holding one. In a heading, "Broad: narrow: narrowest",
    the last part counts double.

    Args:
        query: as asked.
        names: other forms of words of the query, by those words.
    """
    found = content_terms(query)
    concepts: list[Concept] = []
    taken: set[str] = set()
    for words, others in (names or {}).items():
        own = tuple(term for term in content_terms(words) if term in found)
        forms = dict.fromkeys([own, *(tuple(terms(other)) for other in others)])
        kept = tuple(form for form in forms if form)
        if kept:
            concepts.append(Concept(forms=kept))
            taken.update(own)
    last = _last_part(query)
    concepts += [
        Concept(forms=((term,),), weight=LAST_PART if term in last else 1.0)
        for term in found
        if term not in taken
    ]
    return LexicalQuery(concepts=tuple(concepts))


def _last_part(query: str) -> frozenset[str]:
    """Return the terms of the last part of a heading; none for a question or a plain one."""
    before, colon, last = query.rpartition(": ")
    if not colon or is_question(query) or not before.strip():
        return frozenset()
    return frozenset(content_terms(last))
