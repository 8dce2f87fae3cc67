"""Corrections laid over the labels of the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from claimtable.corpus.store.corrections import Correction
from claimtable.nlp.types import NONE_LABEL

Rows = TypeVar("Rows", pa.Table, pa.RecordBatch)

HUMAN = "human"
"""The ``label_source`` of a label that a person gave."""

_CORRECTED = ("label", "label_confidence", "label_source")


def corrected(rows: Rows, corrections: Mapping[str, Correction]) -> Rows:
    """Apply corrections to rows of the claims table.

    Args:
        rows: Rows with ``claim_id``; of the label columns those that are there are changed.
        corrections: The one that holds for each claim, by claim id.

    Returns:
        The rows with the labels that people gave (confidence 1, source ``human``), without those
        that people say are no claims.
    """
    if not corrections or not rows.num_rows:
        return rows
    ids = pa.array(corrections, pa.string())
    where = pc.index_in(rows.column("claim_id"), value_set=ids)
    if where.null_count == rows.num_rows:
        return rows
    given = pa.array([c.label for c in corrections.values()], pa.string()).take(
        where.combine_chunks() if isinstance(where, pa.ChunkedArray) else where
    )
    touched = given.is_valid()
    new = {
        "label": given,
        "label_confidence": pa.scalar(1.0, pa.float32()),
        "label_source": pa.scalar(HUMAN),
    }
    for name in _CORRECTED:
        at = rows.schema.get_field_index(name)
        if at >= 0:
            column = pc.if_else(touched, new[name], rows.column(at))
            rows = rows.set_column(at, rows.schema.field(at), column)
    return rows.filter(pc.fill_null(pc.not_equal(given, NONE_LABEL), True))
