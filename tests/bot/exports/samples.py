"""A small conversation made by hand: two records, each kind of answer, awkward words."""

from datetime import UTC, datetime

from bot.answers import Answer, FieldShown, Segment, Status, shown
from bot.chatbot import Turn
from bot.exports import Provenance
from corpus.descriptions import FieldName
from corpus.passages import Passage
from corpus.quotes import quote
from corpus.records import Record, Source
from corpus.spans import Span
from tests.corpus.cited_records import SEED_FIELDS, described

MADE = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
STATE = Provenance(
    generation="g1",
    content_sha256="ab" * 32,
    records=2,
    model="hashing",
    model_fingerprint="cd" * 32,
    settings={"quotes": 4, "model": ""},
    versions={"python": "3.11", "dragoman": "0.1.0"},
)
FLIGHT = "They claimed that the flight arose [from hunger] in 1962."
DENIAL = "However, the Soviet Union denied it."
#: Everything that Markdown, HTML, XML, TeX or a spreadsheet might take for its own.
UGLY = (
    "=1+1 *bold* _it_ `code` [^1] <b>&amp; \\cmd ~x~ $y$ | 'a' \"b\" -- ... @c #d ^e ”[^2]\n"
    "  # no heading  \n1. no item\n\n- nor this\n\tone tab"
)
ARABIC = "وصلت البرقية إلى السفارة."
RIGHTS = "Reuse is <i>welcome</i> for research."


def record(record_id, *texts, profile="plain", **fields):
    """A record whose body paragraphs are these texts."""
    passages, at = [], 0
    for n, text in enumerate(texts, 1):
        span = Span(at, at + len(text))
        passages.append(Passage(record_id=record_id, span=span, text=text, ordinal=n))
        at = span.end
    return Record(
        record_id=record_id,
        text="".join(texts),
        description=described(profile, **fields),
        source=Source(name=record_id, sha256="", media_type="text/plain", importer="test/1"),
        passages=tuple(passages),
    )


CABLE = record(
    "118214",
    f"{FLIGHT} ",
    f"{DENIAL}\n",
    profile="wilson",
    **SEED_FIELDS,
    rights=RIGHTS,
)
LETTER = record("letter <9>", UGLY, ARABIC, title="Letter & 'Note' {50%} #1_a $ \\", date="1962-08")
RECORDS = {each.record_id: each for each in (CABLE, LETTER)}
SEARCHED = {
    "records": 2,
    "passages": 4,
    "expansions": [{"words": "Moscow", "forms": ["Soviet Union"]}],
    "filters": {"from": "1960"},
    "generation": "g1",
    "model": "hashing",
}


def said(source, words, voice="document"):
    """Quote words of a record."""
    start = source.text.index(words)
    return shown(quote(source, Span(start, start + len(words))), voice)


def turn(question, *, quotes=(), fields=(), nearest=(), reasons=(), read_as=None, status=None):
    """A turn that quotes all of this under one frame."""
    segments = [Segment(kind="frame", text="The archive gives:")]
    segments += [Segment(kind="quote", n=n) for n in range(1, len(quotes) + 1)]
    made = Answer(
        question=question,
        read_as=read_as or question,
        status=status or (Status.QUOTED if quotes else Status.SILENT),
        segments=tuple(segments),
        quotes=tuple(quotes),
        fields=tuple(fields),
        nearest=tuple(nearest),
        reasons=tuple(reasons),
        searched=SEARCHED,
        run_id="0123456789abcdef",
    )
    return Turn(question=question, answer=made)


def conversation():
    """Four turns: quotes, awkward quotes, a catalogue field, a silence."""
    return (
        turn(
            "Why did they <leave>?",
            quotes=[said(CABLE, FLIGHT, "reported: the Soviet Union"), said(CABLE, DENIAL)],
        ),
        turn(
            "And the letter?",
            read_as="And the letter? — following “Why did they <leave>?”",
            quotes=[said(LETTER, UGLY), said(LETTER, ARABIC)],
        ),
        turn(
            "In which language?",
            fields=[
                FieldShown(
                    record=CABLE,
                    name=FieldName.LANGUAGE,
                    field=CABLE.description.get(FieldName.LANGUAGE),
                )
            ],
            status=Status.CATALOGUE,
        ),
        turn(
            "What of Skopje?",
            reasons=["no record held here mentions Skopje"],
            nearest=[said(CABLE, DENIAL)],
        ),
    )


def stored(record_id):
    """Return a record as `Archive.record` does."""
    from corpus.errors import UnknownRecord

    if record_id not in RECORDS:
        raise UnknownRecord(f"The archive has no record {record_id}.")
    return RECORDS[record_id]
