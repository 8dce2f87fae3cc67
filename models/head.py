"""The head: what decides on a label, fitted in seconds by `fitting`.

Two logistic regressions. One reads words and interpretable features, the other the encoder's
vector of the claim in its surroundings. Their scores are pooled with fixed shares: one share where
the four labels are told apart, another where claims are told from what is none. A mixer fitted on
the labelled corpus was tried instead and did worse on real articles: words look more reliable on
text written for the corpus than they are elsewhere. Without an encoder the words stand alone.

Between labels all is linear, so every feature's share in a decision can be told. The file is
written with skops, which never runs code from a file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimtable.models import skops_file
from claimtable.models.calibration import Floats, log_softmax, softmax
from claimtable.models.classes import CLASSES, PRIOR
from claimtable.models.context import ClaimContext
from claimtable.models.features import FeatureMaker, Matrix, Scales
from claimtable.models.memory import Memory, remember
from claimtable.models.sparse import SparseRows
from claimtable.nlp.types import LABELS

FORMAT = 1
"""Number of the file format; raised when older files need another reading."""
UNSEEN = -30.0
"""Bias of a class that no training row has."""
DEVELOPMENT, NONE = CLASSES.index("development"), CLASSES.index("none")
"""Classes that words alone may decide on."""
FEWEST_WORDS = 13
"""They call no shorter claim a development: one in four would change, and it is soon read."""
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be chosen about a head.

    Attributes:
        inverse_penalty: ``C`` of the regression over words: larger fits the rows more closely.
        vector_inverse_penalty: The same of the regression over the encoder's vector.
        vector_share: Share of the latter where the four labels are told apart.
        vector_share_none: Share of the latter where claims are told from what is none.
        caution: Added to the score that words give ``development`` among the labels. Articles
            written for the corpus say what a thing means more plainly than real ones do, so that
            words fitted on them find meaning where there is none. Set on real articles.
        stretch: Factor on the temperature fitted out of fold: the model is less often right on
            real articles than on the corpus. Set on real articles.
        stretch_words: A further factor where the words alone decide. Set on real articles.
        confident: Where the words alone are at least this sure of ``development`` or ``none``,
            the encoder is not asked, unless the development is short: it takes most of the time.
            The other labels are never left to the words, which are right half to two thirds of the
            time where they are as sure. Measured in ``models/README.md``.
        scales: Weight of each block of features in the former.
        prior: Share of each class that training rows are weighted to.
        seed: Of folds and solvers.
    """

    inverse_penalty: float = 1.0
    vector_inverse_penalty: float = 0.0003
    vector_share: float = 0.85
    vector_share_none: float = 0.6
    caution: float = 0.9
    stretch: float = 1.15
    stretch_words: float = 1.5
    confident: float = 0.85
    scales: Scales = field(default_factory=Scales)
    prior: dict[str, float] = field(default_factory=lambda: dict(PRIOR))
    seed: int = 0


def truth(labels: Sequence[str]) -> Rows:
    """Give the index in `CLASSES` of each label."""
    return np.array([CLASSES.index(label) for label in labels], dtype=np.intp)


def class_weights(y: Rows, prior: dict[str, float]) -> Floats:
    """Weigh rows so that the classes that occur add up to their shares in ``prior``.

    Args:
        y: Class index of each row.
        prior: Share of each class.

    Returns:
        One weight a row; their mean is one.
    """
    counts = np.bincount(y, minlength=len(CLASSES))
    weights = np.array([prior[name] for name in CLASSES])[y] / counts[y]
    scaled: Floats = weights / weights.mean()
    return scaled


@dataclass(frozen=True, slots=True)
class Linear:
    """A fitted multinomial regression: scores are ``x @ weights.T + bias``.

    Attributes:
        weights: Shape (5, features); zero rows for classes never seen.
        bias: Shape (5,); `UNSEEN` for classes never seen.
    """

    weights: NDArray[np.float32]
    bias: Floats

    def scores(self, columns: SparseRows | Matrix) -> Floats:
        """Score rows of shape (rows, features): shape (rows, 5), centred on nought each row."""
        if isinstance(columns, SparseRows):
            return columns.times(self.weights) + self.bias
        # BLAS rounds a row in one way or another by how many there are; einsum does not.
        products = np.einsum("ij,kj->ik", columns, self.weights)
        raw: Floats = products.astype(np.float64) + self.bias
        return raw


def pool(text: Floats, vector: Floats | None, settings: Settings) -> Floats:
    """Pool the scores of the two regressions, claim or none first, then which label.

    Args:
        text: Scores of the regression over words, shape (claims, 5).
        vector: Scores of the regression over vectors, same shape, or None to do without.
        settings: The shares, and the caution.

    Returns:
        Log-probabilities, shape (claims, 5): of ``none`` by one share, of the labels among claims
        by the other.
    """
    labels = len(LABELS)
    text = log_softmax(text)
    share = share_none = 0.0
    if vector is None:
        vector = text
    else:
        share, share_none = settings.vector_share, settings.vector_share_none
        vector = log_softmax(vector)
    among = (share * vector + (1 - share) * text)[:, :labels]
    among[:, LABELS.index("development")] += (1 - share) * settings.caution
    none = log_softmax(share_none * vector + (1 - share_none) * text)[:, labels:]
    claim = np.log1p(-np.exp(np.minimum(none, -1e-9)))
    return np.hstack([log_softmax(among) + claim, none])


class Head:
    """Features, two regressions, a temperature; `training.train` fits it.

    Attributes:
        settings: What was chosen.
        features: Fitted vocabularies.
        text: The regression over words and interpretable features.
        vector: The regression over the encoder's vector, or None without an encoder.
        temperature: Scores are divided by it, see `softening`.
        memory: Corrections by people that the regressions get wrong, or None.
    """

    def __init__(
        self, settings: Settings, features: FeatureMaker, text: Linear, vector: Linear | None
    ) -> None:
        """Put fitted parts together."""
        self.settings = settings
        self.features = features
        self.text = text
        self.vector = vector
        self.temperature = 1.0
        self.memory: Memory | None = None

    @property
    def with_encoder(self) -> bool:
        """Whether the encoder's vector is read."""
        return self.vector is not None

    def scores(self, contexts: Sequence[ClaimContext], vectors: Matrix | None = None) -> Floats:
        """Give uncalibrated scores of shape (claims, 5).

        Raises:
            ValueError: The head reads an encoder and was given none of its vectors.
        """
        words, recalled = self._read(contexts)
        return pool(words, self._read_vectors(vectors), self.settings) + recalled

    def _read_vectors(self, vectors: Matrix | None) -> Floats | None:
        if self.vector is None:
            return None
        if vectors is None:
            raise ValueError("this model reads an encoder's vectors, and none were given")
        return self.vector.scores(vectors)

    def probabilities(
        self, contexts: Sequence[ClaimContext], vectors: Matrix | None = None
    ) -> Floats:
        """Give calibrated probabilities of shape (claims, 5), columns as `CLASSES`."""
        if not len(contexts):
            return np.zeros((0, len(CLASSES)))
        words, recalled = self._read(contexts)
        return self._calibrated(words, self._read_vectors(vectors), recalled)

    def probabilities_by_turns(
        self, contexts: Sequence[ClaimContext], encode: Callable[[Sequence[ClaimContext]], Matrix]
    ) -> Floats:
        """Ask the words first, and the encoder where they are not `Settings.confident`.

        Args:
            contexts: Claims in their surroundings.
            encode: Gives the encoder's vectors of claims.

        Returns:
            Calibrated probabilities of shape (claims, 5), columns as `CLASSES`.
        """
        if self.vector is None or not len(contexts):
            return self.probabilities(contexts)
        words, recalled = self._read(contexts)
        out = self._calibrated(words, None, recalled)
        unsure = np.flatnonzero(~self._confident(contexts, out)).tolist()
        if unsure:
            vectors = self.vector.scores(encode([contexts[i] for i in unsure]))
            out[unsure] = self._calibrated(words[unsure], vectors, recalled[unsure])
        return out

    def words_decide(self, contexts: Sequence[ClaimContext]) -> NDArray[np.bool_]:
        """Whether each claim is labelled by its words alone, shape (claims,)."""
        if self.vector is None:
            return np.ones(len(contexts), dtype=np.bool_)
        words, recalled = self._read(contexts)
        return self._confident(contexts, self._calibrated(words, None, recalled))

    def _read(self, contexts: Sequence[ClaimContext]) -> tuple[Floats, Floats]:
        """Scores by words, and what corrections add to the pooled ones; both (claims, 5)."""
        columns = self.features.transform(contexts)
        words = self.text.scores(columns)
        memory = self.memory
        return words, np.zeros_like(words) if memory is None else memory.evidence(columns)

    def _calibrated(self, words: Floats, vectors: Floats | None, recalled: Floats) -> Floats:
        scores = pool(words, vectors, self.settings) + recalled
        return softmax(scores / self.softening(by_words=vectors is None))

    def softening(self, *, by_words: bool) -> float:
        """Give what scores are divided by before they become probabilities.

        Args:
            by_words: Whether the words decide alone.
        """
        return self.temperature * (self.settings.stretch_words if by_words else 1.0)

    def _confident(self, contexts: Sequence[ClaimContext], alone: Floats) -> NDArray[np.bool_]:
        long = np.array([len(c.text.split()) >= FEWEST_WORDS for c in contexts], dtype=np.bool_)
        sure = alone >= self.settings.confident
        decided: NDArray[np.bool_] = sure[:, NONE] | (sure[:, DEVELOPMENT] & long)
        return decided

    def remember(self, columns: SparseRows, y: Rows, vectors: Matrix | None) -> None:
        """Remember those corrections that are still got wrong; see `memory`.

        Args:
            columns: Features of the corrections.
            y: Class index of each.
            vectors: The encoder's vectors of them, for a head that reads it.
        """
        words = self.text.scores(columns)
        ways = [pool(words, None, self.settings)]
        if self.vector is not None and vectors is not None:
            ways.append(pool(words, self.vector.scores(vectors), self.settings))
        self.memory = remember(columns, self.features.width, y, ways)

    def save(self, path: Path) -> None:
        """Write the head to one skops file."""
        import skops.io

        state: dict[str, Any] = {
            "format": FORMAT,
            "settings": asdict(self.settings),
            "temperature": self.temperature,
            "vocabularies": self.features.state(),
        }
        for name, part in (("text", self.text), ("vector", self.vector)):
            if part is not None:
                state[name] = {"weights": part.weights.astype(np.float16), "bias": part.bias}
        if self.memory is not None:
            state["memory"] = self.memory.state()
        skops.io.dump(state, path, compression=8, compresslevel=6)

    @classmethod
    def load(cls, path: Path) -> Head:
        """Read a head back.

        Raises:
            ValueError: The file is of a newer format.
        """
        state = skops_file.read(path)
        if state["format"] > FORMAT:
            raise ValueError(
                f"{path}: format {state['format']} is newer than this version of claimtable reads "
                f"({FORMAT}); update claimtable"
            )
        settings = settings_from(state["settings"])
        features = FeatureMaker(settings.scales)
        features.restore(state["vocabularies"])
        parts = [
            Linear(state[name]["weights"].astype(np.float32), state[name]["bias"])
            if name in state
            else None
            for name in ("text", "vector")
        ]
        assert parts[0] is not None
        head = cls(settings, features, parts[0], parts[1])
        head.temperature = float(state["temperature"])
        if "memory" in state:
            head.memory = Memory.restored(state["memory"])
        return head


def settings_from(stored: dict[str, Any]) -> Settings:
    """Build settings from a manifest's or a file's record of them."""
    return Settings(**{**stored, "scales": Scales(**stored["scales"])})
