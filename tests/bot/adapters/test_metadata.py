"""What an adapter says of a hit can be checked without the adapter."""

import hashlib

import pytest

from bot.adapters.metadata import HitMetadata, metadata

pytestmark = pytest.mark.model


def test_metadata_of_a_hit(archive):
    (hit,) = archive.retriever.search("riots in Yining", 1)
    said = metadata(hit)
    assert set(said) == set(HitMetadata.__annotations__)
    assert hit.record.text[said["start"] : said["end"]] == hit.passage.text
    assert said["sha256"] == hashlib.sha256(hit.passage.text.encode()).hexdigest()
    assert (said["record_id"], said["passage_id"]) == ("118214", "118214#p3")
    assert said["citation"] == hit.citation.format("chicago-note")
