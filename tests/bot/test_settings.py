"""Settings: plain data, and a mistake in them is named."""

from pathlib import Path

import pytest

from bot.settings import Settings, load_settings, resolve_folder
from corpus.errors import SettingsError


def settings(tmp_path, text):
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    return load_settings(tmp_path)


def test_the_defaults_where_there_is_no_file(tmp_path):
    assert load_settings(tmp_path) == Settings()
    assert settings(tmp_path, "") == Settings()


def test_what_is_set_is_read(tmp_path):
    read = settings(tmp_path, 'model = "/m"\nrerank = false\nquotes = 2\nboldness = -1.5\n')
    assert read == Settings(model="/m", rerank=False, quotes=2, boldness=-1.5)


def test_a_whole_number_is_a_number(tmp_path):
    assert settings(tmp_path, "boldness = 1").boldness == 1


@pytest.mark.parametrize(
    ("text", "says", "remedy"),
    [
        ("qoutes = 3", "unknown key 'qoutes'", "Did you mean quotes?"),
        ("zzz = 3", "unknown key 'zzz'", "Known: model, encoder_precision, index, rerank"),
        ('quotes = "3"', "quotes in settings.toml must be a whole number, not '3'", "Correct it."),
        (
            "quotes = true",
            "quotes in settings.toml must be a whole number, not True",
            "Correct it.",
        ),
        ("rerank = 1", "rerank in settings.toml must be true or false, not 1", "Correct it."),
        ("quotes = 0", "must be 1 or more", "Correct it."),
        ("sentences = -4", "must be 1 or more", "Correct it."),
        ("reading_ms = 0", "must be 1 or more", "Correct it."),
        ("quotes", "not valid TOML", "Correct it."),
        ("[quotes]", "quotes in settings.toml must be a whole number", "Correct it."),
        ('index = "hnsw"', "index in settings.toml is 'hnsw'", "Give 'auto', 'exact', 'fp16'"),
        ('encoder_precision = "int4"', "encoder_precision in", "Give 'fp32' or 'int8'."),
        ('conversations = "cloud"', "is 'cloud'", "Give 'archive', 'browser' or 'off'."),
        ("boldness = nan", "boldness in settings.toml must be a finite number", "Correct it."),
    ],
)
def test_a_mistake_is_named(tmp_path, text, says, remedy):
    with pytest.raises(SettingsError) as refused:
        settings(tmp_path, text)
    assert says in refused.value.message
    assert remedy in refused.value.remedy
    assert refused.value.exit_code == 2


def test_a_file_in_another_encoding_is_named(tmp_path):
    (tmp_path / "settings.toml").write_bytes('model = "é"'.encode("latin-1"))
    with pytest.raises(SettingsError, match="not valid TOML"):
        load_settings(tmp_path)


def test_the_folder_given_comes_before_the_environment_s(monkeypatch):
    monkeypatch.setenv("DRAGOMAN_ARCHIVE", "~/named")
    assert resolve_folder("given") == Path("given")
    assert resolve_folder() == Path.home() / "named"
    monkeypatch.setenv("DRAGOMAN_ARCHIVE", "")
    assert resolve_folder().parts[-2:] == ("dragoman", "archive")
