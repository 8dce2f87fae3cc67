"""Why a stored claim has its label: the words that moved the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
    from claimtable.models.context import ClaimContext, from_article
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
        if article is None:
            context = ClaimContext(row["text"], None, row["section"])
        else:
            [context] = from_article(article.text, article.blocks, [row])
        found = explain(labeller, context, _WORDS)
        if found.label == row["label"]:
            words = ", ".join(f"{name} {weight:+.2f}" for name, weight in found.reasons)
            lines[row["claim_id"]] = f"{words} (rather than {found.rival})"
    return lines
