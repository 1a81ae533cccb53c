"""Questions about the record itself, answered from its fields and never by retrieval."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.descriptions import FieldName as F
from corpus.descriptions import Presence
from corpus.records import Record
from embeddings.analysis import STOP_WORDS, fold, words

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
    F.SERIES: "Series",
    F.SERIES_EDITOR: "Series editor",
    F.VOLUME: "Volume",
    F.VOLUME_TITLE: "Volume title",
    F.EDITOR: "Editor",
    F.PUBLISHER: "Publisher",
    F.PUBLICATION_PLACE: "Place of publication",
    F.PUBLISHED: "Year of publication",
}

#: Fields that stand in the document itself, so their words are the document's.
IN_DOCUMENT = frozenset({F.HEADING, F.ADDRESSEE, F.DOCUMENT_NUMBER, F.SIGNATURE, F.DATE})

_RECORD = (
    r"(?:this|the|that) (?:\w+ )?(?:document|record|cable|telegram|circular|letter"
    r"|memo(?:randum)?|airgram|d[ei]spatch|minutes"
    r"|report|text|page|item|source|file|translation|transcription)\b"
)
_THING = rf"(?:{_RECORD}|this|it)"

# What a question about a record is made of beside the words for the record itself. One
# that holds another content word, "who translated the Soviet note?", asks about the world.
_VOCABULARY = frozenset(
    """
    abridged abstract add added address addressed addressee addressees age agency anything appear
    appeared archival archive archives author authored available based bear bears belong body book
    bottom bracket brackets brief call called carried carry catalog catalogue cataloguer
    cataloguing center centre chinese circular cite cited classification classified classify code
    codes collection come comes commercial commercially company complete completed composed
    confidential contact copied copies copy copyright copyrighted cover created creator credited
    credits cut date dated day declassified deleted department describe described description
    designation digital digitised digitized distributed document documents donated donor donors
    draft drafted edited edition editor editorial end english entire entry everything exact
    exactly excerpt excerpted excised extract field file find firm first folio folios foot form
    formal found foundation foundations free freely french full funded funder funders funding
    funds genre german get give given gives go government grade grading grant granted grants have
    heading held hold holder holders holding holds hyperlink id identification identifier image
    indexed inside institution issue issued issuing item japanese keep kept keywords kind know
    known korean label language languages leave leaves left legal level library licence license
    licensed licensing line link list listed located location long made main make makes manuscript
    mark marked marking markings meant mentioned metadata ministry missing money month name named
    names need nothing number numbered numbers office official old omission omissions omit omitted
    online organisation organisations organization organizations original originally originals
    originated originator overview owner owns page pages paid paragraph paragraphs part parts
    passage passages permalink permission permitted person place placed point possible posted
    prepared preserved printed produced provenance provide provided publication publish published
    publisher put quote quoted read receive received recipient recipients record recorded
    reference rendered rendering repository reprint reprinted reproduce reproduced research
    responsible restricted restrictions reuse reused rights russian scan scanned scholarly secrecy
    secret secrets security see send sender sent serial series service shelf shelfmark short
    shortened show sign signatories signatory signature signatures signed signs site something
    sort source sources spanish sponsor sponsored sponsors stand standing stands state stated
    status stored subject subjects summaries summarise summarised summarises summarize summarized
    summarizes summary support supported teaching text thesis title titled today top topic topics
    transcribed transcript transcription translate translated translating translation translations
    translator translators truncated type undergraduate university unknown uploaded uploading url
    use used version volume want web website whole word words work write writer written wrote year
    """.split()
)
# "this flight" is no record; "this" alone, or before a word of the above, is.
_POINTING = re.compile(r"\b(?:this|it)\b(?:\W+([^\W_]+))?", re.IGNORECASE)
_CONTRACTED = re.compile(r"\b(what|who|when|where|how|that|it)['’]s\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Topic:
    fields: tuple[F, ...]
    pattern: re.Pattern[str]


def _topic(pattern: str, *fields: F) -> _Topic:
    filled = pattern.replace("THING", _THING)
    return _Topic(fields, re.compile(filled, re.IGNORECASE))


# The first that matches decides.
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
        r"|\boriginal language\b|\blanguage of THING"
        r"|\boriginal\w*\b.*\bin (?:chinese|russian|english|french|german|spanish|korean"
        r"|japanese)\b",
        F.LANGUAGE,
    ),
    _topic(
        r"\bwho\b.*\btranslat(?:ed|or)\b|\btranslator of\b|\bname of the translator\b"
        r"|\bwho\b.*\btranslation\b|\brendered\b.*\binto english\b"
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
        r"|\b(?:what|which) (?:is the )?date (?:of|is on|does|on) THING|\bdate (?:of|on) THING"
        r"|\bhow old is THING|\bwhat date does THING",
        F.DATE,
        F.CATALOGUE_DATE,
    ),
    _topic(
        r"\b(?:who|(?:which|what) \w+) (?:wrote|authored|drafted|composed|issued|sent"
        r"|created) THING"
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
    _topic(r"\b(?:which|what) (?:volume|series|edition)\b", F.VOLUME_TITLE, F.VOLUME, F.SERIES),
    _topic(r"\bwho edited\b|\beditors? of (?:THING|the volume)", F.EDITOR),
    _topic(
        r"\bwho published\b|\bpublisher of (?:THING|the volume)"
        r"|\bwhen was (?:THING|the volume) (?:published|printed)\b",
        F.PUBLISHER,
        F.PUBLISHED,
    ),
    _topic(
        r"\bindexed under\b|\b(?:what|which) (?:subjects?|subject headings|keywords"
        r"|topics)\b.*\bTHING",
        F.SUBJECT,
    ),
)

_OMISSION = re.compile(
    r"\b(?:complete|entire|abridged|excerpt\w*|truncated|omissions?|omitted|missing|left out"
    r"|in full)\b",
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
    asked = _CONTRACTED.sub(r"\1 is", question)
    found = next((topic.fields for topic in _TOPICS if topic.pattern.search(asked)), ())
    return found if found and (_names_record(asked) or not _others(asked)) else ()


def asks_this(question: str) -> bool:
    """Tell whether a question asks for the fields of "this" record, which must be known then."""
    return bool(asked_fields(question) and re.search(r"\bthis\b", question, re.IGNORECASE))


def asks_omissions(question: str) -> bool:
    """Tell whether a question asks if the text is complete."""
    return bool(_OMISSION.search(question) and _TEXT.search(question) and not _others(question))


def asks_insertions(question: str) -> bool:
    """Tell whether a question asks which words are an editor's."""
    return bool(_INSERTION.search(question))


def _names_record(question: str) -> bool:
    """Tell whether a question points at the record: "the cable", "it", "this" alone."""
    if re.search(_RECORD, question, re.IGNORECASE):
        return True
    return any(
        match[1] is None or not _is_other(match[1]) for match in _POINTING.finditer(question)
    )


def _others(question: str) -> list[str]:
    """Return the words of a question that neither name the record nor speak of catalogues."""
    rest = re.sub(_RECORD, " ", question, flags=re.IGNORECASE)
    return [span.of(rest) for span, _ in words(rest) if _is_other(span.of(rest))]


def _is_other(word: str) -> bool:
    folded = fold(word)
    return folded not in STOP_WORDS and folded not in _VOCABULARY


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
