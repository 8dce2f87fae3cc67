"""From probabilities to a label: one rule for claims in a Doc and for claims in a store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claimtable.nlp.types import LABELS, Block, Label

_NOT_A_CLAIM = 0.5
"""A claim is none where it is as likely none as any of the four labels together."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a model makes of a claim.

    Attributes:
        label: The most probable of the four labels.
        probabilities: Of every class, in the order of `claimtable.models.classes.CLASSES`.
        is_claim: False where the model says that it is none.
    """

    label: Label
    probabilities: tuple[float, ...]
    is_claim: bool

    @property
    def confidence(self) -> float:
        """Probability of the label."""
        return self.probabilities[LABELS.index(self.label)]


def decide(row: Sequence[float], block: Block | None = None) -> Decision:
    """Choose the label of a claim.

    A table cell under both a row and a column header says something of the column's subject,
    however short it is: it is never none.

    Args:
        row: Probabilities of the four labels and of none, in the order of `CLASSES`.
        block: The block that the claim stands in, or None where that is unknown.
    """
    labels, none = row[: len(LABELS)], row[-1]
    if block is not None and _has_both_headers(block):
        total = sum(labels) or 1.0
        labels, none = [p / total for p in labels], 0.0
    best = max(range(len(LABELS)), key=labels.__getitem__)
    return Decision(LABELS[best], (*labels, none), none < _NOT_A_CLAIM)


def _has_both_headers(block: Block) -> bool:
    return block.kind == "table_cell" and bool(block.row_header and block.column_header)
