"""The sentence encoder: a claim in its surroundings to a vector, by onnxruntime.

A MiniLM that learnt from a larger model what the labelled corpus teaches, exported to ONNX with
8-bit weights; see ``tuning/``. Only the claim's own words are averaged into the vector. They look
at the surroundings in the first layer and at themselves alone after it: on claims with
surroundings that is half the work, and no label in a hundred changes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimtable.models.context import ClaimContext

Matrix = NDArray[np.float32]

MAX_TOKENS = 80
"""Longest input in word pieces, claim and surroundings together; the longer one is cut.

The encoder learnt on up to 112. On the development articles 80 gives the same figures, and on web
pages, where a tenth of the time is saved, 995 of 1,000 claims the same label; 64 lose a point.
"""
VECTOR_SIZE = 384
VECTOR_LENGTH = np.float32(8.0)
"""Vectors are stretched to this length, so that a regression fits them with a usual ``C``."""
SLOW_FUSIONS = ["SkipLayerNormFusion"]
"""Rewritings of onnxruntime 1.20 to 1.27 that make an encoder's layers slower on a processor."""


class Encoder:
    """An ONNX encoder and its tokenizer; the session is made at first use.

    Attributes:
        folder: Where ``encoder.onnx`` and ``tokenizer.json`` are.
        threads: Threads inside one operator.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Name the folder; nothing is loaded yet.

        Args:
            folder: Folder with ``encoder.onnx`` and ``tokenizer.json``.
            threads: Threads inside one operator; by default ``CLAIMTABLE_THREADS`` or 1, so that
                worker processes do not fight over cores.
        """
        self.folder = folder
        self.threads = threads or int(os.environ.get("CLAIMTABLE_THREADS", "1"))
        self._session: Any = None
        self._tokenizer: Any = None

    def __getstate__(self) -> dict[str, Any]:
        """Leave the session behind when a worker process is started."""
        return {
            "folder": self.folder,
            "threads": self.threads,
            "_session": None,
            "_tokenizer": None,
        }

    def encode(self, contexts: Sequence[ClaimContext]) -> Matrix:
        """Run the encoder, one claim a call.

        Its 8-bit arithmetic takes the scale of numbers from all that is in a call. A claim alone
        gets a scale of its own, so that its vector depends on nothing else; and as nothing is
        padded, this takes two thirds of the time that calls of many claims do.

        Args:
            contexts: Claims in their surroundings.

        Returns:
            Vectors of shape (claims, 384), of length `VECTOR_LENGTH`.
        """
        self._load()
        encoded = self._tokenizer.encode_batch([(c.text or " ", c.surroundings) for c in contexts])
        out = np.zeros((len(encoded), VECTOR_SIZE), dtype=np.float32)
        for i, one in enumerate(encoded):
            out[i] = self._run(one)
        return out * VECTOR_LENGTH

    def _run(self, encoded: Any) -> Matrix:
        inputs = {
            "input_ids": np.array([encoded.ids], dtype=np.int64),
            "token_type_ids": np.array([encoded.type_ids], dtype=np.int64),
        }
        vector: Matrix = self._session.run(["vectors"], inputs)[0][0]
        return vector

    def _load(self) -> None:
        if self._session is not None:
            return
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._session = onnxruntime.InferenceSession(
            str(self.folder / "encoder.onnx"),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=SLOW_FUSIONS,
        )


@cache
def fingerprint(folder: Path) -> str:
    """Hash an encoder's two files: SHA-256, first 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for name in ("encoder.onnx", "tokenizer.json"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]
