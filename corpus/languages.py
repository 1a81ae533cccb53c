"""Languages: the names and codes that catalogues write for one and the same."""

from __future__ import annotations

#: English name, then its codes of two and three letters, then other names.
#: Source: ISO 639-1 and ISO 639-2, Library of Congress.
_LANGUAGES = """
albanian sq sqi alb
arabic ar ara
armenian hy hye arm
azerbaijani az aze
belarusian be bel
bulgarian bg bul
burmese my mya bur
chinese zh zho chi mandarin
croatian hr hrv
czech cs ces cze
danish da dan
dutch nl nld dut
english en eng
estonian et est
finnish fi fin
french fr fra fre
georgian ka kat geo
german de deu ger
greek el ell gre
hebrew he heb
hindi hi hin
hungarian hu hun
indonesian id ind
italian it ita
japanese ja jpn
kazakh kk kaz
khmer km khm
korean ko kor
kyrgyz ky kir kirghiz
lao lo lao
latvian lv lav
lithuanian lt lit
macedonian mk mkd mac
malay ms msa may
mongolian mn mon
norwegian no nor
persian fa fas per farsi
polish pl pol
portuguese pt por
romanian ro ron rum
russian ru rus
serbian sr srp
slovak sk slk slo
slovenian sl slv
spanish es spa castilian
swedish sv swe
tajik tg tgk
thai th tha
tibetan bo bod tib
turkish tr tur
turkmen tk tuk
ukrainian uk ukr
urdu ur urd
uyghur ug uig uighur
uzbek uz uzb
vietnamese vi vie
"""
_BY_FORM = {
    form: frozenset(line.split()) for line in _LANGUAGES.splitlines() for form in line.split()
}


def forms_of(language: str) -> frozenset[str]:
    """Return the names and codes of a language, lower case; itself alone when unknown.

    >>> sorted(forms_of("German"))
    ['de', 'deu', 'ger', 'german']
    """
    return _BY_FORM.get(language.lower(), frozenset({language.lower()}))
