"""Label the claims of a store again, without extracting them again.

The store is read by the files and columns that the project's contract promises.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimtable.models import units
from claimtable.models.context import ClaimContext, block_at, from_article
from claimtable.models.decision import Decision, decide
from claimtable.models.labeller import Labeller
from claimtable.nlp.types import NONE_LABEL, Block

Row = dict[str, Any]

COLUMNS = ["claim_id", "article_id", "section", "start", "text", "label", "label_source"]
"""Columns of the claims table that labelling again reads."""

_ARTICLES_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Flip:
    """A claim that a new model labels otherwise.

    Attributes:
        claim_id: Which claim.
        text: Its text.
        old: The label in the store.
        new: What the new model says; ``none`` means no claim.
        confidence: Probability of the new label.
    """

    claim_id: str
    text: str
    old: str
    new: str
    confidence: float


def flips(store: Path, model: Labeller) -> list[Flip]:
    """Find the claims of a store that a model labels otherwise; labels by people are let alone.

    Args:
        store: Folder of a claims store.
        model: The new model.

    Returns:
        The claims that would change, most confident first.

    Raises:
        ValueError: The folder is no claims store.
    """
    parts = sorted((store / "claims").glob("*.parquet"))
    if not parts:
        raise ValueError(f"{store} is no claims store: no claims/*.parquet in it")
    human = units.corrected(store / "labels.jsonl")
    out = []
    for part in parts:
        rows = [row for row in read(part) if not by_people(row, human)]
        for row, found in zip(
            rows, label(rows, store / "articles" / part.name, model), strict=True
        ):
            flip = _flip(row, found)
            if flip.new != flip.old:
                out.append(flip)
    return sorted(out, key=lambda flip: -flip.confidence)


def read(claims: Path) -> list[Row]:
    """Read the `COLUMNS` of a part's file of claims."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(claims) as file:
        rows: list[Row] = file.read(COLUMNS).to_pylist()
    return rows


def by_people(row: Row, corrected: set[str]) -> bool:
    """Tell whether a claim has its label from a person.

    Args:
        row: The claim, with ``claim_id`` and ``label_source``.
        corrected: Ids of the claims that the log of corrections gives a label.
    """
    return row["label_source"] == "human" or row["claim_id"] in corrected


def label(
    rows: Sequence[Row],
    articles: Path,
    model: Labeller,
    advance: Callable[[int], None] = lambda claims: None,
) -> list[Decision]:
    """Label claims of one part of a store, each in its article as at extraction.

    Args:
        rows: The claims: ``article_id``, ``start``, ``text``, ``section``.
        articles: The part's file of articles. A claim whose article is missing is read alone.
        model: Says what they are.
        advance: Told how many more claims have been labelled.

    Returns:
        One decision a claim.

    Raises:
        OSError: The file cannot be read.
    """
    out: dict[int, Decision] = {}
    for numbers, contexts, blocks in _turns(rows, articles):
        found = model.probabilities(contexts).tolist()
        out.update(zip(numbers, map(decide, found, blocks), strict=True))
        advance(len(numbers))
    return [out[i] for i in range(len(rows))]


_Turn = tuple[list[int], list[ClaimContext], list[Block | None]]


def _turns(rows: Sequence[Row], articles: Path) -> Iterator[_Turn]:
    """Give places in ``rows``, contexts and blocks, some articles at a time."""
    import pyarrow.parquet as pq

    places: dict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        places[row["article_id"]].append(i)
    with pq.ParquetFile(articles) as file:
        columns = ["article_id", "text", "blocks"]
        for batch in file.iter_batches(batch_size=_ARTICLES_AT_ONCE, columns=columns):
            turn: _Turn = ([], [], [])
            for article in batch.to_pylist():
                _add(turn, article, places.pop(article["article_id"], []), rows)
            if turn[0]:
                yield turn
    orphans = [i for mine in places.values() for i in mine]
    if orphans:
        alone = [ClaimContext(rows[i]["text"], None, rows[i]["section"]) for i in orphans]
        yield orphans, alone, [None] * len(orphans)


def _add(turn: _Turn, article: Row, mine: list[int], rows: Sequence[Row]) -> None:
    """Add the claims of one article to a turn."""
    if not mine:
        return
    blocks = [Block(**{**b, "section": tuple(b["section"])}) for b in article["blocks"]]
    claims = [rows[i] for i in mine]
    turn[0].extend(mine)
    turn[1].extend(from_article(article["text"], blocks, claims, article["article_id"]))
    turn[2].extend(block_at(blocks, row["start"]) for row in claims)


def _flip(row: Row, found: Decision) -> Flip:
    new, sure = found.label if found.is_claim else NONE_LABEL, found.confidence
    if not found.is_claim:
        sure = found.probabilities[-1]
    return Flip(row["claim_id"], row["text"], row["label"], new, sure)
