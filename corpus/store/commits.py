"""The log of commits: which parts count.

A commit is one small JSON file, written whole after the parts it adds. It says which parts join
the store and which leave it, so that replacing an article is one step for whoever reads the log.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from claimtable.corpus.store.files import FileRecord, StoreError, write_whole

FORMAT = 1
"""Version of the commit files; raised when older programs can no longer read them."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some articles and all their claims, in two files of the same name.

    Attributes:
        name: File name without suffix.
        articles: The file under ``articles/``.
        claims: The file under ``claims/``.
        made_with: Versions and settings that made the claims.
    """

    name: str
    articles: FileRecord
    claims: FileRecord
    made_with: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Commit:
    """One step in the life of a store.

    Attributes:
        number: Place in the log, from 1.
        add: Parts that count from now on.
        remove: Names of parts that no longer do.
        inputs: Hash of the bytes of each input file whose articles are all in the store with
            this commit, by source.
        forget_inputs: True makes everything known of inputs so far void.
        twins: Sources whose text is in the store under another source, each with the article's
            id, or with None where that is over.
    """

    number: int
    add: tuple[Part, ...] = ()
    remove: tuple[str, ...] = ()
    inputs: dict[str, str] = field(default_factory=dict)
    forget_inputs: bool = False
    twins: dict[str, str | None] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """What the log amounts to.

    Attributes:
        parts: Parts that count, by name, in the order they joined.
        inputs: Hash of each input file that is wholly in the store, by source.
        twins: Article by source, of sources whose text is in the store under another source.
        last: Number of the newest commit; 0 before the first.
        broken: Commit files that cannot be read.
    """

    parts: dict[str, Part] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    twins: dict[str, str] = field(default_factory=dict)
    last: int = 0
    broken: list[Path] = field(default_factory=list)

    def apply(self, commit: Commit) -> None:
        """Take one more commit in."""
        for name in commit.remove:
            self.parts.pop(name, None)
        for part in commit.add:
            self.parts[part.name] = part
        if commit.forget_inputs:
            self.inputs.clear()
        self.inputs.update(commit.inputs)
        for source, article in commit.twins.items():
            self.twins.pop(source, None)
            if article is not None:
                self.twins[source] = article
        self.last = max(self.last, commit.number)


def write_commit(folder: Path, commit: Commit) -> None:
    """Write a commit file; when this returns, the commit holds.

    Raises:
        StoreError: The disk is full or refuses.
    """
    record = {"format": FORMAT, **asdict(commit)}
    data = json.dumps(record, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    write_whole(folder / f"{commit.number:06d}.json", data)


def read_commits(files: Iterable[Path]) -> State:
    """Read the log, oldest first; a file that cannot be read is listed, not fatal.

    Raises:
        StoreError: A newer claimtable wrote the store.
    """
    state = State()
    for path in sorted(files):
        commit = _read(path)
        if commit is None:
            state.broken.append(path)
        else:
            state.apply(commit)
    return state


def _read(path: Path) -> Commit | None:
    try:
        record: dict[str, Any] = json.loads(path.read_bytes())
        if record.pop("format") > FORMAT:
            raise StoreError(f"{path}: written by a newer claimtable; upgrade this one to read it")
        parts = tuple(
            Part(
                p["name"],
                FileRecord(**p["articles"]),
                FileRecord(**p["claims"]),
                p["made_with"],
            )
            for p in record.pop("add")
        )
        return Commit(add=parts, remove=tuple(record.pop("remove")), **record)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
