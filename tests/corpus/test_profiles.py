import pytest

from corpus.errors import SettingsError
from corpus.profiles import Profile, load_profile, read_profile


def test_the_wilson_profile():
    profile = load_profile("wilson")
    assert profile.repository == "Wilson Center Digital Archive"
    assert profile.url("118214") == "https://digitalarchive.wilsoncenter.org/document/118214"
    assert profile.legacy_repository == "History and Public Policy Program Digital Archive"
    assert profile.legacy_url("118214") == "http://digitalarchive.wilsoncenter.org/document/118214"
    assert profile.key_prefix == "wcda"
    assert profile.preferred_style == "wilson"


def test_an_unknown_collection_is_cited_plainly():
    assert load_profile("no such collection") is load_profile("plain")
    assert load_profile("plain") == Profile(name="plain", inverted_names=True)
    assert load_profile("plain").url("7") is None


def test_shipped_profiles_are_read_once_and_named_after_their_files():
    assert load_profile("wilson") is load_profile("wilson")
    assert load_profile("wilson").name == "wilson"


def test_a_new_archive_needs_a_file_and_no_code(tmp_path):
    (tmp_path / "state.toml").write_text(
        'name = "state"\nrepository = "State Archive"\nurl = "https://example.org/{record}?x={y}"\n'
    )
    profile = load_profile("state", folder=tmp_path)
    assert profile.repository == "State Archive"
    assert profile.url("a b/ü") == "https://example.org/a%20b%2F%C3%BC?x={y}"
    assert load_profile("wilson", folder=tmp_path).name == "wilson"
    assert load_profile("wilson", folder=tmp_path / "absent").name == "wilson"


def test_a_name_is_never_a_path(tmp_path):
    (tmp_path / "secret.toml").write_text('name = "secret"')
    (tmp_path / "inside").mkdir()
    assert load_profile("../secret", folder=tmp_path / "inside").name == "plain"


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("name = ", "not valid TOML"),
        ("", "'name' must be given"),
        ("name = 3", "'name' must be a string"),
        ('name = "x"\nrepositry = "y"', "Did you mean 'repository'?"),
        ('name = "x"\ninverted_names = "yes"', "must be true or false"),
        ('name = "x"\nlegacy = "y"', "must be a table"),
        ('name = "x"\n[legacy]\nkey = "y"', "unknown key 'key'"),
    ],
)
def test_a_faulty_profile_says_what_is_wrong(toml, message):
    with pytest.raises(SettingsError, match=message):
        read_profile(toml)
