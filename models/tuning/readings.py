"""How readers labelled claims of real articles, without the claims.

The articles are not the project's to pass on, the labels are. A claim's key is the first twelve
digits of the SHA-256 of its text, runs of white space written as one blank: whoever gathers the
claims again finds their labels.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from claimtable.models.classes import CLASSES

LETTERS = {name[0].upper(): i for i, name in enumerate(CLASSES)}
"""S, R, O, D and N, as readings are written."""
FIRST = 0.7
"""Share of the first label in a reading that names two."""
DIGITS = 12

Shares = NDArray[np.float32]


def read_readings(path: Path | None = None) -> dict[str, Shares]:
    """Read how claims were labelled.

    Args:
        path: Lines of a digest, a tab, and readings between blanks: one letter, or two where a
            reader found another label nearly as right. By default the file of the package.

    Returns:
        Shares of the classes, shape (5,), by digest of the text.
    """
    found = path or Path(__file__).with_name("data") / "readings.tsv"
    out = {}
    for line in found.read_text("utf-8").splitlines():
        key, readings = line.split("\t")
        out[key] = np.mean([_shares(reading) for reading in readings.split()], axis=0)
    return out


def _shares(reading: str) -> Shares:
    shares = np.zeros(len(CLASSES), np.float32)
    shares[LETTERS[reading[0]]] = FIRST if len(reading) > 1 else 1.0
    for second in reading[1:]:
        shares[LETTERS[second]] += 1 - FIRST
    return shares


def digest(text: str) -> str:
    """Give the key by which a claim's readings are found."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:DIGITS]
