"""The text that the benchmarks read: the project's own labelled articles, as plain text."""

from __future__ import annotations

import json
from pathlib import Path

LABELLED = Path(__file__).resolve().parents[2] / "corpus" / "labelled"


def articles(limit: int | None = None) -> list[str]:
    """Give the labelled articles as texts, one paragraph a unit.

    Args:
        limit: At most this many; None gives all.

    Returns:
        Texts of some 300 to 1,500 words, always in the same order.
    """
    texts: dict[str, list[str]] = {}
    for path in sorted(LABELLED.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            texts.setdefault(str(row["article"]), []).append(str(row["text"]))
    return ["\n\n".join(units) for units in texts.values()][:limit]
