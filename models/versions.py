"""Model versions: where they live, which is in use, and the way back.

The shipped version lies in the package. Versions that a user trains lie in a folder of that user's
own, so that an update of claimtable never touches them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

SHIPPED = "shipped"
"""Name of the version that comes with claimtable."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class ModelError(ValueError):
    """A model version is missing, broken, or may not be touched; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version on disk.

    Attributes:
        name: How the user calls it.
        folder: Where its files are.
        manifest: What its ``manifest.json`` says.
        in_use: Whether the pipeline takes it when none is named.
    """

    name: str
    folder: Path
    manifest: dict[str, Any]
    in_use: bool


def home() -> Path:
    """Give the user's folder: ``CLAIMTABLE_HOME``, or the platform's place for user data."""
    chosen = os.environ.get("CLAIMTABLE_HOME")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return (
            Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "claimtable"
        )
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "claimtable"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "claimtable"


def shipped_folder() -> Path:
    """Give the folder of the shipped version."""
    return Path(str(files("claimtable.models") / "shipped"))


def models_folder() -> Path:
    """Give the folder that holds the user's versions; it need not exist."""
    return home() / "models"


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read a version's manifest.

    Raises:
        ModelError: There is none, or it cannot be read.
    """
    path = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{folder} is no model version: it has no manifest.json") from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: {error}") from None
    return manifest


def folder_of(name: str | Path | None = None) -> Path:
    """Find a version.

    Args:
        name: Name of a version, or a version folder; None takes the one in use.

    Returns:
        Its folder, with a manifest in it.

    Raises:
        ModelError: There is no such version.
    """
    wanted = current() if name is None else str(name)
    if wanted == SHIPPED:
        return shipped_folder()
    if _NAME.fullmatch(wanted) and (models_folder() / wanted / "manifest.json").is_file():
        return models_folder() / wanted
    if (Path(wanted) / "manifest.json").is_file():
        return Path(wanted)
    known = ", ".join(version.name for version in versions())
    raise ModelError(f"no model version {wanted!r}; there are: {known}")


def versions() -> list[Version]:
    """List the shipped version, then the user's by name; broken ones are left out."""
    used = current()
    out = []
    folders = [shipped_folder()]
    if models_folder().is_dir():
        folders += sorted(p for p in models_folder().iterdir() if (p / "manifest.json").is_file())
    for folder in folders:
        name = SHIPPED if folder == shipped_folder() else folder.name
        try:
            out.append(Version(name, folder, read_manifest(folder), name == used))
        except ModelError:
            continue
    return out


def current() -> str:
    """Name the version in use."""
    history = _history()
    return history[-1] if history else SHIPPED


def use(name: str) -> None:
    """Put a version in use.

    Raises:
        ModelError: There is no such version.
    """
    folder_of(name)
    if name != SHIPPED and not (models_folder() / name).is_dir():
        raise ModelError(f"{name} is not installed; `claimtable train -o` a name to install one")
    if name != current():
        _write_history([*_history(), name])


def roll_back() -> str:
    """Put the version before in use again.

    Returns:
        Its name.

    Raises:
        ModelError: No other version was in use before.
    """
    history = _history()
    if not history:
        raise ModelError("there is nothing to roll back to: the shipped version is in use")
    _write_history(history[:-1])
    return current()


def remove(name: str) -> None:
    """Delete one of the user's versions.

    Raises:
        ModelError: It is the shipped one, the one in use, or does not exist.
    """
    if name == SHIPPED:
        raise ModelError("the shipped version cannot be removed")
    if name == current():
        raise ModelError(f"{name} is in use; put another in use first: claimtable model use NAME")
    folder = models_folder() / name
    if not _NAME.fullmatch(name) or not (folder / "manifest.json").is_file():
        raise ModelError(f"no installed model version {name!r}")
    shutil.rmtree(folder)
    _write_history([entry for entry in _history() if entry != name])


def target(name: str) -> Path:
    """Give the folder that a new version of this name or path is written to.

    Raises:
        ModelError: The name cannot be used, or is taken.
    """
    path = Path(name)
    if path.name == name:
        if not _NAME.fullmatch(name) or name == SHIPPED:
            raise ModelError(
                f"{name!r} cannot name a version: use letters, digits, dots and dashes"
            )
        path = models_folder() / name
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ModelError(f"{path} exists already; choose another name")
    return path


def _history() -> list[str]:
    try:
        stored = json.loads((models_folder() / "in_use.json").read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return [
        name
        for name in stored
        if name == SHIPPED or (models_folder() / str(name) / "manifest.json").is_file()
    ]


def _write_history(history: list[str]) -> None:
    models_folder().mkdir(parents=True, exist_ok=True)
    path = models_folder() / "in_use.json"
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(history[-50:]), "utf-8")
    temporary.replace(path)
