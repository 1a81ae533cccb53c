"""Which record a question points at, by what it says of it."""

import pytest

from bot.holdings import Holdings, is_called_all
from bot.pointing import called, named_date, named_noun, pointed_at, roughly, without_pointing
from corpus.entries import entry_of
from corpus.readers import read_bytes
from embeddings.analysis import terms
from tests.bot.samples import described


@pytest.fixture(scope="module")
def holdings(seed_text):
    seed = read_bytes(seed_text.encode(), "118214.txt")
    others = [
        described("t1", genre="Telegram", date="1963-05-04", title="Telegram to Peking"),
        described("t2", genre="Telegram", date="1963-08-01", title="Telegram to Moscow"),
        described("m1", genre="Memorandum of Conversation", date="1963-08-01", title="Talk"),
    ]
    return Holdings(tuple(entry_of(each) for each in (seed, *others)))


def test_what_a_record_is_called(holdings):
    seed, *_, memo = holdings.entries
    assert seed.nouns == {"cable", "circular"}
    assert seed.number == "74"
    assert memo.nouns == {"memorandum"}
    assert holdings.translated == (seed,)


@pytest.mark.parametrize(
    ("question", "candidates"),
    [
        ("Who signed the cable?", ("118214",)),
        ("Does the circular mention Kazakhs?", ("118214",)),
        ("What does the telegram say?", ("t1", "t2")),
        ("What does the telegram of 4 May 1963 say?", ("t1",)),
        ("What does the 1 August 1963 telegram say?", ("t2",)),
        ("Who wrote the document of 4 May 1963?", ("t1",)),
        ("What is PRC FMA 118-01100-14?", ("118214",)),
        ("Who wrote record 118214?", ("118214",)),
        ("What does the document say?", ()),
        ("What was the treaty of 4 May 1963?", ()),
        ("Who fled?", ()),
    ],
)
def test_the_records_that_answer_to_a_question(holdings, question, candidates):
    assert pointed_at(question, holdings).candidates == candidates


def test_words_of_the_title_tell_records_apart(holdings):
    told = pointed_at("Who signed the telegram to Moscow?", holdings, extra=["Moscow"])
    assert told.candidates == ("t2",)


@pytest.fixture(scope="module")
def talks():
    made = [
        described(
            "300237",
            title="The Chancellor's Telephone Conversation with President Kwasniewski "
            "on Thursday, 12 September 1996",
            date="1996-09-12",
        ),
        described(
            "300638",
            title="Statement of Nakajima Kenzo, Chairman",
            creator="Nakajima, Kenzō",
            genre="Statement",
            date="1967-11",
        ),
        described(
            "300646",
            title="Address by Mr. Frank Aiken to the United Nations General Assembly",
            date="1958-09-19",
        ),
        described(
            "vol/d64",
            title="Memorandum for the Record",
            genre="Memorandum for the Record",
            date="1953-11-11",
        ),
        described(
            "vol/d79",
            title="Letter From the Ambassador to Guatemala (Peurifoy) to Mr. Cabot",
            genre="Letter",
            date="1953-12-28",
        ),
        described("vol/d8", title="Letter to Mr. Cabot", genre="Letter", date="1954-01-05"),
        described("1958", title="The year", reference_code="File 7/22"),
    ]
    return Holdings(tuple(entry_of(each) for each in made))


@pytest.mark.parametrize(
    ("question", "put", "candidates"),
    [
        ("Who translated 300638?", "Who translated the record?", ("300638",)),
        ("Who translated document 300638?", "Who translated the record?", ("300638",)),
        ("Who wrote vol/d79?", "Who wrote the record?", ("vol/d79",)),
        ("Who wrote File 7/22?", "Who wrote the record?", ("1958",)),
        ("Who wrote the statement of November 1967?", "Who wrote the record?", ("300638",)),
        ("Who wrote the statement by Nakajima Kenzo?", "Who wrote the record?", ("300638",)),
        ("Who sent the document of September 12, 1996?", "Who sent the record?", ("300237",)),
        ("Where is the memorandum for the record of November 11, 1953 kept?",
         "Where is the record kept?", ("vol/d64",)),
        ("Where is the Chancellor-Kwasniewski telephone conversation of September 1996 kept?",
         "Where is the record kept?", ("300237",)),
        ("When was Aiken's address to the UN General Assembly uploaded?",
         "When was the record uploaded?", ("300646",)),
        ("How secret was Ambassador Peurifoy's letter to Cabot of December 28, 1953?",
         "How secret was the record?", ("vol/d79",)),
        ("Who signed the letter to Cabot?", "Who signed the record?", ("vol/d79", "vol/d8")),
        ("What is the source of Peurifoy's letter?", "What is the source of the record?",
         ("vol/d79",)),
    ],
)  # fmt: skip
def test_a_record_is_called_by_a_code_or_a_phrase(talks, question, put, candidates):
    found = called(question, talks)
    assert (found.question, found.candidates) == (put, candidates)


@pytest.mark.parametrize(
    "question",
    ["Who signed the letter?", "Who signed the Soviet letter?", "Who signed the letter to Stalin?",
     "Who signed the letter of 3 May 1950?", "When did Aiken address the General Assembly?",
     "What was published in 1958?", "Who wrote the treaty with Peurifoy?", "Who fled?",
     "Which statement did Nakajima make?", "What is the source of Peurifoy's remark?"],
)  # fmt: skip
def test_a_noun_alone_or_other_words_call_no_record(talks, question):
    assert called(question, talks) is None


def test_what_a_record_has_is_not_what_is_pointed_at():
    nouns = frozenset({"letter"})
    assert named_noun("What is the source of the letter?", nouns) == ("letter", False)
    assert named_noun("What is the source of this letter?", nouns) == ("letter", True)
    assert named_noun("What does the text of the treaty say?", nouns) == ("text", False)
    assert roughly("Who sent Aiken's long address to 300646?") == (
        "Who sent the record to the record?"
    )


def test_nouns_and_dates():
    assert named_noun("What does this telegram say?", frozenset({"telegram"})) == ("telegram", True)
    assert named_noun("Who translated it?", frozenset()) == ("", True)
    assert named_noun("Who fled?", frozenset()) == ("", False)
    assert named_date("the note of 18 July 1963").edtf == "1963-07-18"
    assert named_date("in May") is None
    assert without_pointing("the cable of 1 August 1963, 118-01100-14").split() == [
        "the", "cable", "of", ",",
    ]  # fmt: skip


def test_a_memo_is_a_memorandum(holdings):
    assert named_noun("When did he write this memo?", holdings.nouns) == ("memorandum", True)
    assert pointed_at("Who signed the memo of 1 August 1963?", holdings).candidates == ("m1",)


@pytest.mark.parametrize(
    ("words", "is_called"),
    [
        ("Peking telegrams", True),
        ("talk", False),
        ("Arbenz", True),
        ("O’Neill’s 60000", True),
        ("died", True),
        ("sky", True),
        ("ties", False),
    ],
)
def test_words_of_what_a_record_is_called_whatever_their_letters(words, is_called):
    title = "Telegram to Peking: Árbenz, O'Neill and 60,000 dying under the skies"
    entry = entry_of(described("t1", genre="Telegram", title=title))
    assert is_called_all(entry, frozenset(terms(words))) is is_called
