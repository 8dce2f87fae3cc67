"""What the encoder itself makes of a claim: the linear layer it was taught with.

A regression over the encoder's vectors that is fitted on the labelled corpus alone forgets part of
what the encoder learnt from real articles. So the last layer's scores stand beside the vector as
five more columns, large, so that the penalty on weights hardly keeps the regression from using
them. All is linear: the fitted regression is then written as one over the vector alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claimtable.models.encoder import Encoder, Matrix
from claimtable.models.head import Linear

FILE = "last_layer.npz"
LARGE = np.float32(4.0)
"""Factor on the scores as columns."""


@dataclass(frozen=True, slots=True)
class LastLayer:
    """A linear layer over the encoder's vectors.

    Attributes:
        weights: Shape (5, 384).
        bias: Shape (5,).
    """

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def beside(self, vectors: Matrix) -> Matrix:
        """Put the layer's scores beside vectors: shape (rows, 389)."""
        return np.hstack([vectors, LARGE * (vectors @ self.weights.T + self.bias)])

    def folded(self, fitted: Linear) -> Linear:
        """Write a regression over what `beside` gives as one over the vectors."""
        width = self.weights.shape[1]
        own, layer = fitted.weights[:, :width], LARGE * fitted.weights[:, width:]
        weights = (own + layer @ self.weights).astype(np.float32)
        return Linear(weights, fitted.bias + layer @ self.bias)


def last_layer(encoder: Encoder) -> LastLayer | None:
    """Read the layer that lies beside an encoder, or None where there is none.

    Raises:
        ValueError: The file is no such layer.
    """
    path = encoder.folder / FILE
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as stored:
        return LastLayer(stored["weights"], stored["bias"])
