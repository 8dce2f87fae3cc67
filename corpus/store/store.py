"""Open a claims store and read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from claimtable.corpus.articles import Article
from claimtable.corpus.schema import CLAIMS_SCHEMA, COLUMNS, TABLE_ORDER
from claimtable.corpus.store import corrections as log
from claimtable.corpus.store.commits import Part, State, read_commits
from claimtable.corpus.store.corrections import BrokenLine, Correction
from claimtable.corpus.store.files import FileRecord, StoreError, read_columns
from claimtable.corpus.store.labels import corrected
from claimtable.corpus.store.lock import FileLock
from claimtable.corpus.store.mirror import Mirror, url_of
from claimtable.corpus.table import article_of

if TYPE_CHECKING:
    from claimtable.corpus.store.writer import Writer

ARTICLES, CLAIMS, MANIFEST, LABELS, LOCK = (
    "articles",
    "claims",
    "manifest",
    "labels.jsonl",
    "run.lock",
)


class Store:
    """A claims store on disk, as it stood when it was opened.

    Parts never change, so what a Store has once listed it can go on reading while another
    process adds to the folder; `refresh` takes the additions in. Only a run that replaces
    articles or labels deletes parts.
    """

    def __init__(self, path: Path, state: State) -> None:
        """Keep a folder and the state of its log; use `open`."""
        self.path = path
        self.state = state
        self.mirror: Mirror | None = None
        self._home: dict[str, str] | None = None

    @classmethod
    def open(cls, path: str | Path, *, create: bool = False) -> Store:
        """Open a store.

        Args:
            path: The folder, or the address of a store on an object store (``s3://…``), which
                is mirrored on this machine.
            create: True makes the folder and its layout if they are missing.

        Raises:
            StoreError: It is no store, or cannot be made or read.
        """
        url = url_of(path)
        if url is not None:
            return cls._open_remote(Mirror(url), create)
        folder = Path(path)
        if create:
            _make(folder)
        if not (folder / CLAIMS).is_dir():
            what = "is no claims store (it has no claims/ folder)"
            raise StoreError(f"{folder} {what if folder.exists() else 'does not exist'}")
        return cls(folder, _state(folder))

    @classmethod
    def _open_remote(cls, mirror: Mirror, create: bool) -> Store:
        with FileLock(_made(mirror.folder).with_suffix(".lock")):
            mirror.pull()
        if not create and not (mirror.folder / CLAIMS).is_dir():
            raise StoreError(f"{mirror.url} does not exist")
        store = cls.open(mirror.folder, create=True)
        store.mirror = mirror
        return store

    def refresh(self) -> None:
        """Take in what other processes have added since."""
        self.state = _state(self.path)
        self.forget()

    def forget(self) -> None:
        """Drop what was remembered about where articles are; the state has changed."""
        self._home = None

    @contextmanager
    def writing(
        self, *, wait: bool = True, on_wait: Callable[[str], None] | None = None
    ) -> Iterator[Writer]:
        """Hold the store's lock and write to it.

        Args:
            wait: True waits for a process that is writing, False refuses at once.
            on_wait: Called once with a line to show before waiting.

        Yields:
            A `Writer`; on the way in it has mended what an interrupted run left behind.

        Raises:
            StoreLocked: Another process is writing, and ``wait`` is False.
            StoreError: The disk is full or refuses.
        """
        from claimtable.corpus.store.writer import Writer

        with FileLock(self.path / LOCK, wait=wait, on_wait=on_wait):
            if self.mirror is not None:
                self.mirror.pull()
            _make(self.path)  # a store that Spark has written, say, has no log
            self.refresh()
            yield Writer(self)

    @property
    def parts(self) -> list[Part]:
        """The parts that count, in the order they joined.

        A part never changes under its name, so an index can tell by it what it has seen.
        """
        return list(self.state.parts.values())

    def articles_file(self, part: Part | str) -> Path:
        """The file with the articles of a part."""
        return self.path / ARTICLES / f"{part if isinstance(part, str) else part.name}.parquet"

    def claims_file(self, part: Part | str) -> Path:
        """The file with the claims of a part."""
        return self.path / CLAIMS / f"{part if isinstance(part, str) else part.name}.parquet"

    def batches(
        self,
        columns: Sequence[str] | None = None,
        *,
        parts: Sequence[Part] | None = None,
        human: bool = True,
    ) -> Iterator[pa.RecordBatch]:
        """Read claims without holding more than a little of them in memory.

        Args:
            columns: Names of the columns to read; None reads all.
            parts: Which parts to read; None reads all.
            human: Whether corrections are applied.

        Yields:
            Rows, part after part; within a part in the table's order.
        """
        names = list(COLUMNS if columns is None else columns)
        fixes = self.corrections() if human else {}
        extra = ["claim_id"] if fixes and "claim_id" not in names else []
        chosen = self.parts if parts is None else parts
        schema = pa.schema([CLAIMS_SCHEMA.field(name) for name in names], CLAIMS_SCHEMA.metadata)
        for part in chosen:
            with pq.ParquetFile(self.claims_file(part)) as file:
                for batch in file.iter_batches(columns=names + extra):
                    yield corrected(batch, fixes).select(names).cast(schema)

    def table(self, columns: Sequence[str] | None = None, *, human: bool = True) -> pa.Table:
        """Read the claims table, sorted by `TABLE_ORDER`.

        Args:
            columns: Names of the columns wanted; None gives all.
            human: Whether corrections are applied.

        Returns:
            The table, with `CLAIMS_SCHEMA` or its part.
        """
        names = list(COLUMNS if columns is None else columns)
        needed = names + [name for name in TABLE_ORDER if name not in names]
        schema = pa.schema([CLAIMS_SCHEMA.field(name) for name in needed], CLAIMS_SCHEMA.metadata)
        table = pa.Table.from_batches(self.batches(needed, human=human), schema)
        return table.sort_by([(name, "ascending") for name in TABLE_ORDER]).select(names)

    def articles(self, parts: Sequence[Part] | None = None) -> Iterator[Article]:
        """Read the articles, part after part.

        Args:
            parts: Which parts to read; None reads all.
        """
        for part in self.parts if parts is None else parts:
            with pq.ParquetFile(self.articles_file(part)) as file:
                for batch in file.iter_batches(batch_size=64):
                    yield from (article_of(row) for row in batch.to_pylist())

    def article(self, article_id: str) -> Article | None:
        """Read one article; None if the store has none of this id."""
        if self._home is None:
            self._home = {key: part.name for part in self.parts for key in self.ids(part)}
        home = self._home.get(article_id)
        if home is None:
            return None
        with pq.ParquetFile(self.articles_file(home)) as file:
            at = file.read(["article_id"]).column(0).to_pylist().index(article_id)
            for group in range(file.num_row_groups):
                size = file.metadata.row_group(group).num_rows
                if at < size:
                    return article_of(file.read_row_group(group).slice(at, 1).to_pylist()[0])
                at -= size
        return None

    def article_ids(self) -> Iterator[str]:
        """The ids of the articles that are in the store, those without claims included."""
        for part in self.parts:
            yield from self.ids(part)

    def sources(self) -> Iterator[tuple[str, str]]:
        """Id and source of every article."""
        for part in self.parts:
            names = ["article_id", "source"]
            table = read_columns(self.articles_file(part), names)
            yield from zip(*(table.column(name).to_pylist() for name in names), strict=True)

    def corrections(self) -> dict[str, Correction]:
        """The correction that holds for each claim, by claim id."""
        return log.latest(self.path / LABELS)

    def history(self) -> Iterator[Correction | BrokenLine]:
        """Every line of the log of corrections, oldest first."""
        return log.history(self.path / LABELS)

    def correct(self, correction: Correction) -> Correction:
        """Add a correction; several processes may do so at once.

        Raises:
            ValueError: The label is none of the known ones.
            StoreError: The log cannot be written.
        """
        written = log.append(self.path / LABELS, correction)
        if self.mirror is not None:
            self.mirror.push_labels()
        return written

    def ids(self, part: Part | str) -> list[str]:
        """The ids of the articles of a part."""
        table = read_columns(self.articles_file(part), ["article_id"])
        ids: list[str] = table.column("article_id").to_pylist()
        return ids


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _make(folder: Path) -> None:
    """Make the layout, but not in a folder that holds something else."""
    try:
        if folder.is_dir() and not (folder / CLAIMS).is_dir() and any(folder.iterdir()):
            raise StoreError(f"{folder} holds other things; give a new or an empty folder")
        for name in (ARTICLES, CLAIMS, MANIFEST):
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot make the store {folder}: {error.strerror or error}") from error


def _state(folder: Path) -> State:
    """Read the log; a folder without one (written by Spark, say) counts whole."""
    manifest = folder / MANIFEST
    try:
        files = list(manifest.glob("[0-9]*.json")) if manifest.is_dir() else []
        if files or manifest.is_dir():
            return read_commits(files)
        state = State()
        for path in sorted((folder / CLAIMS).glob("*.parquet")):
            state.parts[path.stem] = Part(path.stem, _record(folder / ARTICLES), _record(path))
        return state
    except OSError as error:
        raise StoreError(f"cannot read {folder}: {error.strerror or error}") from error


def _record(path: Path) -> FileRecord:
    return FileRecord(-1, path.stat().st_size if path.is_file() else -1, "")
