"""The functions a program calls: articles in, DataFrame out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from claimtable.corpus.articles import Article
from claimtable.corpus.frames import articles_of, claims_frame
from claimtable.corpus.readers.files import read_file
from claimtable.corpus.readers.text import read_text
from claimtable.corpus.schema import CLAIMS_SCHEMA
from claimtable.corpus.store import Store

if TYPE_CHECKING:
    from spacy.language import Language

_BATCH = 64


@lru_cache(maxsize=1)
def _default_pipeline() -> Language:
    from claimtable.nlp.pipeline import load

    return load()


def _articles(items: Iterable[Article | Path | str]) -> Iterator[Article]:
    for item in items:
        if isinstance(item, Article):
            yield item
        elif isinstance(item, Path):
            yield from read_file(item)
        elif isinstance(item, str):
            yield read_text(item)
        else:
            raise TypeError(
                f"an article is an Article, a pathlib.Path or a str, not {type(item).__name__}"
            )


def extract(
    articles: Iterable[Article | Path | str], *, nlp: Language | None = None
) -> pd.DataFrame:
    """Extract the claims of articles.

    Args:
        articles: Each an `Article`, the path of a file, or the text itself. One string or path
            alone is taken as one article.
        nlp: A pipeline from `claimtable.load`; None takes the default one.

    Returns:
        One row a claim, columns as in the contract, in the order of the articles. Nested columns
        hold lists of dicts, amounts `decimal.Decimal`, ``published`` `datetime.date`.

    Raises:
        ReadError: A file cannot be read; the message says why.
    """
    from claimtable.corpus.engine.core import claims_of

    items = [articles] if isinstance(articles, (Article, Path, str)) else articles
    pipeline = nlp or _default_pipeline()
    tables = [claims_of(batch, pipeline) for batch in _batches(_articles(items))]
    return claims_frame(pa.concat_tables([CLAIMS_SCHEMA.empty_table(), *tables]))


def extract_batch(articles: pd.DataFrame, *, nlp: Language | None = None) -> pd.DataFrame:
    """Extract the claims of a batch; the pure function for engines that speak pandas.

    The result depends on the articles and the pipeline alone: however a corpus is cut into
    batches, the rows of an article are the same.

    Args:
        articles: Columns of the store's articles: ``article_id``, ``source``, ``title``,
            ``published``, ``text``, ``blocks``; only ``text`` must be there.
        nlp: A pipeline from `claimtable.load`; None takes the default one, loaded once a process.

    Returns:
        One row a claim, as `extract` gives it.

    Raises:
        ValueError: There is no column ``text``.
    """
    from claimtable.corpus.engine.core import claims_of

    return claims_frame(claims_of(list(articles_of(articles)), nlp or _default_pipeline()))


def read(store: str | Path) -> pd.DataFrame:
    """Read the claims table of a store, with people's corrections applied.

    Args:
        store: The folder that ``claimtable extract -o`` wrote.

    Returns:
        One row a claim, sorted by source, article, start and end: the same table whatever number
        of workers wrote it and however often the run was interrupted.

    Raises:
        StoreError: It is no store.
    """
    return claims_frame(Store.open(store).table())


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Cut a stream into lists."""
    batch: list[Article] = []
    for article in articles:
        batch.append(article)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
