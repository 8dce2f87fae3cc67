"""What several tests of this layer need."""

from __future__ import annotations

import pytest

from tests.corpus.helpers import prepare_cheap


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> str:
    """Name of a base model that loads fast, importable here and in workers."""
    return prepare_cheap(monkeypatch)
