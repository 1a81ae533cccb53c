"""Signals: what speaks for and against a sentence being an answer, as plain numbers.

They are what the gate weighs. Names count as held under any of their forms. Source of the
choice: quality.md D (eight such figures do as well as forty); those on negations,
superlatives and figures are against questions that twist what a text says (Rajpurkar, Jia
and Liang 2018, section 4, on how unanswerable questions are made).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from bot.hits import Hit
from bot.questions import QuestionType, question_type
from bot.selection import Reading
from corpus.cited_dates import cited_date
from corpus.descriptions import Description
from corpus.descriptions import FieldName as F
from embeddings.analysis import STOP_WORDS, fold, term_set, terms
from embeddings.fusion import is_question
from embeddings.lexical_query import Concept, Idf, lexical_query, share_held

_NEGATION = re.compile(
    r"\b(?:not|never|no|none|neither|nor|without|except|cannot|unable|fail(?:s|ed)?|lack\w*"
    r"|refus\w+|other than|un\w{4,}|in\w{5,}able)\b|n['’]t\b",
    re.IGNORECASE,
)
_EXTREME = re.compile(
    r"\b(?:most|least|first|last|only|main|largest|smallest|highest|lowest|best|earliest"
    r"|original|before|after|second|third|former|new|more|less|fewer)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d[\d,.]*")
_WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")
_NAME = re.compile(r"\b[A-Z][\w'’-]+")
_TIME = re.compile(
    r"\b(?:1\d{3}|20\d\d)\b|\b(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December)\b|\d(?:st|nd|rd|th)\b|\bcentury\b"
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty"
    r"|forty|fifty|hundred|thousand|million|dozen|several|half)\b",
    re.IGNORECASE,
)

#: Fields by which a question names a record without the passage saying so, and its dates.
_ABOUT = (F.TITLE, F.CREATOR, F.ADDRESSEE, F.PERSON, F.CONTRIBUTOR)
_DATED = (F.DATE, F.CATALOGUE_DATE)


def signals(
    question: str,
    hits: Sequence[Hit],
    best: Reading,
    others: Sequence[Reading],
    *,
    names: Mapping[str, Sequence[str]],
    idf: Idf,
) -> dict[str, float]:
    """Return what the gate weighs of the best sentence read.

    Args:
        question: as asked.
        hits: the passages found, best first; readings name them by their place.
        best: the sentence that would be quoted first.
        others: all sentences read.
        names: other forms of the question's words.
        idf: weight of a term.
    """
    hit = hits[best.passage]
    concepts = lexical_query(question, names).concepts
    sentence, passage = frozenset(terms(best.text)), term_set(hit.passage.text)
    catalogue = _catalogued(hit.record.description)
    catalogued = term_set(catalogue)
    told = f"{hit.passage.text} {catalogue}"
    asked = terms(question)
    pairs = [p for p in pairwise(asked) if not set(p) <= STOP_WORDS]
    held_pairs = set(pairwise(terms(hit.passage.text)))
    other_logits = [r.logit for r in others if r.passage != best.passage]
    about, record = passage | catalogued, term_set(hit.record.text) | catalogued
    missing = [c.told(idf) for c in concepts if not c.held(about)]
    rivals = [each.score for each in hits if each.record_id != hit.record_id]
    return {
        "logit": best.logit,
        "lead": best.logit - max(other_logits, default=-11.0),
        "held by the sentence": share_held(concepts, sentence, idf),
        "held by the passage": share_held(concepts, passage, idf),
        "held by the record": share_held(concepts, record, idf),
        "rarest missing": max(missing, default=0.0),
        "pairs held": sum(p in held_pairs for p in pairs) / (len(pairs) or 1),
        "names missing": float(sum(not c.held(about) for c in _named(question, concepts))),
        "figures missing": float(sum(f.strip(".,") not in told for f in _FIGURE.findall(question))),
        "extremes missing": float(len(_extremes(question) - _extremes(hit.passage.text))),
        "negation unmatched": float(
            bool(_NEGATION.search(question)) and not _NEGATION.search(best.text)
        ),
        "type unmet": float(_unmet(question, best.text)),
        "words of its own": float(len(sentence - set(asked))),
        "cosine": max(each.cosine for each in hits),
        "cosine of the beginning": hit.cosine_start,
        "words of the passages": max(each.coverage for each in hits),
        "words of the records": max(each.of_record for each in hits),
        "gap": hits[0].score - max(rivals, default=hits[-1].score),
        "question": float(is_question(question)),
    }


def _catalogued(found: Description) -> str:
    """Return who a record is by, to and about, and when: "What did Nehru write in April 1949?"."""
    about = [each.value for name in _ABOUT for each in found.all(name) if each.value]
    dates = [each for name in _DATED for each in found.all(name)]
    printed = [each.raw for each in dates if each.raw]
    reckoned = [cited_date(each.value, each.raw).british for each in dates if each.value]
    return " ".join((*about, *printed, *reckoned))


def _named(question: str, concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts of capitalised words and figures, but for the first word."""
    found = list(_WORD.finditer(question))[1:]
    named = {
        term
        for match in found
        if match.group()[0].isupper() or match.group()[0].isdigit()
        if fold(match.group()) not in STOP_WORDS
        for term in terms(match.group())
    }
    return [concept for concept in concepts if named & set(concept.forms[0])]


def _extremes(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _EXTREME.findall(text))


def _unmet(question: str, sentence: str) -> bool:
    """Tell whether a sentence lacks what the type of the question asks for."""
    kind = question_type(question)
    if kind in (QuestionType.WHO, QuestionType.WHERE):
        asked = set(terms(question))
        return all(set(terms(name)) <= asked for name in _NAME.findall(sentence))
    if kind is QuestionType.WHEN:
        return not _TIME.search(sentence)
    return kind is QuestionType.HOW_MANY and not _NUMBER.search(sentence)
