"""Questions made from the records of an archive, by rule and by seed.

They are made of headings, titles, summaries, names and sentences, many of them twisted, so
that no answer is expected of them: what must hold holds of every answer and every silence.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.descriptions import FieldName as F
from corpus.records import Record
from corpus.sentences import sentences

_WORD = re.compile(r"\w[\w’'-]*")
_NAME = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)*\b")
_EDGES = " \t\n.,;:?!—–-“”\"'"


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the sort it is of."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What questions are made of, out of one record; each is "" where it has none.

    Attributes:
        title: the catalogue's.
        noun: cable, telegram, or "document".
        date: the date line.
        creator: who wrote it.
        code: reference code or document number.
        person: one of the people named.
        place: one of the places named.
        sentence: one of its sentences, or of its summary.
        name: a name in that sentence.
        phrase: three to eight words of that sentence, one after another.
    """

    title: str
    noun: str
    date: str
    creator: str
    code: str
    person: str
    place: str
    sentence: str
    name: str
    phrase: str


def matter_of(record: Record, rng: random.Random) -> Matter:
    """Choose what to ask of a record."""
    found = record.description
    abstract = found.value(F.ABSTRACT) or ""
    texts = [p.text for p in record.passages] + ([abstract] if abstract else [])
    whole = rng.choice(texts) if texts else record.text
    cut = [span.of(whole) for span in sentences(whole)]
    sentence = _line(rng.choice(cut)) if cut else "nothing at all"
    words = _WORD.findall(sentence) or ["nothing"]
    start = rng.randrange(len(words))
    phrase = " ".join(words[start : start + rng.randint(3, 8)])
    return Matter(
        title=_line(found.value(F.TITLE) or found.value(F.HEADING) or "the record"),
        noun=(found.value(F.GENRE) or "document").lower(),
        date=_line(raw.raw) if (raw := found.get(F.DATE)) else "1 May 1961",
        creator=_line(found.value(F.CREATOR) or "the author"),
        code=_line(found.value(F.REFERENCE_CODE) or found.value(F.DOCUMENT_NUMBER) or "No. 1"),
        person=_any(record, F.PERSON, rng) or "the Ambassador",
        place=_any(record, F.PLACE, rng) or "the capital",
        sentence=sentence[:900],
        name=rng.choice(_NAME.findall(sentence) or ["the Government"]),
        phrase=phrase,
    )


#: Kind, and forms of it; a sentence begins small inside a question.
_PLAIN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("who", ("Who {phrase}?", "Who told {person} about {phrase}?", "Who is {person}?",
             "Who was responsible for {phrase}?", "By whom was it said that {clause}?")),
    ("when", ("When did {name} {phrase}?", "On what day was {phrase} discussed?",
              "In which year did {person} go to {place}?", "When was it that {clause}?")),
    ("where", ("Where did {person} meet {name}?", "In which town was {phrase}?")),
    ("how many", ("How many {name} were there in {phrase}?", "How much did {phrase} cost?",
                  "How many people {phrase}?")),
    ("why", ("Why did {name} {phrase}?", "Why was {creator} concerned about {phrase}?",
             "Why is it that {clause}?", "What was the reason for {phrase}?")),
    ("claim", ("What did {person} say about {phrase}?", "What did {name} claim about {phrase}?",
               "How did {creator} explain {phrase}?", "What does {creator} say of {name}?",
               "Did {name} deny that {clause}?")),
    ("list", ("What measures were taken on {phrase}?", "List the reasons given for {phrase}.",
              "What demands did {name} make?", "Which steps concern {phrase}?")),
    ("compare", ("Compare {name} and {person} on {phrase}.",
                 "How do {creator} and {name} differ about {phrase}?",
                 "Compare the positions of the Soviet Union and the United States on {phrase}.",
                 "What do both sides say about {phrase}?")),
    ("timeline", ("Give a timeline of {phrase}.", "In what order did {phrase} happen?",
                  "Chronology of events around {name}")),
    ("yes or no", ("Did {clause}?", "Is it true that {clause}?", "Was {person} in {place}?",
                   "Isn’t it so that {clause}?")),
    ("definition", ("What is {name}?", "What does “{phrase}” mean?", "Define {name}.")),
    ("catalogue", ("Who wrote the {noun} of {date}?", "What is the date of “{title}”?",
                   "Who is the addressee of {title}?", "What is the reference code of {title}?",
                   "What is the classification of the {noun} of {date}?",
                   "Who translated this document?", "Summarise the {noun} of {date}.",
                   "Where was {title} written?", "What is {code}?",
                   "In which volume is {title}?", "Who edited the volume that holds {title}?")),
    ("coverage", ("How many documents mention {name}?", "Which records mention {phrase}?",
                  "List the {noun}s of {year}.", "How many {noun}s are held?",
                  "What dates does the archive cover?", "Which volumes are held here?",
                  "What languages are the documents in?", "What does this archive contain?",
                  "How many documents from {year} are there?", "Show all letters on {place}.")),
    ("citation", ("How do I cite {title}?", "Give a Chicago footnote for {title}.",
                  "BibTeX for the {noun} of {date}", "Cite the {noun} of {date} in MLA.",
                  "What is the preferred citation of {title}?")),
    ("editorial", ("Which words in {title} are the editor’s?", "What is left out of {title}?",
                   "What do the brackets in the {noun} of {date} mean?")),
    ("pointed", ("What does the {noun} of {date} say about {phrase}?",
                 "What does {title} say about {name}?", "In {code}, what is said of {name}?",
                 "Does the {noun} of {date} mention {person}?")),
    ("heading", ("{title}", "{title} {date}", "{name} {place}", "{person}")),
    ("statement", ("{sentence}", "{phrase}", "“{phrase}”", "{name} {phrase} {place}")),
    ("premise", ("Why did {name} never say that {clause}?",
                 "Why did {person} secretly order {phrase} against {other}?",
                 "When did {other} admit that {clause}?",
                 "Given that {clause}, what did {other} do next?")),
)  # fmt: skip
_LEANING = (
    "And why?", "When was that?", "Who said so?", "What did they reply?", "And {name}?",
    "Tell me more about that.", "How do I cite that?", "Cite these as BibTeX.",
    "What about {phrase}?", "Who wrote it?", "Back to {phrase}: who was there?",
    "Which words are the editor’s?", "What is the date of this document?", "And in {year}?",
    "Is that all?", "Then what did {person} do?", "Compare that with {name}.", "Why not?",
    "What does this document say about {name}?", "Who is he?",
)  # fmt: skip


def conversations(
    ids: Sequence[str], fetch: Callable[[str], Record], *, seed: int
) -> Iterator[tuple[Question, ...]]:
    """Yield conversations without end, most of a single question; equal seeds, equal ones.

    Args:
        ids: of the records asked about.
        fetch: gives a record.
        seed: of the choices.
    """
    rng = random.Random(seed)
    while True:
        matter = matter_of(fetch(rng.choice(ids)), rng)
        other = matter_of(fetch(rng.choice(ids)), rng)
        first = _odd(matter, rng) if rng.random() < 0.08 else _asked(matter, other, rng)
        turns = [first]
        while rng.random() < (0.15 if len(turns) == 1 else 0.6) and len(turns) < 6:
            form = rng.choice(_LEANING)
            turns.append(Question("follow-up", _filled(form, matter, other)))
        yield tuple(turns)


def _asked(matter: Matter, other: Matter, rng: random.Random) -> Question:
    kind, forms = rng.choice(_PLAIN)
    text = _filled(rng.choice(forms), matter, other)
    if rng.random() < 0.08:
        return Question("misspelt", _misspelt(text, rng))
    if rng.random() < 0.04:
        return Question(kind, rng.choice((text.upper(), text.lower(), text.rstrip("?."))))
    return Question(kind, text)


def _filled(form: str, matter: Matter, other: Matter) -> str:
    years = re.findall(r"\b1[89]\d\d\b", matter.date)
    clause = matter.sentence.rstrip(_EDGES)
    return form.format(
        title=matter.title,
        noun=matter.noun,
        date=matter.date,
        creator=matter.creator,
        code=matter.code,
        person=matter.person,
        place=matter.place,
        sentence=matter.sentence,
        clause=clause[:1].lower() + clause[1:],
        name=matter.name,
        phrase=matter.phrase,
        other=other.person,
        year=years[0] if years else "1961",
    )


def _odd(matter: Matter, rng: random.Random) -> Question:
    """Make what nobody should ask, but somebody will."""
    odd = (
        f"😀 {matter.phrase} 😀",
        f"\u202e{matter.phrase}?",
        "?" * rng.randint(1, 60),
        "the of and to a",
        f"{matter.phrase} " * (3900 // (len(matter.phrase) + 1)),
        f"“{matter.phrase}",
        f'"{matter.phrase}" "{matter.name}" AND NOT ({matter.place})',
        f"<script>alert('{matter.name}')</script> {matter.phrase}",
        f"**{matter.phrase}** [x](http://example.org) # {matter.name}",
        f"'; DROP TABLE record; -- {matter.code}",
        f"伊宁 {matter.name} غۇلجا?",
        f"{matter.sentence} {matter.sentence}",
        f"{matter.phrase}\n\n\t{matter.name}\r\n?",
        f"e\u0301\u0301 {matter.name}\u200b\u00ad?",
        f"{{}} %s {{0}} {matter.phrase}?",
        f"What does {matter.name}^2~3 text:{matter.place} [1 TO 5] mean \\?",
        matter.name[:1],
        str(rng.randint(0, 10**6)),
        f"Who who who who {matter.name} when why how many?",
    )
    return Question("odd", rng.choice(odd)[:4000])


def _misspelt(text: str, rng: random.Random) -> str:
    """Swap, drop or double a letter in two longer words."""
    words = text.split(" ")
    for at in rng.sample(range(len(words)), min(2, len(words))):
        word = words[at]
        if len(word) > 4:
            i = rng.randrange(1, len(word) - 1)
            words[at] = rng.choice(
                (word[:i] + word[i + 1 :], word[: i + 1] + word[i:],
                 word[:i] + word[i + 1] + word[i] + word[i + 2 :])
            )  # fmt: skip
    return " ".join(words)


def _any(record: Record, name: F, rng: random.Random) -> str:
    values = [_line(f.value) for f in record.description.all(name) if f.value]
    return rng.choice(values) if values else ""


def _line(words: str) -> str:
    """Return words on one line, without what no query may hold."""
    return " ".join("".join(c for c in words if c.isspace() or c.isprintable()).split())


def sorts(asked: Sequence[Question]) -> dict[str, int]:
    """Count questions by kind."""
    return dict(sorted(Counter(each.kind for each in asked).items()))
