"""What a query wants of the lexical side."""

from embeddings.lexical_query import Concept, lexical_query, of_terms


def test_a_query_is_its_content_terms():
    assert lexical_query("Who is blamed for the riots?") == of_terms(["blame", "riot"])
    assert not lexical_query("?")


def test_a_name_with_other_forms_is_one_concept():
    query = lexical_query("Riots in Kulja", {"Kulja": ["Yining", "I-ning", "Kulja"]})
    assert query.concepts == (
        Concept(forms=(("kulja",), ("yine",), ("i", "ning"))),
        Concept(forms=(("riot",),)),
    )


def test_the_last_part_of_a_heading_counts_double():
    weights = {c.forms[0][0]: c.weight for c in lexical_query("Guatemala: arms: embargo").concepts}
    assert weights == {"guatemala": 1.0, "arm": 1.0, "embargo": 2.0}


def test_a_question_has_no_last_part():
    assert {c.weight for c in lexical_query("Exodus 1962: what was demanded?").concepts} == {1.0}
    assert {c.weight for c in lexical_query(": arms").concepts} == {1.0}
