from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test out of the user's own folder of models."""
    monkeypatch.setenv("CLAIMTABLE_HOME", str(tmp_path / "home"))
