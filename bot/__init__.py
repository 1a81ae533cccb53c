"""From a question to an answer made of quotes: the Python door.

>>> from bot import open_archive                                     # doctest: +SKIP
>>> archive = open_archive()                                         # doctest: +SKIP
>>> archive.ask("Who translated this?").status                       # doctest: +SKIP
<Status.CATALOGUE: 'catalogue'>
"""

from bot.answers import Answer, Status
from bot.archive import Archive, open_archive
from bot.chatbot import Turn
from bot.conversations import Conversation, Conversations
from bot.hits import Hit, Hits
from bot.quoting import quotes_for
from bot.reports import Added, Removed, Repaired, Restored, Stopped, Unfinished, Verified
from bot.retriever import Retriever

__all__ = [
    "Added",
    "Answer",
    "Archive",
    "Conversation",
    "Conversations",
    "Hit",
    "Hits",
    "Removed",
    "Repaired",
    "Restored",
    "Retriever",
    "Status",
    "Stopped",
    "Turn",
    "Unfinished",
    "Verified",
    "open_archive",
    "quotes_for",
]
