"""From what a user typed to errands for workers, leaving out what is done already."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from claimtable.corpus.articles import Article
from claimtable.corpus.engine.remote import find_inputs, mark_of, read_input
from claimtable.corpus.engine.summary import Summary
from claimtable.corpus.engine.work import Closing, Work, size_of
from claimtable.corpus.readers.find import STANDARD_INPUT, Found
from claimtable.corpus.readers.formats import format_of
from claimtable.corpus.readers.outcome import Failure
from claimtable.corpus.table import encodable

MAX_ITEMS = 16
MAX_WEIGHT = 50_000
"""Bytes of input in an errand: some 8,000 words, half a second of work. Larger errands would
only make the tail of a run longer and lose more when a worker dies."""

MANY = frozenset({"jsonl", "csv", "parquet"})
"""Types that hold many articles; they are read here and their articles dealt out. A file of any
other type is read by the worker, since parsing PDF and HTML takes as long as the language work
and a file that breaks the parser must not break the run."""

_CHUNK = 1 << 20


class Known(Protocol):
    """Tells which articles are done."""

    def __contains__(self, article_id: Any, /) -> bool:
        """Tell whether an article is."""


@dataclass(slots=True)
class Planner:
    """Turns inputs into `Work`.

    Attributes:
        known: Articles that the store has.
        inputs: Hash of each input file that is wholly in the store, by source.
        redo: Whether what is done is done again.
        summary: Told of inputs that give nothing, and of files done before.
        advance: Told of bytes that need no work.
        twin: Called with the id and the source of an article that the store or an input before
            has too.
    """

    known: Known
    inputs: Mapping[str, str]
    redo: bool
    summary: Summary
    advance: Callable[[int, int], None]
    twin: Callable[[str, str], None]
    _seen: set[str] = field(default_factory=set)
    _items: list[Article | Found] = field(default_factory=list)
    _closes: list[Closing] = field(default_factory=list)
    _weight: int = 0

    def plan(self, paths: Sequence[str]) -> Iterator[Work]:
        """Find, read and deal out.

        Args:
            paths: As a user types them.

        Yields:
            Errands in the order of the inputs.
        """
        for found in find_inputs(paths):
            if isinstance(found, Failure):
                self.summary.fail(found)
            else:
                yield from self._input(found)
        if self._items or self._closes:
            yield self._cut()

    def _input(self, found: Found) -> Iterator[Work]:
        sha256 = _hash(found)
        before = self.inputs.get(found.source)
        if sha256 is not None and sha256 == before and not self.redo:
            self.summary.done_inputs += 1
            self.advance(size_of(found.path), 0)
            return
        changed = before not in (None, sha256)
        kept: set[str] | None = set()
        if found.source != STANDARD_INPUT and format_of(found.source) not in MANY:
            yield from self._add(found, size_of(found.path))
        else:
            kept = yield from self._articles(found, changed)
        if kept is not None and sha256 is not None:
            self._closes.append(Closing(found.source, sha256, changed, frozenset(kept)))

    def _articles(self, found: Found, keep: bool) -> Generator[Work, None, set[str] | None]:
        """Deal out the articles of a file that holds many.

        Returns:
            Their ids if ``keep`` (else an empty set), or None if some could not be read.
        """
        kept: set[str] = set()
        whole = True
        for item in read_input(found):
            if isinstance(item, Failure):
                self.summary.fail(item)
                whole = False
                continue
            article = encodable(item)
            if keep:
                kept.add(article.id)
            if article.id in self._seen or (article.id in self.known and not self.redo):
                self.twin(article.id, article.source)
                self.advance(len(article.text), 0)
            else:
                self._seen.add(article.id)
                yield from self._add(article, len(article.text))
        return kept if whole else None

    def _add(self, item: Article | Found, weight: int) -> Iterator[Work]:
        if self._items and (len(self._items) == MAX_ITEMS or self._weight + weight > MAX_WEIGHT):
            yield self._cut()
        self._items.append(item)
        self._weight += weight

    def _cut(self) -> Work:
        work = Work(tuple(self._items), self._weight, tuple(self._closes))
        self._items, self._closes, self._weight = [], [], 0
        return work


def _hash(found: Found) -> str | None:
    """Hash the bytes of a file; None for standard input and for what cannot be read."""
    if found.path is None:
        return None if found.source == STANDARD_INPUT else mark_of(found.source)
    total = hashlib.sha256()
    try:
        with found.path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                total.update(chunk)
    except OSError:
        return None
    return total.hexdigest()
