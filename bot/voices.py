"""Whose words a sentence gives: the document's, or another party's as the document reports it.

A voice other than the document's is asserted only on a cue in the sentence itself, or
in the sentence before when it opens with "They" or "It".
"""

from __future__ import annotations

import re

from corpus.descriptions import FieldName
from corpus.name_tables import shipped_names
from corpus.names import NameKind, expand
from corpus.quotes import Quote
from corpus.sentences import sentences

_VERBS = (
    r"claim(?:s|ed|ing)?|den(?:y|ies|ied|ying)|alleg(?:e|es|ed|ing)|assert(?:s|ed|ing)?|"
    r"accus(?:e|es|ed|ing)|argu(?:e|es|ed|ing)|maintain(?:s|ed|ing)?|contend(?:s|ed|ing)?|"
    r"repl(?:y|ies|ied)|answer(?:s|ed)|stat(?:es|ed)|said|says|declar(?:e|es|ed)|"
    r"insist(?:s|ed)?|complain(?:s|ed)?|reject(?:s|ed)?|announc(?:e|es|ed)|told|explained"
)
_LINK = r"(?:\s+(?:has|have|had|also|even|then|again|further|later|\w+ly|tried to|sought to|and))*"
# What a state or a person speaks through: "the Soviet side", "Moscow's reply".
_ORGAN = (
    r"(?:side|government|ministry|authorities|leaders?|leadership|embassy|ambassador|consulate"
    r"|delegation|delegates?|representatives?|spokesman|officials?|press|party|note|reply"
    r"|statement|letter|memorandum)"
)
_NAME = r"(?:[A-Z][\w’'.-]+)(?:\s+(?:of\s+)?(?:the\s+)?[A-Z][\w’'.-]+)*"
_WHO = rf"(?:[Tt]he\s+)?{_NAME}(?:\s+{_ORGAN})?"
_PARTY = re.compile(
    rf"\b(?P<party>{_WHO}){_LINK}\s+(?:{_VERBS})\b"
    rf"|\b[Aa]ccording to\s+(?P<source>{_WHO})(?!\w)"
    rf"|[,?!][”\"’]\s*(?:said|replied|answered|stated|declared)\s+(?P<after>{_WHO})"
)
_PRONOUN = re.compile(rf"^\W*(?:They|It|He|She){_LINK}\s+(?:{_VERBS})\b")
_OPENER = re.compile(
    r"^(?P<word>If|Unless|Whether|When|Whenever|What|Whatever|Why|How|Our|My|I|We|It|They|He"
    r"|She|Who)\b"
    r"|^(?:This|That|There|In|On|At|As|But|However|And|So|Yet|Today|Yesterday|Now|Then|Since"
    r"|While|Although|Though|Because|After|Before|Once|Here|Only|Even|Thus|Hence)\b\s*",
)
_SUPPOSED = re.compile(r"\b(?:what|whatever|if|unless|whether|our)\s+$", re.IGNORECASE)
_CALENDAR = re.compile(
    r"^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$"
    r"|^(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December)$"
)


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
        party = (match["party"] or match["source"] or match["after"]).strip()
        if party.count(".") == 1:
            party = party.rstrip(".")  # the sentence's full stop; "U.S.S.R." keeps its own
        while (opener := _OPENER.match(party)) and not opener["word"]:
            party = party[opener.end() :]
        # "If Moscow claims", "our Ambassador said": supposed, or the document's own side.
        if opener or _SUPPOSED.search(sentence[: match.start()]):
            continue
        if party.endswith(("'", "’", "'s", "’s")) or _CALENDAR.match(party):
            continue
        bare = re.sub(r"^the\s+", "", party, flags=re.IGNORECASE)
        if bare and not _is_own(bare.lower(), own):
            return f"the {bare}" if party.lower().startswith("the ") else bare
    return None


def _is_own(party: str, own: frozenset[str]) -> bool:
    """Tell whether a name, its organ left out, is one of the author's."""
    head = re.sub(rf"\s+{_ORGAN}$", "", party)
    return bool({party, head} & own) or all(word in own for word in head.split())


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


def _own_names(creator: str) -> frozenset[str]:
    """Return the author's names; a ministry speaks for its country, and a capital for it too."""
    creator = re.sub(r"\s+(?:in|at)\s.*", "", creator)  # the embassy in Moscow is not Moscow's
    if not creator:
        return frozenset()
    table = shipped_names()
    known = expand(creator, table)
    forms = {form for each in known for form in (each.words, *each.forms)}
    forms |= {row.variant for row in table if row.name in forms and row.kind is NameKind.METONYM}
    return frozenset(name.lower() for name in (creator, *creator.split(), *forms))
