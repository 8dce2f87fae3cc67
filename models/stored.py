"""What a new model would label otherwise among the claims of a store.

The store is read by the columns that the project's contract promises.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimtable.models.classes import CLASSES
from claimtable.models.context import from_rows
from claimtable.models.labeller import Labeller

_COLUMNS = ["claim_id", "article_id", "section", "start", "text", "label", "label_source"]


@dataclass(frozen=True, slots=True)
class Flip:
    """A claim that a new model labels otherwise.

    Attributes:
        claim_id: Which claim.
        text: Its text.
        old: The label in the store.
        new: What the new model says; ``none`` means no claim.
        confidence: Probability of the new label.
    """

    claim_id: str
    text: str
    old: str
    new: str
    confidence: float


def flips(store: Path, model: Labeller) -> list[Flip]:
    """Find the claims of a store that a model labels otherwise; labels by people are let alone.

    Args:
        store: Folder of a claims store.
        model: The new model.

    Returns:
        The claims that would change, most confident first.

    Raises:
        ValueError: The folder is no claims store.
    """
    parts = sorted((store / "claims").glob("*.parquet"))
    if not parts:
        raise ValueError(f"{store} is no claims store: no claims/*.parquet in it")
    rows = [row for part in parts for row in _rows(part)]
    rows.sort(key=lambda row: (row["article_id"], row["start"]))
    contexts = from_rows({**row, "article": row["article_id"], "label": None} for row in rows)
    out = []
    for row, p in zip(rows, model.probabilities(contexts), strict=True):
        best = int(p.argmax())
        if row["label_source"] != "human" and CLASSES[best] != row["label"]:
            out.append(
                Flip(row["claim_id"], row["text"], row["label"], CLASSES[best], float(p[best]))
            )
    return sorted(out, key=lambda flip: -flip.confidence)


def _rows(part: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = pq.read_table(part, columns=_COLUMNS).to_pylist()
    return rows
