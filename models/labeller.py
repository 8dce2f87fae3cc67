"""A model version at work: contexts in, probabilities out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from claimtable.models import versions
from claimtable.models.calibration import Floats
from claimtable.models.context import ClaimContext
from claimtable.models.encoder import Encoder, Matrix, fingerprint
from claimtable.models.head import Head
from claimtable.models.vectors import encode_cached


class Labeller:
    """A loaded model version.

    Attributes:
        name: Of the version.
        manifest: What is on record of it.
        head: The fitted head.
        encoder: The encoder it reads, or None.
    """

    def __init__(
        self, name: str, manifest: dict[str, Any], head: Head, encoder: Encoder | None
    ) -> None:
        """Put the parts together; `load` reads them from disk."""
        self.name = name
        self.manifest = manifest
        self.head = head
        self.encoder = encoder

    def encode(self, contexts: Sequence[ClaimContext], *, cached: bool = False) -> Matrix | None:
        """Run the encoder, if the head reads one."""
        if self.encoder is None:
            return None
        return encode_cached(self.encoder, contexts) if cached else self.encoder.encode(contexts)

    def probabilities(self, contexts: Sequence[ClaimContext], *, cached: bool = False) -> Floats:
        """Label claims in one vectorised call.

        Args:
            contexts: Claims in their surroundings.
            cached: Whether to take and keep vectors in the user's cache, as training does.

        Returns:
            Calibrated probabilities of shape (claims, 5), columns as `CLASSES`.
        """
        encoder = self.encoder
        if encoder is None:
            return self.head.probabilities(contexts)
        encode = partial(encode_cached, encoder) if cached else encoder.encode
        return self.head.probabilities_by_turns(contexts, encode)


def encoder_folder() -> Path:
    """Give the folder of the shipped encoder; it may be missing."""
    return versions.shipped_folder() / "encoder"


def shipped_encoder(threads: int | None = None) -> Encoder | None:
    """Open the shipped encoder, or None in an installation without it."""
    folder = encoder_folder()
    return Encoder(folder, threads) if (folder / "encoder.onnx").is_file() else None


def load(name: str | Path | None = None) -> Labeller:
    """Load a version by name or folder; None takes the one in use.

    Raises:
        ModelError: It cannot be found or read, or needs an encoder that is not there.
    """
    folder = versions.folder_of(name)
    return _load(folder, (folder / "manifest.json").stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _load(folder: Path, stamp: int) -> Labeller:
    manifest = versions.read_manifest(folder)
    try:
        head = Head.load(folder / "head.skops")
    except (OSError, KeyError, TypeError) as error:
        raise versions.ModelError(f"{folder / 'head.skops'} cannot be read: {error}") from None
    encoder = shipped_encoder() if head.with_encoder else None
    if head.with_encoder and encoder is None:
        raise versions.ModelError(f"{folder} reads an encoder that this installation lacks")
    if encoder is not None and manifest.get("encoder") != fingerprint(encoder.folder):
        raise versions.ModelError(
            f"{folder} was trained with another encoder than this version of claimtable carries; "
            "train it again: claimtable train"
        )
    return Labeller(str(manifest.get("name", folder.name)), manifest, head, encoder)
