"""Courtesies: "hello" and "thank you" ask nothing, and take over nothing that was asked."""

from __future__ import annotations

import re

from bot.answers import Segment, Status
from bot.asked import Asked
from bot.desk import Desk
from bot.drafts import Draft
from corpus.sayings import Form

_COURTESY = re.compile(
    r"\W*(?:(?:hello|hi|hey|greetings|good (?:morning|afternoon|evening|day|night)|thanks"
    r"|thank you|many thanks|cheers|ok|okay|great|good|nice|fine|wonderful|perfect|excellent|wow"
    r"|sorry|please|bye|goodbye|see you|(?:very|so) much|a lot|again|there|dragoman|test|testing"
    r"|你好|您好|谢谢|謝謝|多谢|再见|好的)\b\W*)+",
    re.IGNORECASE,
)

_NOTHING = Form("silence.courtesy", "Nothing was asked.")
_ASK = Form(
    "frame.courtesy",
    "{silent} Ask what the records say, or what the catalogue tells of them; the answer is in "
    "their own words.",
)


def answer(asked: Asked, desk: Desk) -> Draft | None:
    """Say what can be asked, where nothing was."""
    if not _COURTESY.fullmatch(asked.question):
        return None
    return Draft(
        status=Status.SILENT,
        segments=(Segment(kind="frame", text=_ASK(silent=_NOTHING())),),
    )
