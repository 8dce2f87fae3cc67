"""The functions a program calls: articles in, DataFrame out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pandas as pd
from spacy.language import Language

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.files import read_file
from claimtable.corpus.readers.text import read_text
from claimtable.corpus.schema import COLUMNS
from claimtable.corpus.table import Row, rows
from claimtable.nlp.pipeline import load, make_doc


@lru_cache(maxsize=1)
def _default_pipeline() -> Language:
    return load()


def _articles(items: Iterable[Article | Path | str]) -> Iterator[Article]:
    for item in items:
        if isinstance(item, Article):
            yield item
        elif isinstance(item, Path):
            yield from read_file(item)
        else:
            yield read_text(item)


def extract(
    articles: Iterable[Article | Path | str], *, nlp: Language | None = None
) -> pd.DataFrame:
    """Extract the claims of articles.

    Args:
        articles: Each an `Article`, the path of a file, or the text itself.
        nlp: A pipeline from `claimtable.load`; None takes the default one.

    Returns:
        One row a claim, columns as in the contract, in the order of the articles.
    """
    pipeline = nlp or _default_pipeline()
    out: list[Row] = []
    pairs = (
        (make_doc(pipeline, a.text, a.blocks, a.title, a.published), a) for a in _articles(articles)
    )
    for doc, article in pipeline.pipe(pairs, as_tuples=True, batch_size=64):
        out.extend(rows(article, doc))
    return pd.DataFrame(out, columns=list(COLUMNS))


def extract_batch(articles: pd.DataFrame, *, nlp: Language | None = None) -> pd.DataFrame:
    """Extract the claims of a batch; the one pure function that every engine calls."""
    raise NotImplementedError


def read(store: str | Path) -> pd.DataFrame:
    """Read the claims table of a store."""
    raise NotImplementedError
