"""The SQLite index beside a store: what searching, filtering and sorting need.

It holds nothing that cannot be made again from the store: parts of the store are taken in and
dropped by name (a part never changes under its name), and the log of corrections is read on from
where it was left. Several programs may use it at once.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count, repeat
from pathlib import Path

import pyarrow.parquet as pq

from claimtable.corpus.inspector import leaves
from claimtable.corpus.inspector.log import apply, read_on
from claimtable.corpus.store import Correction, Store
from claimtable.corpus.store.commits import Part

FILE = "inspector.sqlite"
VERSION = 2
"""Kept in the file; an index of another version is made anew."""

_TABLES = """
CREATE TABLE parts (part INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL);
CREATE TABLE log (size INTEGER NOT NULL, lines INTEGER NOT NULL, head BLOB NOT NULL);
INSERT INTO log VALUES (0, 0, x'');
CREATE TABLE articles (
  article INTEGER PRIMARY KEY, part INTEGER NOT NULL, article_id TEXT UNIQUE NOT NULL,
  source TEXT NOT NULL, title TEXT, published TEXT NOT NULL);
CREATE TABLE claims (
  id INTEGER PRIMARY KEY, claim_id TEXT NOT NULL, article INTEGER NOT NULL, part INTEGER NOT NULL,
  row INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL,
  label TEXT NOT NULL, confidence REAL NOT NULL, human INTEGER NOT NULL DEFAULT 0,
  model_label TEXT NOT NULL, model_confidence REAL NOT NULL, label_source TEXT NOT NULL,
  kinds INTEGER NOT NULL, certainty TEXT NOT NULL, attribution TEXT, block TEXT NOT NULL,
  published TEXT NOT NULL, amount REAL, percentage REAL);
CREATE TABLE money (claim INTEGER NOT NULL, value REAL NOT NULL, currency TEXT);
CREATE TABLE percentages (claim INTEGER NOT NULL, value REAL NOT NULL, unit TEXT NOT NULL);
CREATE TABLE names (name INTEGER PRIMARY KEY, text TEXT NOT NULL, label TEXT NOT NULL);
CREATE TABLE entities (claim INTEGER NOT NULL, name INTEGER NOT NULL);
CREATE TABLE comparisons (
  claim INTEGER NOT NULL, subject TEXT, object TEXT, aspect TEXT, kind TEXT NOT NULL,
  scale TEXT NOT NULL, preference TEXT, basis TEXT NOT NULL);
CREATE TABLE corrections (
  claim_id TEXT PRIMARY KEY, label TEXT, note TEXT, time TEXT NOT NULL, times INTEGER NOT NULL);
CREATE TABLE queue (
  place INTEGER PRIMARY KEY, claim_id TEXT UNIQUE NOT NULL, reason TEXT NOT NULL,
  done INTEGER NOT NULL DEFAULT 0);
CREATE VIRTUAL TABLE words USING fts5(
  text, content='claims', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
"""

# Made after the first rows are in: ten times as fast as keeping them up to date row by row.
_INDEXES = """
CREATE UNIQUE INDEX IF NOT EXISTS names_text ON names (text, label);
CREATE UNIQUE INDEX IF NOT EXISTS claims_claim_id ON claims (claim_id);
CREATE INDEX IF NOT EXISTS claims_article ON claims (article, start);
CREATE INDEX IF NOT EXISTS claims_label ON claims (label);
CREATE INDEX IF NOT EXISTS claims_confidence ON claims (confidence);
CREATE INDEX IF NOT EXISTS claims_published ON claims (published);
CREATE INDEX IF NOT EXISTS claims_amount ON claims (amount) WHERE amount IS NOT NULL;
CREATE INDEX IF NOT EXISTS claims_percentage ON claims (percentage) WHERE percentage IS NOT NULL;
CREATE INDEX IF NOT EXISTS claims_human ON claims (human) WHERE human;
CREATE INDEX IF NOT EXISTS money_value ON money (currency, value);
CREATE INDEX IF NOT EXISTS percentages_value ON percentages (value);
CREATE INDEX IF NOT EXISTS entities_name ON entities (name);
"""

Tell = Callable[[int, int], None]
"""Called with the claims indexed so far and those there are in all."""


class Index:
    """The index of one store.

    Attributes:
        store: The store; refreshed whenever the index is brought up to date.
        path: The SQLite file.
    """

    def __init__(self, store: Store, path: Path | None = None) -> None:
        """Open the index of a store, or begin one.

        Args:
            store: The store.
            path: The file; None takes one in the store's folder, or a temporary one where the
                folder cannot be written.
        """
        self.store = store
        self.path = path or _place(store)
        self._stamp: tuple[int, ...] = ()
        self._updating = threading.Lock()
        try:
            self._open()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # no database, or a torn one: it holds nothing of its own
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            self._open()

    def _open(self) -> None:
        with closing(self._connect()) as base:
            base.execute("PRAGMA journal_mode = WAL")
            if base.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                _begin(base)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees all corrections made until now, by whomever."""
        with closing(self._connect()) as base:
            self._follow_log(base)
            yield base

    def correct(self, correction: Correction) -> Correction:
        """Add a correction to the store's log; the next `reading` sees it."""
        return self.store.correct(correction)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside a transaction that no other program can come between."""
        with closing(self._connect()) as base:
            self._follow_log(base)
            base.execute("BEGIN IMMEDIATE")
            try:
                yield base
            except BaseException:
                base.execute("ROLLBACK")
                raise
            base.execute("COMMIT")

    def update(self, tell: Tell | None = None) -> int:
        """Take in the parts that the store has now, and drop those that it has no longer.

        Args:
            tell: Told how far it is.

        Returns:
            How many claims were taken in.
        """
        self._stamp = _stamp(self.store)
        self.store.refresh()
        with closing(self._connect()) as base:
            base.execute("PRAGMA synchronous = OFF")  # a torn index is made anew
            base.execute("PRAGMA cache_size = -262144")
            if base.execute("SELECT NOT EXISTS (SELECT 1 FROM parts)").fetchone()[0]:
                with suppress(sqlite3.OperationalError):  # another program has it open
                    base.execute("PRAGMA journal_mode = TRUNCATE")  # new pages are written once
            base.execute("BEGIN IMMEDIATE")
            known = dict(base.execute("SELECT name, part FROM parts").fetchall())
            wanted = {part.name: part for part in self.store.parts}
            for name in known.keys() - wanted.keys():
                _drop(base, known[name])
            new = [part for name, part in wanted.items() if name not in known]
            added = self._add(base, new, tell) if new else 0
            base.execute("COMMIT")
            if added:
                base.execute("PRAGMA analysis_limit = 1000")
                base.execute("ANALYZE")
            with suppress(sqlite3.OperationalError):
                base.execute("PRAGMA journal_mode = WAL")
            self._follow_log(base)
        return added

    def state(self) -> tuple[int, ...]:
        """Numbers that differ whenever the store's claims or corrections do."""
        path = self.store.path / "labels.jsonl"
        return (*self._stamp, path.stat().st_size if path.exists() else 0)

    def follow(self) -> bool:
        """Bring the index up to date if the store has changed since, unless that is going on.

        Returns:
            Whether anything has changed.
        """
        if _stamp(self.store) == self._stamp or not self._updating.acquire(blocking=False):
            return False
        try:
            self.update()
        finally:
            self._updating.release()
        return True

    def _connect(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        base.row_factory = sqlite3.Row
        base.execute("PRAGMA synchronous = NORMAL")
        base.execute("PRAGMA cache_size = -65536")
        return base

    def _follow_log(self, base: sqlite3.Connection) -> None:
        path = self.store.path / "labels.jsonl"
        size = path.stat().st_size if path.exists() else 0
        if size == base.execute("SELECT size FROM log").fetchone()[0]:
            return
        base.execute("BEGIN IMMEDIATE")
        read_on(base, path)
        base.execute("COMMIT")

    def _add(self, base: sqlite3.Connection, parts: list[Part], tell: Tell | None) -> int:
        counts = [pq.read_metadata(self.store.claims_file(part)).num_rows for part in parts]
        first = base.execute("SELECT coalesce(max(id), 0) + 1 FROM claims").fetchone()[0]
        names = {(r[1], r[2]): r[0] for r in base.execute("SELECT name, text, label FROM names")}
        done, start = 0, first
        for part in parts:
            number = base.execute("INSERT INTO parts (name) VALUES (?)", (part.name,)).lastrowid
            assert number is not None
            articles = _add_articles(base, self.store, part, number)
            row = 0
            for rows in leaves.read(self.store, part, first):
                _add_claims(base, rows, number, row, first, articles)
                _add_children(base, rows, names)
                size = len(rows.claims[0])
                first, row, done = first + size, row + size, done + size
                if tell:
                    tell(done, sum(counts))
        base.execute(
            "INSERT INTO words (rowid, text) SELECT id, text FROM claims WHERE id >= ?", (start,)
        )
        for statement in _INDEXES.strip().split(";\n"):
            base.execute(statement)
        apply(base, start)
        return done


def _stamp(store: Store) -> tuple[int, ...]:
    """What changes with every commit to a store."""
    folders = (store.path / "manifest", store.path / "claims")
    return tuple(f.stat().st_mtime_ns for f in folders if f.is_dir())


def _place(store: Store) -> Path:
    own = store.path / FILE
    if os.access(store.path, os.W_OK) and (not own.exists() or os.access(own, os.W_OK)):
        return own
    return Path(tempfile.mkdtemp(prefix="claimtable-")) / FILE


def _begin(base: sqlite3.Connection) -> None:
    base.execute("BEGIN IMMEDIATE")
    if base.execute("PRAGMA user_version").fetchone()[0] != VERSION:  # nobody else was faster
        objects = base.execute(
            "SELECT type, name FROM sqlite_master WHERE type = 'table' "
            "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'words_%'"
        ).fetchall()
        for kind, name in objects:
            base.execute(f'DROP {kind} IF EXISTS "{name}"')
        for statement in _TABLES.strip().split(";\n"):
            base.execute(statement)
        base.execute(f"PRAGMA user_version = {VERSION}")
    base.execute("COMMIT")


def _drop(base: sqlite3.Connection, part: int) -> None:
    base.execute(
        "INSERT INTO words (words, rowid, text) "
        "SELECT 'delete', id, text FROM claims WHERE part = ?",
        (part,),
    )
    for table in ("money", "percentages", "entities", "comparisons"):
        base.execute(
            f"DELETE FROM {table} WHERE claim IN "  # noqa: S608  the names are those above
            "(SELECT id FROM claims WHERE part = ?)",
            (part,),
        )
    for table in ("claims", "articles", "parts"):
        base.execute(f"DELETE FROM {table} WHERE part = ?", (part,))  # noqa: S608


def _add_articles(
    base: sqlite3.Connection, store: Store, part: Part, number: int
) -> dict[str, tuple[int, str]]:
    """Take the articles of a part in; give number and day by article id."""
    columns = ["article_id", "source", "title", "published"]
    with pq.ParquetFile(store.articles_file(part)) as file:
        rows = file.read(columns).to_pylist()
    found = {}
    for row in rows:
        day = "" if row["published"] is None else row["published"].isoformat()
        values = (number, row["article_id"], row["source"], row["title"], day)
        cursor = base.execute(
            "INSERT OR REPLACE INTO articles (part, article_id, source, title, published) "
            "VALUES (?, ?, ?, ?, ?)",
            values,
        )
        assert cursor.lastrowid is not None
        found[row["article_id"]] = (cursor.lastrowid, day)
    return found


def _add_claims(
    base: sqlite3.Connection,
    rows: leaves.Leaves,
    part: int,
    row: int,
    first: int,
    articles: dict[str, tuple[int, str]],
) -> None:
    ids, owners, starts, ends, texts, labels, sure, sources, *rest = rows.claims
    kinds, certainty, attribution, block, amounts, percentages = rest
    known = [articles.get(owner, (0, "")) for owner in owners]
    numbers, days = [number for number, _ in known], [day for _, day in known]
    places = (count(first), ids, numbers, repeat(part), count(row), starts, ends, texts)
    facts = (labels, sure, labels, sure, sources, kinds, certainty, attribution, block, days)
    base.executemany(
        "INSERT INTO claims (id, claim_id, article, part, row, start, end, text, label, "
        "confidence, model_label, model_confidence, label_source, kinds, certainty, attribution, "
        "block, published, amount, percentage) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        zip(*places, *facts, amounts, percentages, strict=False),  # the counts never end
    )


def _add_children(
    base: sqlite3.Connection, rows: leaves.Leaves, names: dict[tuple[str, str], int]
) -> None:
    new = dict.fromkeys((text, label) for _, text, label in rows.entities).keys() - names.keys()
    for name in sorted(new):
        names[name] = len(names) + 1
    base.executemany("INSERT INTO names VALUES (?, ?, ?)", ((names[n], *n) for n in sorted(new)))
    links = [(claim, names[text, label]) for claim, text, label in rows.entities]
    base.executemany("INSERT INTO entities VALUES (?, ?)", links)
    base.executemany("INSERT INTO money VALUES (?, ?, ?)", rows.money)
    base.executemany("INSERT INTO percentages VALUES (?, ?, ?)", rows.percentages)
    base.executemany("INSERT INTO comparisons VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows.comparisons)
