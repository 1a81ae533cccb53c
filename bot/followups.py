"""Follow-ups: what a question takes over from the turns before it.

Where the words or the archive's structure tell, rules decide; else how much the question
leans on the history is weighed by what searches bring (`bot/leaning.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.ellipsis import completed
from bot.focus import back_to
from bot.history import Exchange
from bot.leaning import points_back
from bot.legible import in_latin
from corpus.sayings import QUOTED, Form, Saying
from embeddings.analysis import STOP_WORDS, content_terms, fold, terms

_OPENING = re.compile(r"^\s*(?:and|but|so|then|also|what about|how about|back to)\b", re.IGNORECASE)
#: A capital after another word: a name.
_NAME = re.compile(r"(?<=[\w,;:'’”] )[^\W\d_a-z][\w’'-]+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SIGN = re.compile(r"[^\W\d_]")
#: Letters or signs of a question in another script that cannot stand alone: "为什么？".
_SIGNS = 4
#: A question of at most this many content words cannot stand alone after another.
_FEW = 3
#: Words of history and question that are searched together, so that the encoder, which
#: reads 256 tokens, reads the question too. Source: of 220, 120 and the last pair of turns,
#: 120 is as good as 220 within .002 nDCG on abg_coqa, inscit and mtrag.
SEARCHED = 150
#: Words of the turn before and the question that the reranker reads; of its 192 tokens the
#: sentence needs the others.
READ = 50
#: Most earlier questions taken over where only rules can tell.
_TAKEN = 2
#: New content words with which a question with a new name stands alone.
_NEW = 2
#: Between these both readings are about equally likely, and the other one is offered too.
UNSURE = (0.45, 0.55)

_FOLLOWING = Form("reading.following", "{question} — following {earlier}")
_EARLIER = Form("reading.earlier", "{n} earlier questions", "{n} earlier question")

#: Says how likely it is that a question (first) is to be read with the history (second),
#: 0 to 1; None where that cannot be told.
Weigh = Callable[[str, str], float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question with what it takes over.

    Attributes:
        question: as asked.
        read_as: as understood, for the reader.
        query: what is searched.
        also: further forms the reranker reads beside the question.
        carried: earlier questions taken over; empty when the question stands alone.
        or_else: another reading, for the reader: one about as likely, or of a question read as
            typed on demand the one with earlier turns; None where there is none.
    """

    question: str
    read_as: str
    query: str
    also: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    or_else: str | None = None

    @property
    def follows(self) -> bool:
        """Whether words of earlier turns are searched beside its own."""
        return bool(self.carried) and self.query != self.read_as

    @property
    def asks_on(self) -> bool:
        """Whether its own words are read in the record that the answer before quoted."""
        return bool(self.carried) and self.query == self.question

    @property
    def in_full(self) -> str:
        """The whole question that an elliptic one stands for; any other as asked."""
        return self.question if self.follows else self.read_as


def alone(question: str) -> Understood:
    """Return a question that takes nothing over."""
    return Understood(question=question, read_as=question, query=question)


def understand(
    question: str, earlier: Sequence[Exchange], weigh: Weigh | None = None
) -> Understood:
    """Resolve a question against what was asked and answered before it.

    One without a word takes over nothing; "back to X" the turn that spoke of X, if any did.
    An elliptic question is completed from an earlier one, one asked again is read after what
    it was read after, one that names nothing takes over what was said since the last new
    topic, and one that names something new and points at nothing stands alone. For all others
    both readings are weighed, or, where that cannot be done, a question leans if it opens like
    a continuation, points back, or is too short to say what it is about. Turns the archive was
    silent on are taken over only when there are no others. In a script that the models do not
    know a question leans when it is a few signs long.

    Args:
        question: as asked.
        earlier: the turns before it, oldest first.
        weigh: weighs the two readings.
    """
    if not earlier or not terms(question):
        return alone(question)
    if topic := back_to(question):
        return _returned(question, topic, earlier)
    whole = completed(question, [each.question for each in earlier])
    if whole is not None:
        return _completed(question, whole, earlier)
    earlier = _answered(_before_asked(question, earlier))
    if not earlier:
        return alone(question)
    followed = with_history(question, earlier)
    if not in_latin(question):  # which no model can weigh
        return followed if len(_SIGN.findall(question)) <= _SIGNS else alone(question)
    chance = weigh(question, _history(question, earlier)) if weigh else None
    if chance is None:
        return _by_rule(question, earlier) if leans(question) else alone(question)
    if names_nothing(question):
        return with_history(question, _of_topic(earlier))
    if names_anew(question, earlier):
        return alone(question)
    chosen, other = followed, alone(question)
    if chance <= 0.5:
        chosen, other = other, chosen
    near = UNSURE[0] < chance < UNSURE[1]
    return replace(chosen, or_else=other.read_as if near else None)


def asking_on(question: str, earlier: str) -> Understood:
    """Read a question in its own words, in the record that an earlier one was answered from."""
    return Understood(
        question=question,
        read_as=_following(question, (earlier,)),
        query=question,
        carried=(earlier,),
    )


def as_typed(understood: Understood) -> Understood:
    """Return the question without what it takes over, which is its other reading then."""
    question = understood.question
    readings = (understood.read_as, understood.or_else)
    other = next((each for each in readings if each not in (None, question)), None)
    return replace(alone(question), or_else=other)


def leans(question: str) -> bool:
    """Tell by its words whether a question leans on the one before it."""
    if back_to(question):
        return False
    if _OPENING.search(question):
        return True
    about = content_terms(question)
    return len(about) <= _FEW and points_back(question) or len(about) < _FEW - 1


def names_nothing(question: str) -> bool:
    """Tell whether a question is made only of words that say nothing by themselves.

    >>> names_nothing("Why was that?"), names_nothing("Why the exodus?")
    (True, False)
    """
    found = _folded(question)
    return bool(found) and all(word in STOP_WORDS for word in found)


def names_anew(question: str, earlier: Sequence[Exchange]) -> bool:
    """Tell whether a question names what was not spoken of, and points at nothing that was.

    With a name and another content word that the history searched does not have. Source: of
    questions after an unrelated turn squad2_dev then loses .003 nDCG@10 rather than .013.
    """
    if points_back(question) or _OPENING.search(question):
        return False
    said = set(content_terms(_history(question, earlier)))
    new = [term for term in content_terms(question) if term not in said]
    names = {term for match in _NAME.finditer(question) for term in content_terms(match.group())}
    return len(new) >= _NEW and bool(names & set(new))


def _answered(earlier: Sequence[Exchange]) -> Sequence[Exchange]:
    """Leave out the turns the archive was silent on: they move the talk nowhere."""
    return [each for each in earlier if each.reply] or earlier


def _before_asked(question: str, earlier: Sequence[Exchange]) -> Sequence[Exchange]:
    """Leave out what was said since a question was first asked: it does not follow itself.

    Of one that points back only its asking just before: it may point at something else now.
    """
    if names_nothing(question):
        return earlier  # "Why?" after "Why?" asks for the reason of the reason
    asked = [_folded(each.question) == _folded(question) for each in earlier]
    if not leans(question):
        return earlier[: asked.index(True)] if any(asked) else earlier
    end = len(earlier)
    while end and asked[end - 1]:
        end -= 1
    return earlier[:end]


def _folded(question: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(question)]


def _of_topic(earlier: Sequence[Exchange]) -> Sequence[Exchange]:
    """Leave out the turns before the last one that named something new and stood alone."""
    first = len(earlier) - len(_used(SEARCHED, earlier))
    for n in range(len(earlier) - 1, first, -1):
        if names_anew(earlier[n].question, earlier[:n]):
            return earlier[n:]
    return earlier


def _history(question: str, earlier: Sequence[Exchange]) -> str:
    """Return the last words of the history that the question leaves room for."""
    room = max(0, SEARCHED - len(question.split()))
    found: list[str] = []
    for each in reversed(earlier):
        if len(found) >= room:
            break
        found[:0] = each.words.split()
    return " ".join(found[-room:]) if room else ""


def with_history(question: str, earlier: Sequence[Exchange]) -> Understood:
    """Read a question with all of the history that is searched."""
    history = _history(question, earlier)
    used = _used(len(history.split()), earlier)
    if not used:
        return alone(question)
    carried = tuple(each.question for each in used if each.question)
    return Understood(
        question=question,
        read_as=_following(question, carried),
        query=f"{history} {question}",
        also=(_form(question, earlier[-1]),),
        carried=carried,
    )


def _used(words: int, earlier: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """Return the exchanges that the last words of the history are of."""
    used: list[Exchange] = []
    for each in reversed(earlier):
        if words <= 0:
            break
        used.insert(0, each)
        words -= len(each.words.split())
    return tuple(used)


def _by_rule(question: str, earlier: Sequence[Exchange]) -> Understood:
    """Take over the question before, and, while that one leans, the one before that too."""
    carried = [earlier[-1].question]
    for before in reversed(earlier[:-1]):
        if len(carried) >= _TAKEN or not leans(carried[0]):
            break
        carried.insert(0, before.question)
    joined = " ".join((*carried, question))
    return Understood(
        question=question,
        read_as=_following(question, carried),
        query=joined,
        also=(_form(question, earlier[-1]),),
        carried=tuple(carried),
    )


def _returned(question: str, topic: str, earlier: Sequence[Exchange]) -> Understood:
    """Take over the latest turn that spoke of a topic; none if none did."""
    about = set(content_terms(topic))
    for each in reversed(earlier):
        if about and about <= set(content_terms(each.words)):
            return with_history(question, [each])
    return alone(question)


def _completed(question: str, whole: str, earlier: Sequence[Exchange]) -> Understood:
    """Read an elliptic question as the whole one it stands for."""
    source = next(
        each.question for each in reversed(earlier) if completed(question, [each.question]) == whole
    )
    return Understood(
        question=question, read_as=whole, query=whole, also=(whole,), carried=(source,)
    )


def _form(question: str, before: Exchange) -> str:
    """Return the question after the one before and its answer, which the reranker reads too.

    Of a long answer its beginning: what was asked is never cut off. Source: rationale of 110
    turns of abg_coqa overlapped by the best sentence, the two and the three best, by the mean
    logit of the question and: nothing .409, .555, .573; the question before .382, .518,
    .573; that with its answer .409, .573, .618; both forms .391, .527, .591.
    """
    asked = question.split()[-READ:]
    return f"{before.first_words(READ - len(asked))} {' '.join(asked)}".strip()


def _following(question: str, carried: Sequence[str]) -> str:
    """Say after what a question is read; the first of many are only counted."""
    said = [QUOTED(words=each) for each in carried[-_TAKEN:]]
    further = len(carried) - len(said)
    if further:
        said = [_EARLIER(n=further), *said]
    *first, last = said
    words = f"{', '.join(first)} and {last}" if first else str(last)
    earlier = Saying(words, "list.and", {"items": tuple(said)})
    return _FOLLOWING(question=question, earlier=earlier)
