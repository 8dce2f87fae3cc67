"""What goes to a worker and what comes back: records that pickle, never Docs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.find import Found
from claimtable.corpus.readers.outcome import Failure
from claimtable.corpus.schema import ARTICLES_SCHEMA, CLAIMS_SCHEMA


@dataclass(frozen=True, slots=True)
class Setup:
    """How a worker makes its pipeline; see `claimtable.load`.

    Attributes:
        base_model: Name or folder of the spaCy pipeline below, or None for the default.
        gazetteer: CSV file of the user's own names, or None.
        classifier: Folder or name of a model version, or None for the one in use.
    """

    base_model: str | None = None
    gazetteer: str | None = None
    classifier: str | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """An input that is wholly done once the work that carries this is.

    Attributes:
        source: Path as given.
        sha256: Hash of its bytes.
        changed: Whether the store knows other bytes by this source, so that articles it had
            before are to leave.
        kept: Ids of the articles that a changed file of many articles holds now.
    """

    source: str
    sha256: str
    changed: bool = False
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Work:
    """One errand for a worker.

    Attributes:
        items: Articles, and files of one article each that the worker reads itself.
        weight: Size of the items in bytes, more or less: for time limits and progress.
        closes: Inputs whose last item is in this errand or in one before it.
    """

    items: tuple[Article | Found, ...]
    weight: int = 0
    closes: tuple[Closing, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may use.

    Attributes:
        seconds: Time for an article, whatever its size.
        bytes_a_second: Size that adds a second to that: a tenth of the usual speed.
        load_seconds: Time to load the pipeline.
        growth: Bytes of memory that a worker may gain before it is replaced by a fresh one.
    """

    seconds: float = 60.0
    bytes_a_second: int = 10_000
    load_seconds: float = 300.0
    growth: int = 150 << 20

    def allowed(self, work: Work) -> float:
        """Seconds for an errand."""
        return self.seconds + work.weight / self.bytes_a_second


@dataclass(slots=True)
class Outcome:
    """What became of a `Work`.

    Attributes:
        work: The errand.
        articles: The articles read, rows of `ARTICLES_SCHEMA`.
        claims: Their claims, rows of `CLAIMS_SCHEMA`.
        failures: Inputs and articles that gave nothing, with the reason.
    """

    work: Work
    articles: pa.Table = field(default_factory=ARTICLES_SCHEMA.empty_table)
    claims: pa.Table = field(default_factory=CLAIMS_SCHEMA.empty_table)
    failures: list[Failure] = field(default_factory=list)


def name_of(item: Article | Found) -> str:
    """What an item is called in messages."""
    return item.source or (item.id if isinstance(item, Article) else str(item.path))


def size_of(path: Path | None) -> int:
    """Bytes of a file, 0 where that cannot be told."""
    try:
        return path.stat().st_size if path is not None else 0
    except OSError:
        return 0


def join(outcomes: Sequence[Outcome]) -> tuple[pa.Table, pa.Table]:
    """Put the articles and the claims of several outcomes together."""
    articles = pa.concat_tables([ARTICLES_SCHEMA.empty_table(), *(o.articles for o in outcomes)])
    return articles, pa.concat_tables([CLAIMS_SCHEMA.empty_table(), *(o.claims for o in outcomes)])
