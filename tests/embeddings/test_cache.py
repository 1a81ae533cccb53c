"""The cache: what cannot be kept is told once."""

import logging

from embeddings.cache import keep


def test_a_cache_that_cannot_be_written_is_told_once(tmp_path, monkeypatch, caplog):
    place = tmp_path / "a file"
    place.write_text("in the way")
    monkeypatch.setenv("DRAGOMAN_CACHE", str(place))
    with caplog.at_level(logging.WARNING):
        for name in ("one", "two", "three"):
            keep(place / "hashes" / name, "{}")
    (told,) = caplog.messages
    assert told.startswith(f"The cache {place} cannot be written (")
    assert told.endswith("); each start takes longer.")
