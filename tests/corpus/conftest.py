"""What several tests of this layer need."""

from __future__ import annotations

from pathlib import Path

import pytest

BASES = Path(__file__).parent / "bases"


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> str:
    """Name of a base model that loads fast, importable here and in workers."""
    monkeypatch.syspath_prepend(BASES)
    return "cheapbase"
