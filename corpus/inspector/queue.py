"""The review queue: which claims teach most, and what is left of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

SIZE = 200
"""How many claims a queue has."""
_POOL, _SAMPLE, _SEEN = 2_500, 500, 4_000
_ALIKE = 0.35
"""Cosine of word counts from which two claims count as alike; set by looking at pairs."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a queue is.

    Attributes:
        done: Claims reviewed.
        total: Claims in the queue.
    """

    done: int
    total: int


def progress(base: sqlite3.Connection) -> Progress:
    """Count the queue."""
    row = base.execute("SELECT coalesce(sum(done), 0), count(*) FROM queue").fetchone()
    return Progress(row[0], row[1])


def first(base: sqlite3.Connection) -> str | None:
    """Id of the first claim that is not reviewed yet and still in the store; None if all are."""
    row = base.execute(
        "SELECT q.claim_id FROM queue AS q WHERE NOT done AND EXISTS "
        "(SELECT 1 FROM claims AS c WHERE c.claim_id = q.claim_id) ORDER BY place LIMIT 1"
    ).fetchone()
    return None if row is None else row[0]


def around(base: sqlite3.Connection, claim_id: str) -> tuple[str | None, str | None, str]:
    """The claim before one in the queue, the next not reviewed after it, and why it is there."""
    mine = base.execute("SELECT place, reason FROM queue WHERE claim_id = ?", (claim_id,))
    place, reason = mine.fetchone() or (0, "")
    there = "EXISTS (SELECT 1 FROM claims AS c WHERE c.claim_id = q.claim_id)"
    before = base.execute(
        f"SELECT claim_id FROM queue AS q WHERE place < ? AND {there} "  # noqa: S608
        "ORDER BY place DESC LIMIT 1",
        (place,),
    ).fetchone()
    after = base.execute(
        f"SELECT claim_id FROM queue AS q WHERE NOT done AND place <> :place AND {there} "  # noqa: S608
        "ORDER BY place < :place, place LIMIT 1",
        {"place": place},
    ).fetchone()
    return (before and before[0]), (after and after[0]), reason


Chosen = list[tuple[str, str]]


def choose(base: sqlite3.Connection, flips: Mapping[str, str], size: int = SIZE) -> Chosen:
    """Choose the claims of a new queue.

    A claim's worth is uncertainty x novelty x suspicion. Uncertain is what the model is not sure
    of; novel what is unlike the claims that people have reviewed and those chosen before it;
    suspect what a newly trained model, or people with claims like it, labelled otherwise.

    Args:
        base: A connection from `Index.reading`: choosing takes seconds, and nobody should wait.
        flips: What a newly trained model says, by claim id.
        size: At most so many.

    Returns:
        Id of each claim and why it was chosen, the most worth first.
    """
    pool = _pool(base, flips)
    if not pool:
        return []
    seen = base.execute(
        "SELECT text, label FROM claims WHERE human ORDER BY id DESC LIMIT ?", (_SEEN,)
    ).fetchall()
    return [(pool[at]["claim_id"], why) for at, why in _choose(pool, seen, flips, size)]


def store(base: sqlite3.Connection, chosen: Chosen) -> None:
    """Put a new queue in place of the old one; call inside a transaction.

    What has been reviewed since it was chosen counts as done.
    """
    base.execute("DELETE FROM queue")
    base.executemany(
        "INSERT OR IGNORE INTO queue (place, claim_id, reason) VALUES (?, ?, ?)",
        [(place, claim_id, reason) for place, (claim_id, reason) in enumerate(chosen, 1)],
    )
    base.execute(
        "UPDATE queue SET done = 1 WHERE claim_id IN (SELECT claim_id FROM claims WHERE human)"
    )


def _pool(base: sqlite3.Connection, flips: Mapping[str, str]) -> list[sqlite3.Row]:
    """The least sure, a sample of the others, and what a new model labels otherwise."""
    columns = "SELECT id, claim_id, text, label, confidence FROM claims"
    rows = base.execute(
        f"{columns} WHERE NOT human ORDER BY confidence LIMIT ?",
        (_POOL,),
    ).fetchall()
    total = base.execute("SELECT max(id) FROM claims").fetchone()[0] or 0
    step = max(1, total // _SAMPLE)
    rows += base.execute(
        f"{columns} WHERE NOT human AND id % ? = 0 LIMIT ?",
        (step, _SAMPLE),
    ).fetchall()
    for claim_id in list(flips)[:_SAMPLE]:
        rows += base.execute(
            f"{columns} WHERE claim_id = ? AND NOT human",
            (claim_id,),
        ).fetchall()
    return list({row["id"]: row for row in rows}.values())


def _choose(
    pool: list[sqlite3.Row], seen: list[sqlite3.Row], flips: Mapping[str, str], size: int
) -> list[tuple[int, str]]:
    from sklearn.feature_extraction.text import HashingVectorizer

    maker = HashingVectorizer(n_features=2**18, alternate_sign=False, stop_words="english")
    vectors = maker.transform(row["text"] for row in pool)
    sure = np.array([row["confidence"] for row in pool])
    uncertain = np.clip((1 - sure) / 0.75, 0.02, 1)
    labels = np.array([row["label"] for row in pool])
    nearest = np.zeros(len(pool))
    suspect, suggested = np.zeros(len(pool)), np.full(len(pool), "", dtype=object)
    if seen:
        near = vectors @ maker.transform(row["text"] for row in seen).T
        nearest = near.max(axis=1).toarray().ravel()
        _suspect(near, [row["label"] for row in seen], labels, suspect, suggested)
    for at, row in enumerate(pool):
        if row["claim_id"] in flips:
            suspect[at], suggested[at] = 1.0, flips[row["claim_id"]]
    worth = np.maximum(uncertain, 0.5 * suspect) * (1 + suspect)
    out: list[tuple[int, str]] = []
    left = np.ones(len(pool), bool)
    while len(out) < min(size, len(pool)):
        at = int(np.argmax(np.where(left, worth * (1.05 - nearest), -1)))
        out.append((at, _reason(sure[at], nearest[at], suspect[at], suggested[at], labels[at])))
        left[at] = False
        nearest = np.maximum(nearest, (vectors @ vectors[at].T).toarray().ravel())
    return out


def _suspect(
    near: Any,
    seen: list[str],
    labels: np.ndarray,
    suspect: np.ndarray,
    suggested: np.ndarray,
) -> None:
    """Share of the reviewed claims like each that people labelled otherwise, and how."""
    rows, columns = near.nonzero()
    values = np.asarray(near[rows, columns]).ravel()
    given = np.array(seen)
    for at in np.unique(rows[values >= _ALIKE]):
        mine = (rows == at) & (values >= _ALIKE)
        other = given[columns[mine]]
        weights = values[mine]
        differ = other != labels[at]
        suspect[at] = float(weights[differ].sum() / weights.sum())
        if differ.any():
            suggested[at] = str(other[differ][np.argmax(weights[differ])])


def _reason(sure: float, nearest: float, suspect: float, suggested: str, label: str) -> str:
    parts = [f"{sure:.0%} sure"]
    if suggested and suggested != label and suspect >= 0.5:
        word = "not a claim" if suggested == "none" else suggested
        parts.append(f"perhaps {word}: so say claims like it, or a newer model")
    if nearest < 0.15:
        parts.append("unlike what has been reviewed")
    return "; ".join(parts)
