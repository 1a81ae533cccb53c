"""Sayings: our own sentences, which remember what they were made of.

What is told around the archive's words is written in English. A page in another language does
not read the English: it makes the sentence anew from its code and values, which say the same
and nothing more. So a saying is fixed when it is said, and nothing has to be changed later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

#: What stands in a sentence: words as they are, a number, another saying, or several.
Value = str | int | tuple[str, ...]


class Saying(str):
    """A sentence, or a piece of one, in English: a string that remembers code and values.

    It is a string so that all who tell an answer in English need not know of it.
    """

    __slots__ = ("code", "values")
    code: str
    values: Mapping[str, Value]

    def __new__(cls, text: str, code: str = "", values: Mapping[str, Value] | None = None) -> Self:
        """Remember what a text was made of; without a code it is a text like any other."""
        said = super().__new__(cls, text)
        said.code, said.values = code, dict(values or {})
        return said

    def __format__(self, spec: str) -> str:
        """Return the words; with `A` as the beginning of a sentence."""
        return self[:1].upper() + self[1:] if spec == "A" else super().__format__(spec)

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """Make it again of what `to_json` gave."""
        values = {str(name): _value(value) for name, value in plain["values"].items()}
        return cls(str(plain["text"]), str(plain["code"]), values)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        values = {name: _plain(value) for name, value in self.values.items()}
        return {"code": self.code, "text": str(self), "values": values}


def _plain(value: Value) -> Any:
    if isinstance(value, Saying):
        return value.to_json()
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _value(plain: Any) -> Value:
    if isinstance(plain, Mapping):
        return Saying.from_json(plain)
    return tuple(map(_value, plain)) if isinstance(plain, list) else plain  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Form:
    """What sayings of one sort are made by: `NEAREST(n=2)`.

    Attributes:
        code: names the sort, and the sentence in every other language.
        words: the English, with {placeholders}.
        one: the English where the value `n` is 1; as `words` when empty.

    >>> Form("count.book", "{n:,} books", "{n} book")(n=1)
    '1 book'
    """

    code: str
    words: str
    one: str = ""

    def __call__(self, **values: Value) -> Saying:
        """Say it."""
        words = self.one if self.one and values.get("n") == 1 else self.words
        return Saying(words.format_map(values), self.code, values)


def term(group: str, name: str, words: str) -> Saying:
    """Return a term that other languages have a word of their own for, or leave as it is."""
    return Saying(words, f"{group}.{name}")


def listed(items: Iterable[str], join: str = "and") -> Saying:
    """Put words one after another: a comma between them, or `or`; or sentences: `then`."""
    each = tuple(items)
    return Saying(_BETWEEN[join].join(each), f"list.{join}", {"items": each})


#: What stands between the items of a list.
_BETWEEN = {"and": ", ", "or": " or ", "then": " "}
#: Words of others, as they are.
QUOTED = Form("quoted", "“{words}”")
SENTENCES = Form("sentences", "{first} {rest}")
#: A date of the catalogue: its own words, and what they are read as.
DATE = Form("date", "{words}")
COUNTS = {
    noun: Form(f"count.{noun}", f"{{n:,}} {noun}s", f"{{n}} {noun}")
    for noun in ("record", "passage", "further record")
}


def many(number: int, noun: str) -> Saying:
    """Return a number with its noun: "3,255 passages"."""
    return COUNTS[noun](n=number)


def together(first: str, rest: str) -> str:
    """Return two sentences as one text: a saying where the first is one."""
    if not rest:
        return first
    said = isinstance(first, Saying) and first.code
    return SENTENCES(first=first, rest=rest) if said else f"{first} {rest}"


def plain(text: str) -> Any:
    """Return a text as plain data that `read` makes the same text of, sayings as they are."""
    return _plain(text)


def read(sent: Any) -> str:
    """Return the text that `plain` gave.

    Raises:
        ValueError: it is none.
    """
    try:
        return Saying.from_json(sent) if isinstance(sent, Mapping) else str(sent)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no text: {error!r}") from error


def sayings(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return those of some texts that remember what they were made of, each once."""
    found = {str(each): each for each in texts if isinstance(each, Saying) and each.code}
    return [each.to_json() for each in found.values()]
