"""Labelled data in: JSON Lines, CSV or Parquet, with every broken row named."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from claimtable.models.classes import CLASSES
from claimtable.models.context import ClaimContext, from_rows

Row = dict[str, Any]
USER_WEIGHT = 12.0
"""How much a row of the user's own counts against one of the shipped corpus: it is real text of the
user's own kind. Of 3, 8, 12 and 20, this is within half a point of the best both from 200 labels of
any real claims and from 200 of such as came out wrong (`models/README.md`)."""
_TEST_SHARE = 2
_HEAD_SHARE = 3
_PARTS = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one row of a file.

    Attributes:
        where: File and row, counted from 1.
        what: What is wrong, and what was done.
    """

    where: str
    what: str

    def __str__(self) -> str:
        """Give both in one line."""
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Units:
    """Labelled claims in their surroundings.

    Attributes:
        contexts: The claims; ``article`` groups them.
        labels: A class each.
        second: Label of a second reader each, or None.
        registers: Kind of text each, "" where unknown.
        sectors: What the text is about each, "" where unknown.
        sources: File and row each.
        weights: How much each counts in training; 1 unless the row says otherwise.
    """

    contexts: list[ClaimContext] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    second: list[str | None] = field(default_factory=list)
    registers: list[str] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def __len__(self) -> int:
        """Count the units."""
        return len(self.labels)

    def take(self, rows: Iterable[int]) -> Units:
        """Select rows."""
        chosen = list(rows)
        return Units(*([column[i] for i in chosen] for column in self._columns()))

    def __add__(self, other: Units) -> Units:
        """Put two sets one after the other."""
        return Units(*(a + b for a, b in zip(self._columns(), other._columns(), strict=True)))

    def _columns(self) -> list[list[Any]]:
        return [getattr(self, f.name) for f in fields(self)]


def part_of(article: str) -> str:
    """Say which part of the corpus an article belongs to, for good, by a hash of its id.

    Returns:
        ``test`` (a tenth, never trained on), ``head`` (three twentieths: the encoder is not tuned
        on them, the head and its temperature are) or ``encoder``.
    """
    slot = int(hashlib.sha256(article.encode()).hexdigest()[:8], 16) % _PARTS
    return (
        "test" if slot < _TEST_SHARE else "head" if slot < _TEST_SHARE + _HEAD_SHARE else "encoder"
    )


def weighted(units: Units, factor: float) -> Units:
    """Give the same units with their weights multiplied."""
    return replace(units, weights=[w * factor for w in units.weights])


def corpus_files() -> list[Path]:
    """Give the files of the shipped labelled corpus."""
    folder = Path(str(files("claimtable") / "corpus" / "labelled"))
    return sorted(folder.glob("*.jsonl"))


def shipped_corpus() -> Units:
    """Read the shipped labelled corpus.

    Raises:
        ValueError: A row of it is broken; a test keeps that from happening.
    """
    units, problems = read(corpus_files())
    if problems:
        raise ValueError(f"the shipped corpus is broken: {problems[0]}")
    return units


def read(paths: Sequence[Path]) -> tuple[Units, list[Problem]]:
    """Read labelled files.

    Two rows of one article with the same text and different labels contradict each other: both
    are named and the later one counts. Broken rows are named and left out.

    Args:
        paths: ``.jsonl``, ``.csv`` or ``.parquet`` files with ``text`` and ``label``; optional are
            ``article`` or ``article_id``, ``section``, ``before``, ``second_label``, ``register``,
            ``sector``, ``weight``.

    Returns:
        The good units in order, and what is wrong with the others.

    Raises:
        ValueError: A file is of another kind.
        OSError: A file cannot be opened.
    """
    rows: list[tuple[str, Row]] = []
    problems: list[Problem] = []
    for path in paths:
        for number, row in _raw(path):
            where = f"{path.name}:{number}"
            wrong = row if isinstance(row, str) else _wrong(row)
            if wrong:
                problems.append(Problem(where, f"{wrong}; left out"))
            else:
                assert isinstance(row, dict)
                rows.append((where, row))
    return _assemble(_settle(rows, problems)), problems


def corrected(log: Path) -> set[str]:
    """Ids of the claims that people have labelled, by a log of corrections.

    Args:
        log: A store's ``labels.jsonl``; a missing one has none.
    """
    held: set[str] = set()
    for _, row in _raw(log) if log.is_file() else ():
        if isinstance(row, dict) and isinstance(row.get("id"), str) and _wrong(row) is None:
            (held.discard if row.get("label") is None else held.add)(row["id"])
    return held


def _raw(path: Path) -> Iterator[tuple[int, Row | str]]:
    """Yield (row number, row or what is wrong with it)."""
    kind = path.suffix.lower()
    if kind in (".jsonl", ".ndjson"):
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            if line.strip():
                yield number, _parse(line)
    elif kind == ".csv":
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as lines:
            yield from enumerate(csv.DictReader(lines), 2)
    elif kind == ".parquet":
        import pyarrow.parquet as pq

        yield from enumerate(pq.read_table(path).to_pylist(), 1)
    else:
        raise ValueError(f"{path}: labelled data is read from .jsonl, .csv and .parquet files")


def _parse(line: bytes) -> Row | str:
    try:
        row = json.loads(line.decode("utf-8"))
    except ValueError as error:
        return f"not JSON ({error})"
    return row if isinstance(row, dict) else "not a JSON object"


def _wrong(row: Row) -> str | None:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return "no text"
    label = row.get("label")
    taken_back = label is None and row.get("time") and row.get("id")
    if label not in CLASSES and not taken_back:
        return f"label {label!r} is none of {', '.join(CLASSES)}"
    try:
        good = 0 < float(row.get("weight") or 1) <= 100
    except (TypeError, ValueError):
        good = False
    return None if good else f"weight {row['weight']!r} is no number between 0 and 100"


def _article(row: Row) -> str:
    return str(row.get("article") or row.get("article_id") or "")


def _settle(rows: list[tuple[str, Row]], problems: list[Problem]) -> list[tuple[str, Row]]:
    """Let later rows stand for earlier ones of the same claim, and name contradictions.

    Rows of a log of corrections carry an ``id`` and a ``time``: there a later row is a change of
    mind, not a contradiction, and one without a label takes back what was said.
    """
    last: dict[object, tuple[str, Row]] = {}
    for where, row in rows:
        logged = bool(row.get("time") and row.get("id"))
        key: object = (
            row["id"] if logged else (_article(row), row.get("before"), row["text"].strip())
        )
        earlier = last.pop(key, None)
        if row["label"] is None:
            continue
        if earlier is not None and not logged and earlier[1]["label"] != row["label"]:
            problems.append(
                Problem(
                    where,
                    f"says {row['label']!r} where {earlier[0]} says {earlier[1]['label']!r} of the "
                    "same text; the later one counts",
                )
            )
        last[key] = (where, row)
    kept = {where for where, _ in last.values()}
    return [(where, row) for where, row in rows if where in kept]


def _assemble(rows: list[tuple[str, Row]]) -> Units:
    plain = [{**row, "article": _article(row)} for _, row in rows]
    return Units(
        from_rows(plain),
        [row["label"] for row in plain],
        [row.get("second_label") or None for row in plain],
        [str(row.get("register") or "") for row in plain],
        [str(row.get("sector") or "") for row in plain],
        [where for where, _ in rows],
        [float(row.get("weight") or 1.0) for row in plain],
    )
