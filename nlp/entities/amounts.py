"""The bare amount in what a recogniser marks as money, a percentage, a quantity or a number."""

from __future__ import annotations

import re

AMOUNTS = frozenset({"MONEY", "PERCENT", "QUANTITY", "CARDINAL"})
"""OntoNotes labels of amounts."""

_QUALIFIER = re.compile(
    r"(?:(?:more|less|fewer|greater|higher|lower|bigger|smaller|larger|better|worse|rather|other)\s+than"
    r"|as\s+(?:much|many|little|few|high|low)\s+as|(?:at\s+)?(?:the\s+)?(?:least|most)|up\s+to|no\s+more\s+than"
    r"|close\s+to|in\s+excess\s+of|upwards?\s+of|an?\s+estimated|an?\s+additional|some\s+of|the\s+order\s+of"
    r"|about|above|additional|almost|approximately|approx\.?|around|barely|below|beyond|circa|estimated|exactly"
    r"|exceeding|hardly|just|maybe|merely|minimum|nearly|only|over|perhaps|roughly|some|under|well\s+over"
    r"|virtually|a\s+total\s+of|a\s+record|another|between|from|the)\s+",
    re.IGNORECASE,
)


def bare_amount(text: str, start: int, end: int) -> int:
    """Where an amount begins behind "more than", "about" and their like.

    Args:
        text: The document.
        start: First character of the span.
        end: One past its last.

    Returns:
        The first character of the bare amount; ``start`` if nothing stands before it.
    """
    qualifier = _QUALIFIER.match(text, start, end)
    while qualifier and qualifier.end() < end:
        start = qualifier.end()
        qualifier = _QUALIFIER.match(text, start, end)
    return start
