"""Questions about the record itself, answered from its fields and never by retrieval."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.descriptions import FieldName as F
from corpus.descriptions import Presence
from corpus.records import Record

#: What each field is called on screen.
LABELS = {
    F.TITLE: "Title",
    F.SHORT_TITLE: "Short title",
    F.HEADING: "Heading",
    F.GENRE: "Genre",
    F.CREATOR: "Creator",
    F.ADDRESSEE: "Addressee",
    F.DOCUMENT_NUMBER: "Document number",
    F.SIGNATURE: "Signature",
    F.DATE: "Date line",
    F.CATALOGUE_DATE: "Catalogue date",
    F.UPLOADED: "Original Uploaded Date",
    F.REPOSITORY: "Repository",
    F.COLLECTION: "Collection",
    F.SOURCE: "Source",
    F.REFERENCE_CODE: "Reference code",
    F.FOLIOS: "Folios",
    F.TRANSLATOR: "Translator",
    F.CONTRIBUTOR: "Contributor",
    F.LANGUAGE: "Language",
    F.RIGHTS: "Rights",
    F.ABSTRACT: "Summary",
    F.CLASSIFICATION: "Classification",
    F.PLACE: "Places",
    F.PERSON: "People",
    F.SUBJECT: "Subjects",
    F.CREDIT: "Credit",
    F.DONOR: "Donors",
    F.RECORD_NUMBER: "Record ID",
    F.URL: "Address",
}

#: Fields that stand in the document itself, so their words are the document's.
IN_DOCUMENT = frozenset({F.HEADING, F.ADDRESSEE, F.DOCUMENT_NUMBER, F.SIGNATURE, F.DATE})

_THING = (
    r"(?:(?:this|the|that) (?:\w+ )?(?:document|record|cable|telegram|circular|letter"
    r"|memo(?:randum)?"
    r"|report|text|page|item|source|file|translation|transcription)|this|it)"
)


@dataclass(frozen=True, slots=True)
class _Topic:
    fields: tuple[F, ...]
    pattern: re.Pattern[str]


def _topic(pattern: str, *fields: F) -> _Topic:
    filled = pattern.replace("THING", _THING)
    return _Topic(fields, re.compile(filled, re.IGNORECASE))


# The first that matches decides; each names the record or a word only a catalogue uses.
_TOPICS = (
    _topic(
        r"\b(?:put|placed|posted|made available|published|appear\w*|go|went) (?:on ?line"
        r"|on the web)"
        r"|\bupload|\bdigiti[sz]ed\b|\badded to the (?:digital |web)?(?:archive|collection|site)",
        F.UPLOADED,
    ),
    _topic(
        r"\b(?:re-?use|reproduce|reprint|copyright|licen[cs]\w+|commercial\w*)\b"
        r"|\brights\b.*\bTHING\b|\bTHING\b.*\brights\b|\bpermission to\b|\bmay i (?:quote"
        r"|cite|use)\b",
        F.RIGHTS,
    ),
    _topic(
        r"\b(?:from|in|into|of|out of) (?:what|which) language\b|\b(?:what|which) language\b"
        r"|\boriginal language\b|\blanguage of THING",
        F.LANGUAGE,
    ),
    _topic(
        r"\bwho\b.*\btranslat(?:ed|or)\b|\btranslator of\b|\bname of the translator\b"
        r"|\btranslated by\b|\bwhose translation\b|\b(?:was|is) THING (?:a )?translat",
        F.TRANSLATOR,
    ),
    _topic(
        r"\b(?:securit\w+|secrecy|original) (?:classif\w+|marking|grading)|\bclassification\b"
        r"|\bhow secret\b|\bTHING (?:\w+ )?(?:top secret|classified|confidential)\b",
        F.CLASSIFICATION,
    ),
    _topic(
        r"\bfunded\b|\bfunders?\b|\bfunding\b|\bdonors?\b|\bsponsor\w*|\bmade possible\b"
        r"|\bpaid for\b.*\bTHING\b|\bfinanced\b.*\bTHING\b",
        F.DONOR,
        F.CREDIT,
    ),
    _topic(
        r"\b(?:summari[sz]e[sd]?|summary|abstract)\b|\bcataloguer\w*\b.*\bdescri",
        F.ABSTRACT,
    ),
    _topic(
        r"\b(?:to|for) whom\b.*\b(?:addressed|sent|directed|meant|written|intended)\b"
        r"|\baddressees?\b|\brecipients? of THING|\bwho (?:was|is|were) THING (?:addressed|sent)"
        r"|\bwho (?:received|got) THING|\bwho(?:m)? (?:was|is) THING\b.*\bto\b\W*$",
        F.ADDRESSEE,
    ),
    _topic(
        r"\bwho signed\b|\bsigned by\b|\bsignator\w+|\bsignature\b|\bwhose name (?:stands"
        r"|is) (?:at|under)"
        r"|\bsigns off\b",
        F.SIGNATURE,
    ),
    _topic(
        r"\bwhat (?:\w+ )?number (?:does|is|was|has)\b.*\bTHING|\b(?:serial|document"
        r"|circular) number\b"
        r"|\bnumber (?:of|on|borne by) (?:THING|the circular)|\bhow is THING numbered",
        F.DOCUMENT_NUMBER,
    ),
    _topic(r"\brecord (?:id|identifier|number)\b|\bidentifier\b", F.RECORD_NUMBER),
    _topic(r"\b(?:url|web ?address|permalink|hyperlink)\b|\bwhere .*\bon ?line\b", F.URL),
    _topic(
        r"\b(?:which|what) (?:pages|folios|leaves|page numbers)\b|\bfolios?\b"
        r"|\bhow many (?:pages|folios|leaves)\b",
        F.FOLIOS,
        F.SOURCE,
    ),
    _topic(
        r"\b(?:archival|archive|file) (?:reference|signature|number|code)\b"
        r"|\breference (?:code|number)\b"
        r"|\bshelf ?mark\b|\bcall number\b|\b(?:which|what) archives?\b"
        r"|\bwhere (?:is|are|was) (?:THING|the original\w*)\b.*\b(?:held|kept|stored|found"
        r"|preserved|from)\b"
        r"|\bwhere (?:does|did) THING come from\b|\bprovenance\b|\bsource of THING",
        F.SOURCE,
    ),
    _topic(
        r"\bwhen (?:was|is) THING (?:written|dated|sent|issued|drafted|composed|signed|from)\b"
        r"|\b(?:what|which) (?:is the )?date (?:of|is on|does|on) THING|\bdate of THING"
        r"|\bhow old is THING|\bwhat date does THING",
        F.DATE,
        F.CATALOGUE_DATE,
    ),
    _topic(
        r"\bwho (?:wrote|authored|drafted|composed|issued|sent|created) THING"
        r"|\b(?:author|creator|originator|sender) of THING|\bwho (?:is|was) (?:its"
        r"|the) (?:author|creator)",
        F.CREATOR,
        F.SIGNATURE,
    ),
    _topic(
        r"\bwhat (?:is|was) (?:this|the) (?:document|record|cable|text|item)\W*$"
        r"|\bwhat (?:is|was) (?:this|it)\W*$|\btitle\b.*\bTHING|\bwhat is THING (?:called"
        r"|titled|entitled)"
        r"|\bwhat kind of (?:document|record|text)",
        F.TITLE,
        F.SOURCE,
    ),
    _topic(
        r"\bindexed under\b|\b(?:what|which) (?:subjects?|subject headings|keywords"
        r"|topics)\b.*\bTHING",
        F.SUBJECT,
    ),
)

_OMISSION = re.compile(
    r"\b(?:complete|entire|abridged|excerpt\w*|truncated|omissions?|omitted|left out|in full)\b",
    re.I,
)
_TEXT = re.compile(
    r"\b(?:transcri\w+|translation|text|document|cable|circular|record|page)\b", re.I
)
_INSERTION = re.compile(
    r"\b(?:translator|editor)(?:['’]s|s['’]| added| inserted| supplied)|\b(?:square )?brackets?\b"
    r"|\b(?:inserted|supplied|added|interpolat\w+) by (?:the|an?) (?:translator|editor)"
    r"|\binterpolat\w+|\beditorial (?:insertion|addition|mark)",
    re.I,
)


def asked_fields(question: str) -> tuple[F, ...]:
    """Return the catalogue fields a question asks for; empty when it asks about content."""
    if asks_insertions(question):
        return ()
    return next((topic.fields for topic in _TOPICS if topic.pattern.search(question)), ())


def asks_omissions(question: str) -> bool:
    """Tell whether a question asks if the text is complete."""
    return bool(_OMISSION.search(question) and _TEXT.search(question))


def asks_insertions(question: str) -> bool:
    """Tell whether a question asks which words are an editor's."""
    return bool(_INSERTION.search(question))


def statement(record: Record, name: F) -> str:
    """Return the frame that introduces a field, or says that it is empty or absent."""
    label = LABELS[name]
    presence = record.description.presence(name)
    if presence is Presence.ABSENT:
        return f"The catalogue record has no field “{label}”."
    if presence is Presence.EMPTY:
        return f"The catalogue record has the field “{label}”, and it is empty."
    if presence is Presence.UNKNOWN:
        return f"The catalogue record marks “{label}” as unknown:"
    if name is F.ABSTRACT:
        return "The archive’s own summary (not the document) reads:"
    if name in IN_DOCUMENT:
        return f"The document itself bears ({label.lower()}):"
    return f"The catalogue record gives, under “{label}”:"
