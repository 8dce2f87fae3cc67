"""Keep the encoder's output of labelled units, so that training again takes seconds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from claimtable.models import versions
from claimtable.models.context import ClaimContext
from claimtable.models.encoder import Encoder, Matrix, fingerprint


def cache_file(encoder: Encoder) -> Path:
    """Give the file that keeps an encoder's output; it need not exist."""
    return versions.home() / "cache" / f"{fingerprint(encoder.folder)}.npz"


def encode_cached(encoder: Encoder, contexts: Sequence[ClaimContext]) -> Matrix:
    """Encode claims, taking those seen before from the cache.

    Args:
        encoder: The encoder.
        contexts: Claims in their surroundings.

    Returns:
        Its vectors, one row a claim. The cache is updated; one that cannot be read or written is
        passed over.
    """
    keys = [_key(c) for c in contexts]
    known = _read(cache_file(encoder))
    missing = {k: c for k, c in zip(keys, contexts, strict=True) if k not in known}
    if missing:
        known |= dict(zip(missing, encoder.encode(list(missing.values())), strict=True))
        _write(cache_file(encoder), known)
    return np.stack([known[k] for k in keys])


def _key(context: ClaimContext) -> str:
    text = f"{context.text}\0{context.surroundings}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _read(path: Path) -> dict[str, Matrix]:
    try:
        with np.load(path) as stored:
            keys, rows = stored["keys"], stored["rows"].astype(np.float32)
    except (OSError, ValueError, KeyError):
        return {}
    return {str(k): row for k, row in zip(keys, rows, strict=True)}


def _write(path: Path, known: dict[str, Matrix]) -> None:
    temporary = path.with_name(f".{path.name}.new.npz")
    rows = np.stack(list(known.values())).astype(np.float16)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(temporary, keys=np.array(list(known)), rows=rows)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
