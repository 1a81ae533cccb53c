"""The lexical side: BM25 over search terms in a tantivy index."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamaged
from corpus.passages import Role
from embeddings import faults
from embeddings.analysis import terms
from embeddings.lexical_query import Concept, Form, LexicalQuery
from embeddings.manifest import LOCK

# Tantivy's BM25 constants, k1 = 1.2 and b = 0.75 (Robertson and Zaragoza 2009), are the
# ones quality.md A found best; a term can add at most idf * (k1 + 1).
_WRITER_BYTES = 64_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LexicalEntry:
    """What is indexed of a passage or a whole record.

    Attributes:
        row: its row, or its key where rows move.
        record: row of its record among the records, or the record's key.
        title: the record's title.
        text: its words.
        role: the passage's; None for a whole record.
    """

    row: int
    record: int
    title: str
    text: str
    role: Role | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What stands in an index for rows that move when records come and go.

    Attributes:
        of_rows: key of each row, int64.
        of_records: key of each record, int64.
        rows: row of each key, int64.
    """

    of_rows: NDArray[np.int64]
    of_records: NDArray[np.int64]
    rows: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Within:
    """What part of an index is searched.

    Attributes:
        records: which records, shape (records,); None for all.
        roles: which roles; None for all.
    """

    records: NDArray[np.bool_] | None = None
    roles: Collection[Role] | None = None


class LexicalIndex:
    """BM25 over texts; each carries its record's title, a phrase must be in the text."""

    def __init__(self, index: Any, keys: Keys | None = None) -> None:
        self._index = index
        self._searcher = index.searcher()
        self._keys = keys

    @classmethod
    def build(cls, folder: Path, entries: Iterable[LexicalEntry]) -> LexicalIndex:
        """Index the entries in a new folder and open the result.

        Raises:
            OSError: the disk is full or failing.
        """
        import tantivy

        folder.mkdir()
        try:
            index = tantivy.Index(_schema(), path=str(folder))
            # One thread: more would make the order of segments, and of ties, a matter of luck.
            writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
            for entry in entries:
                text = " ".join(terms(entry.text))
                document = tantivy.Document()
                document.add_unsigned("row", entry.row)
                document.add_unsigned("record", entry.record)
                document.add_unsigned("role", _role_number(entry.role))
                document.add_text("search", " ".join((*terms(entry.title), text)))
                document.add_text("text", text)
                writer.add_document(document)
            writer.commit()
            writer.wait_merging_threads()
            index.reload()
            return cls(index)
        except ValueError as error:
            raise OSError(f"writing the lexical index failed: {error}") from error

    @classmethod
    def open(cls, folder: Path, keys: Keys | None = None) -> LexicalIndex:
        """Open a written index.

        Args:
            folder: its folder.
            keys: what stands in it for rows and records; None where they do themselves.

        Raises:
            ArchiveDamaged: tantivy cannot read it.
        """
        import tantivy

        try:
            with _lockable(folder) as place:
                index = tantivy.Index.open(str(place))
                index.config_reader(reload_policy="manual")
                return cls(index, keys)
        except ValueError as error:
            said = faults.LEXICAL(folder=folder.name)
            raise ArchiveDamaged(said, faults.REBUILD()) from error

    def __len__(self) -> int:
        """Return the number of passages."""
        return int(self._searcher.num_docs)

    def idf(self, term: str) -> float:
        """Return BM25's inverse document frequency of a term, ln(1 + (N - n + .5)/(n + .5))."""
        total, holding = len(self), self._searcher.doc_freq("search", term)
        return math.log(1 + (total - holding + 0.5) / (holding + 0.5))

    def frequency(self, term: str) -> int:
        """Return the number of passages that hold the term, titles counted."""
        return int(self._searcher.doc_freq("search", term))

    def vocabulary(self, prefix: str) -> list[tuple[str, int]]:
        """Return the terms that begin so, with the number of passages that hold each."""
        return [(term, int(n)) for term, n in self._searcher.terms_with_prefix("search", prefix)]

    def idf_sum(self, query: LexicalQuery) -> float:
        """Return what the query's concepts weigh: each as the form that tells most."""
        return sum(
            concept.weight * max(self._told(form) for form in concept.forms)
            for concept in query.concepts
        )

    def _told(self, form: Form) -> float:
        """Return the sum of the idf of those terms of a form that some passage holds."""
        return sum(self.idf(term) for term in form if self.frequency(term))

    def shares(self, query: LexicalQuery, rows: Sequence[int]) -> dict[int, float]:
        """Return BM25 over what the query weighs for each row that holds a term of it."""
        idf_sum = self.idf_sum(query)
        return {row: score / idf_sum for row, score in self.scores(query, rows).items()}

    def search(
        self, query: LexicalQuery, depth: int, within: Within | None = None
    ) -> list[tuple[int, float]]:
        """Rank passages by BM25; idf stays that of the whole index.

        Args:
            query: what is searched.
            depth: most passages wanted.
            within: what part of the index is searched; None for all of it.

        Returns:
            (row, score) pairs, best first, ties by row; only passages that hold a term.
        """
        if not query or not len(self):
            return []
        return self._run(self._limited(self._any_of(query), within), depth)

    def scores(self, query: LexicalQuery, rows: Sequence[int]) -> dict[int, float]:
        """Return the exact BM25 score of each of the rows; a row without any term is left out."""
        import tantivy

        if not query or not rows:
            return {}
        schema = self._index.schema
        keys = list(rows) if self._keys is None else self._keys.of_rows[list(rows)].tolist()
        among = tantivy.Query.const_score_query(
            tantivy.Query.term_set_query(schema, "row", keys), 0.0
        )
        both = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, self._any_of(query)), (tantivy.Occur.Must, among)]
        )
        return dict(self._run(both, len(rows)))

    def phrase(self, phrase: str, depth: int, within: Within | None = None) -> list[int]:
        """Return the rows whose text holds the words of the phrase one after another."""
        import tantivy

        found = terms(phrase)
        if not found or not len(self):
            return []
        schema = self._index.schema
        if len(found) == 1:
            query = tantivy.Query.term_query(schema, "text", found[0])
        else:
            query = tantivy.Query.phrase_query(schema, "text", found)
        return [row for row, _ in self._run(self._limited(query, within), depth)]

    def _limited(self, query: Any, within: Within | None) -> Any:
        """Let a query find passages of these records and roles alone, their scores untouched."""
        import tantivy

        within = within or Within()
        clauses = [(tantivy.Occur.Must, query)]
        if within.roles is not None:
            roles = [_role_number(role) for role in within.roles]
            clauses.append(self._set(tantivy.Occur.Must, "role", roles))
        if within.records is not None and not within.records.all():
            inside, outside = np.flatnonzero(within.records), np.flatnonzero(~within.records)
            # The smaller set of the two: the time goes with its size.
            fewer = len(inside) <= len(outside)
            occur, chosen = (
                (tantivy.Occur.Must, inside) if fewer else (tantivy.Occur.MustNot, outside)
            )
            keys = chosen if self._keys is None else self._keys.of_records[chosen]
            clauses.append(self._set(occur, "record", keys.tolist()))
        return tantivy.Query.boolean_query(clauses) if len(clauses) > 1 else query

    def _set(self, occur: Any, field: str, numbers: list[int]) -> tuple[Any, Any]:
        import tantivy

        among = tantivy.Query.term_set_query(self._index.schema, field, numbers)
        return occur, tantivy.Query.const_score_query(among, 0.0)

    def _any_of(self, query: LexicalQuery) -> Any:
        import tantivy

        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, self._concept(concept)) for concept in query.concepts]
        )

    def _concept(self, concept: Concept) -> Any:
        """Score a concept as the form of it that a text holds best."""
        import tantivy

        forms = [self._form(form) for form in concept.forms]
        best = forms[0] if len(forms) == 1 else tantivy.Query.disjunction_max_query(forms)
        return best if concept.weight == 1.0 else tantivy.Query.boost_query(best, concept.weight)

    def _form(self, form: Form) -> Any:
        import tantivy

        schema = self._index.schema
        words = [tantivy.Query.term_query(schema, "search", term, "freq") for term in form]
        if len(words) == 1:
            return words[0]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, word) for word in words])

    def _run(self, query: Any, depth: int) -> list[tuple[int, float]]:
        depth = min(depth, len(self))
        if depth <= 0:
            return []
        asked = min(depth + 1, len(self))
        while True:
            hits = self._searcher.search(query, asked, count=False).hits
            # Of equal scores those of the first rows are taken, wherever they are kept.
            if len(hits) < asked or asked == len(self) or hits[depth - 1][0] > hits[-1][0]:
                break
            asked = min(4 * asked, len(self))
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        if self._keys is not None:
            rows = self._keys.rows[rows].tolist() if rows else []
        found = [(int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:depth]


def make_empty(folder: Path) -> None:
    """Make an index of nothing in a new folder.

    Raises:
        OSError: the disk is full or failing.
    """
    import tantivy

    folder.mkdir()
    try:
        tantivy.Index(_schema(), path=str(folder))
    except ValueError as error:
        raise OSError(f"writing the lexical index failed: {error}") from error


@contextmanager
def _lockable(folder: Path) -> Iterator[Path]:
    """Give a folder in which tantivy can take its lock while it opens the files.

    Opening needs a lock file even for reading. A folder where none can be written lends its
    files, by links, to one that is gone once they are mapped.
    """
    locks = (path for path in folder.iterdir() if path.suffix == LOCK)
    if all(os.access(path, os.W_OK) for path in (folder, *locks)):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="dragoman-") as lent:
        for file in folder.iterdir():
            if file.suffix != LOCK:
                (Path(lent) / file.name).symlink_to(file.resolve())
        yield Path(lent)


def _role_number(role: Role | None) -> int:
    return 0 if role is None else 1 + list(Role).index(role)


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", indexed=True, fast=True)
    builder.add_unsigned_field("record", indexed=True)
    builder.add_unsigned_field("role", indexed=True)
    builder.add_text_field("search", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    return builder.build()
