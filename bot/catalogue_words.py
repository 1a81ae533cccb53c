"""The words that questions about a record's catalogue entry are made of."""

from __future__ import annotations

import re

from embeddings.analysis import STOP_WORDS, fold
from embeddings.spelling import LONG, nearest_of

#: What a question about a record is made of beside the words for the record itself. One
#: that holds another content word, "who translated the Soviet note?", asks about the world.
_VOCABULARY = frozenset(
    """
    abridged abstract account add added address addressed addressee addressees affairs age agency
    am another anyone anything appear appeared applies apply archival archive archives assign
    assigned author authored available based bear bears belong body book bottom box bracket
    bracketed brackets brief call called carried carry catalog catalogue catalogued cataloguer
    cataloguing center centre chinese circular circulated cite cited classification classified
    classify code codes collection come comes commercial commercially company complete completed
    composed confidential contact contributed contributor conversation copied copies copy
    copyright copyrighted cover created creator credited credits cut date dated dates day
    declassified deleted department describe described description designation details different
    digital digitised digitized distributed document documents domain donated donor donors draft
    drafted edited edition editor editorial else end english entire entry everything exact exactly
    excerpt excerpted excised explain extract field file find firm first folder folio folios fond
    foot foreign form formal found foundation foundations free freely french full funded funder
    funders funding funds genre german get give given gives go goes going gone government grade
    grading grant granted grants have headed heading headings held hold holder holders holding
    holds hyperlink id identification identifier identify image indexed inserted insertion
    insertions inside institution interpolated interpolation interpolations interview issue issued
    issuing item japanese keep kept keywords kind kindly know known korean label language
    languages leave leaves left legal level library licence license licensed licensing line link
    list listed live located location long looking made main make makes manuscript many mark
    marked marking markings meant meeting mentioned metadata ministry missing money month name
    named names need nothing number numbered numbers obtained office official ok okay old omission
    omissions omit omitted online organisation organisations organization organizations original
    originally originals originated originator overview owner owns page pages paid paper paragraph
    paragraphs part parts passage passages people permalink permission permitted person persons
    place placed places please pls point possible posted prepared preserved printed produced
    provenance provide provided public publication publish published publisher put question quote
    quoted read reading receive received recipient recipients record recorded reference rendered
    rendering repository reprint reprinted reproduce reproduced research responsible restricted
    restrictions reuse reused rights russian scan scanned scholarly secrecy secret secrets
    security see send sender sent serial series service shelf shelfmark short shortened show sign
    signatories signatory signature signatures signed signs site something sort source sources
    spanish sponsor sponsored sponsors square stand standing stands state stated status stored
    subject subjects summaries summarise summarised summarises summarize summarized summarizes
    summary supplied support supported tagged tags take talk teaching tell terms text thank thanks
    thesis title titled today took top topic topics transcribed transcript transcription translate
    translated translating translation translations translator translators truncated type
    undergraduate university unknown uploaded uploading url use used version volume want web
    website went whole word words work write writer written wrote year
    """.split()
)
_WORD = re.compile(rf"[A-Za-z]{{{LONG},}}")


def is_other(word: str) -> bool:
    """Tell whether a word speaks of something else than of records and their catalogue."""
    folded = fold(word)
    return folded not in STOP_WORDS and folded not in _VOCABULARY


def respelt(question: str) -> str:
    """Put the word meant for a long one that is misspelt by one letter: "translatd".

    >>> respelt("who translatd this documnet")
    'who translated this document'
    """
    return _WORD.sub(_meant, question)


def _meant(match: re.Match[str]) -> str:
    word = match.group()
    return (nearest_of(word, _VOCABULARY) or word) if is_other(word) else word
