"""Building: what is stored is indexed whole, nothing is encoded twice, the last two stay."""

import pytest

from corpus.errors import ArchiveDamaged
from corpus.progress import Step
from corpus.sentences import sentences
from corpus.spans import Span
from corpus.store import RecordStore
from embeddings.build import build_generation
from embeddings.dense_kinds import Kind
from embeddings.encoder import encode_queries
from embeddings.generation import newest_generation
from embeddings.upkeep import index_faults
from tests.corpus.store_samples import WHEN, record
from tests.embeddings.small_encoder import SmallEncoder

LONG = " ".join(f"Sentence {n} of many tells of event {n} in the year." for n in range(30))


@pytest.fixture
def store(tmp_path):
    with RecordStore.open(tmp_path, write=True) as store:
        store.put(record("a", "The riots took place.", LONG), imported_at=WHEN)
        yield store


def test_no_unit_exceeds_the_encoder_and_every_sentence_is_in_one(tmp_path, store):
    encoder = SmallEncoder()
    built = build_generation(tmp_path, store, encoder)
    assert max(encoder.count_tokens(encoder.encoded)) <= encoder.max_tokens
    generation = newest_generation(tmp_path, store)
    assert generation.manifest.longest_unit <= encoder.max_tokens
    assert len(generation.units) == built.units == built.embedded
    units = [Span(int(u["start"]), int(u["end"])) for u in generation.units]
    for passage in store.get("a").passages:
        for sentence in sentences(passage.text, passage.span.start):
            assert any(sentence.within(unit) for unit in units)


def test_nothing_is_encoded_twice(tmp_path, store):
    first = build_generation(tmp_path, store, SmallEncoder())
    again = SmallEncoder()
    second = build_generation(tmp_path, store, again)
    assert again.encoded == []
    assert (second.embedded, second.reused) == (0, first.units)
    store.put(record("b", "Something new."), imported_at=WHEN)
    third = build_generation(tmp_path, store, again)
    assert again.encoded == ["Something new.", "A cable\nSomething new."]
    assert (third.embedded, third.reused, third.starts) == (1, first.units, 1)


def test_another_model_encodes_everything_anew(tmp_path, store):
    first = build_generation(tmp_path, store, SmallEncoder())
    other = SmallEncoder("other")
    assert build_generation(tmp_path, store, other).embedded == first.units
    assert newest_generation(tmp_path, store).manifest.model_fingerprint == other.fingerprint


def test_equal_text_is_encoded_once(tmp_path, store):
    encoder = SmallEncoder()
    store.put(record("b", "The riots took place."), imported_at=WHEN)
    build_generation(tmp_path, store, encoder)
    assert len(encoder.encoded) == len(set(encoder.encoded))


def test_equal_content_has_equal_provenance(tmp_path, store):
    manifests = []
    for _ in range(2):
        build_generation(tmp_path, store, SmallEncoder())
        manifests.append(newest_generation(tmp_path, store).manifest)
    assert manifests[0].content_sha256 == manifests[1].content_sha256
    assert manifests[0].files["index.faiss"] == manifests[1].files["index.faiss"]
    assert manifests[0].generation != manifests[1].generation


def test_the_newest_two_stay_and_what_a_killed_build_left_goes(tmp_path, store):
    names = [build_generation(tmp_path, store, SmallEncoder()).generation for _ in range(3)]
    leftover = tmp_path / "gen" / ".tmp-killed"
    leftover.mkdir()
    names.append(build_generation(tmp_path, store, SmallEncoder()).generation)
    assert [row.name for row in store.generations()] == names[:1:-1]
    assert {path.name for path in (tmp_path / "gen").iterdir()} == set(names[2:])


def test_progress_comes_to_its_end(tmp_path, store):
    steps: list[Step] = []
    build_generation(tmp_path, store, SmallEncoder(), progress=steps.append)
    last = {step.stage: step for step in steps}
    assert {"embedding", "writing the index"} <= set(last)
    assert last["embedding"].done == last["embedding"].total
    assert last["writing the index"].done == last["writing the index"].total


@pytest.mark.parametrize("kind", [Kind.FP16, Kind.SQ8, Kind.IVF])
def test_whatever_holds_the_vectors_the_same_is_found(tmp_path, store, kind):
    encoder = SmallEncoder()
    build_generation(tmp_path, store, encoder)
    exact = newest_generation(tmp_path, store)
    build_generation(tmp_path, store, encoder, kind=kind)
    coded = newest_generation(tmp_path, store)
    assert coded.manifest.dense.kind == coded.dense.kind == kind
    assert "index.faiss.rows" in coded.manifest.files
    query = "What happened in the riots?"
    vectors = encode_queries(encoder, [query])[0]
    assert coded.candidates(query, vectors) == exact.candidates(query, vectors)
    assert list(index_faults(tmp_path, store, full=True)) == []


def test_an_altered_exact_row_is_found_out(tmp_path, store):
    name = build_generation(tmp_path, store, SmallEncoder(), kind=Kind.SQ8).generation
    rows = tmp_path / "gen" / name / "index.faiss.rows"
    rows.chmod(0o644)
    rows.write_bytes(rows.read_bytes()[:-1] + b"\x01")
    with pytest.raises(ArchiveDamaged, match=r"index.faiss.rows of index .* is altered"):
        newest_generation(tmp_path, store)
