"""One HTML file of a whole store: it needs no network, no server and nothing beside it."""

from __future__ import annotations

import base64
import datetime
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from claimtable.corpus.inspector.details import read_all
from claimtable.corpus.inspector.figures import figures
from claimtable.corpus.inspector.index import FILE, Index
from claimtable.corpus.inspector.overview import overview
from claimtable.corpus.inspector.site import environment
from claimtable.corpus.report.data import pack, record
from claimtable.corpus.store import Store
from claimtable.corpus.store.files import write_whole

LIMIT = 1_000
"""How many articles a report carries if nothing else is said."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was written.

    Attributes:
        articles: Articles in the file.
        left_out: Articles with claims that are not, for the limit.
        claims: Claims in the file.
        size: Bytes of the file.
    """

    articles: int
    left_out: int
    claims: int
    size: int


def write_report(
    store: Store,
    out: Path,
    *,
    limit: int = LIMIT,
    title: str | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> Report:
    """Write the report of a store.

    Args:
        store: The store.
        out: The file, replaced if it is there.
        limit: At most so many articles, the newest first, then in the store's order; the plots
            count all.
        title: Of the report; None takes the store's name.
        tell: Told how many articles are done, and how many there are to do.

    Returns:
        What was written.

    Raises:
        StoreError: The store cannot be read, or the file not written.
    """
    with tempfile.TemporaryDirectory(prefix="claimtable-") as folder:
        own = store.path / FILE  # the inspector's, where there is one
        usable = own.is_file() and os.access(own, os.W_OK)
        index = Index(store, own if usable else Path(folder) / FILE)
        index.update()
        with index.reading() as base:
            numbers = overview(base)
            chosen = [
                row[0]
                for row in base.execute(
                    "SELECT a.article FROM articles AS a WHERE EXISTS (SELECT 1 FROM claims AS c "
                    "WHERE c.article = a.article AND c.label <> 'none') "
                    "ORDER BY a.published DESC, a.article"
                )
            ]
            names: dict[str, int] = {}
            kept = sorted(chosen[:limit])
            counter = _Counter(tell, len(kept))
            data = pack(counter.through(_records(store, base, kept, names)), names)
        html = _fill(
            title or store.path.resolve().name,
            numbers=numbers,
            figures=figures(numbers),
            linked=False,
            left_out=len(chosen) - len(kept),
            data=data,
        )
        content = html.encode("utf-8", "replace")
        write_whole(out, content)
    return Report(len(kept), len(chosen) - len(kept), counter.claims, len(content))


class _Counter:
    def __init__(self, tell: Callable[[int, int], None] | None, total: int) -> None:
        self.claims = 0
        self._tell = tell
        self._total = total

    def through(self, records: Iterator[list[Any]]) -> Iterator[list[Any]]:
        for done, each in enumerate(records, 1):
            self.claims += len(each[-1])
            if self._tell:
                self._tell(done, self._total)
            yield each


def _records(
    store: Store, base: Any, numbers: list[int], names: dict[str, int]
) -> Iterator[list[Any]]:
    for article, claims in read_all(store, base, numbers):
        yield record(article, [c for c in claims if c["label"] != "none"], names)


def _fill(title: str, **values: Any) -> str:
    style = _static("claimtable.corpus.inspector", "style.css") + _static(
        "claimtable.corpus.report", "report.css"
    )
    script = _static("claimtable.corpus.report", "report.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    templates = environment("claimtable.corpus.report", "claimtable.corpus.inspector")
    return templates.get_template("report.html").render(
        title=title,
        policy=policy,
        style=style,
        script=script,
        made=f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC",
        **values,
    )


def _static(package: str, name: str) -> str:
    return (files(package) / "static" / name).read_text("utf-8")


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
