"""Languages as they are written: the letters and the small words that tell an encoding.

A text in the wrong encoding has letters that its language does not write, or none of the
language's small words; small words that Slavonic languages have too are left out. Only languages
are listed whose older files had one usual encoding, or several that no letter of theirs has in
common.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+")
#: One letter in ten may be of another language: names keep their own.
_FOREIGN = 10
#: One small word may be chance.
_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language.

    Attributes:
        letters: those it writes beside A to Z, in lower case.
        words: its commonest small words.
        share: how many of a text's words are among them, at least.
    """

    letters: frozenset[str]
    words: frozenset[str]
    share: float = 0.2


@dataclass(frozen=True, slots=True)
class Counted:
    """The words of a text and its letters outside ASCII, in lower case, with their numbers."""

    words: Counter[str]
    letters: Counter[str]


def counted(text: str) -> Counted:
    """Count the words of a text and its letters outside ASCII."""
    lower = text.lower()
    letters = Counter(sign for sign in re.findall(r"[^\W\d_]", lower) if not sign.isascii())
    return Counted(Counter(_WORD.findall(lower)), letters)


def is_written_in(text: Counted, language: Language) -> bool:
    """Tell whether words and letters of a text are those of a language."""
    known = [text.words[word] for word in language.words if word in text.words]
    foreign = sum(n for letter, n in text.letters.items() if letter not in language.letters)
    return (
        len(known) >= _FEWEST
        and sum(known) >= language.share * text.words.total()
        and foreign * _FOREIGN <= text.letters.total()
    )


def _language(letters: str, words: str, share: float = 0.2) -> Language:
    return Language(letters=frozenset(letters), words=frozenset(words.split()), share=share)


#: English has no letters of its own; its foreign words and names have those of its neighbours.
ENGLISH = _language(
    "ßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿœšž",
    "the of and to in that a is was for it with as his on be at by i this had not are but from"
    " or have an they which one you were her all she there would their we him been has when who"
    " will more no if out so said what its about than into them can only other",
)
#: Those written in windows-1252.
WESTERN = (
    _language(  # French
        "àâæçèéêëîïôœùûüÿ",
        "le la les l de des du d un une et à au aux en dans que qu qui pas n est sont a ont il"
        " elle ils pour par sur avec ce cette s son sa ses plus ou où nous vous mais leur"
        " été était comme si même",
    ),
    _language(  # German
        "äöüß",
        "der die das den dem des und in zu ist nicht von mit ein eine einer eines einem einen auf"
        " für im sich auch es als an daß dass werden aus er hat war sie nach wird bei noch um am"
        " sind wie über so oder zum zur haben nur wurde durch aber bis vor ich wir ihr keine kein",
    ),
    _language(  # Spanish
        "áéíñóúü",
        "de la que el en y a los se del las un por con no una su para es al lo como más o pero"
        " sus le ha me si sin sobre este ya entre cuando todo esta ser son también fue había muy",
    ),
    _language(  # Portuguese
        "àáâãçéêíóôõúü",
        "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao"
        " das à seu sua ou nos já também pelo pela até são ser quando muito há está às",
    ),
    _language(  # Italian
        "àèéìíîòóù",
        "di che la il e un per una non è i le del si con dei della gli al nel alla lo l"
        " dell più ma come sono ha delle anche suo all ci nella questo era c d",
    ),
    _language(  # Dutch
        "áèéëïóöü",
        "de het een van en in is dat op te zijn met voor niet aan er om ook als dan maar bij uit"
        " nog naar door over hij zij wij ik die deze werd was heeft worden of tot wordt geen",
    ),
    _language(  # Swedish
        "åäöé",
        "och i att en det som på är av för den till med har de inte om ett var men sig så från"
        " vi han kan när skall ska år under också efter eller nu sin där vid mot",
    ),
    _language(  # Danish and Norwegian
        "åæøéòó",
        "og i at en det som på er af av for den til med har de ikke om et var men sig seg så fra"
        " vi han kan når skal år under også efter etter eller nu nå sin der vil ved mod mot å",
    ),
    _language(  # Finnish, of long words and few small ones
        "äöå",
        "ja on ei että se oli hän mutta myös kun tai joka ovat sen niin kuin olla jos sekä mitä"
        " oli ole vain jo nyt tämä ne mukaan",
        0.1,
    ),
)
#: Those written in Cyrillic letters.
CYRILLIC = (
    _language(  # Russian
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "и в не на что с он по как это к но за из у от о для же бы был было были его их мы я так"
        " все во со то а или ее её при до только может если уже они она под быть об этом этого"
        " этот эти том того чтобы будет нет где когда который которые также после между",
        0.1,
    ),
    _language(  # Ukrainian
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        "і в не на що з та до у за як це від про він але його для й а або по їх був було вона"
        " вони ми я так все при її із які",
        0.1,
    ),
    _language(  # Bulgarian
        "абвгдежзийклмнопрстуфхцчшщъьюя",
        "и на в да се не е с за от че по са до като ще си но към той това или му бе при са я го"
        " със във ни а",
        0.1,
    ),
)
