"""Parties: whose words, thoughts or account a question asks for, and whose a sentence gives."""

from __future__ import annotations

import re

from bot.voices import voice_of
from corpus.descriptions import FieldName
from corpus.names import NameKind, NameTable, expand
from corpus.quotes import Quote
from corpus.sayings import Form, Saying
from embeddings.analysis import terms

_SPEECH = (
    r"say|said|state|claim|allege|assert|argue|reply|answer|respond|think|believe|explain|deny"
    r"|demand|accuse|insist|propose|maintain|complain|protest|declare|promise|threaten|want|blame"
    r"|condemn|critici[sz]e|attribute|admit|acknowledge|concede|confess"
)
_ASKED = re.compile(
    r"\b(?:did|does|do|has|had|have|would)\s+(?:the\s+)?(?P<party>[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*)*)"
    rf"(?:\s+[\w,.'’-]+){{0,6}}?\s+(?:{_SPEECH})\b"
)
# "Tell me how the Soviets replied": as told, and not asked outright.
_TOLD = re.compile(
    r"\b(?:[Ww]hat|[Hh]ow|[Ww]hy)\s+(?:the\s+)?(?P<party>[A-Z][\w’-]*(?:\s+[A-Z][\w’-]*)*)\s+"
    r"(?:(?:has|have|had)\s+)?(?:said|claimed|alleged|asserted|argued|replied|answered|responded"
    r"|thought|believed|explained|denied|demanded|insisted|complained|protested|declared|promised)\b"
)
_CALLED = r"[A-Z][\w.’-]*[\w](?:\s+[A-Z][\w’-]*[\w])*"
_ON_ACCOUNT = re.compile(
    rf"\b[Aa]ccording to\s+(?:the\s+)?(?P<source>{_CALLED})(?!\w|['’]s)"
    rf"|\b(?:[Oo]n|[Ii]n|[Bb]y|[Ff]rom)\s+(?:the\s+)?(?P<party>{_CALLED})(?:['’]s)?\s+"
    r"(?:account|view|opinion|telling|eyes|version|reckoning|count|words|explanation)\b"
)

_POSITION = Form("reason.position", "what was found is the position of {party}")
UNHEARD = Form("reason.unheard", "no passage read gives the words or position of {party}")


def other_voice(question: str, quote: Quote, table: NameTable) -> Saying | None:
    """A question after what a party said is answered only by that party's words."""
    wanted = asked_party(question)
    if not wanted:
        return _other_account(question, quote, table)
    creator, voice = quote.record.description.value(FieldName.CREATOR), voice_of(quote)
    if not creator:  # whose words the others are is not known, but of two states one is not meant
        speaker = voice.removeprefix("reported: ")
        apart = speaker != voice and expand(speaker, table) and expand(wanted, table)
        alike = forms_of(wanted, table) & forms_of(speaker, table)
        return UNHEARD(party=wanted) if apart and not alike else None
    if not forms_of(wanted, table):  # "the Ministry": the author's if it has one, else any
        own = set(terms(wanted)) <= set(terms(creator)) and voice.startswith("reported: ")
        return _POSITION(party=voice.removeprefix("reported: ")) if own else None
    speaker = voice.removeprefix("reported: ") if voice.startswith("reported") else creator
    if forms_of(wanted, table) & forms_of(speaker, table):
        return None
    return UNHEARD(party=wanted)


def _other_account(question: str, quote: Quote, table: NameTable) -> Saying | None:
    """One after what is so on a state's account is not answered by another state's."""
    asked = _ON_ACCOUNT.search(question)
    wanted = (asked["source"] or asked["party"]) if asked else ""
    if not wanted or not expand(wanted, table):
        return None
    reported = voice_of(quote).partition("reported: ")[2]
    speaker = reported or quote.record.description.value(FieldName.CREATOR) or ""
    apart = expand(speaker, table) and not forms_of(wanted, table) & forms_of(speaker, table)
    return UNHEARD(party=wanted) if apart else None


def is_of_the_asked(question: str, quote: Quote, table: NameTable) -> bool:
    """Tell whether a sentence is reported as the position of the party that a question is after."""
    wanted = asked_party(question)
    voice = voice_of(quote) if wanted else ""
    speaker = voice.partition("reported: ")[2]
    return bool(wanted and speaker and forms_of(wanted, table) & forms_of(speaker, table))


def asked_party(question: str) -> str | None:
    """Return the party whose words or thoughts are asked for: "What did Moscow say?"."""
    asked = _ASKED.search(question) or _TOLD.search(question)
    return asked["party"] if asked else None


def forms_of(party: str, table: NameTable) -> frozenset[str]:
    """Return every term a party may be recognised by."""
    expansions = expand(party, table)
    forms = [party, *(f for e in expansions for f in e.forms if e.kind is not NameKind.EVENT)]
    general = frozenset(
        terms("foreign ministry of affairs people's republic union government note")
    )
    found = (t for form in forms for t in terms(form))
    # The letters of "U.S.S.R." are also the initials of persons.
    return frozenset(t for t in found if len(t) > 1 or not t.isascii()) - general
