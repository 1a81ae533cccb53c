"""Whose words a sentence gives: the document's, or another party's as the document reports it.

A voice other than the document's is asserted only on a cue in the sentence itself, or
in the sentence before when it opens with "They" or "It".
"""

from __future__ import annotations

import re

from corpus.descriptions import FieldName
from corpus.quotes import Quote
from corpus.sentences import sentences

_VERBS = (
    r"claim(?:s|ed|ing)?|den(?:y|ies|ied|ying)|alleg(?:e|es|ed|ing)|assert(?:s|ed|ing)?|"
    r"accus(?:e|es|ed|ing)|argu(?:e|es|ed|ing)|maintain(?:s|ed|ing)?|contend(?:s|ed|ing)?|"
    r"repl(?:y|ies|ied)|answer(?:s|ed)|stat(?:es|ed)|said|says|declar(?:e|es|ed)|"
    r"insist(?:s|ed)?|complain(?:s|ed)?|reject(?:s|ed)?|announc(?:e|es|ed)|told|explained"
)
_LINK = r"(?:\s+(?:has|have|had|also|even|then|again|further|later|\w+ly|tried to|sought to|and))*"
_NAME = r"(?:[A-Z][\w’'.-]+)(?:\s+(?:of\s+)?(?:the\s+)?[A-Z][\w’'.-]+)*"
_PARTY = re.compile(rf"\b(?P<party>(?:[Tt]he\s+)?{_NAME}){_LINK}\s+(?:{_VERBS})\b")
_PRONOUN = re.compile(rf"^\W*(?:They|It|He|She){_LINK}\s+(?:{_VERBS})\b")
_OWN = re.compile(r"^(?:I|We|It|They|He|She|This|That|There|In|As|But|However|And)\b")


def reported_party(sentence: str, before: str, own: frozenset[str]) -> str | None:
    """Return the party whose position the sentence reports, or None for the document's own.

    Args:
        sentence: the sentence quoted.
        before: the sentence before it in the same passage, "" for none.
        own: names of the document's author, lower case; what they say is the document's.
    """
    if _PRONOUN.search(sentence):
        return _party(before, own)
    return _party(sentence, own)


def _party(sentence: str, own: frozenset[str]) -> str | None:
    for match in _PARTY.finditer(sentence):
        party = match["party"].strip()
        if _OWN.match(party):
            continue
        bare = re.sub(r"^the\s+", "", party, flags=re.IGNORECASE)
        if bare.lower() not in own:
            return f"the {bare}" if party.lower().startswith("the ") else bare
    return None


def voice_of(quote: Quote) -> str:
    """Return `document`, or `reported: <party>` where the quote reports another's position."""
    passage = quote.passage
    before = ""
    if passage is not None:
        ending = [
            span.of(passage.text)
            for span in sentences(passage.text)
            if span.end + passage.span.start <= quote.span.start
        ]
        before = ending[-1] if ending else ""
    creator = quote.record.description.value(FieldName.CREATOR) or ""
    party = reported_party(quote.text, before, _own_names(creator))
    return f"reported: {party}" if party else "document"


#: A ministry speaks for its country; the cable's "China" is its own voice.
_COUNTRIES = {"chinese": "china", "soviet": "soviet union", "american": "united states"}


def _own_names(creator: str) -> frozenset[str]:
    names = {creator.lower()} if creator else set()
    for word in creator.lower().split():
        names |= {word, _COUNTRIES.get(word, word)}
    return frozenset(names)
