"""Why a stored claim has its label: the words that moved the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claimtable.corpus.articles import Article
from claimtable.corpus.store import Store

_WORDS = 5


def because(store: Store, rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Say what spoke for the label of each claim, and what against.

    Args:
        store: Where the claims are from.
        rows: Claims with ``claim_id``, ``article_id``, ``start``, ``text``, ``section``,
            ``label`` and ``label_source``.

    Returns:
        A line by claim id, for the claims that the model in use labelled; the others are left
        out, for another model's reasons would not be theirs.
    """
    from claimtable.models.context import BEFORE_WORDS, ClaimContext
    from claimtable.models.explain import explain
    from claimtable.models.labeller import load
    from claimtable.models.versions import current

    mine = [row for row in rows if row["label_source"] == f"model:{current()}"]
    if not mine:
        return {}
    labeller = load()
    lines = {}
    for row in mine:
        article = store.article(row["article_id"])
        before = None if article is None else _before(article, row["start"], BEFORE_WORDS)
        found = explain(labeller, ClaimContext(row["text"], before, row["section"]), _WORDS)
        if found.label == row["label"]:
            words = ", ".join(f"{name} {weight:+.2f}" for name, weight in found.reasons)
            lines[row["claim_id"]] = f"{words} (rather than {found.rival})"
    return lines


def _before(article: Article, start: int, most: int) -> str | None:
    """The last words before a claim: in its block, or the list's lead-in, or the block above."""
    at = next((i for i, b in enumerate(article.blocks) if b.start <= start < b.end), None)
    if at is None:
        return None
    block = article.blocks[at]
    text = article.text[block.start : start].strip() or block.lead_in
    if not text and at:
        above = article.blocks[at - 1]
        text = None if above.kind == "heading" else article.text[above.start : above.end]
    return " ".join(text.split()[-most:]) if text else None
