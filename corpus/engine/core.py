"""The one pure function that every engine calls: articles in, claims out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa
from spacy.language import Language

from claimtable.corpus.articles import Article
from claimtable.corpus.table import Row, claims_table, encodable, rows
from claimtable.nlp.segments import Input, read_all


def claim_rows(articles: Iterable[Article], nlp: Language) -> list[Row]:
    """Extract the claims of articles as rows, in the order of the articles.

    What comes out for an article depends on that article and the pipeline alone: not on what
    else is in the batch.

    Args:
        articles: The articles.
        nlp: A pipeline from `claimtable.load`.

    Returns:
        One dict a claim, columns as in the contract.
    """
    batch = list(articles)
    inputs = (Input(a.text, a.blocks, a.title, a.published) for a in batch)
    out: list[Row] = []
    for article, doc in zip(batch, read_all(nlp, inputs), strict=True):
        out.extend(rows(article, doc))
    return out


def claims_of(articles: Sequence[Article], nlp: Language) -> pa.Table:
    """Extract the claims of articles as an Arrow table with `CLAIMS_SCHEMA`."""
    return claims_table(claim_rows(map(encodable, articles), nlp))
