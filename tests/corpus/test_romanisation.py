"""Wade-Giles and pinyin: every reading of a Chinese name, and none of another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.romanisation import romanised_otherwise


@pytest.mark.parametrize(
    ("wade", "pinyin"),
    [
        ("Mao Tse-tung", "Mao Zedong"),
        ("Chou En-lai", "Zhou Enlai"),
        ("Teng Hsiao-p'ing", "Deng Xiaoping"),
        ("Liu Shao-ch'i", "Liu Shaoqi"),
        ("P'eng Te-huai", "Peng Dehuai"),
        ("Hua Kuo-feng", "Hua Guofeng"),
        ("Wu Hsiu-ch'üan", "Wu Xiuquan"),
        ("Ch'en I", "Chen Yi"),
        ("Lin Piao", "Lin Biao"),
        ("Hsin-chiang", "Xinjiang"),
        ("Hsi-an", "Xi'an"),
    ],
)
def test_the_two_systems_are_told_both_ways(wade, pinyin):
    assert pinyin.replace("'", "") in [each.replace("'", "") for each in romanised_otherwise(wade)]
    assert wade in romanised_otherwise(pinyin)


def test_without_apostrophes_every_reading_is_given():
    assert romanised_otherwise("Liu Shao-chi") == ("Liu Shaoji", "Liu Shaoqi")
    assert romanised_otherwise("Liu Shao-ch’i") == ("Liu Shaoqi",)


@pytest.mark.parametrize(
    "name", ["Mao", "Chang", "Moscow", "Kissinger", "Soviet Union", "", "- '", "lipingdong" * 900]
)
def test_what_is_no_chinese_name_has_no_reading(name):
    assert romanised_otherwise(name) == ()


@given(st.text(max_size=40))
def test_a_reading_is_never_the_name_itself(name):
    assert name not in romanised_otherwise(name)
    assert len(romanised_otherwise(name)) <= 64
