"""What a teacher says of rows, by key and without text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from claimtable.models.tuning.readings import Shares
from claimtable.models.tuning.variants import Text

DIGITS = 16


def key_of(text: Text) -> str:
    """Name a claim in its surroundings: the first digits of the SHA-256 of both."""
    return hashlib.sha256("\t".join(text).encode("utf-8", "replace")).hexdigest()[:DIGITS]


def write_advice(path: Path, texts: Sequence[Text], shares: Shares) -> None:
    """Write shares of the classes, shape (rows, 5), with the keys of their rows."""
    np.savez(path, keys=np.array([key_of(text) for text in texts]), shares=shares)


def read_advice(path: Path) -> dict[str, Shares]:
    """Read shares, of shape (5,) each, by key."""
    found = np.load(path, allow_pickle=False)
    return dict(zip(found["keys"].tolist(), found["shares"], strict=True))


def heed(
    texts: Sequence[Text], labels: Shares, advice: Mapping[str, Shares], share: float
) -> Shares:
    """Mix advice into labels; rows that no advice is given on keep theirs.

    Args:
        texts: Claims in their surroundings.
        labels: Shares of the classes after the labels, shape (rows, 5).
        advice: What a teacher says, by `key_of`.
        share: How much of the mixture is advice.

    Returns:
        Shares of shape (rows, 5).
    """
    mixed = labels.copy()
    for i, text in enumerate(texts):
        said = advice.get(key_of(text))
        if said is not None:
            mixed[i] = (1 - share) * mixed[i] + share * said
    return mixed
