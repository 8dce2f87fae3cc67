"""Tuned weights of our own for the base model's entity recogniser.

en_core_web_sm learnt its names from news, talk and web pages of before 2013. Its weights were
trained further on business and world news with marked names (`models/tuning/ner.py`); what came
out lies in `data/ner.npz`, in half precision. It takes the place of the weights that it was tuned
from and of no others: a pipeline that somebody else trained keeps its own.
"""

from __future__ import annotations

import hashlib
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from thinc.api import Model

_ORIGIN = "origin"
"""Name of the array that holds the digest of the weights tuned from."""
_WEIGHTS = files("claimtable.nlp") / "data" / "ner.npz"


def use_tuned_weights(nlp: Language) -> None:
    """Load the tuned weights into a pipeline's ``ner``, if it has those they were tuned from."""
    if "ner" in nlp.pipe_names:
        model = getattr(nlp.get_pipe("ner"), "model", None)
        if isinstance(model, Model):
            with as_file(_WEIGHTS) as path:
                load_weights(model, path)


def load_weights(model: Model[Any, Any], path: Path) -> bool:
    """Load weights from a file into a model that has the weights they were tuned from.

    Args:
        model: Of an entity recogniser; changed in place.
        path: A file that `save_weights` wrote.

    Returns:
        Whether the weights were loaded.
    """
    with np.load(path, allow_pickle=False) as stored:
        if stored[_ORIGIN].tobytes() != digest(model):
            return False
        for number, (node, name) in enumerate(_parameters(model)):
            node.set_param(name, stored[str(number)].astype(np.float32))
    return True


def save_weights(model: Model[Any, Any], path: Path, origin: bytes) -> None:
    """Write a model's weights in half precision.

    Args:
        model: Of an entity recogniser.
        path: The file to write.
        origin: `digest` of the same model before it was tuned.
    """
    arrays: dict[str, NDArray[Any]] = {_ORIGIN: np.frombuffer(origin, dtype=np.uint8)}
    for number, (node, name) in enumerate(_parameters(model)):
        arrays[str(number)] = np.asarray(node.get_param(name)).astype(np.float16)
    np.savez_compressed(path, allow_pickle=False, **arrays)


def digest(model: Model[Any, Any]) -> bytes:
    """Give the SHA-256 of a model's weights, in the order in which it holds them."""
    found = hashlib.sha256()
    for node, name in _parameters(model):
        found.update(np.ascontiguousarray(node.get_param(name), dtype=np.float32).tobytes())
    return found.digest()


def _parameters(model: Model[Any, Any]) -> list[tuple[Model[Any, Any], str]]:
    return [
        (node, name) for node in model.walk() for name in node.param_names if node.has_param(name)
    ]
