"""A store on an object store, kept as a mirror on this machine.

Parts never change, so a mirror that is there already fetches only what is new. Commits go out as
they are made: the parts first, then the commit, then what it replaces is deleted; so whoever reads
the object store finds the same order of events as in a folder. What was not sent out before a
crash is done again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from claimtable.corpus.store.files import StoreError
from claimtable.models.versions import home

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/{1,2}(?=[^/])")
_PARTS = ("articles", "claims")
_LABELS = "labels.jsonl"


def url_of(path: str | Path) -> str | None:
    """The address that a path stands for, or None for a path of this machine.

    `pathlib` writes ``s3://bucket`` as ``s3:/bucket``; both are understood.
    """
    found = _URL.match(str(path))
    return f"{found[1]}://{str(path)[found.end() :]}" if found else None


def filesystem(url: str) -> tuple[Any, str]:
    """The fsspec filesystem of an address, and the path in it.

    Raises:
        StoreError: A package is missing or the kind of address is unknown.
    """
    try:
        from fsspec.core import url_to_fs

        files, root = url_to_fs(url)
    except ImportError as error:
        raise StoreError(f"{url} needs more packages: pip install 'claimtable[s3]'") from error
    except ValueError as error:
        raise StoreError(f"{url}: {error}") from error
    return files, str(root).rstrip("/")


class Mirror:
    """The copy of a remote store.

    Args:
        url: Address of the remote store.

    Attributes:
        url: The same.
        folder: The copy.
    """

    def __init__(self, url: str) -> None:
        """Find the copy's place; nothing is fetched yet."""
        self.url = url.rstrip("/")
        self._files, self._root = filesystem(self.url)
        self.folder = home() / "mirrors" / hashlib.sha256(self.url.encode()).hexdigest()[:16]

    def pull(self) -> None:
        """Make the copy what the remote store is; what was never sent out is dropped.

        Raises:
            StoreError: The remote store cannot be read.
        """
        with self._told("read"):
            there, here = self._listing(), self._local()
            for name in here.keys() - there.keys():
                (self.folder / name).unlink()
            wanted = [
                name
                for name, size in there.items()
                if here.get(name) != size or not name.endswith(".parquet")
            ]
            for name in wanted:
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            if wanted:
                self._files.get(
                    [f"{self._root}/{name}" for name in wanted],
                    [str(self.folder / name) for name in wanted],
                )

    def push(self, fresh: Sequence[str]) -> None:
        """Send out what the copy has more, and delete what it no longer has.

        Args:
            fresh: Names of parts that were written since the last time.

        Raises:
            StoreError: The remote store cannot be written, or another run has written to it.
        """
        with self._told("write"):
            there, here = self._listing(), self._local()
            foreign = [n for n in there.keys() - here.keys() if n.startswith("manifest/")]
            if foreign:
                raise StoreError(f"another run has written to {self.url} meanwhile; run it again")
            parts = [f"{kind}/{name}.parquet" for kind in _PARTS for name in fresh]
            commits = sorted(n for n in here.keys() - there.keys() if n.startswith("manifest/"))
            for name in (*parts, *commits):
                self._files.put_file(str(self.folder / name), f"{self._root}/{name}")
            for name in there.keys() - here.keys() - {_LABELS}:
                self._files.rm_file(f"{self._root}/{name}")

    def push_labels(self) -> None:
        """Send the log of corrections out.

        Raises:
            StoreError: The remote store cannot be written.
        """
        with self._told("write"):
            self._files.put_file(str(self.folder / _LABELS), f"{self._root}/{_LABELS}")

    def _listing(self) -> dict[str, int]:
        """Sizes of the remote store's files by name."""
        self._files.invalidate_cache()
        found = self._files.find(self._root, detail=True)
        sizes = {name[len(self._root) + 1 :]: info["size"] for name, info in found.items()}
        return {name: size for name, size in sizes.items() if _counts(name)}

    def _local(self) -> dict[str, int]:
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        names = {path.relative_to(self.folder).as_posix(): path.stat().st_size for path in paths}
        return {name: size for name, size in names.items() if _counts(name)}

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Put what goes wrong on the way to the remote store into one line."""
        try:
            yield
        except StoreError:
            raise
        except Exception as error:  # every kind of object store has errors of its own
            reason = " ".join(str(error).split()) or type(error).__name__
            raise StoreError(f"cannot {what} {self.url}: {reason}") from error


def _counts(name: str) -> bool:
    """Whether a file is part of a store: no temporary file, no lock."""
    folder, _, file = name.rpartition("/")
    if folder in _PARTS:
        return file.endswith(".parquet") and not file.startswith(".")
    return name == _LABELS or (folder == "manifest" and file.endswith(".json") and file[0] != ".")
