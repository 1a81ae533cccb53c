"""What a question takes for granted and a sentence tells otherwise."""

import pytest

from bot.premises import premise_of, untrue
from corpus.name_tables import shipped_names
from corpus.quotes import quote
from corpus.readers import read_bytes
from corpus.readers.plain import plain_record
from corpus.spans import Span
from tests.bot.samples import sentence

NAMES = shipped_names()


@pytest.fixture(scope="module")
def seed(seed_text):
    return read_bytes(seed_text.encode(), "118214.txt")


def plain(text):
    record = plain_record("x", "", text)
    return quote(record, record.body[0].span)


def against(question, words):
    return untrue(question, words, NAMES)


@pytest.mark.parametrize(
    ("question", "words", "reason"),
    [
        (
            "What became of the livestock of the 6,000 Chinese citizens?",
            "livestock and assets",
            "no record read gives the number 6,000",
        ),
        (
            "What did the Chinese note dated 30 September 1962 point out?",
            "In our note dated 30 August",
            "no record read mentions 30 September",
        ),
        (
            "Why did the Soviet Union admit it?",
            "tried to deny",
            "what was found says “deny” where the question says “admit”",
        ),
        (
            "How did Moscow justify itself after admitting its subversion?",
            "I quoted a massive",
            "what was found says “deny” where the question says “admitting”",
        ),
        (
            "Whom did the Committee pardon for spreading rumors?",
            "issued an order to punish",
            "what was found says “punish” where the question says “pardon”",
        ),
        (
            "Why does the ministry think the plots did succeed in the end?",
            "never going to succeed",
            "what was found denies what the question takes for granted",
        ),
        (
            "Why did China refuse to repatriate the residents?",
            "It has not only refused to repatriate",
            "what was found says this of another than China",
        ),
        (
            "Why did the Soviet border authorities notify China of it?",
            "our border authorities have notified",
            "what was found says this of another than the Soviet border authorities",
        ),
        (
            "Where did China send letters from, across the border?",
            "by sending letters from Soviet territory",
            "what was found says this of another than China",
        ),
        (
            "Why did the Soviet Union agree to return the people?",
            "our border authorities cannot accept",
            "what was found denies what the question takes for granted",
        ),
        (
            "What became of the assets of the Soviet citizens?",
            "Chinese citizens along with their livestock",
            "what was found speaks of “Chinese citizens”, not of “Soviet citizens”",
        ),
    ],
)
def test_a_premise_that_the_sentence_denies_is_named(seed, question, words, reason):
    assert against(question, sentence(seed, words)) == reason


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Did the Soviet Union admit it?", "tried to deny"),  # the sentence answers whether
        ("Was it on 30 September 1962?", "In our note dated 30 August"),
        ("Why did the Soviet Union deny it?", "tried to deny"),
        ("Why did Moscow refuse to repatriate them?", "It has not only refused to repatriate"),
        ("What did the Chinese border authorities notify?", "our border authorities have notified"),
        ("What did the note of 30 August point out?", "In our note dated 30 August"),
        ("What did the cable of 1 August 1963 say of the note?", "In our note dated 30 August"),
        ("What became of the assets of the 60 000 people?", "livestock and assets"),
        ("What became of the more than 50,000 people?", "livestock and assets"),
        ("What became of the assets of the Chinese citizens?", "livestock and assets"),
        ("Why will the plots never succeed?", "never going to succeed"),
        ("Why was the order accepted?", "has not ceased its subversive activities"),
        ("Why did Moscow admit it?", "has not ceased its subversive activities"),
        ("List the people who fled.", "It has not only refused to repatriate"),
    ],
)
def test_what_agrees_or_cannot_be_told_passes(seed, question, words):
    assert against(question, sentence(seed, words)) is None


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("Who sold the 6,000 rifles?", "He sold six thousand rifles.", True),
        ("Who sold the 6,000 rifles?", "He sold 6 thousand rifles.", True),
        ("Who sold the 6,000 rifles?", "He sold 7,000 rifles.", False),
        ("Who sold the 6,000 rifles?", "Sold: " + "123 " * 1_500, False),
        ("Who sold the 6,000 rifles?", "9" * 500 + " million were sold.", False),
        ("Why did 20 march on the capital?", "They marched on it.", True),
        ("Why did 20 leave in paragraph 5?", "Paragraph 5 may be read so.", True),
        ("Why did they march on March 20?", "They marched on it.", False),
        ("What was agreed on October 10?", "They met on October 9, 10, and 11, 1961.", True),
        ("What was agreed on October 12?", "They met on October 9, 10, and 11, 1961.", False),
        ("What was agreed on 11 October?", "They met from October 9 to 12, 1961.", True),
        ("What was agreed on 9 October?", "They met on 8 and 9 October.", True),
        ("Why did Monzon move?", "Monzon would not move unless asked.", True),
        ("Why did Monzon move?", "Monzon would not move.", False),
        ("How did Britain seize the ship?", "The ship was seized by the United States.", True),
        ("How did Britain seize them?", "The United States seized them.", False),
        ("When was the British ship sunk?", "American ships and a British ship were there.", True),
        ("When was the British ship sunk?", "The American ship was sunk.", False),
    ],
)
def test_figures_days_acts_and_nations_of_other_records(question, text, told):
    assert (against(question, plain(text)) is None) is told


def test_only_a_question_that_takes_something_for_granted_has_a_premise():
    assert premise_of("Did they agree?") is None
    assert premise_of("Tell me of the treaty") is None
    premise = premise_of("Why did Soviet officials finally agree on 3 May to take 1,200 people?")
    assert premise.actor == "Soviet officials"
    assert {"agre", "accept"} <= premise.verb
    assert premise.figures == ("1,200",)
    assert premise.days == (((5, 3), "3 May"),)


def test_a_quote_is_judged_by_its_own_record():
    record = plain_record("x", "", "He came on 5 May 1950.\n\nHe left in June.")
    later = quote(record, Span(record.text.index("He left"), len(record.text)))
    assert against("When did he leave, after 5 May?", later) is None
    assert against("When did he leave, after 6 May?", later) == "no record read mentions 6 May"


@pytest.mark.timeout(60)
def test_adverbs_are_gone_through_once():
    assert premise_of(f"Why did Moscow {'un1ly ' * 400}7 the riots?").actor == ""
    told = plain(f"They {'really ' * 400}(refused it.")
    assert against("Why did China refuse it?", told) is None


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", ["1, 2, " * 20_000, "THE SOVIET UNION " * 5_000 + "refused it."])
def test_tables_and_texts_in_capitals_are_gone_through_once(text):
    assert against("Why did China refuse it on 5 May?", plain(text)) is not None
