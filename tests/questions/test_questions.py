"""The questions written for Dragoman are what they say they are."""

import json
from pathlib import Path

import pytest

from bot.evaluation.asked import EXPECTED
from corpus.readers import read_bytes

FILES = sorted(Path(__file__).parent.glob("*.jsonl"))


def lines(file):
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_question_says_what_is_expected_of_it(file):
    asked = lines(file)
    assert len({each["id"] for each in asked}) == len(asked)
    for each in asked:
        assert each["question"].strip()
        assert each["expected"] in EXPECTED
        assert bool(each["gold"]) == (each["expected"] not in ("silent", "metadata_empty"))
        # Without it all of them would have to be quoted.
        assert len(each["gold"]) < 2 or 1 <= each["min_gold"] <= len(each["gold"])


@pytest.mark.parametrize(
    "name", ["cable", "cable_second", "cable_third", "cable_fourth", "cable_fifth"]
)
def test_the_golds_of_the_cable_stand_in_it_or_in_its_catalogue(seed_text, name):
    record = read_bytes(seed_text.encode(), "118214.txt")
    held = [" ".join(words.split()) for words in (record.text, *map(_raw, record.description))]
    for each in lines(Path(__file__).parent / f"{name}.jsonl"):
        for gold in each["gold"]:
            assert any(gold in words for words in held), each["id"]


def _raw(field):
    return field.raw


def test_a_turn_has_the_turns_before_it():
    for file in FILES:
        asked: dict[str, list[str]] = {}
        for each in lines(file):
            if talk := each.get("conversation"):
                assert each["history"] == asked.setdefault(talk, []), each["id"]
                asked[talk].append(each["question"])
