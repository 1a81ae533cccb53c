"""Whose words a sentence gives: the document's, or another party's as the document reports it.

A voice other than the document's is asserted only on a cue: a verb of speech in the
sentence itself, or in the sentence before when it opens with "They" or "It"; or, in the
record of a conversation, the speaker's name before a colon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.descriptions import FieldName
from corpus.name_tables import shipped_names
from corpus.names import NameKind, expand
from corpus.quotes import Quote
from corpus.sentences import sentences
from corpus.spans import Span

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
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Dr|Gen|Adm|Amb|Sen|Gov|Prof)\.")
#: Records that write down who said what.
_TALK = re.compile(r"conversation|minutes|discussion|meeting|conference|interview", re.IGNORECASE)
_SPEAKER = re.compile(
    r"^(?:\d+\.\s+)?(?P<party>(?:The\s)?(?:(?:Mr|Mrs|Ms|Dr|Gen|Adm)\.\s)?"
    r"[A-Z][\w’'-]*(?:\s(?:[A-Z]\.\s)?[A-Z][\w’'-]*){0,3}):\s(?=\S)"
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What shows whose position a sentence reports.

    Attributes:
        party: the party.
        span: the words that show it, in the sentence or in the one before.
        before: whether they stand in the sentence before.
    """

    party: str
    span: Span
    before: bool = False


def reported_party(sentence: str, before: str, own: frozenset[str]) -> str | None:
    """Return the party whose position the sentence reports, or None for the document's own.

    Args:
        sentence: the sentence quoted.
        before: the sentence before it in the same passage, "" for none.
        own: names of the document's author, lower case; what they say is the document's.
    """
    cue = cue_of(sentence, before, own)
    return cue.party if cue else None


def cue_of(
    sentence: str, before: str, own: frozenset[str], *, conversation: bool = False
) -> Cue | None:
    """Return whose position the sentence reports, and what shows it; None for its own.

    Args:
        sentence: as in `reported_party`.
        before: as in `reported_party`.
        own: as in `reported_party`.
        conversation: whether the record writes down who said what, so that a name
            before a colon is a speaker.
    """
    if _PRONOUN.search(sentence):
        cue = _cue(before, own)
        return Cue(party=cue.party, span=cue.span, before=True) if cue else None
    if conversation and (label := _SPEAKER.match(sentence)):
        named = re.sub(r"^The\s", "the ", label["party"].strip())
        if not _is_own(re.sub(r"^the ", "", named).lower(), own):
            return Cue(party=named, span=Span(*label.span("party")))
    return _cue(sentence, own)


def _cue(sentence: str, own: frozenset[str]) -> Cue | None:
    for match in _PARTY.finditer(sentence):
        group = next(name for name in ("party", "source", "after") if match[name])
        party = match[group].strip()
        if party.count(".") == 1 and not _TITLE.match(party):
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
            name = f"the {bare}" if party.lower().startswith("the ") else bare
            start = sentence.index(party, match.start())
            return Cue(party=name, span=Span(start, match.end()))
    return None


def _is_own(party: str, own: frozenset[str]) -> bool:
    """Tell whether a name, its organ left out, is one of the author's."""
    head = re.sub(rf"\s+{_ORGAN}$", "", party)
    return bool({party, head} & own) or all(word in own for word in head.split())


def voice_of(quote: Quote) -> str:
    """Return `document`, or `reported: <party>` where the quote reports another's position."""
    cue = cue_in(quote)
    return f"reported: {cue.party}" if cue else "document"


def cue_in(quote: Quote) -> Cue | None:
    """Return whose position a quote reports; the cue's span counts in the record's text."""
    passage, found = quote.passage, quote.record.description
    before = None
    if passage is not None:
        ended = [
            span
            for span in sentences(passage.text, passage.span.start)
            if span.end <= quote.span.start
        ]
        before = ended[-1] if ended else None
    cue = cue_of(
        quote.text,
        before.of(quote.record.text) if before else "",
        _own_names(found.value(FieldName.CREATOR) or ""),
        conversation=bool(_TALK.search(found.value(FieldName.GENRE) or "")),
    )
    if cue is None:
        return None
    start = before.start if cue.before and before else quote.span.start
    return Cue(party=cue.party, span=cue.span.shifted(start), before=cue.before)


@lru_cache(maxsize=4096)
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
