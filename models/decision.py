"""From probabilities to a label: one rule for claims in a Doc and for claims in a store."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from claimtable.nlp.claims.lead_ins import looks_ahead
from claimtable.nlp.types import LABELS, Block, Label

_NOT_A_CLAIM = 0.5
"""A claim is none where it is as likely none as any of the four labels together."""
_SAID_BY_HEADER = 10.0
"""How many times likelier a cell has the label that its row's header names. Set by hand: a cell
without a verb follows its header, one that plainly reports a fact does not."""

_SELDOM_NONE = 0.25
"""What is left of the probability of none for an item that completes "The fund will:". Set by hand:
such items read like orders to the reader, which are none."""


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
    however short it is: it is never none, and likelier what the row's header calls it
    ("Strengths"). An item that completes "The fund aims to:" is seldom none.

    Args:
        row: Probabilities of the four labels and of none, in the order of `CLASSES`.
        block: The block that the claim stands in, or None where that is unknown.
    """
    labels, none = row[: len(LABELS)], row[-1]
    if block is not None and _has_both_headers(block):
        named = _named_by(block.row_header or "")
        lifts = [_SAID_BY_HEADER if label == named else 1.0 for label in LABELS]
        labels = [p * lift for p, lift in zip(labels, lifts, strict=True)]
        total = sum(labels) or 1.0
        labels, none = [p / total for p in labels], 0.0
    elif block is not None and block.kind == "list_item" and looks_ahead(block.lead_in):
        claim = 1.0 - none
        none *= _SELDOM_NONE
        labels = [p * (1.0 - none) / claim if claim else p for p in labels]
    best = max(range(len(LABELS)), key=labels.__getitem__)
    return Decision(LABELS[best], (*labels, none), none < _NOT_A_CLAIM)


def _has_both_headers(block: Block) -> bool:
    return block.kind == "table_cell" and bool(block.row_header and block.column_header)


def _named_by(header: str) -> str | None:
    """The one label that words of a header name, or None."""
    words = set(re.findall(r"\w+", header.lower()))
    named = [label for label, names in _header_words().items() if words & names]
    return named[0] if len(named) == 1 else None


@cache
def _header_words() -> dict[str, frozenset[str]]:
    data = files("claimtable.models").joinpath("data", "headers.toml").read_text("utf-8")
    return {label: frozenset(words) for label, words in tomllib.loads(data).items()}
