"""What kind of thing a question asks for."""

import pytest

from bot.questions import QuestionType, question_type, quota


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who is blamed?", "who"),
        ("Whose newspapers were meant?", "who"),
        ("Which minister replied?", "who"),
        ("When did they answer?", "when"),
        ("On which day was the note sent?", "when"),
        ("What year was it?", "when"),
        ("Where did it happen?", "where"),
        ("In what town were the riots?", "where"),
        ("How many fled?", "how many"),
        ("What share of the residents left?", "how many"),
        ("Why did they leave?", "why"),
        ("For what reason did they leave?", "why"),
        ("List the demands.", "list"),
        ("What measures were taken?", "list"),
        ("Did China protest?", "yes or no"),
        ("And was that all?", "yes or no"),
        ("What did Moscow say?", "claim"),
        ("How did the Soviet government explain it?", "claim"),
        ("What happened, according to Moscow?", "claim"),
        ("Give a timeline of the exchange of notes", "timeline"),
        ("How do the two positions differ?", "comparison"),
        ("Compare the notes.", "comparison"),
        ("What does “individual Han” mean?", "definition"),
        ("What demands were made?", "list"),
        ("What prompted the note?", "why"),
        ("What is the policy?", "what"),
        ("The repatriation of citizens", "what"),
        ("", "what"),
        ("WHO IS BLAMED?", "who"),
    ],
)
def test_the_type_of_a_question(question, kind):
    assert question_type(question) is QuestionType(kind)


def test_a_single_fact_needs_fewer_sentences_than_a_list():
    shown = {kind: quota(kind) for kind in QuestionType}
    assert {shown[QuestionType(kind)] for kind in ("who", "when", "where", "how many")} == {2}
    assert shown[QuestionType.LIST] == 6
    assert shown[QuestionType.TIMELINE] == 10
