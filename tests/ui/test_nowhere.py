"""An address that holds nothing answers programs and people in words."""

import json

import pytest

from tests.ui.callers import call

NOTHING = "There is nothing at this address."


@pytest.mark.parametrize("path", ["/nothere", "/record/118214", "/api/nothere", "/room/nothere"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_programs_are_told_in_the_json_of_every_refusal(applications, method, path):
    reply = call(applications["here"], method, path, headers={"accept": "*/*"})
    if method == "POST" and reply.status == 405:
        return  # there are files, and nothing is sent to them
    assert reply.status == 404
    told = {"error": NOTHING, "remedy": "See /api/openapi.json.", "said": []}
    assert json.loads(reply.body) == told


@pytest.mark.parametrize(
    ("asked", "lang", "words"),
    [("en-GB", "en", NOTHING), ("zh-CN,zh;q=0.9", "zh", "此地址没有内容。"), ("fr", "en", NOTHING)],
)
@pytest.mark.parametrize("path", ["/nothere", "/record/118214"])
def test_people_get_a_page_in_their_language(applications, path, asked, lang, words):
    headers = {"accept": "text/html,*/*;q=0.8", "accept-language": asked}
    reply = call(applications["here"], "GET", path, headers=headers)
    assert reply.status == 404
    page = reply.body.decode()
    assert f'<html lang="{lang}">' in page
    assert words in page
    assert '<a href="/">' in page


def test_the_page_itself_is_there(applications):
    assert call(applications["here"], "GET", "/").status == 200
