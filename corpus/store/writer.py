"""Add to a store, whole parts at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from claimtable.corpus.schema import TABLE_ORDER
from claimtable.corpus.store.commits import Commit, Part, write_commit
from claimtable.corpus.store.files import FileRecord, digest, read_columns, write_whole

if TYPE_CHECKING:
    from claimtable.corpus.store.store import Store

_ROW_GROUP = 4_096


class Writer:
    """The one process that may write; made by `Store.writing`, which holds the lock.

    Attributes:
        store: The store; its state follows every commit.
        mended: One line for each thing an interrupted run had left behind.
    """

    def __init__(self, store: Store) -> None:
        """Mend the store and learn which articles it has."""
        from claimtable.corpus.store.check import mend

        self.store = store
        self.mended = mend(store)
        if self.mended and store.mirror is not None:
            store.mirror.push([])
        self._home: dict[int | str, str] = {}
        self._pairs: set[int] | None = None
        for part in store.parts:
            self._learn(part.name, store.ids(part))

    def __contains__(self, article_id: str) -> bool:
        """Tell whether an article is in the store."""
        return _key(article_id) in self._home

    def has(self, article_id: str, source: str) -> bool:
        """Tell whether an article is in the store under a source."""
        if self._pairs is None:
            self._pairs = {hash(pair) for pair in self.store.sources()}
        return hash((article_id, source)) in self._pairs

    def __len__(self) -> int:
        """Count the articles in the store."""
        return len(self._home)

    def commit(
        self,
        articles: pa.Table,
        claims: pa.Table,
        *,
        inputs: Mapping[str, str] | None = None,
        drop: Iterable[str] = (),
        rename: Mapping[str, str] | None = None,
        twins: Mapping[str, str | None] | None = None,
        made_with: Mapping[str, str] | None = None,
    ) -> None:
        """Add articles and their claims in one step that holds wholly or not at all.

        An article that the store has already is replaced.

        Args:
            articles: Rows of `ARTICLES_SCHEMA`, each id once.
            claims: Their claims, rows of `CLAIMS_SCHEMA`.
            inputs: Hashes of the input files that are wholly in the store with this commit.
            drop: Ids of articles that leave the store.
            rename: New sources of articles that stay, by id.
            twins: Sources whose text is in the store under another source; see `Commit`.
            made_with: Versions and settings that made the claims.

        Raises:
            StoreError: The disk is full or refuses; the store is as it was before.
        """
        number = self.store.state.last + 1
        new_ids = articles.column("article_id")
        leaving = {key for key in (*new_ids.to_pylist(), *drop) if key in self}
        moving = {key: source for key, source in (rename or {}).items() if key in self}
        touched = sorted({self._home[_key(key)] for key in (*leaving, *moving)})
        parts: list[Part] = []
        if articles.num_rows:
            name = f"{number:06d}"
            parts.append(self._write(name, articles, claims, dict(made_with or {})))
        for i, name in enumerate(touched, 1):
            rest = self._rest(name, leaving, moving)
            if rest[0].num_rows:
                old = self.store.state.parts[name]
                parts.append(self._write(f"{number:06d}-rest{i}", *rest, old.made_with))
        commit = Commit(
            number,
            tuple(parts),
            tuple(touched),
            dict(inputs or {}),
            twins=dict(twins or {}),
        )
        self._settle(commit, leaving)

    def replace(self, part: Part, claims: pa.Table, made_with: Mapping[str, str]) -> None:
        """Give the articles of a part other claims, in one step that holds wholly or not at all.

        Args:
            part: A part of the store; one of another name takes its place.
            claims: All claims of its articles, rows of `CLAIMS_SCHEMA`.
            made_with: Versions and settings that made them.

        Raises:
            StoreError: The disk is full or refuses; the store is as it was before.
        """
        number = self.store.state.last + 1
        articles = read_columns(self.store.articles_file(part))
        new = self._write(f"{number:06d}", articles, claims, dict(made_with))
        self._settle(Commit(number, (new,), (part.name,)))

    def _settle(self, commit: Commit, leaving: Iterable[str] = ()) -> None:
        """Write a commit whose parts are there, and follow it; articles may leave with it."""
        write_commit(self.store.path / "manifest", commit)
        self.store.state.apply(commit)
        self.store.forget()
        for key in leaving:
            del self._home[_key(key)]
        for part in commit.add:
            self._learn(part.name, self.store.ids(part))
        for name in commit.remove:
            _delete(self.store.articles_file(name), self.store.claims_file(name))
        if self.store.mirror is not None:
            self.store.mirror.push([part.name for part in commit.add])

    def _learn(self, name: str, ids: Iterable[str]) -> None:
        self._home.update((_key(key), name) for key in ids)

    def _write(
        self, name: str, articles: pa.Table, claims: pa.Table, made_with: dict[str, str]
    ) -> Part:
        first = _write_table(self.store.articles_file(name), articles, TABLE_ORDER[:2])
        second = _write_table(self.store.claims_file(name), claims, TABLE_ORDER)
        return Part(name, first, second, made_with)

    def _rest(
        self, name: str, leaving: set[str], moving: Mapping[str, str]
    ) -> tuple[pa.Table, pa.Table]:
        """What stays of a part when some articles leave it and some get another source."""
        gone = pa.array(sorted(leaving), pa.string())
        tables = []
        for path in (self.store.articles_file(name), self.store.claims_file(name)):
            table = read_columns(path)
            mask = pc.is_in(table.column("article_id"), value_set=gone)
            tables.append(_renamed(table.filter(pc.invert(mask)), moving))
        return tables[0], tables[1]


def _key(article_id: str) -> int | str:
    """Our own ids as numbers: a million of them take a third of the memory."""
    try:
        return int(article_id, 16) if len(article_id) == 16 else article_id
    except ValueError:
        return article_id


def _renamed(table: pa.Table, sources: Mapping[str, str]) -> pa.Table:
    """The same rows, those of some articles with another source."""
    at = table.schema.get_field_index("source")
    pairs = zip(table.column("article_id").to_pylist(), table.column(at).to_pylist(), strict=True)
    column = pa.array([sources.get(key, source) for key, source in pairs], pa.string())
    return table.set_column(at, table.schema.field(at), column)


def _write_table(path: Path, table: pa.Table, order: Sequence[str]) -> FileRecord:
    """Write a table sorted, and say in the file how."""
    keys = [(name, "ascending") for name in order]
    sink = pa.BufferOutputStream()
    pq.write_table(
        table.sort_by(keys),
        sink,
        compression="zstd",
        row_group_size=_ROW_GROUP,
        sorting_columns=pq.SortingColumn.from_ordering(table.schema, keys),
    )
    data = memoryview(sink.getvalue())
    write_whole(path, data)
    return FileRecord(table.num_rows, len(data), digest(data))


def _delete(*paths: Path) -> None:
    """Delete files that no longer count; one that is left is mended away by the next run."""
    for path in paths:
        with suppress(OSError):
            path.unlink()
