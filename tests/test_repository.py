"""Rules of the house that no linter knows."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REGISTRIES = re.compile(
    r"py"
    r"pi\.org|python"
    r"hosted|registry\.npm"
    r"js|deb\.debi"
    r"an|/wor"
    r"k/(?:main|shared|wt)"
)


def tracked() -> list[Path]:
    try:
        names = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not run from a git checkout")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_path_of_a_machine():
    found = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {m.group()}" for m in REGISTRIES.finditer(text)]
    assert found == []


def test_every_python_file_is_short_enough_to_read():
    long = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in tracked()
        if path.suffix == ".py" and (lines := path.read_text("utf-8").count("\n")) > 400
    ]
    assert long == []
