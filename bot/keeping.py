"""Keeping: in what words it is said how conversations are kept, and why one is not."""

from __future__ import annotations

from corpus.sayings import Form

# Notices

UNSAVED = Form("keeping.unsaved", "The conversation is not kept: {why}")
LEFT_OUT = Form(
    "keeping.left out", "{turns} of its turns were damaged on the disk and are left out."
)
SET_ASIDE = Form(
    "keeping.set aside",
    "{path} was damaged. It was set aside as {aside}, and new conversations are kept in a new "
    "file; no record is touched by this.",
)

# Refusals

UNKNOWN = Form("talk.unknown", "There is no conversation “{name}”.")
LIST = Form("remedy.talks", "The list of conversations shows those there are.")
NO_TITLE = Form("talk.title", "A conversation needs a title.")
GIVE_TITLE = Form("remedy.title", "Give it one of some words.")
NO_READING = Form("talk.reading", "The last question has no other reading.")
OTHER_WORDS = Form("remedy.reading", "Ask it in other words.")
FOREIGN = Form("talk.foreign", "{path} is no file of Dragoman’s conversations.")
MOVE_AWAY = Form("remedy.move", "Move it away.")
NEWER = Form("talk.newer", "{path} was made by a newer Dragoman.")
UPGRADE = Form("remedy.upgrade", "Upgrade to read it.")
STUCK = Form("talk.stuck", "{path} is damaged and cannot be set aside ({why}).")
MOVE_STUCK = Form(
    "remedy.stuck", "Move it away; questions are answered meanwhile, and nothing is kept."
)
