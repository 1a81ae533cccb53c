"""From a question to an answer made of quotes: the Python door.

>>> from bot import open_archive                                     # doctest: +SKIP
>>> archive = open_archive()                                         # doctest: +SKIP
>>> archive.ask("Who translated this?").status                       # doctest: +SKIP
<Status.CATALOGUE: 'catalogue'>

A name is imported when it is asked for: what lists the records needs no part that answers.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.answers import Answer, Status
    from bot.archive import Archive, open_archive
    from bot.chatbot import Turn
    from bot.conversations import Conversation, Conversations
    from bot.hits import Hit, Hits
    from bot.quoting import quotes_for
    from bot.reports import Added, Removed, Repaired, Restored, Stopped, Unfinished, Verified
    from bot.retriever import Retriever

_IN = {
    "answers": ("Answer", "Status"),
    "archive": ("Archive", "open_archive"),
    "chatbot": ("Turn",),
    "conversations": ("Conversation", "Conversations"),
    "hits": ("Hit", "Hits"),
    "quoting": ("quotes_for",),
    "reports": ("Added", "Removed", "Repaired", "Restored", "Stopped", "Unfinished", "Verified"),
    "retriever": ("Retriever",),
}
_MODULES = {name: module for module, names in _IN.items() for name in names}

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


if not TYPE_CHECKING:  # which knows the names, and that there are no others

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
