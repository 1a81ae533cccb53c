"""The encoder: unit vectors, equal for equal text, from local files only."""

import os
import shutil

import numpy as np
import pytest

from corpus.errors import ModelUnavailable
from embeddings.encoder import SentenceEncoder
from embeddings.weights import find_encoder

pytestmark = pytest.mark.model

TEXTS = [
    "The Soviet Union has not ceased its subversive activities in Xinjiang.",
    "In which city did the riots take place?",
    "",
    "😀 伊宁 غۇلجا",
]


def test_vectors_are_float32_of_length_one(encoder):
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.shape == (4, 384) == (4, encoder.dim)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_equal_text_gives_equal_vectors(encoder):
    np.testing.assert_array_equal(encoder.encode_queries(TEXTS), encoder.encode_queries(TEXTS))


def test_a_vector_hardly_depends_on_its_company(encoder):
    alone = encoder.encode_passages(TEXTS[:1])[0]
    among = encoder.encode_passages(TEXTS)[0]
    assert alone @ among > 0.99999


def test_no_text_gives_no_vector(encoder):
    assert encoder.encode_passages([]).shape == (0, 384)
    assert encoder.count_tokens([]) == []


def test_near_meaning_is_near(encoder):
    flight, exodus, cheese = encoder.encode_passages(
        ["People fled across the border.", "The exodus of residents.", "Cheese is made of milk."]
    )
    assert flight @ exodus > flight @ cheese


def test_the_third_paragraph_is_longer_than_the_encoder_reads(encoder, seed):
    assert encoder.max_tokens == 256
    assert encoder.count_tokens([seed.paragraph(3).text]) == [542]


def test_what_lies_beyond_the_limit_is_ignored_by_the_encoder(encoder, seed):
    """The reason for windows: the end of the paragraph does not count."""
    text = seed.paragraph(3).text
    whole, changed = encoder.encode_passages([text, text.replace("forever", "never")])
    assert whole @ changed > 0.99999


def test_the_fingerprint_names_model_and_files(encoder, tmp_path):
    assert encoder.name == "all-MiniLM-L6-v2"
    assert len(encoder.fingerprint) == 64
    other = tmp_path / "my-model"
    shutil.copytree(find_encoder(), other, copy_function=os.symlink)
    linked = SentenceEncoder(other)
    assert linked.name == "my-model"
    assert linked.fingerprint == encoder.fingerprint
    (other / "more.json").write_text("{}")
    assert SentenceEncoder(other).fingerprint != encoder.fingerprint


def test_a_folder_without_a_model_is_refused(tmp_path):
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(ModelUnavailable, match="no model in safetensors form"):
        SentenceEncoder(tmp_path)


def test_the_network_is_switched_off_once_the_model_is_loaded(encoder):
    encoder.count_tokens(["loaded"])
    assert os.environ["HF_HUB_OFFLINE"] == os.environ["TRANSFORMERS_OFFLINE"] == "1"
