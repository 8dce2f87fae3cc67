"""Word lists and rules of the claims component, read from its ``data`` folder."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def _sections(name: str) -> dict[str, frozenset[str]]:
    text = files("claimtable.nlp.claims").joinpath("data", name).read_text("utf-8")
    found: dict[str, set[str]] = {}
    current: set[str] = set()
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            current = found.setdefault(line[1:-1], set())
        elif line and not line.startswith("#"):
            current.update(entry.strip() for entry in line.split(","))
    return {section: frozenset(entries - {""}) for section, entries in found.items()}


def words(name: str, section: str) -> frozenset[str]:
    """Read one section of a word list.

    A list is UTF-8 text: ``[section]`` lines, entries separated by commas or line ends, ``#``
    before a comment.

    Args:
        name: File name in the ``data`` folder.
        section: Title of the section.

    Raises:
        KeyError: The file has no such section.
    """
    return _sections(name)[section]
