"""Encodings of older files: which one a text without a mark was written in.

The languages of western Europe and those in Cyrillic letters are told by what they write;
charset-normalizer is asked for the others. Where two readings are about as likely there is
no guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from corpus.errors import UnreadableSource
from corpus.readers import reasons
from corpus.readers.written_languages import CYRILLIC, ENGLISH, WESTERN, counted, is_written_in
from corpus.sayings import listed

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

# Signs that a western text has beside ASCII: typographic marks where they may stand,
# accented letters in words of Latin letters.
_MARKS = "‘’–—…•§©®°£€·\u00a0\u00ad½¼¾†‡™´×"
_OPENING = "“„‚«¿¡"
_CLOSING = "”»¹²³“"
_PLAUSIBLE = (
    rf"[{_MARKS}]|(?<![^\W\d_])[{_OPENING}]|[{_CLOSING}](?![^\W\d_])"
    r"|(?<=[A-Za-zß-öø-ÿœšž])[ß-öø-ÿœšž]|[à-öø-ÿœšž](?=[a-zß-öø-ÿœšž])"
    r"|(?<![a-zß-öø-ÿœšž])[À-ÖØ-ÞŒŠŽ](?=[A-Za-zß-öø-ÿœšž])|(?<=[A-Z])[À-ÖØ-ÞŒŠŽ]"
)
#: Words of one letter: French and Portuguese à, é and ó, Swedish å and ö, Danish ø.
_ALONE = r"(?<![^\W\d_])[àèéòóåöøÀÈÉÒÓÅÖØ](?![^\W\d_])"
#: Three accented letters in a row are letters of another script.
_ROW = r"[À-ÖØ-öø-ÿ]{3}"
_IMPLAUSIBLE = re.compile(rf"{_ROW}|(?!{_PLAUSIBLE}|{_ALONE})[^\x00-\x7f]")
_LETTER = re.compile(r"[^\W\d_a-zA-Z]")
#: Above this share of bytes outside ASCII a text is no English page with a few marks.
_ENGLISH_SHARE = 0.08
#: Codecs of western Europe, and their names.
_WESTERN = {"cp1252": "windows-1252", "cp850": "ibm850", "mac_roman": "macintosh"}
#: Codecs of Cyrillic letters, and their names.
_CYRILLIC = {
    "cp1251": "windows-1251",
    "koi8_u": "koi8-u",  # all letters of koi8-r, and four more
    "cp866": "ibm866",
    "iso8859_5": "iso-8859-5",
}
#: A small letter before a capital: letters of another encoding.
_MIXED = re.compile(r"[а-яёґєії][А-ЯЁҐЄІЇ]")
_CYRILLIC_WORD = re.compile(r"[\u0400-\u052f]{2,}")
#: Katakana of half width are the sign of single bytes read in pairs, low quotation marks
#: inside words that of letters.
_BROKEN = re.compile(r"[\uff61-\uff9f]|(?<=[^\W\d_])[‚„](?=[^\W\d_])")


def read_older(raw: bytes, name: str) -> tuple[str, str]:
    """Return the text of bytes that are no UTF-8, and the name of their encoding.

    Args:
        raw: the bytes.
        name: what messages call the file.

    Raises:
        UnreadableSource: no reading is clearly the right one.
    """
    western = {text: _WESTERN[codec] for codec, text in _readings(raw, _WESTERN, _is_western)}
    if len(western) == 1:
        return western.popitem()
    cyrillic = {text: _CYRILLIC[codec] for codec, text in _readings(raw, _CYRILLIC, _is_cyrillic)}
    if len(cyrillic) == 1 and not western:
        return cyrillic.popitem()
    return _other(raw, name)


def _readings(
    raw: bytes, codecs: Iterable[str], is_right: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    for codec in codecs:
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if is_right(text):
            yield codec, text


def _is_western(text: str) -> bool:
    """Tell whether a western language wrote this, or whoever wrote it every code page agrees."""
    if _IMPLAUSIBLE.search(text):
        return False
    if not _LETTER.search(text) or _is_central_too(text):
        return True
    found = counted(text)
    few = sum(found.letters.values()) <= len(text) * _ENGLISH_SHARE
    return (few and is_written_in(found, ENGLISH)) or any(
        is_written_in(found, language) for language in WESTERN
    )


def _is_central_too(text: str) -> bool:
    """Tell whether the code page of central Europe has the same text in the same bytes."""
    return text.encode("cp1252", "ignore") == text.encode("cp1250", "ignore")


def _is_cyrillic(text: str) -> bool:
    if len(_MIXED.findall(text)) * 20 > len(_CYRILLIC_WORD.findall(text)):
        return False
    found = counted(text)
    return any(is_written_in(found, language) for language in CYRILLIC)


def _other(raw: bytes, name: str) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    # A few foreign words in an English text are too little to tell an encoding by.
    english = is_written_in(counted(raw.decode("ascii", "replace")), ENGLISH)
    matches = () if english else tuple(m for m in from_bytes(raw) if not _is_broken(str(m)))
    if not matches or matches[0].chaos > 0.1:
        raise UnreadableSource(reasons.UNKNOWN_ENCODING(name=name), reasons.AS_TEXT())
    best, text = matches[0], str(matches[0])
    rivals = _rivals(matches)
    if any(best.coherence - rival.coherence < 0.1 for rival in rivals):
        readings = listed((m.encoding for m in (best, *rivals[:1])), "or")
        said = reasons.DOUBTFUL_ENCODING(name=name, readings=readings)
        raise UnreadableSource(said, reasons.AS_TEXT())
    return text, best.encoding


def _rivals(matches: Sequence[CharsetMatch]) -> list[CharsetMatch]:
    """Return the readings as likely as the first, and any in which each sign has its place."""
    best, text = matches[0], str(matches[0])
    return [
        match
        for match in matches[1:]
        if str(match) != text
        and (match.chaos <= best.chaos + 0.02 or not _IMPLAUSIBLE.search(str(match)))
    ]


def _is_broken(text: str) -> bool:
    return len(_BROKEN.findall(text)) * 10 > len(re.findall(r"[^\W\d_]", text))
