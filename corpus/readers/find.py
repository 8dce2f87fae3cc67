"""From what a user types to the files that are meant."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimtable.corpus.readers.formats import format_of
from claimtable.corpus.readers.outcome import Failure

STANDARD_INPUT = "-"
"""The path that stands for standard input."""


@dataclass(frozen=True, slots=True)
class Found:
    """One input to read.

    Attributes:
        source: Path as given (a file in a folder has the folder's path as given before it), or
            ``-``.
        path: The file, or None for standard input.
    """

    source: str
    path: Path | None


def find_files(paths: Sequence[str]) -> Iterator[Found | Failure]:
    """Find the inputs that paths, folders, patterns and ``-`` stand for.

    Folders are walked with everything below them, except what starts with a dot. A pattern
    (``*``, ``?``, ``[...]``, ``**`` for any depth) is tried where no file has that very name.

    Args:
        paths: As a user types them.

    Yields:
        Each file once, in the order of the arguments and sorted by name below each of them. A
        `Failure` stands in the place of a path that is missing; one with ``skipped`` set in the
        place of a file in a folder or under a pattern whose type is not one we read. A file given
        by its own name is always passed on, whatever its type.
    """
    seen: set[str] = set()
    for given in paths:
        for item in _find(given):
            key = item.source if isinstance(item, Failure) else _key(item)
            if key not in seen:
                seen.add(key)
                yield item


def _key(found: Found) -> str:
    return STANDARD_INPUT if found.path is None else str(found.path.absolute())


def _find(given: str) -> Iterator[Found | Failure]:
    if given == STANDARD_INPUT:
        yield Found(given, None)
        return
    path = Path(given)
    try:
        if given and path.is_dir():
            yield from _walk(given)
        elif given and path.exists():
            yield Found(given, path)
        elif glob.has_magic(given):
            yield from _match(given)
        else:
            yield Failure(given, "no such file or folder")
    except (OSError, ValueError) as error:
        yield Failure(given, f"cannot be read: {error}")


def _match(pattern: str) -> Iterator[Found | Failure]:
    # Path.glob takes no absolute pattern and matches hidden files.
    names = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207
    if not names:
        yield Failure(pattern, "no file matches this pattern")
    for name in names:
        if not Path(name).is_dir():
            yield _known(name)
        elif not pattern.endswith("**"):  # `**` already gives the files below
            yield from _walk(name)


def _walk(folder: str) -> Iterator[Found | Failure]:
    """Go through a folder, depth first, names sorted; links to folders are not followed."""
    problems: list[OSError] = []
    count = 0
    for top, folders, files in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                count += 1
                yield _known(str(Path(top) / name))
    for problem in problems:
        yield Failure(str(problem.filename), f"cannot be read: {problem.strerror}")
    if not count and not problems:
        yield Failure(folder, "the folder holds no files")


def _known(name: str) -> Found | Failure:
    """Pass a file on if its type is known."""
    if format_of(name) is None:
        suffix = Path(name).suffix
        kind = f"unknown type {suffix!r}" if suffix else "a name without a type"
        return Failure(name, f"skipped: {kind}", skipped=True)
    return Found(name, Path(name))
