"""Follow-ups: what a question takes over, and when it stands alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.followups import READ, SEARCHED, Understood, alone, leans, names_nothing, understand
from bot.history import Exchange

FIRST = "What did China allege in its note of 30 August 1962?"
SECOND = "And what did the Soviets say to that?"
REPLY = "The Soviet Union tried to deny [this assertion] in the reply dated 19 September."


def asked(*questions: str) -> list[Exchange]:
    return [Exchange(question=question) for question in questions]


def certain(question: str, history: str) -> float:
    return 1.0


def never(question: str, history: str) -> float:
    return 0.0


@pytest.mark.parametrize(
    "question",
    ["And what did the Soviets say to that?", "But why?", "When was that?", "Why?",
     "What about it?", "How did they reply?", "Then what?"],
)  # fmt: skip
def test_a_question_that_opens_or_points_back_leans(question):
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    [
        "How did Moscow explain the exodus of 60,000 residents from Xinjiang?",
        "Which penalty did the regional leadership lay down for spreading rumours?",
        "Back to the consulate: what did it do?",
        "What does the cable say about Albania?",
    ],
)
def test_a_question_that_says_what_it_is_about_stands_alone(question):
    assert not leans(question)


@pytest.mark.parametrize("weigh", [None, certain, never])
def test_the_first_question_is_read_as_it_stands(weigh):
    assert understand(SECOND, [], weigh) == Understood(
        question=SECOND, read_as=SECOND, query=SECOND
    )


@pytest.mark.parametrize("weigh", [None, certain, never])
@pytest.mark.parametrize("question", ["😀", "?!", "—"])
def test_what_holds_no_word_takes_nothing_over(question, weigh):
    assert understand(question, asked(FIRST), weigh) == alone(question)


def test_a_turn_that_was_met_with_silence_is_not_carried_on():
    silent = Exchange(question="How many sheep was that?")
    answered = Exchange(question=FIRST, reply="They fled.")
    read = understand("Why?", [answered, silent], certain)
    assert read.carried == (FIRST,)
    assert understand("Why?", [silent], certain).carried == (silent.question,)


@pytest.mark.parametrize("weigh", [certain, None])
def test_a_question_in_another_script_is_not_weighed(weigh):
    """The models see its signs as one unknown sign."""
    before = [Exchange(question=FIRST, reply=REPLY)]
    assert understand("谁否决了外蒙古加入联合国？", before, weigh).carried == ()
    assert understand("Кто закрыл консульство?", before, weigh).carried == ()
    assert understand("为什么？", before, weigh).carried == (FIRST,)


class TestByRules:
    """Where nothing can be weighed, as in an archive of a few paragraphs."""

    def test_a_follow_up_takes_over_the_question_before(self):
        second = understand(SECOND, asked("Something else entirely, of no matter here?", FIRST))
        assert second.carried == (FIRST,)
        assert second.query == f"{FIRST} {SECOND}"
        assert second.read_as == f"{SECOND} — following “{FIRST}”"
        assert second.question == SECOND

    def test_a_follow_up_of_a_follow_up_takes_over_both(self):
        third = understand("When was that?", asked(FIRST, SECOND))
        assert third.carried == (FIRST, SECOND)
        assert third.read_as == f"When was that? — following “{FIRST}” and “{SECOND}”"

    def test_never_more_than_two_are_taken_over(self):
        last = understand("Why?", asked(FIRST, SECOND, "When was that?", "And then?"))
        assert len(last.carried) == 2

    def test_a_question_that_stands_alone_takes_over_nothing(self):
        alone = understand("How did Moscow explain the exodus of residents?", asked(FIRST, SECOND))
        assert alone.carried == ()
        assert alone.read_as == alone.query == alone.question


class TestWeighed:
    """Where searches tell how much a question leans."""

    EARLIER = (
        Exchange(question=FIRST, reply="We pointed out that the “Soviet Union” instigated it."),
        Exchange(question=SECOND, reply=REPLY),
    )

    def test_read_with_the_history_it_has_questions_and_answers_and_ends_with_itself(self):
        read = understand("Did Peking come back on it?", self.EARLIER, certain)
        assert read.carried == (FIRST, SECOND)
        assert "instigated" in read.query
        assert "19 September" in read.query
        assert read.query.endswith("Did Peking come back on it?")

    def test_no_quotation_mark_of_an_answer_becomes_a_need(self):
        read = understand("Did Peking come back on it?", self.EARLIER, certain)
        assert "“" not in read.query
        assert "”" not in read.query

    def test_the_reranker_reads_it_after_the_question_before_and_its_answer_too(self):
        read = understand("Did Peking come back on it?", self.EARLIER, certain)
        assert read.also == (f"{SECOND} {REPLY} Did Peking come back on it?",)

    def test_after_a_silent_turn_it_is_read_after_the_question_alone(self):
        read = understand("Did Peking come back on it?", asked(FIRST), certain)
        assert read.also == (f"{FIRST} Did Peking come back on it?",)

    def test_unlikely_to_lean_it_takes_over_nothing(self):
        read = understand("Did Peking come back on it?", self.EARLIER, never)
        assert (read.carried, read.also, read.or_else) == ((), (), None)
        assert read.query == read.read_as == "Did Peking come back on it?"

    def test_a_question_that_names_nothing_leans_whatever_is_weighed(self):
        assert understand("Why was that?", self.EARLIER, never).carried == (FIRST, SECOND)

    @pytest.mark.parametrize(
        "question",
        ["Who ruled Poland then under Kosciuszko?", "Did Poland rise? And Kosciuszko?"],
    )
    def test_pointing_back_or_going_on_a_new_name_may_still_lean(self, question):
        pointing = question if "then" in question else f"And {question}"
        assert understand(pointing, self.EARLIER, certain).carried == (FIRST, SECOND)

    def test_a_new_name_that_points_at_nothing_stands_alone(self):
        question = "Did the peasants of Poland follow Kosciuszko?"
        assert understand(question, self.EARLIER, certain).carried == ()

    def test_a_name_spoken_of_before_does_not_stand_alone(self):
        question = "Did the Soviet Union deny the assertion?"
        assert understand(question, self.EARLIER, certain).carried == (FIRST, SECOND)

    @pytest.mark.parametrize("chance", [0.46, 0.54])
    def test_of_two_readings_about_equally_likely_the_other_is_offered(self, chance):
        question = "Did Peking come back on it?"
        read = understand(question, self.EARLIER, lambda *_: chance)
        readings = {question, f"{question} — following “{FIRST}” and “{SECOND}”"}
        assert {read.read_as, read.or_else} == readings

    @pytest.mark.parametrize("chance", [0.0, 0.44, 0.56, 1.0])
    def test_a_sure_reading_offers_no_other(self, chance):
        assert understand("Did he?  Peking?", self.EARLIER, lambda *_: chance).or_else is None

    def test_of_many_earlier_questions_two_are_named_and_the_others_counted(self):
        read = understand("Did it?  Peking?", asked("One?", "Two?", "Three?", "Four?"), certain)
        assert read.carried == ("One?", "Two?", "Three?", "Four?")
        assert read.read_as.endswith("following 2 earlier questions, “Three?” and “Four?”")

    def test_only_questions_whose_words_are_searched_are_said_to_be_taken_over(self):
        long = Exchange(question="Long ago?", reply="word " * SEARCHED)
        read = understand("Did it agree?", [*asked(FIRST), long], certain)
        assert read.carried == ("Long ago?",)

    def test_a_hundred_turns_are_searched_with_as_few_words_as_two(self):
        read = understand("Did it agree?", self.EARLIER * 50, certain)
        assert len(read.query.split()) == SEARCHED
        assert all(len(form.split()) <= READ for form in read.also)

    def test_a_question_that_leaves_no_room_stands_alone(self):
        question = "Peking " * (SEARCHED + 1)
        assert understand(question, self.EARLIER, certain).carried == ()


class TestAskedAgain:
    """A question that was asked before does not follow itself."""

    WHOLE = "How many residents left Xinjiang?"
    EARLIER = (
        Exchange(question="What did Tito say about Xinjiang?", reply="He denied it."),
        Exchange(question=WHOLE, reply="Moscow denied it."),
    )

    def test_it_is_read_after_what_it_was_read_after(self):
        assert understand(self.WHOLE, self.EARLIER[1:], certain) == alone(self.WHOLE)
        again = understand(self.WHOLE.lower(), self.EARLIER, certain)
        assert again.carried == (self.EARLIER[0].question,)

    def test_one_that_points_back_does_not_follow_its_asking_just_before(self):
        asking = Exchange(question="When did he write that?", reply="In June.")
        again = understand("When did he write that?", [self.EARLIER[0], asking, asking], certain)
        assert again.carried == (self.EARLIER[0].question,)

    def test_one_that_names_nothing_asks_further(self):
        earlier = [self.EARLIER[0], Exchange(question="Why?", reply="For the wheat.")]
        assert understand("Why?", earlier, certain).carried[-1] == "Why?"


def test_a_question_that_names_nothing_takes_over_the_last_topic_alone():
    earlier = [
        Exchange(question="What did Kohl tell Yeltsin about NATO?", reply="It was their will."),
        Exchange(question="What did Nehru write of China in 1949?", reply="It had changed."),
        Exchange(question="When did he write that?"),
    ]
    read = understand("To whom?", earlier, certain)
    assert read.carried == (earlier[1].question,)
    assert "Kohl" not in read.query


class TestBack:
    """Back to something that was spoken of, or to something new."""

    EARLIER = (
        Exchange(question="What did the consulate do?", reply="It sheltered them."),
        Exchange(question="Who fled to Kazakhstan?", reply="Herdsmen."),
    )

    def test_back_to_a_topic_takes_over_the_turn_that_spoke_of_it(self):
        read = understand("Back to the consulate: whom else?", self.EARLIER, never)
        assert read.carried == ("What did the consulate do?",)

    def test_an_answer_may_have_spoken_of_it(self):
        read = understand("Let's go back to the herdsmen", self.EARLIER)
        assert read.carried == ("Who fled to Kazakhstan?",)

    def test_back_to_what_nobody_spoke_of_is_a_new_topic(self):
        assert understand("Back to Albania: what of it?", self.EARLIER, certain).carried == ()


def test_an_elliptic_question_is_read_as_the_whole_one():
    earlier = asked("What does the cable say about Albania?", "Whose claim is that?")
    read = understand("And about Yugoslavia?", earlier, never)
    assert read.read_as == read.query == "What does the cable say about Yugoslavia?"
    assert read.carried == ("What does the cable say about Albania?",)


@pytest.mark.parametrize("question", ["Why?", "When was that?", "Who were they?", "Was it so?"])
def test_words_that_say_nothing_name_nothing(question):
    assert names_nothing(question)


@pytest.mark.parametrize("question", ["Who signed it?", "1962?", "😀", "", "?"])
def test_any_other_word_names_something(question):
    assert not names_nothing(question)


@pytest.mark.parametrize("question", ["", "😀", "\u202eثم", "?", "' OR 1=1 --", "a" * 4000])
@pytest.mark.parametrize("weigh", [None, certain, never])
def test_odd_questions_are_understood_without_falling_over(question, weigh):
    assert understand(question, asked(FIRST), weigh).question == question


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4), st.floats(0, 1))
def test_every_reading_ends_with_the_question_or_completes_it(question, before, chance):
    read = understand(question, asked(*before), lambda *_: chance)
    assert read.question == question
    assert set(read.carried) <= set(before)
    assert bool(read.carried) or read.query == question


def test_the_question_before_is_read_whole_however_long_its_answer():
    before = Exchange(question="How many citizens does China want back?", reply="word " * 200)
    (form,) = understand("With what belongings?", [before]).also
    assert form.startswith("How many citizens does China want back? word word")
    assert form.endswith("word With what belongings?")
    assert len(form.split()) == READ


def test_only_what_is_searched_with_turns_before_it_follows():
    earlier = [Exchange(question=FIRST, reply=REPLY)]
    followed = understand("Did they accept it?", earlier, certain)
    assert (followed.follows, followed.in_full) == (True, "Did they accept it?")
    by_itself = understand("What does the cable say about Albania?", earlier, never)
    assert (by_itself.follows, by_itself.in_full) == (False, by_itself.question)


def test_an_elliptic_question_stands_for_a_whole_one_and_does_not_follow():
    whole = understand("And about Albania?", asked("What does the cable say about Moscow?"), never)
    assert not whole.follows
    assert whole.in_full == whole.read_as == "What does the cable say about Albania?"
