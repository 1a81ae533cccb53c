"""Search: the whole text is findable, odd queries are harmless, equal queries give equal hits."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.queries import MAX_QUERY, checked_query
from bot.retriever import context
from corpus.errors import InvalidQuery
from corpus.passages import Role
from corpus.quotes import quote

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def retriever(archive):
    return archive.retriever


@pytest.mark.parametrize(
    "query",
    [
        "reserve the right to file such a request forever",
        "subversive activities through the consulate and the Soviet Nationals Association",
        "counterrevolutionary riots in Yining",
        "riots in Kuldja",
        "伊宁",
    ],
)
def test_what_lies_beyond_the_encoder_s_limit_is_found(retriever, query):
    (hit,) = retriever.search(query, 1)
    assert hit.passage.passage_id == "118214#p3"


def test_the_window_is_the_part_that_fits(retriever, archive):
    (hit,) = retriever.search("the right to file such a request forever", 1)
    text = hit.window.of(archive.record("118214").text)
    assert "forever" in text
    assert len(text) < len(hit.passage.text)
    assert hit.window.within(hit.passage.span)


def test_hits_are_passages_in_order_each_once(retriever):
    hits = retriever.search("Soviet Union", 10)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert len({hit.passage.passage_id for hit in hits}) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_only_the_body_is_evidence_unless_asked(retriever):
    assert {hit.passage.role for hit in retriever.search("Embassies Abroad", 10)} == {Role.BODY}
    hits = retriever.search("Embassies Abroad and Diplomatic Offices", 1, roles=tuple(Role))
    assert hits[0].passage.role is Role.FRONT


@pytest.mark.parametrize(("k", "found"), [(1, 1), (2, 2), (3, 3), (1_000_000, 3)])
def test_as_many_as_wanted_and_held(retriever, k, found):
    assert len(retriever.search("riots", k)) == found


def test_a_query_is_searched_on_one_line_with_single_blanks(retriever):
    assert checked_query("  What \n\t did   they say? ") == "What did they say?"
    assert retriever.search("riots   in\n Yining", 1).query == "riots in Yining"


@pytest.mark.parametrize("k", [0, -1])
def test_none_wanted_is_a_mistake(retriever, k):
    with pytest.raises(InvalidQuery, match="k must be 1 or more"):
        retriever.search("riots", k)


def test_what_is_no_query_or_number_is_told_in_a_sentence(retriever):
    with pytest.raises(TypeError, match="A question is a string; this is None"):
        retriever.search(None)
    with pytest.raises(TypeError, match="k is a whole number; this is '3'"):
        retriever.search("riots", k="3")


@pytest.mark.parametrize(
    "query", ["", "   \n\t", "x" * (MAX_QUERY + 1), "riots\0", "\x1b[31m", "\ud800", "a\x07"]
)
def test_what_cannot_be_searched_is_refused_with_a_remedy(retriever, query):
    with pytest.raises(InvalidQuery) as refused:
        retriever.search(query)
    assert refused.value.remedy
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    "query",
    ["x" * MAX_QUERY, "riot " * 800, "😀", "the of and", "مرحبا كيف حالك", "\u202eabc", "…", '"(*"',
     "a AND (b OR", "text:riots^9", "\\", "?" * 50, "\u0301", "e\u0301", "غۇلجا"],
)  # fmt: skip
def test_odd_queries_are_harmless(retriever, query):
    assert checked_query(query) == query.strip()
    hits = retriever.search(query, 2)
    assert len(hits) == 2
    assert all(-1.001 <= hit.cosine <= 1.001 and hit.bm25 >= 0 for hit in hits)


@pytest.mark.parametrize(
    ("phrase", "ids"),
    [
        ("Soviet Nationals Association", ["118214#p3"]),
        ("soviet nationals association", ["118214#p3"]),
        ("60,000-plus", ["118214#p1", "118214#p2", "118214#p3"]),
        ("association nationals", []),
        ("Sinkiang", []),
        ("😀", []),
    ],
)
def test_a_phrase_is_searched_as_it_stands(retriever, phrase, ids):
    hits = retriever.search(phrase, 10, phrase=True)
    assert sorted(hit.passage.passage_id for hit in hits) == ids


def test_a_hit_says_why(retriever):
    (hit, *_) = retriever.search("Who is blamed for the riots in Yining?", 3)
    assert hit.matched_terms == ("riots", "Yining", "Gulja")
    assert (hit.dense_rank, hit.lexical_rank) == (1, 1)
    assert all(quote(hit.record, span).text in hit.matched_terms for span in hit.matched)
    plain = hit.to_json()
    assert plain["label"] == "PRC FMA 118-01100-14, 147-149, para. 3"
    assert plain["why"]["bm25"] > 0
    assert hit.record.text[plain["start"] : plain["end"]] == plain["text"] == hit.passage.text


def test_equal_queries_give_equal_hits_also_from_eight_threads(retriever):
    queries = [
        "riots",
        "Who fled?",
        "Albania",
        "the consulate",
        "a note",
        "Kulja",
        "livestock",
        "x",
    ]
    alone = [retriever.search(query, 3) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda query: retriever.search(query, 3), queries))
    assert together == alone


def test_records_are_ranked_by_their_best_passage(retriever):
    best = retriever.search("riots", 1)[0]
    assert retriever.rank_records("riots", 10) == ((best.record_id, best.score),)


def test_expansions_name_what_was_searched_beside_the_words(retriever):
    found = {e["words"]: e["forms"] for e in retriever.expansions("Did Moscow mention Kulja?")}
    assert "Soviet Union" in found["Moscow"]
    assert set(found["Kulja"]) == {"Yining", "Gulja"}
    assert retriever.expansions("no names") == []


def test_context_is_what_stands_around(archive):
    record = archive.record("118214")
    first, middle, last = record.body
    assert context(record, middle) == (first, middle, last)
    assert context(record, middle, before=0, after=0) == (middle,)
    assert context(record, record.passages[0], before=5)[0] is record.passages[0]


def test_a_hit_cannot_be_changed(retriever):
    (hit,) = retriever.search("riots", 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        hit.score = 9.0


QUERIES = ["riots", "Who fled to the Soviet Union?", "Kulja", "note of 30 August 1962", "riots"]


def test_many_queries_give_what_each_gives_alone(retriever):
    together = retriever.search_many(QUERIES, k=3)
    assert together == [retriever.search(query, 3) for query in QUERIES]
    assert [hits.query for hits in together] == QUERIES
    assert retriever.search_many([]) == []
    phrases = retriever.search_many(["Albania", "no such words"], phrase=True)
    assert [len(hits) for hits in phrases] == [1, 0]


def test_many_queries_from_eight_threads(retriever):
    alone = retriever.search_many(QUERIES, k=3)
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: retriever.search_many(QUERIES, k=3), range(16)):
            assert found == alone


def test_one_query_of_many_that_cannot_be_searched_is_refused(retriever):
    with pytest.raises(InvalidQuery, match="empty"):
        retriever.search_many(["riots", " "])


def test_one_query_is_no_list_of_queries(retriever):
    with pytest.raises(TypeError, match=r"give \[query\]"):
        retriever.search_many("riots")


def test_context_of_a_hit_or_a_passage(retriever, archive):
    (hit,) = retriever.search("riots in Yining", 1)
    record = archive.record("118214")
    assert retriever.context(hit) == context(record, hit.passage)
    assert retriever.context(hit.passage, before=0, after=0) == (hit.passage,)
    with pytest.raises(InvalidQuery, match="fewer than no"):
        retriever.context(hit, before=-1)


def test_a_misspelt_question_finds_what_was_meant(retriever):
    hits = retriever.search("repatrate 60000 poeple", 3)
    assert {each.words: each.forms for each in hits.expansions} == {
        "repatrate": ("repatriate",),
        "poeple": ("people",),
    }
    assert {each.kind for each in hits.expansions} == {"spelling"}
    assert "60,000-plus" in hits[0].passage.text
    assert {"60,000", "people"} <= set(hits[0].matched_terms)


def test_nothing_is_expanded_when_it_is_switched_off(retriever):
    query = "riots in Kuldja against poeple"
    on, off = retriever.search(query, 3), retriever.search(query, 3, expand=False)
    assert {each.words for each in on.expansions} == {"Kuldja", "poeple"}
    assert off.expansions == ()
    assert "Yining" in on[0].matched_terms
    assert not any("Yining" in hit.matched_terms for hit in off)
    assert max(hit.bm25 for hit in on) > max(hit.bm25 for hit in off)
    assert retriever.rank_records(query, 1) != retriever.rank_records(query, 1, expand=False)


def test_a_phrase_is_never_expanded(retriever):
    assert retriever.search("Kuldja riots", phrase=True).expansions == ()
