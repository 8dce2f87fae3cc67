"""Inputs on an object store: ``s3://bucket/news/``, ``s3://bucket/2025-*.jsonl``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path, PurePosixPath

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.files import find_files, read_path, read_source
from claimtable.corpus.readers.find import Found
from claimtable.corpus.readers.formats import format_of
from claimtable.corpus.readers.outcome import Failure
from claimtable.corpus.store.files import StoreError
from claimtable.corpus.store.mirror import filesystem, url_of

_HASHES = ("ETag", "etag", "md5Hash", "content_md5")
"""What object stores call the mark of a file's content."""


def find_inputs(paths: Sequence[str]) -> Iterator[Found | Failure]:
    """Find inputs as `find_files` does, on this machine and on object stores.

    Args:
        paths: As a user types them.

    Yields:
        What `find_files` yields; a remote file has its address as source and no path.
    """
    for remote, group in groupby(paths, lambda path: url_of(path) is not None):
        if remote:
            for path in group:
                yield from _find_remote(url_of(path) or path)
        else:
            yield from find_files(list(group))


def _find_remote(url: str) -> Iterator[Found | Failure]:
    try:
        yield from _find(url)
    except StoreError as error:
        yield Failure(url, str(error))
    except Exception as error:  # every kind of object store has errors of its own
        yield Failure(url, f"cannot be read: {' '.join(str(error).split())}")


def read_input(found: Found) -> Iterator[Article | Failure]:
    """Read an input as `read_source` does; a remote one is fetched for as long as it takes.

    Yields:
        Articles, and a `Failure` in the place of each that is bad.
    """
    url = url_of(found.source) if found.path is None else None
    if url is None:
        yield from read_source(found)
        return
    with tempfile.TemporaryDirectory(prefix="claimtable-") as folder:
        copy = Path(folder) / PurePosixPath(url).name
        try:
            files, root = filesystem(url)
            files.get_file(root, str(copy))
        except Exception as error:  # every kind of object store has errors of its own
            yield Failure(url, f"cannot be read: {' '.join(str(error).split())}")
            return
        yield from read_path(copy, url)


def mark_of(url: str) -> str | None:
    """What changes when a remote file does (its ETag, say); None where that cannot be told."""
    try:
        files, root = filesystem(url)
        known = files.info(root)
        hashes = (known.get(name) for name in _HASHES)
        return next((str(value) for value in hashes if value), None) or str(files.ukey(root))
    except Exception:
        return None


def _find(url: str) -> Iterator[Found | Failure]:
    files, root = filesystem(url)
    scheme = url.split("://", 1)[0]
    named = files.isfile(root)
    names = [root] if named else files.glob(root) if files.exists(root) is False else []
    names = names or files.find(root)
    if not names:
        yield Failure(url, "no such file or folder")
    for name in sorted(names):
        source = f"{scheme}://{name.lstrip('/')}"
        if format_of(name) is None:
            yield Failure(source, "skipped: unknown type", skipped=not named)
        else:
            yield Found(source, None)
