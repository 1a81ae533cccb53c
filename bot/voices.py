"""Whose words a sentence gives: the document's, or another party's as the document reports it.

A voice other than the document's is asserted only on a cue: a verb of speech in the
sentence itself, or in the sentence before when it opens with "They" or "It"; or, in the
record of a conversation, the speaker's name before a colon.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.descriptions import FieldName
from corpus.name_tables import shipped_names
from corpus.names import NameKind, expand
from corpus.quotes import Quote
from corpus.sentences import sentences
from corpus.spans import Span
from embeddings.analysis import STOP_WORDS

_THAT = r"(?=\s+that\b|\s*[:“\"])"
# What may be a noun ("the Baltic states", "Moscow claims were met") speaks before a clause.
_CLAUSE = r"(?=\s+(?:that|he|she|they|it|this|the|there|no|not|so)\b|\s+[A-Z]|:)"
_CLAIMED = (
    r"(?=\s+to (?:be|have)\b|:|\s+[“\"]|\s+(?!\w+ed\b|(?:of|in|on|to|for|from|by|with|against|about"
    r"|regarding|concerning|is|are|was|were|has|have|had|will|would|can|could|should|may|might"
    r"|must|did|do|does|and|or|which|who|either)\b)\w)"
)
# What may be an act ("declared war") speaks before what is said, or where or when.
_SAYING = r"(?=\s+(?:that|on|upon|in|at|to|against)\b|\s*[:,“\"])"
# Not "denied visas", "denied them funds", "asserted control", "answered the door", "told jokes".
_REFUSED = (
    r"(?!\s+(?:him|her|them|us|me|(?:[\w’'-]+\s+){0,2}(?:visas?|passports?|permits?|permission|entry"
    r"|access|asylum|admission|funds|funding|aid|assistance|credits?|transit|clearance))\b)"
)
_HELD = (
    r"(?!\s+(?:control|authority|power|dominance|leadership|sovereignty|itself|himself|herself"
    r"|themselves|(?:its|his|her|their)\s+(?:control|authority|power|independence|rights?))\b)"
)
_ACCUSED = r"(?!\s+(?:persons?|men|man|woman|party|parties|officers?|were|was|is|are)\b)"
_SPEAKS = (
    rf"(?:said|says|stated|claimed|den(?:ies|ied){_REFUSED}|allege[sd]|assert(?:s|ed){_HELD}"
    rf"|accuse[sd]{_ACCUSED}|contend(?:s|ed)|replied"
    r"|answered(?!\s+(?:the\s+)?(?:door|phone|telephone|bell)\b)|complain(?:s|ed)|explain(?:s|ed)"
    r"|told(?!\s+(?:jokes?|stories|lies|a\s+(?:joke|story|lie))\b)"
    rf"|(?:states|replies|answers){_CLAUSE}|claims{_CLAIMED}|maintain(?:s|ed){_THAT}"
    rf"|(?:insist(?:s|ed)|argue[sd]|declare[sd]|announce[sd]){_SAYING})\b"
)
_SPEAK = (
    r"(?:say|deny|allege|assert|accuse|contend|complain|explain"
    rf"|(?:claim|state|reply|answer|maintain){_THAT}"
    rf"|(?:insist|argue|declare|announce){_SAYING})\b"
)
_SPEAKING = r"(?:saying|claiming|denying|alleging|asserting|accusing|arguing|insisting)\b"
_LINK = (
    r"(?:\s+(?:has|have|had|also|even|then|again|further|later|once|now|still"
    r"|(?!(?:family|ally|assembly|reply|rally|supply|monopoly)\b)\w+ly))*"
)
_TRIES = rf"(?:tried|tries|sought|seeks)\s+to\s+{_SPEAK}"
_VERB = (
    rf"{_LINK}\s+(?:{_SPEAKS}|{_TRIES}|(?:is|are|was|were){_LINK}\s+{_SPEAKING}"
    rf"|(?P<plural>{_SPEAK}))"
)
# What a state or a person speaks through: "the Soviet side", "Moscow's reply".
_ORGAN = (
    r"(?:side|government|ministry|authorities|leaders?|leadership|embassy|ambassador|consulate"
    r"|delegation|delegates?|representatives?|spokesman|officials?|press|party|note|reply"
    r"|statement|letter|memorandum)"
)
_PERSONAL = (
    r"(?:Mr|Mrs|Ms|Messrs|Dr|Gen|Adm|Amb|Sen|Gov|Prof|Col|Capt|Maj|Lt|Cmdr|Rep|Rev|Lic|Pres|Sec)"
)
_UPPER = "A-ZÀ-ÖØ-Þ"
_WORD = rf"(?:(?:[{_UPPER}]\.)+|{_PERSONAL}\.|[{_UPPER}][\w’'-]*[\w’'])"
# At most eight words: a text in capitals is no name, and each more costs every other.
_NAME = rf"{_WORD}(?:\s+(?:(?:of|de|del|von|van|bin)\s+(?:the\s+|la\s+)?)?{_WORD}){{0,7}}"
_ONE = rf"(?:[Tt]he\s+)?{_NAME}(?:\s+{_ORGAN}\b)?"
_WHO = rf"{_ONE}(?:\s+and\s+{_ONE})?"
_PARTY = re.compile(
    rf"(?<![\w/’'-])(?P<party>{_WHO}){_VERB}"
    rf"|\b[Aa]ccording to\s+(?P<source>{_WHO})(?=\s*(?:[,.;:)—–“”\"]|$))"
    rf"|[,?!][”\"’]\s*(?:said|replied|answered|stated|declared)\s+(?P<after>{_WHO})(?![\w/])"
)
_PRONOUN = re.compile(
    rf"^\W*(?:They|It|He|She){_LINK}\s+"
    rf"(?:{_SPEAKS}|{_TRIES}|{_SPEAK}|(?:claims|states|replies|answers)\b"
    rf"|(?:is|are|was|were){_LINK}\s+{_SPEAKING})"
)
#: Records that write down who said what.
_TALK = re.compile(r"conversation|minutes|discussion|meeting|conference|interview", re.IGNORECASE)
_SPEAKER = re.compile(
    r"^(?:\d+\.\s+)?(?P<party>(?:The\s)?(?:(?:Mr|Mrs|Ms|Dr|Gen|Adm)\.\s)?"
    r"[A-Z][\w’'-]*(?:\s(?:[A-Z]\.\s)?[A-Z][\w’'-]*){0,3}):\s(?=\S)"
)
#: What stands before a colon and names nobody.
_HEADINGS = frozenset(
    "action annex background comment comments conclusion conclusions date discussion from info "
    "note notes participants place present recommendation reference remarks source subject "
    "summary time to".split()
)
#: A label that a sentence opens with: "4. ", "(c) ", "H. ".
_LABEL = re.compile(
    rf"^[\W_]*(?:\d{{1,3}}\.|\(?[a-z0-9]{{1,3}}\)|[{_UPPER}][.)]\s(?=\s*[{_UPPER}]))\s*(?=\S)"
)
#: Words that may stand between the beginning of a clause and its subject.
_ADVERBS = frozenset(
    "accordingly again also and but consequently earlier finally further furthermore hence here "
    "however instead later meanwhile moreover nevertheless nonetheless now only or recently so "
    "still subsequently then therefore thus today yesterday yet".split()
)
_MANNER = re.compile(r"[A-Z][a-z]+(?:ing|ent|ant|al|ous|ate|ive|ed|ab|ib|ar|ful|ic)ly$")
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december".split()
)
#: Phrases opening a clause begin with one of these; a subject never follows it directly.
_PREPOSITIONS = frozenset(
    "above aboard about across after against along among around as at before behind below beside "
    "between beyond by concerning despite down during for from in inside into like near of off on "
    "onto out outside over per regarding since through throughout till to toward towards under "
    "until upon via with within without".split()
)
#: What makes a clause of the words before a subject, or makes the subject's own a subordinate one.
_CLAUSAL = frozenset(
    "although because how i if it he she that they though unless we what whatever when whenever "
    "where whether which while who whom whose why is are was were be been has have had will would "
    "can could may might must shall should do does did said told than".split()
)
_NOBODY = frozenset(
    "another anybody anyone either everybody everyone many neither nobody one others several "
    "somebody someone their our my his her its your".split()
)
_PAST = re.compile(r"^(?:\w+ed|is|are|was|were|has|have|had|will|would|could|did|said|told)$")
# An adjective before "states" or "claims" makes a noun of it.
_ADJECTIVE = re.compile(
    r"(?:ican|asian|rian|sian|nian|lian|gian|bian|pean|alan|uran|guan|ese|ish|ist|ern|iet|tic"
    r"|rab|lamic|lim|^Member|^Allied|^Latin|^Central|^Gulf|^German)$"
)
_AMBIGUOUS = re.compile(r"(?:states|claims|replies|answers)$")
_CLAUSE_END = re.compile(r"[,;:!?(“”\"—–]|\.(?=\s)")


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
        heading = named.split()[0].lower() in _HEADINGS
        if not heading and not _is_own(re.sub(r"^the ", "", named).lower(), own):
            return Cue(party=named, span=Span(*label.span("party")))
    return _cue(sentence, own)


def _cue(sentence: str, own: frozenset[str]) -> Cue | None:
    label = _LABEL.match(sentence)
    begins = label.end() if label else 0
    for match in _PARTY.finditer(sentence):
        group = next(name for name in ("party", "source", "after") if match[name])
        start, end = match.span(group)
        if group == "party":
            start = _past_openers(sentence, max(start, min(begins, end)), end)
            if not _is_subject(sentence[begins:start], sentence[start:end], match):
                continue
        party = sentence[start:end]
        if not _is_name(party):
            continue
        bare = re.sub(r"^the\s+", "", party, flags=re.IGNORECASE)
        if not any(_is_own(each.lower(), own) for each in re.split(r"\s+and\s+(?:the\s+)?", bare)):
            name = f"the {bare}" if bare != party else bare
            return Cue(party=name, span=Span(start, match.end()))
    return None


def _past_openers(sentence: str, start: int, end: int) -> int:
    """Return where a name begins behind what only opens its sentence: "Today the Premier"."""
    while first := re.match(r"(\S+)\s+(?=\S)", sentence[start:end]):
        if first[1].lower() not in _ADVERBS | _CALENDAR and not _MANNER.match(first[1]):
            break
        start += first.end()
    return start


def _is_name(party: str) -> bool:
    """Tell whether capitalised words name a party, and do not merely open a sentence."""
    words = party.split()
    if not words or party.endswith(("'", "’", "'s", "’s")):
        return False
    first = words[0]
    if len(words) == 1 and re.fullmatch(rf"{_PERSONAL}\.?", first):
        return False
    if first.isupper() and len(first) > 1:
        return True  # "WHO said so": an abbreviation
    if first.lower() == "the":
        return len(words) > 1 and words[1].lower() not in _CALENDAR
    nameless = STOP_WORDS | _NOBODY | _CALENDAR | _PREPOSITIONS | _CLAUSAL
    return first.lower() not in nameless


def _is_subject(left: str, party: str, match: re.Match[str]) -> bool:
    """Tell whether a name before a verb of speech is its subject, and of a main clause.

    Args:
        left: what stands before the name in its sentence.
        party: the name.
        match: of the name and the verb.
    """
    one = " and " not in party
    left = re.sub(r"\([^()]*\)", " ", left)
    if match["plural"] and one and not re.search(rf"^the\s.*s$|\s{_ORGAN}$", party, re.I):
        return False  # "recommends that Calligeris announce", "Suggest SHERWOOD announce"
    if _AMBIGUOUS.search(match.group()) and _ADJECTIVE.search(party.split()[-1]):
        return False
    ends = [each.end() for each in _CLAUSE_END.finditer(left)]
    clause = left[ends[-1] if ends else 0 :].split()
    before = left[: ends[-1]].rstrip(" ,").split() if ends else []
    if not clause:
        return one or not _ends_in_name(before) or not left.rstrip().endswith(",")
    if all(word.lower() in _ADVERBS for word in clause):
        return clause[-1].lower() not in ("and", "or") or not _ends_in_name(before)
    *phrase, last = clause
    if last.lower() in ("and", "but"):
        return not _ends_in_name(phrase) and any(map(_PAST.match, phrase))
    if clause[0].lower() not in _PREPOSITIONS or last.lower() in _PREPOSITIONS | _ADVERBS:
        return False
    if _CLAUSAL & {word.lower() for word in clause}:
        return False
    return party.lower().startswith("the ") or not _ends_in_name(clause)


def _ends_in_name(words: Sequence[str]) -> bool:
    """Tell whether words end in a name, so that another may be one more of a list."""
    if not words:
        return False
    last = words[-1]
    return (last[0].isupper() and last.lower() not in _CALENDAR) or last.endswith("]")


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
