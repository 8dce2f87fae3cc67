"""Read what `head` writes with skops, without importing skops.

skops knows every estimator of scikit-learn, and so imports all of it before it reads a file: half
of the time that a run over one article takes. A head is made of dictionaries, strings, numbers and
arrays; a skops file of these is a zip of a JSON tree and ``.npy`` files (skops 0.11 to 0.16, its
protocol 2). Nothing else is read, and no code is ever run.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np


def read(path: Path) -> dict[str, Any]:
    """Read a file.

    Args:
        path: A file written by ``skops.io.dump`` of a dictionary with strings as keys.

    Returns:
        The dictionary, equal to what ``skops.io.load`` gives.

    Raises:
        OSError: There is no such file.
        BadZipFile: It is no skops file.
        KeyError: It is not whole.
        TypeError: It holds another type.
    """
    with ZipFile(path) as archive:
        value = _value(archive, json.loads(archive.read("schema.json")))
    if not isinstance(value, dict):
        raise TypeError(f"{path} holds a {type(value).__name__}, not a dictionary")
    return value


def _value(archive: ZipFile, node: Mapping[str, Any]) -> Any:
    kind = node["__loader__"]
    if kind == "DictNode" and (node["__module__"], node["__class__"]) == ("builtins", "dict"):
        return {key: _value(archive, child) for key, child in node["content"].items()}
    if kind == "JsonNode" and node["is_json"]:
        return json.loads(node["content"])
    if kind == "NdArrayNode" and node["type"] == "numpy":
        return np.load(io.BytesIO(archive.read(node["file"])), allow_pickle=False)
    raise TypeError(f"a model file holds no {node['__module__']}.{node['__class__']}")
