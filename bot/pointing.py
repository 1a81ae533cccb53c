"""Which record a question points at: "this cable", "the circular", "the letter of 3 May".

Three grounds, in this order: the question names a record by its code; it calls one by
a noun, a date or words of the title that no other record answers to; or it points at
the record the conversation is about. Where several records answer to what was said,
none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.dating import DAY, MONTHS
from bot.holdings import Holdings, is_called_all
from corpus.dates import DateInterval, parse_date
from corpus.entries import Entry
from embeddings.analysis import STOP_WORDS, fold, terms

#: Nouns for any record, whatever its genre.
ANY = frozenset("document record text item source file paper page transcription translation "
                 "transcript archive entry piece".split())  # fmt: skip
#: Nouns for what documents themselves speak of: "the note" is seldom the record.
MENTIONED = frozenset(
    "note statement letter message report address speech paper proposal treaty resolution "
    "protocol article interview decree draft book".split()
)
#: Nouns for records of some kind, known by their genre or by the first such noun of their title.
KINDS = MENTIONED | frozenset(
    "airgram cable chronology circular conversation despatch dispatch estimate instruction "
    "interview memorandum minutes record review study summary talk telegram testimony".split()
)
#: What is said for short.
_SHORT_FOR = {"memo": "memorandum", "wire": "telegram", "memcon": "memorandum"}
_SHORT = re.compile(rf"\b(?:{'|'.join(_SHORT_FOR)})\b", re.IGNORECASE)
# What a record is and what it has: "the source of the letter" is no record, the letter is.
_HAD = frozenset(
    "text source page paper transcription translation transcript archive file entry".split()
)
_OF_ANOTHER = re.compile(r"\s+(?:of|in|for|to|on|from|by)\s+(?:the|this|that)\b", re.IGNORECASE)
_POINTED = re.compile(
    r"\b(?P<which>this|that|the)\s+(?:[\w’'-]+\s+){0,2}?(?P<noun>[a-z]+)\b", re.IGNORECASE
)
_DATE = re.compile(
    rf"\b(?:{DAY}|{MONTHS}\s+\d{{4}}"
    r"|\d{4}-\d{2}(?:-\d{2})?)\b",
    re.IGNORECASE,
)
# A date says which record is meant only where it belongs to the noun.
_DATED_NOUN = (
    r"\b(?:the|that|this)\s+(?:[\w’'-]+\s+){{0,3}}?{noun}"
    r"\s+(?:of|dated|from|sent(?: on)?|written(?: on)?)\s+$"
)
_DATE_BEFORE = r"^\s+(?:[\w’'-]+\s+){{0,2}}?{noun}\b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """What a question says about the record it means.

    Attributes:
        noun: the word for it, in lower case; "" when only "it" or "this" was said.
        this: whether it says "this", "it" or "its".
        dated: whether it gives the record's date.
        candidates: ids of the records that answer to what was said; empty when nothing
            tells records apart.
    """

    noun: str
    this: bool
    dated: bool = False
    candidates: tuple[str, ...]


def pointed_at(question: str, holdings: Holdings, *, extra: Sequence[str] = ()) -> Pointed:
    """Find the records that a question calls by code, noun, date or title words.

    Args:
        question: as asked.
        holdings: the catalogue.
        extra: content words of the question that speak of no catalogue matter and must
            therefore be words of the record's title, author or addressee.
    """
    question = _SHORT.sub(_in_full, question)
    coded = by_code(question, holdings)
    if coded:
        return Pointed(noun="", this=False, candidates=coded)
    noun, this = named_noun(question, holdings.nouns)
    if not noun:
        return Pointed(noun="", this=this, candidates=())
    narrowed = noun not in ANY
    found = [e for e in holdings.entries if noun in e.nouns or not narrowed]
    date = _date_of_record(question, noun)
    if date is not None:
        found = [e for e in found if e.date and date.start <= e.date.start <= date.end]
        narrowed = True
    wanted = frozenset(term for word in extra for term in terms(word))
    if wanted:
        found = [e for e in found if is_called_all(e, wanted)]
        narrowed = True
    return Pointed(
        noun=noun,
        this=this,
        dated=date is not None,
        candidates=tuple(e.record_id for e in found) if narrowed else (),
    )


def _in_full(match: re.Match[str]) -> str:
    return _SHORT_FOR[match.group().lower()]


def named_noun(question: str, nouns: frozenset[str]) -> tuple[str, bool]:
    """Return the noun by which a question speaks of a record, and whether it says "this"."""
    known, undated = nouns | ANY, _DATE.sub(" ", _SHORT.sub(_in_full, question))
    found = [m for m in _POINTED.finditer(undated) if m["noun"].lower() in known]
    # "The source of the letter" speaks of the letter.
    had = [
        match
        for match in found[:-1]
        if match["noun"].lower() in _HAD and _OF_ANOTHER.match(undated, match.end())
    ]
    for match in found:
        if match not in had:
            return match["noun"].lower(), match["which"].lower() == "this"
    return "", bool(re.search(r"\b(?:this|it|its)\b", question, re.IGNORECASE))


def points_itself(question: str, holdings: Holdings) -> bool:
    """Tell whether a question itself speaks of a record, be it by "it" or "this"."""
    return any(named_noun(question, holdings.nouns)) or bool(by_code(question, holdings))


def without_pointing(question: str) -> str:
    """Return a question without its dates and codes, whose words are no title's."""
    return re.sub(r"\S*\d\S*", " ", _DATE.sub(" ", question))


def named_date(question: str) -> DateInterval | None:
    """Return the first whole date in a question: a day, or a month with its year."""
    match = _DATE.search(question)
    return parse_date(match.group()) if match else None


def by_code(question: str, holdings: Holdings) -> tuple[str, ...]:
    """Return the ids of the records whose code stands in a question."""
    return tuple(
        sorted({id_ for code in _codes_in(question, holdings) for id_ in holdings.codes[code]})
    )


def _codes_in(question: str, holdings: Holdings) -> list[str]:
    """Return the codes of records that stand in a question, in lower case."""
    lowered = question.lower()
    if not re.search(r"\d", lowered):
        return []
    held = [code for code in holdings.codes if code in lowered]
    return [code for code in held if re.search(_as_code(code), lowered)]


def _as_code(code: str) -> str:
    return rf"(?<![\w-]){re.escape(code)}(?![\w-])"


def _date_of_record(question: str, noun: str) -> DateInterval | None:
    """Return the date that stands with the noun: "the cable of 1 August 1963"."""
    if not noun:
        return None
    for match in _DATE.finditer(question):
        before, after = question[: match.start()], question[match.end() :]
        by = re.search(_DATED_NOUN.format(noun=noun), before, re.IGNORECASE)
        if by or re.match(_DATE_BEFORE.format(noun=noun), after, re.IGNORECASE):
            return parse_date(match.group())
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What a question calls a record by a code, or by more than a noun.

    Attributes:
        question: the question with "the record" in the place of that.
        candidates: ids of the records that answer to it.
        coded: whether it is a code, beside which no other word tells records apart.
        dated: whether it gives the record's date.
    """

    question: str
    candidates: tuple[str, ...]
    coded: bool = False
    dated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """A word or a date of a question, with the terms by which titles are known to hold it."""

    span: tuple[int, int]
    text: str
    terms: frozenset[str] = frozenset()
    date: DateInterval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrase:
    """A noun with what beside it tells records apart, from its article to the last such word."""

    span: tuple[int, int]
    telling: int
    dated: bool


_CALL = r"(?:the |this |that )?(?:(?:document|record|item) )?(?:no\.? |number )?"
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_WORDS = re.compile(
    rf"{_DATE.pattern}|{_YEAR.pattern}(?!\w)|[^\W_]+(?:['’][^\W_]+)*['’]?|[?;:]", re.IGNORECASE
)
_OWNS = re.compile(r"['’]s?$")
_ARTICLES = frozenset("the this that".split())
_JOINS = frozenset("of from to by on in at for with between and about dated the a an".split())
_HONORIFICS = frozenset(
    "mr mrs ms dr sir lord president premier prime minister chancellor ambassador secretary "
    "general colonel chairman king queen senator director".split()
)
_ROUGHLY = re.compile(
    r"(?:\b(?:the|this|that)\s+|(?<![\w’'-])[\w’'-]+['’]s?\s+)(?:[\w’'-]+\s+){0,3}?"
    rf"(?:{'|'.join(sorted((KINDS | ANY) - _HAD))})\b|(?<!\S)\S*\d[\w/.-]*\w",
    re.IGNORECASE,
)


def roughly(question: str) -> str:
    """Return a question with "the record" for whatever may call one, whatever is held."""
    return _ROUGHLY.sub("the record", question)


def called(question: str, holdings: Holdings) -> Called | None:
    """Find what a question calls a record by, when it is more than a noun; None without any.

    That is a code; or a noun of its kind with the record's date or with words of what the
    catalogue calls it, which may stand before it and after it: "the statement by Nakajima of
    November 1967", "Nakajima's statement". The phrase that tells most is taken.
    """
    coded = by_code(question, holdings)
    if coded:
        return _coded(question, holdings, coded)
    words, nouns = _words(question), KINDS | ANY | holdings.nouns
    best: dict[_Phrase, list[str]] = {}
    for at, word in enumerate(words):
        noun = word.text.lower()
        if noun not in nouns or not _may_tell(words, at):
            continue
        for entry in holdings.entries:
            if noun in ANY or _is_a(entry, noun):
                phrase = _phrase(words, at, entry)
                if phrase is not None and not _of_a_record(noun, question[slice(*phrase.span)]):
                    best.setdefault(phrase, []).append(entry.record_id)
    if not best:
        return None
    phrase = max(best, key=lambda each: (each.telling, each.span[1] - each.span[0]))
    start, end = phrase.span
    return Called(
        question=f"{question[:start]}the record{question[end:]}",
        candidates=tuple(best[phrase]),
        dated=phrase.dated,
    )


def is_called(entry: Entry, noun: str) -> bool:
    """Tell whether a record is of the kind that a noun means: "conversation", "statement"."""
    return noun in KINDS and _is_a(entry, noun)


def _is_a(entry: Entry, noun: str) -> bool:
    """Tell it by genre or number, else by the first noun of a kind in the title."""
    if noun in entry.nouns:
        return True
    if not entry.called or noun not in (title := entry.called[0].lower()):
        return False
    return next((w for w in re.findall(r"[a-z]+", title) if w in KINDS), None) == noun


def _of_a_record(noun: str, phrase: str) -> bool:
    """Tell whether a phrase calls what a record has: "the source of Nehru's letter"."""
    words = re.findall(r"[a-z]+", phrase.lower())
    return noun in _HAD and any(w in KINDS or w in ANY for w in words[words.index(noun) + 1 :])


def _coded(question: str, holdings: Holdings, candidates: tuple[str, ...]) -> Called | None:
    """Put "the record" for a code; a bare year is none that a phrase could be read by."""
    longest = max(sorted(_codes_in(question, holdings)), key=len)
    if _YEAR.fullmatch(longest):
        return None
    put = re.sub(rf"(?<!\w){_CALL}{_as_code(longest)}", "the record", question, flags=re.IGNORECASE)
    return Called(question=put, candidates=candidates, coded=True)


def _words(question: str) -> list[_Word]:
    found = []
    for match in _WORDS.finditer(question):
        date = parse_date(match.group()) if re.search(r"\d{4}", match.group()) else None
        said = () if fold(match.group()) in STOP_WORDS else terms(match.group())
        found.append(_Word(span=match.span(), text=match.group(), terms=frozenset(said), date=date))
    return found


def _may_tell(words: Sequence[_Word], at: int) -> bool:
    """Tell by the words beside a noun whether more is said: cheap, before titles are read."""
    before = words[at - 1].text.lower() if at else ""
    after = words[at + 1] if at + 1 < len(words) else None
    joined = after is not None and (after.date is not None or after.text.lower() in _JOINS)
    return joined or (bool(before) and before not in _ARTICLES and before not in STOP_WORDS)


def _phrase(words: Sequence[_Word], at: int, entry: Entry) -> _Phrase | None:
    """Return the phrase around a noun by which a question calls a record, if it does."""
    if any(w.date and not _tells(w, entry) for w in words):
        return None
    first, last, next_ = at, at, at + 1
    while first and (_tells(words[first - 1], entry) or _is_honorific(words[first - 1])):
        first -= 1
    while next_ < len(words):
        if _tells(words[next_], entry):
            # What somebody owns is said by the next word.
            last = last if _OWNS.search(words[next_].text) else next_
        elif words[next_].text.lower() not in _JOINS and not _is_honorific(words[next_]):
            break
        next_ += 1
    telling = [w for w in (*words[first:at], *words[at + 1 : last + 1]) if _tells(w, entry)]
    article = bool(first) and words[first - 1].text.lower() in _ARTICLES
    owned = any(_OWNS.search(word.text) for word in words[first:at])
    if not telling or not (article or owned):
        return None
    return _Phrase(
        span=(words[first - article].span[0], words[last].span[1]),
        telling=len(telling),
        dated=any(word.date for word in telling),
    )


def _tells(word: _Word, entry: Entry) -> bool:
    """Tell whether a word belongs to what the catalogue calls a record, or is its date."""
    if word.date is not None:
        dated = entry.date is not None and word.date.start <= entry.date.start <= word.date.end
        # A title may bear another day than the catalogue; a year alone may be a volume's.
        return dated or (len(word.terms) > 1 and is_called_all(entry, word.terms))
    if word.terms and is_called_all(entry, word.terms):
        return True
    return len(word.text) > 1 and word.text.isupper() and _abbreviates(word.text, entry)


def _abbreviates(letters: str, entry: Entry) -> bool:
    """Tell whether letters begin words that stand together in what a record is called: "UN"."""
    begun = r"\W+".join(rf"{re.escape(letter)}\w+" for letter in letters)
    return any(re.search(rf"\b{begun}", words) for words in entry.called)


def _is_honorific(word: _Word) -> bool:
    return fold(word.text) in _HONORIFICS
