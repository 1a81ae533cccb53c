"""What is said beside a record's words."""

import pytest

from corpus.descriptions import Description
from corpus.notices import rights_statements, translation_notice
from tests.corpus.cited_records import described


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ""),
        (
            {"translator": "A. Scribe"},
            "A translation by A. Scribe; the words quoted here are the translator’s. "
            "The record does not say from which language.",
        ),
        (
            {"translator": "A. Scribe", "language": None},
            "A translation by A. Scribe; the words quoted here are the translator’s. "
            "The record’s Language field is empty, so it does not say from which language.",
        ),
        (
            {"translator": "A. Scribe", "language": "Chinese"},
            "A translation by A. Scribe; the words quoted here are the translator’s. "
            "The record gives the language as Chinese.",
        ),
    ],
)
def test_the_notice_says_what_the_record_leaves_open(fields, said):
    assert translation_notice(described("plain", **fields)) == said


def test_rights_are_the_records_own_statements():
    assert rights_statements(described(rights=["Reuse is welcome.", None, "Ask us."])) == (
        "Reuse is welcome.",
        "Ask us.",
    )
    assert rights_statements(Description(profile="plain")) == ()
