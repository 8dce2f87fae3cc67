"""What an installation must provide, whether editable or from a wheel."""

import os
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import spacy

import claimtable

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / ".src" / "claimtable"
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
FACTORIES = sorted(CONFIG["project"]["entry-points"]["spacy_factories"])
HEAVY = {"pandas", "sklearn", "onnxruntime", "pyarrow", "trafilatura"}


def test_spacy_finds_the_factories_without_an_import_of_claimtable():
    code = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('claimtable_money')"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=os.sep)


def test_the_entry_points_import_nothing_heavy():
    code = (
        "import sys, spacy; spacy.blank('en').add_pipe('claimtable_classifier'); "
        f"print(*sorted({HEAVY!r} & set(sys.modules)))"
    )
    out = subprocess.check_output([sys.executable, "-c", code], cwd=os.sep, text=True)
    assert out.strip() == ""


@pytest.mark.parametrize("factory", FACTORIES)
def test_every_component_can_be_added_to_a_blank_pipeline(factory):
    nlp = spacy.blank("en")
    nlp.add_pipe(factory)
    assert nlp.pipe_names == [factory]


def test_version_comes_from_the_metadata():
    assert claimtable.__version__ == metadata.version("claimtable")


def test_every_public_name_loads():
    for name in claimtable.__all__:
        assert getattr(claimtable, name) is not None


def test_python_dash_m_runs_the_command_line():
    run = [sys.executable, "-m", "claimtable", "--help"]
    assert "extract" in subprocess.check_output(run, cwd=os.sep, text=True)


@pytest.mark.skipif(not PACKAGE.is_dir(), reason="not run from a checkout")
def test_every_package_is_linked_and_listed():
    top = {p.parent.name for p in ROOT.glob("[a-z]*/__init__.py")} - {"tests"}
    linked = {p.name for p in PACKAGE.iterdir() if p.is_symlink() and p.is_dir()}
    walked = {
        ".".join(Path(folder).relative_to(PACKAGE.parent).parts)
        for folder, _, files in os.walk(PACKAGE, followlinks=True)
        if "__init__.py" in files
    }
    assert linked == top
    assert set(CONFIG["tool"]["setuptools"]["packages"]) == walked
