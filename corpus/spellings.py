"""Spellings: how English words are written on the other side of the Atlantic.

British and American archives stand side by side in a diplomatic collection, and are asked
in either spelling. Rules give what a word might be; whoever searches keeps the forms that
stand in the archive, so that a rule may offer what is no word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Endings that a word may take after its variable part.
_AFTER_OUR = r"(s|ed|ing|ings|er|ers|able|ably|ite|ites|hood|ly|less|ful|y|al|ist|ists)?"
_AFTER_IZE = r"(e|es|ed|er|ers|ing|ation|ations|ational|able)"
#: Verbs whose final l is doubled in Britain alone.
_DOUBLED = (
    "travel cancel signal label counsel model level channel quarrel marvel rival total fuel dial "
    "panel tunnel shovel equal libel duel council jewel initial imperil unravel grovel"
).split()

_RULES = tuple(
    (re.compile(british), re.compile(american), to_american, to_british)
    for british, american, to_american, to_british in (
        (rf"(.{{2,}})our{_AFTER_OUR}", rf"(.{{2,}})or{_AFTER_OUR}", r"\1or\2", r"\1our\2"),
        (rf"(.{{3,}})is{_AFTER_IZE}", rf"(.{{3,}})iz{_AFTER_IZE}", r"\1iz\2", r"\1is\2"),
        (r"(.{2,}l)ys(e|es|ed|ing)", r"(.{2,}l)yz(e|es|ed|ing)", r"\1yz\2", r"\1ys\2"),
        (r"(.{2,}[tb])re(s|d)?", r"(.{2,}[tb])er(s|ed)?", r"\1er\2", r"\1re\2"),
        (
            r"(def|off|lic|pret)ence(s|d|less)?",
            r"(def|off|lic|pret)ense(s|d|less)?",
            r"\1ense\2",
            r"\1ence\2",
        ),
        (r"(.{3,}og)ue(s|d)?", r"(.{3,}og)(s|ed)?", r"\1\2", r"\1ue\2"),
        (
            rf"({'|'.join(_DOUBLED)})l(ed|ing|ings|er|ers|or|ors)",
            rf"({'|'.join(_DOUBLED)})(ed|ing|ings|er|ers|or|ors)",
            r"\1\2",
            r"\1l\2",
        ),
    )
)

#: Words that no rule makes of each other; endings are kept.
_PAIRS = tuple(
    tuple(pair.split("/"))
    for pair in (
        "aeroplane/airplane aluminium/aluminum artefact/artifact cheque/check cosy/cozy "
        "despatch/dispatch enquir/inquir fulfil/fulfill gaol/jail grey/gray gypsy/gipsy "
        "instalment/installment judgement/judgment manoeuvr/maneuver mediaeval/medieval "
        "mould/mold moslem/muslim plough/plow programme/program sceptic/skeptic skilful/skillful "
        "sulphur/sulfur wilful/willful connexion/connection acknowledgement/acknowledgment "
        "encyclopaedi/encyclopedi rumania/romania roumania/romania jugoslav/yugoslav"
    ).split()
)


def spelt_otherwise(word: str) -> tuple[str, ...]:
    """Return what else a word may be written as, in lower case; not all are words.

    >>> spelt_otherwise("rumours"), spelt_otherwise("organized"), spelt_otherwise("Despatches")
    (('rumors',), ('organised',), ('dispatches',))
    """
    plain = word.lower()
    return tuple(dict.fromkeys(form for form in _forms(plain) if form != plain))


def _forms(word: str) -> Iterator[str]:
    for british, american, to_american, to_british in _RULES:
        if british.fullmatch(word):
            yield british.sub(to_american, word, count=1)
        if american.fullmatch(word):
            yield american.sub(to_british, word, count=1)
    for one, other in _PAIRS:
        for own, its in ((one, other), (other, one)):
            if word.startswith(own):
                yield its + word.removeprefix(own)
