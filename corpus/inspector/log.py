"""The log of corrections laid over the index."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from claimtable.corpus.store import Correction
from claimtable.corpus.store.corrections import parse

_HEAD = 64

_APPLY = """
UPDATE claims SET
  label = coalesce(c.label, model_label),
  confidence = CASE WHEN c.label IS NULL THEN model_confidence ELSE 1.0 END,
  human = c.label IS NOT NULL
FROM corrections AS c WHERE c.claim_id = claims.claim_id
"""


def apply(base: sqlite3.Connection, first: int = 0) -> None:
    """Give the claims from a number on the labels that people gave them."""
    base.execute(_APPLY + " AND claims.id >= ?", (first,))


def read_on(base: sqlite3.Connection, path: Path) -> None:
    """Take in the lines of ``labels.jsonl`` since the last time; call inside a transaction.

    A file that is shorter than it was, or begins otherwise, is another one: it is read anew.
    """
    size, lines, head = base.execute("SELECT size, lines, head FROM log").fetchone()
    data = path.read_bytes() if path.exists() else b""
    if len(data) < size or data[: len(head)] != head:
        base.execute("UPDATE corrections SET label = NULL")
        apply(base)
        base.execute("DELETE FROM corrections")
        size, lines = 0, 0
    whole = data.rfind(b"\n") + 1
    for line in data[size:whole].split(b"\n")[:-1]:
        lines += 1
        item = parse(lines, line) if line.strip() else None
        if isinstance(item, Correction):
            _take(base, item)
    base.execute("UPDATE log SET size = ?, lines = ?, head = ?", (whole, lines, data[:_HEAD]))


def _take(base: sqlite3.Connection, correction: Correction) -> None:
    base.execute(
        "INSERT INTO corrections VALUES (?, ?, ?, ?, 1) ON CONFLICT (claim_id) DO UPDATE SET "
        "label = excluded.label, note = excluded.note, time = excluded.time, times = times + 1",
        (correction.id, correction.label, correction.note, correction.time),
    )
    base.execute(_APPLY + " AND claims.claim_id = ?", (correction.id,))
    base.execute(
        "UPDATE queue SET done = ? WHERE claim_id = ?",
        (correction.label is not None, correction.id),
    )
