"""Questions about the record itself: which catalogue fields they ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.catalogue_words import is_other, respelt
from bot.editing import asks_insertions, asks_omissions
from corpus.descriptions import FieldName as F
from embeddings.analysis import STOP_WORDS, terms, words

_RECORD = (
    r"(?:this|the|that) (?:\w+ )?(?:document|record|cable|telegram|circular|letter"
    r"|memo(?:randum)?|airgram|d[ei]spatch|minutes"
    r"|report|text|page|item|source|file|translation|transcription|estimate"
    r"|minutes|transcript|entry|piece)\b"
    r"|\b(?:record|document) (?:no\.? )?[\w/.-]*\d[\w/.-]*"
)
_THING = rf"(?:{_RECORD}|this|it)"

# "this flight" is no record; "this" alone, or before a word of the above, is.
_POINTING = re.compile(r"\b(?:this|it)\b(?:\W+([^\W_]+))?", re.IGNORECASE)
_CONTRACTED = re.compile(r"\b(what|who|when|where|how|that|it)['’]s\b", re.IGNORECASE)
_CATALOGUED = re.compile(r"\b(?:catalog\w*|index\w*|listed|metadata)\b", re.IGNORECASE)
_SOMEBODY = re.compile(r"\b(?:they|them|their|he|him|his|she|her|we|us|our)\b", re.IGNORECASE)
_BY_WHOM = re.compile(r"\W*(?:(?:and|but|so)\W+)?(?:by|from) (?:whom?)\W*", re.IGNORECASE)
_TO_WHOM = re.compile(r"\W*(?:(?:and|but|so)\W+)?(?:to whom?|who to)\W*", re.IGNORECASE)
#: Fields that name who did something to the record.
_DOERS = frozenset({F.TRANSLATOR, F.CREATOR, F.SIGNATURE, F.EDITOR, F.PUBLISHER, F.CONTRIBUTOR,
                    F.DONOR, F.CREDIT})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Topic:
    """What some words ask for.

    Attributes:
        fields: the fields.
        pattern: the words; THING stands for a record or "it", RECORD for a record alone.
        of_both: whether the same words ask about the world as often, so that after a quote
            they ask for a field only of "this record", not of "it" or of nothing; and without
            one only where little else is said.
    """

    fields: tuple[F, ...]
    pattern: str
    of_both: bool = False

    def asked(self, question: str) -> bool:
        return _compiled(self.pattern).search(question) is not None


@cache  # when first asked for: these patterns are long, and most questions need none of them
def _compiled(pattern: str) -> re.Pattern[str]:
    whole = pattern.replace("THING", _THING).replace("RECORD", f"(?:{_RECORD})")
    return re.compile(whole, re.IGNORECASE)


def _topic(pattern: str, *fields: F, of_both: bool = False) -> _Topic:
    return _Topic(fields, pattern, of_both)


# The first that matches decides.
_TOPICS = (
    _topic(
        r"\b(?:put|placed|posted|made available|published|appear\w*|go|went) (?:on ?line"
        r"|on the web)"
        r"|\bupload|\bdate of digiti[sz]ation|\bdigiti[sz]ed\b|\badded to the (?:digital "
        r"|web)?(?:archive|collection|site)",
        F.UPLOADED,
    ),
    _topic(
        r"\b(?:re-?use|reproduce|reprint|copyright|licen[cs]\w+|commercial\w*)\b"
        r"|\brights\b.*\bTHING\b|\bTHING\b.*\brights\b|\bpermission (?:to|for)\b|\b(?:may|can|could"
        r"|am) (?:i|we|anyone|one) (?:\w+ )?(?:quote|cite|use|publish|print|translate|copy)\b"
        r"|\bpublic domain\b|\bterms of use\b|\brights (?:statement|status|holder)",
        F.RIGHTS,
    ),
    _topic(
        r"\b(?:from|in|into|of|out of) (?:what|which) language\b|\b(?:what|which) language\b"
        r"|\boriginal language\b|\bTHING['’]s language\b"
        # Not "Is there harsh language in the cable?".
        r"|\blanguages?(?: (?:of|is|was|are|does|did|has|for|the|original))* THING"
        r"|\bTHING\b.* (?:in|from) (?:\w+ )?language\b"
        r"|\bTHING (?:originally )?(?:written|composed|drafted|in) (?:in )?(?:chinese|russian"
        r"|english|french|german|spanish|korean|japanese)\b"
        r"|\boriginal\w*\b.*\bin (?:chinese|russian|english|french|german|spanish|korean"
        r"|japanese)\b",
        F.LANGUAGE,
    ),
    _topic(
        r"\bwhom?\b.*\btranslat(?:ed|or)\b|\btranslator of\b|\bname of the translator\b"
        r"|\bwho\b(?! (?:paid|funded|financed)\b).*\btranslation\b|\brendered\b.*\binto english\b"
        r"|\btranslated by\b|\btranslator\b|\bcredited with the translation\b"
        r"|\bdid the translat|\bwhose translation\b|\b(?:was|is) THING (?:a )?translat",
        F.TRANSLATOR,
    ),
    _topic(
        r"\b(?:securit\w+|secrecy|original) (?:classif\w+|marking|grading)|\bclassification\b"
        r"|\bhow secret\b|\bTHING (?:\w+ ){0,2}?(?:top secret|secret|classified|confidential)\b"
        r"|\bsecrecy\b|\bmarked (?:top )?(?:secret|confidential)\b",
        F.CLASSIFICATION,
    ),
    _topic(
        r"\bfunders?\b|\bdonors?\b|\bcredit line\b",
        F.DONOR,
        F.CREDIT,
    ),
    _topic(
        r"\bfunded\b|\bfunding\b|\bsponsor\w*|\bmade possible\b"
        r"|\bgrants?\b.*\bTHING|\bfinancial support\b|\bwho(?:se)? (?:money|support)\b.*\bTHING"
        r"|\bpaid for\b.*\bTHING\b|\bfinanced\b.*\bTHING\b",
        F.DONOR,
        F.CREDIT,
        of_both=True,
    ),
    _topic(
        r"\b(?:summari[sz]e[sd]?|summary|abstract)\b|\bcataloguer\w*\b.*\bdescri",
        F.ABSTRACT,
    ),
    _topic(r"\bwhat (?:is|was) THING(?: \w+)? about\W*$", F.ABSTRACT, F.TITLE),
    _topic(
        r"\bwho (?:wrote|drafted|composed|issued|sent) THING\b.*\band (?:to (?:whom|who)|who to)\b",
        F.CREATOR,
        F.SIGNATURE,
        F.ADDRESSEE,
    ),
    _topic(
        r"\b(?:to|for) whom\b.*\b(?:addressed|sent|directed|meant|written|intended)\b"
        r"|\baddressees?\b|\brecipients? of THING|\bwho (?:was|is|were) THING (?:addressed|sent)"
        r"|\bTHING\b.* addressed to\b|\bsent to whom\b|\bto which\b.*\b(?:sent|addressed)\b"
        r"|\bwhere was THING sent(?: to)?\W*$|\bwho (?:received|got) THING|\bwho(?:m)? (?:was"
        r"|is) THING\b.*\bto\b\W*$",
        F.ADDRESSEE,
    ),
    _topic(
        r"\bwho signed\b|\bsigned by\b|\bsignator\w+|\bsignature\b|\bwhose name (?:stands"
        r"|is) (?:at|under)"
        r"|\bsigns off\b|\bTHING (?:\w+ )?signed\b|\bin whose name\b",
        F.SIGNATURE,
    ),
    _topic(
        r"\b(?:record|digital archive) (?:id|identifier|number)\b|\bidentifier\b", F.RECORD_NUMBER
    ),
    _topic(
        r"\bwhat (?:\w+ )?number (?:does|is|was|has)\b.*\bTHING|\b(?:serial|document"
        r"|circular) number\b"
        r"|\bnumber (?:of|on|borne by) (?:THING|the circular)|\bhow is THING numbered"
        r"|\bwhat (?:is|was) (?:its|the) (?:\w+ )?number\b|\bwhich number\b.*\bTHING",
        F.DOCUMENT_NUMBER,
    ),
    _topic(r"\b(?:url|web ?address|permalink|hyperlink)\b|\bwhere .*\bon ?line\b", F.URL),
    _topic(
        r"\b(?:which|what) (?:pages|folios|leaves|page numbers)\b|\bfolios?\b"
        r"|\bhow many (?:pages|folios|leaves)\b",
        F.FOLIOS,
        F.SOURCE,
    ),
    _topic(
        r"\bwhere (?:was|is) THING (?:written|sent from|drafted|composed|issued|dated)\b"
        r"|\bwhere did (?:this|that|the) (?:talk|conversation|meeting|interview) take place\b"
        r"|\b(?:what|which) places?\b.*\bTHING|\bplaces? (?:of|listed|indexed|associated)\b",
        F.PLACE,
    ),
    _topic(
        r"\b(?:archival|archive|file) (?:reference|signature|number|code)\b"
        r"|\breference (?:code|number)\b|\bTHING['’]s (?:source|origin)\b|\bfond\b"
        r"|\b(?:which|what) (?:file|folder|box|holding institution|repository|institution)\b"
        r".*\b(?:THING|held|holds|from|original)"
        r"|\bshelf ?mark\b|\bcall number\b|\b(?:which|what) archives?\b"
        r"|\bwhere (?:is|are|was) (?:THING|the original\w*)\b.*\b(?:held|kept|stored|found"
        r"|preserved|from)\b"
        r"|\bwhere (?:does|did) THING come from\b|\bprovenance\b|\bsource of THING",
        F.SOURCE,
    ),
    _topic(
        r"\bwhen (?:was|were) THING\b.*\b(?:written|drafted|composed|issued|sent|signed),?"
        r" and by whom\b",
        F.DATE,
        F.CATALOGUE_DATE,
        F.CREATOR,
        F.SIGNATURE,
    ),
    _topic(
        r"\b(?:what|which|all the|list the) dates\b.*\bTHING|\bdates (?:of|on|for) THING",
        F.DATE,
        F.CATALOGUE_DATE,
        F.UPLOADED,
    ),
    _topic(
        r"\bcatalogue(?:['’]s)? date\b|\bdate (?:in|of|given by) the catalogue", F.CATALOGUE_DATE
    ),
    _topic(
        r"\b(?:which|what) (?:people|persons|individuals|names)\b.*\b(?:THING|listed|indexed"
        r"|associated|catalogued?)\b|\b(?:people|persons) (?:associated|indexed|listed|named)\b"
        r"|\bwho (?:is|are) (?:indexed|listed|catalogued)\b",
        F.PERSON,
    ),
    _topic(
        r"\b(?:which|what) (?:collection|series of documents)\b|\bcollection (?:is|does) THING"
        r"|\bTHING (?:part of|belong)",
        F.COLLECTION,
        F.REPOSITORY,
    ),
    _topic(
        r"\bwho (?:obtained|contributed|provided|found|supplied|donated) THING"
        r"|\bcontributors?\b",
        F.CONTRIBUTOR,
        F.SOURCE,
    ),
    _topic(
        r"\bwhen (?:was|is) THING (?:written|dated|sent|issued|drafted|composed|signed"
        r"|from)\b"
        r"|\bwhen did [\w .'’-]{1,40}? (?:write|send|draft|sign|compose|issue) THING\W*$"
        r"|\b(?:what|which) (?:is the )?date (?:of|is on|does|on) THING|\bdate (?:of|on) THING"
        r"|\bhow old is THING|\b(?:what|which) (?:date|day|year|month)\b.*\bTHING"
        r"|\bwhat (?:is|was) its date\b|\bTHING dated\b|\bfrom when (?:is|does) THING"
        r"|\bwhen does THING date\b|\bdate line\b|\bTHING['’]s date\b",
        F.DATE,
        F.CATALOGUE_DATE,
    ),
    _topic(
        r"\bwhose (?:account|words|report|text) (?:is|are|was|were) (?:this|that|it|these|those)\b|"
        r"\b(?:who|(?:which|what) \w+) (?:wrote|authored|drafted|composed|issued|sent"
        r"|created|produced|prepared|circulated) THING"
        r"|\b(?:by|from) whom (?:is|was|are|were) THING (?:written|drafted|issued|sent|authored"
        r"|composed|produced|prepared)\b"
        r"|\bRECORD.*\b(?:written|drafted|composed|issued|sent|prepared),? (?:and )?by whom\b"
        r"|\bTHING (?:\w+ )?(?:written|drafted|issued|sent|authored|composed|produced) by\b"
        r"|\bwho (?:is|was) THING from\b|\bTHING['’]s (?:author|sender|creator)\b"
        r"|\bauthorship\b"
        r"|\b(?:author|creator|originator|sender) of THING|\bwho (?:is|was) (?:its"
        r"|the) (?:author|creator)",
        F.CREATOR,
        F.SIGNATURE,
    ),
    _topic(r"\b(?:what|which) heading\b|\bheading (?:of|on) THING|\bTHING headed\b", F.HEADING),
    _topic(
        r"\bwhat (?:kind|type|sort|genre) of (?:document|record|text|source)"
        r"|\bgenre\b|\b(?:is|was) THING an? (?:cable|telegram|circular|letter|memo\w*|report)",
        F.GENRE,
        F.TITLE,
    ),
    _topic(
        r"\bwhat (?:is|was) (?:this|the) (?:document|record|cable|text|item)\W*$"
        r"|\bwhat (?:is|was) (?:this|it)\W*$|\btitle\b.*\bTHING|\bwhat is THING (?:called"
        r"|titled|entitled)"
        r"|\bwhat (?:is|are) (?:its|the) (?:full )?title\b|\bTHING['’]s title\b"
        r"|\bidentify THING|\bwhat am i (?:looking at|reading)",
        F.TITLE,
        F.SOURCE,
    ),
    _topic(r"\b(?:which|what) (?:volume|series|edition)\b", F.VOLUME_TITLE, F.VOLUME, F.SERIES),
    _topic(r"\bwho edited\b|\beditors? of (?:THING|the volume)", F.EDITOR),
    _topic(
        r"\bwho published\b|\bpublisher of (?:THING|the volume)"
        r"|\bwhen was (?:THING|the volume) (?:published|printed)\b",
        F.PUBLISHER,
        F.PUBLISHED,
    ),
    _topic(
        r"\b(?:indexed|tagged|catalogued) under\b|\btags?\b|\b(?:what|which) (?:subjects?"
        r"|subject headings|keywords"
        r"|topics)\b.*\b(?:THING|indexed|catalogued?|tagged)\b|\bsubject headings?\b",
        F.SUBJECT,
    ),
)


#: What a question is after that holds catalogue words alone and fits no pattern above.
_KEYWORDS = (
    _topic(
        r"\b(?:metadata|catalogue record|(?:all|every|the) fields|catalogue (?:say|give|entry))\b",
        F.TITLE,
        F.CREATOR,
        F.ADDRESSEE,
        F.DATE,
        F.CATALOGUE_DATE,
        F.DOCUMENT_NUMBER,
        F.SIGNATURE,
        F.SOURCE,
        F.TRANSLATOR,
        F.LANGUAGE,
        F.CLASSIFICATION,
        F.UPLOADED,
        F.DONOR,
        F.RECORD_NUMBER,
    ),
    _topic(r"\bput\b.*\bonline\b|\bposted\b|\b(?:go|goes|went) (?:up|live)\b", F.UPLOADED),
    _topic(r"\btitles?\b", F.TITLE, of_both=True),
    _topic(r"\blanguages?\b", F.LANGUAGE),
    _topic(r"\bheadings?\b", F.HEADING),
    _topic(r"\bfoundations?\b", F.DONOR, F.CREDIT),
    _topic(r"\bsupport(?:ed)?\b", F.DONOR, F.CREDIT, of_both=True),
    _topic(r"\btranslat", F.TRANSLATOR),
    _topic(r"\brights?\b", F.RIGHTS),
    _topic(r"\brestrict", F.RIGHTS, of_both=True),
    _topic(
        r"\b(?:who|which|what) \w*\s*(?:received|receive)\b|\breceivers?\b",
        F.ADDRESSEE,
        of_both=True,
    ),
    _topic(r"\bplaces?\b", F.PLACE, of_both=True),
    _topic(r"\b(?:people|persons?|individuals)\b", F.PERSON, of_both=True),
    _topic(r"\b(?:subjects?|keywords|topics?|tags?)\b", F.SUBJECT, of_both=True),
    _topic(r"\boriginal\b.*\b(?:kept|held|stored)\b", F.SOURCE),
    _topic(r"\bsources?\b", F.SOURCE, of_both=True),
    _topic(r"\bauthors?\b|\bauthored\b|\bwritten\b.*\bwho\b", F.CREATOR, F.SIGNATURE),
    _topic(r"\b(?:by|from) whom\b", F.CREATOR, F.SIGNATURE, of_both=True),
    _topic(r"\bdate[ds]?\b", F.DATE, F.CATALOGUE_DATE, of_both=True),
    _topic(r"\bnumber(?:ed)?\b", F.DOCUMENT_NUMBER, of_both=True),
)


def asked_fields(question: str, told: Sequence[F] | None = None) -> tuple[F, ...]:
    """Return the catalogue fields a question asks for; empty when it asks about content.

    Args:
        question: as asked.
        told: the fields that the turn before told; none where it quoted the text, and then
            words that may speak of either ask for more of that; None where there is no turn.
    """
    if asks_insertions(question):
        return ()
    if told and (found := _gone_on(question, told)):
        return found
    asked = respelt(_CONTRACTED.sub(r"\1 is", question))
    of_the_world = bool(others(asked))
    if of_the_world and not points(asked):
        return ()
    alike = told is not None and not told and not re.search(_RECORD, asked, re.IGNORECASE)
    topic = next((topic for topic in _TOPICS if topic.asked(asked)), None)
    if topic is None and not of_the_world and not asks_omissions(asked):
        topic = next((topic for topic in _KEYWORDS if topic.asked(asked)), None)
        if topic is not None and topic.of_both and not _says_little(asked):
            return ()
    return () if topic is None or (alike and topic.of_both) else topic.fields


def _says_little(question: str) -> bool:
    """Tell whether a question is of a record, or has hardly a word but the one for a field.

    "Which places?" is, "Where did people go?" and "Who supported them?" are not.
    """
    if re.search(_RECORD, question, re.IGNORECASE) or _CATALOGUED.search(question):
        return True
    said = [term for term in terms(question) if term not in STOP_WORDS]
    return len(said) <= 1 + points(question) and not _SOMEBODY.search(question)


def _gone_on(question: str, told: Sequence[F]) -> tuple[F, ...]:
    """Return what an elliptic question asks for after fields: "By whom?", of what was told."""
    if _BY_WHOM.fullmatch(question):
        return tuple(name for name in told if name in _DOERS)
    return (F.ADDRESSEE,) if _TO_WHOM.fullmatch(question) else ()


def points(question: str) -> bool:
    """Tell whether a question points at the record: "the cable", "it", "this" alone."""
    if re.search(_RECORD, question, re.IGNORECASE):
        return True
    return any(match[1] is None or not is_other(match[1]) for match in _POINTING.finditer(question))


def others(question: str) -> list[str]:
    """Return the words of a question that neither name the record nor speak of catalogues."""
    rest = re.sub(_RECORD, " ", question, flags=re.IGNORECASE)
    return [span.of(rest) for span, _ in words(rest) if is_other(span.of(rest))]
