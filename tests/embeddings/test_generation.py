"""A generation answers from what was written, and refuses to answer from anything else."""

import pytest

from corpus.errors import ArchiveDamaged, IndexMismatch, IndexMissing
from corpus.passages import Role
from corpus.store import RecordStore
from embeddings.build import build_generation
from embeddings.encoder import encode_queries
from embeddings.generation import newest_generation, open_generation
from embeddings.lexical_query import of_terms
from tests.corpus.store_samples import WHEN, record
from tests.embeddings.small_encoder import SmallEncoder

ENCODER = SmallEncoder()
RECORDS = [
    record("a", "The riots took place in Yining.", "The consulate was closed."),
    record("b", "The riots were put down.", title="A letter on livestock"),
    record("c", "Cheese is made of milk. It keeps.", title=None),
]


@pytest.fixture
def folder(tmp_path):
    with RecordStore.open(tmp_path, write=True) as store:
        for each in RECORDS:
            store.put(each, imported_at=WHEN)
        build_generation(tmp_path, store, ENCODER)
    return tmp_path


@pytest.fixture
def generation(folder):
    with RecordStore.open(folder) as store:
        return newest_generation(folder, store)


def asked(generation, query, **more):
    return generation.candidates(query, encode_queries(ENCODER, [query])[0], **more)


def ids(generation, candidates):
    return [generation.passages[c.row].passage_id for c in candidates]


def test_both_rankers_bring_a_passage_and_it_is_scored_exactly(generation):
    best = asked(generation, "riots in Yining?")[0]
    assert generation.passages[best.row].passage_id == "a#p1"
    assert (best.dense_rank, best.lexical_rank) == (1, 1)
    rows = [best.row]
    assert best.bm25 == generation.lexical.scores(of_terms(["riot", "yine"]), rows)[best.row]
    vector = ENCODER.encode_queries(["riots in Yining"])[0]
    assert best.cosine == pytest.approx(float(generation.dense.scores(vector, [best.row])[0]))


def test_the_title_brings_a_passage_too(generation):
    assert ids(generation, asked(generation, "livestock"))[0] == "b#p1"


def test_other_forms_of_a_name_count_for_the_words_alone(generation):
    plain, formed = (
        asked(generation, "Kulja"),
        asked(generation, "Kulja", names={"Kulja": ["Yining"]}),
    )
    assert ids(generation, formed)[0] == "a#p1"
    assert formed[0].bm25 > 0 == plain[0].bm25
    assert {c.row: c.cosine for c in formed} == {c.row: c.cosine for c in plain}


def test_equal_queries_give_equal_candidates(generation):
    assert asked(generation, "the riots") == asked(generation, "the riots")


def test_only_the_wanted_roles_come_back(generation):
    assert asked(generation, "riots", roles=(Role.NOTE,)) == []
    assert len(asked(generation, "riots", roles=tuple(Role))) == 4


def test_the_window_is_a_place_in_the_record(generation):
    best = asked(generation, "cheese")[0]
    assert best.window.of(RECORDS[2].text) == "Cheese is made of milk. It keeps."


def test_an_archive_without_index_says_so(tmp_path):
    RecordStore.open(tmp_path, write=True).close()
    with RecordStore.open(tmp_path) as store, pytest.raises(IndexMissing) as refused:
        newest_generation(tmp_path, store)
    assert "rebuild" in refused.value.remedy


def test_an_index_of_another_model_is_refused_with_the_remedy(folder):
    with RecordStore.open(folder) as store, pytest.raises(IndexMismatch) as refused:
        newest_generation(folder, store, SmallEncoder("other").fingerprint)
    assert "dragoman rebuild" in refused.value.remedy
    assert refused.value.exit_code == 4


def test_every_altered_byte_is_noticed(folder):
    """One bit of each file of the generation, the middle one."""
    with RecordStore.open(folder) as store:
        (row,) = store.generations()
    place = folder / "gen" / row.name
    files = [
        p for p in place.rglob("*") if p.is_file() and p.suffix != ".lock" and p.stat().st_size
    ]
    assert len(files) > 4
    for path in files:
        raw = path.read_bytes()
        middle = len(raw) // 2
        path.chmod(0o644)
        path.write_bytes(raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :])
        with pytest.raises(ArchiveDamaged):
            open_generation(place, row.manifest_sha256)
        path.write_bytes(raw)
    assert open_generation(place, row.manifest_sha256).manifest.passages == 4


def test_an_empty_archive_finds_nothing(tmp_path):
    with RecordStore.open(tmp_path, write=True) as store:
        build_generation(tmp_path, store, ENCODER)
        assert asked(newest_generation(tmp_path, store), "riots") == []


@pytest.mark.model
def test_the_shipped_record_s_generation(archive):
    manifest = archive.generation().manifest
    assert (manifest.records, manifest.model) == (1, "all-MiniLM-L6-v2, bge-small-en-v1.5")
    assert len(archive.generation().body_rows) == 3
    assert manifest.longest_unit <= manifest.max_tokens == 256
