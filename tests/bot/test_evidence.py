"""What a sentence must hold to answer, and what the reader is told when it does not."""

from dataclasses import replace

import pytest

from bot.evidence import uncounted, unfit, unnamed
from corpus.descriptions import Field, FieldName, Origin
from corpus.name_tables import shipped_names
from corpus.names import Expansion, NameKind, expand
from corpus.quotes import quote
from corpus.readers import read_bytes
from corpus.readers.plain import plain_record
from corpus.spans import Span

NAMES = shipped_names()
_TIMELESS = "no passage read tells of a time"


@pytest.fixture(scope="module")
def seed(seed_text):
    return read_bytes(seed_text.encode(), "118214.txt")


def sentence(seed, opening):
    start = seed.text.index(opening)
    return quote(seed, Span(start, seed.text.index(".", start) + 1))


def plain(text):
    record = plain_record("x", "", text)
    return quote(record, record.body[0].span)


def held(*names):
    return lambda name: name in names


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What did Yugoslavia say?", ("Yugoslavia",)),
        ("What did the United States do?", ("United States",)),
        ("Did Yugoslavia’s envoy meet Tito?", ("Yugoslavia", "Tito")),
        ("What happened in Xinjiang?", ()),
        ("What happened in Sinkiang?", ()),
        ("What happened on Monday in August?", ()),
        ("Why did they leave?", ()),
        ("did I see it", ()),
        ("What did the Febuary note say?", ()),
        ("What happened in Xinjiang-Yugoslavia?", ("Xinjiang-Yugoslavia",)),
        ("“They left.” True?", ()),
        ("", ()),
    ],
)
def test_names_that_no_record_mentions(question, missing):
    assert unnamed(question, held("Xinjiang"), expand(question, NAMES)) == missing


def test_russians_are_the_soviet_union_and_a_compound_is_its_parts():
    asked = "What did the Russians say of the Diaz-Monzon junta?"
    known = held("Soviet Union", "Diaz", "Monzon")
    assert unnamed(asked, known, expand(asked, shipped_names())) == ()


def test_a_long_misspelt_name_is_the_one_that_is_meant():
    def called(word, meant):
        return [Expansion(words=word, forms=(meant,), kind=NameKind.SPELLING, source="archive")]

    asked = "What did Nazarbaev want?"
    assert unnamed(asked, held("Nazarbayev"), called("Nazarbaev", "Nazarbayev")) == ()
    short = called("Tito", "Pitt")
    assert unnamed("What did Tito want?", held("Pitt"), short) == ("Tito",)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How many sheep and horses was that?", ("sheep", "horses")),
        ("How many head of camels crossed?", ("camels",)),
        ("How many horses and wagons were lost?", ()),
        ("How many of the wagons were lost?", ()),
        ("How many people came?", ()),
        ("How many were there?", ()),
        ("How much compensation was paid?", ("compensation",)),
        ("How much money was paid?", ()),
        ("Which sheep were lost?", ()),
    ],
)
def test_what_no_record_mentions_cannot_have_been_counted(question, missing):
    assert uncounted(question, held("wagons")) == missing


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("How many sheep and horses was that?", "no passage read gives a number of sheep"),
        ("How many sheep or wagons was that?", None),
        ("How many broken wagons were there?", None),
        ("How many people came?", None),
        ("How many were there?", None),
    ],
)
def test_a_number_stands_in_a_record_that_has_what_is_counted(question, reason):
    record = plain_record("x", "", "Broken wagons lay there.\n\nThere were 40 of them.")
    said = unfit(question, quote(record, record.body[-1].span), NAMES)
    assert said == reason


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Was it peace or war?", None),
        ("What did they get – prison or exile?", "no passage read says prison or exile"),
        ("Did they walk or ride?", "no passage read says walk or ride"),
        ("Which peoples or parties were named in the war?", None),
        ("Was it this or that?", None),
    ],
)
def test_of_two_things_asked_for_one_must_be_there(question, reason):
    assert unfit(question, plain("After the war they returned."), NAMES) == reason


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ('What was the "Night of Calm"?', None),
        ('What does "A title" say of calm?', None),
        ('Who was "the butcher"?', "what was found is of a record without “the butcher”"),
    ],
)
def test_quoted_words_are_the_record_s_or_its_catalogue_s(question, reason):
    record = plain_record("x", "A title", "The night was calm.")
    assert unfit(question, quote(record, record.body[0].span), NAMES) == reason


def test_the_position_of_one_is_not_answered_with_another_s(seed):
    soviet = sentence(seed, "They also claimed")
    chinese = sentence(seed, "We have reiterated our stance")
    assert unfit("What did Moscow say about the flight?", soviet, NAMES) is None
    assert unfit("What did the Soviet Union claim?", soviet, NAMES) is None
    assert unfit("What did Peking insist on?", chinese, NAMES) is None
    reason = "no passage read gives the words or position of"
    assert unfit("What did Moscow say about it?", chinese, NAMES) == f"{reason} Moscow"
    assert unfit("What did Peking say about it?", soviet, NAMES) == f"{reason} Peking"


def test_the_ministry_is_the_one_that_wrote(seed):
    question = "What did the Ministry say about the flight?"
    assert unfit(question, sentence(seed, "We have reiterated our stance"), NAMES) is None
    reason = unfit(question, sentence(seed, "They also claimed"), NAMES)
    assert reason == "what was found is the position of the Soviet Union"


@pytest.mark.parametrize(
    ("question", "text", "reason"),
    [
        (
            "What was said in 1959?",
            "In 1962 it was said.",
            "what was found is dated 1962, not 1959",
        ),
        ("What was said in 1962?", "In 1962 it was said.", None),
        ("What was said in 1962?", "It was said.", None),
        ("On which day was it said?", "It was said.", "no passage read gives a day"),
        ("On which day was it said?", "It was said on 19 September.", None),
        ("On what date was it said?", "It was said on September 19.", None),
        ("Which minister signed?", "He signed.", "no passage read names the minister asked for"),
        ("Name of the consul?", "The consulate.", "no passage read names the consul asked for"),
        ("What did Ambassador Cabot promise?", "He promised nothing.", None),
        ("When was it ordered?", "It was ordered.", "no passage read tells of a time"),
        (
            "Which Soviet newspaper printed it?",
            "The Soviet Union said that our newspapers printed it.",
            "no passage read names the newspaper asked for",
        ),
        ("Which newspaper printed it?", "It was printed in the Xinjiang Daily.", None),
        ("Which newspapers, if any, printed it?", "It was printed in Pravda.", None),
        (
            "In which northern province did it begin?",
            "It began in a province.",
            "no passage read names the province asked for",
        ),
        ("In which province did it begin?", "Gansu is where it began.", None),
        ("What made the country poor?", "It was poor.", None),
        (
            "In what language was it written?",
            "It was written by hand.",
            "no passage read tells of a language",
        ),
        ("In what language was it written?", "It was written in Chinese.", None),
        ("What language did they use of him?", "They called him names.", None),
        ("When was it ordered?", "It may be that the market was ordered.", _TIMELESS),
        ("When was it ordered?", "It was ordered before the war.", None),
        ("What was said when it was ordered?", "It was ordered.", None),
        ("How much grain was sent?", "Grain was sent.", "no passage read gives a quantity"),
        ("How much grain was sent?", "Half of the grain was sent.", None),
        ("Which minister signed?", "The Ministers signed.", None),
        ("How many fled?", "Many fled.", "no passage read gives a number"),
        ("How many people fled?", "60,000-plus residents fled.", None),
        ("How many sheep were lost?", "60,000 citizens with their sheep.", None),
        (
            "How many sheep were lost?",
            "60,000 citizens left, and all of the flocks, the sheep.",
            "no passage read gives a number of sheep",
        ),
        ("Where was it?", "Anything.", None),
    ],
)
def test_a_sentence_without_what_is_asked_for_is_unfit(question, text, reason):
    assert unfit(question, plain(text), NAMES) == reason


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("What did Kohl hope for in October 1997?", True),
        ("What did Kohl hope for in 1997?", True),
        ("What did Kohl hope for in 1998?", False),
        ("What did Kohl hope for in September 1997?", False),
    ],
)
def test_a_date_may_be_that_of_the_record(question, fits):
    made = plain_record("x", "", "He hoped for a union by 2010.")
    dated = Field(
        name=FieldName.DATE, value="1997-10-12", raw="12 October 1997", origin=Origin.SOURCE
    )
    described = replace(made.description, fields=(*made.description.fields, dated))
    record = replace(made, description=described)
    assert (unfit(question, quote(record, record.body[0].span), NAMES) is None) == fits


def test_a_relative_date_counts_as_the_year_it_is(seed):
    """ "last year" in a cable of 1 August 1963 is 1962."""
    fled = sentence(seed, "We have also recently rejected")
    assert "last year" in fled.text
    assert unfit("Who fled in 1962?", fled, NAMES) is None
    assert unfit("Who fled in 1959?", fled, NAMES) == "what was found is dated 1962, not 1959"


_NO_CONSUL = "no passage read names the consul asked for"


@pytest.mark.parametrize(
    ("question", "text", "reason"),
    [
        ("Who was the Soviet consul there?", "The Soviet consulate was closed.", _NO_CONSUL),
        ("Name of the Soviet consul?", "The Soviet consulate was closed.", _NO_CONSUL),
        ("What is the name of the consul?", "The consulate was closed.", _NO_CONSUL),
        ("Who was the Soviet consul there?", "Mr. Petrov kept the consulate.", None),
        ("Who was the Soviet consul there?", "The consul kept silent.", None),
        ("their names?", "The Soviet Union sent men.", "no passage read names a person"),
        (
            "What were their names?",
            "The Xinjiang Committee sent men.",
            "no passage read names a person",
        ),
        ("What were their names?", "They sent Burhan Shahidi.", None),
        ("What was its name?", "They sent men.", None),
        (
            "Mao let a bishop go: what was the bishop's name?",
            "It was told of Mao Tse-tung.",
            "no passage read names a person",
        ),
        ("Mao let a bishop go: what was the bishop's name?", "Mao freed Bishop Walsh.", None),
        (
            "How many individual Han did they send?",
            "The 60 citizens came home with their goods, not the Han.",
            "no passage read gives a number of Han",
        ),
        ("How many individual Han did they send?", "They sent back 60 Han.", None),
        ("How many Han were there?", "60 residents came.", "no passage read gives a number of Han"),
        ("How many Chinese citizens came?", "60 residents came.", None),
    ],
)
def test_a_name_asked_for_is_there_and_a_named_thing_is_counted(question, text, reason):
    assert unfit(question, plain(text), NAMES) == reason


def test_an_act_of_last_year_was_not_this_year(seed):
    fled = sentence(seed, "It has not only refused")
    assert unfit("How many people fled in 1963?", fled, NAMES) is not None
    assert unfit("How many people fled in 1962?", fled, NAMES) is None
    assert unfit("What did China claim of the people in 1963?", fled, NAMES) is None


@pytest.mark.parametrize(
    ("question", "opening", "unheard"),
    [
        ("On Albania's account, why did so many flee?", "They also claimed", "Albania"),
        ("According to Albania, why did so many flee?", "They also claimed", "Albania"),
        ("In the Soviet view, why did so many flee?", "They also claimed", None),
        ("According to Moscow, why did so many flee?", "They also claimed", None),
        ("On Beijing's count, how many people fled?", "It has not only refused", None),
        ("In Moscow's view, who is to blame?", "It has not only refused", "Moscow"),
        ("According to the cable, why did so many flee?", "They also claimed", None),
        (
            "According to Ambassador Cabot's letter, why did so many flee?",
            "They also claimed",
            None,
        ),
    ],
)
def test_the_account_of_one_state_is_not_that_of_another(seed, question, opening, unheard):
    found = unfit(question, sentence(seed, opening), NAMES)
    expected = f"no passage read gives the words or position of {unheard}" if unheard else None
    assert found == expected


def test_a_vice_minister_or_chairman_asked_for_is_named():
    consulate = plain("The association was dissolved.")
    for office in ("minister", "chairman"):
        asked = f"Which vice-{office} signed?"
        assert unfit(asked, consulate, NAMES) == f"no passage read names the {office} asked for"


@pytest.mark.parametrize("label", ["2. ", "(12) ", "1133. "])
def test_the_number_of_a_list_is_no_number_of_things(label):
    listed = plain(f"{label}The villages were quiet.")
    assert unfit("How many villages did he see?", listed, NAMES) == "no passage read gives a number"
    assert unfit("How much did it cost?", listed, NAMES) == "no passage read gives a quantity"
    counted = plain(f"{label}The 7 villages were quiet, and cost 5.")
    assert unfit("How many villages did he see?", counted, NAMES) is None
    assert unfit("How much did it cost?", counted, NAMES) is None


@pytest.mark.parametrize(
    ("words", "is_heading"),
    [
        ("Soviet Dissidents", True),
        ("H. Internal and External Adjustment for an Altered Course", True),
        ("MEMORANDUM OF CONVERSATION BETWEEN DR. BRZEZINSKI AND LEADERS", True),
        ("Gordon Gray", True),
        ("Moscow refused.", False),
        ("Moscow refused to receive the Chinese envoy", False),
        ("Intelligence Operations\t150,000", False),
        ("Mr. Popper, Acting Director", False),
        ("July 8, 1976", False),
    ],
)
def test_a_heading_says_nothing_by_itself(words, is_heading):
    said = unfit("What did the press secretary say of Soviet dissidents?", plain(words), NAMES)
    assert (str(said) == "what was found is a heading or a name alone") is is_heading


def test_capitals_in_a_longer_paragraph_are_no_heading():
    record = plain_record("x", "", "Soviet Dissidents. They wrote to the President.")
    words = quote(record, Span(0, len("Soviet Dissidents")))
    assert "heading" not in str(unfit("Who wrote?", words, NAMES))
