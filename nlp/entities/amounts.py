"""Amounts among the marks of a recogniser: where the bare one begins, what only looks like one."""

from __future__ import annotations

import re

AMOUNTS = frozenset({"MONEY", "PERCENT", "QUANTITY", "CARDINAL"})
"""OntoNotes labels of amounts."""
COUNTS = frozenset({"CARDINAL", "ORDINAL"})

_QUALIFIER = re.compile(
    r"(?:(?:more|less|fewer|greater|higher|lower|bigger|smaller|larger|better|worse|rather|other)\s+than"
    r"|as\s+(?:much|many|little|few|high|low)\s+as|(?:at\s+)?(?:the\s+)?(?:least|most)|up\s+to|no\s+more\s+than"
    r"|close\s+to|in\s+excess\s+of|upwards?\s+of|an?\s+estimated|an?\s+additional|some\s+of|the\s+order\s+of"
    r"|about|above|additional|almost|approximately|approx\.?|around|barely|below|beyond|circa|estimated|exactly"
    r"|exceeding|hardly|just|maybe|merely|minimum|nearly|only|over|perhaps|roughly|some|under|well\s+over"
    r"|virtually|a\s+total\s+of|a\s+record|another|between|from|the)\s+",
    re.IGNORECASE,
)

_NUMBER = re.compile(r"[~≈+-]?\d[\d.,]*\s?(?:[kKmMbBtT]n?|thousand|million|billion|trillion)?\+?")
_ENUMERATOR = re.compile(r"(?:\d{1,2}|[ivx]{1,4})")
_COMPOUND = re.compile(r"-[A-Za-z]")
_PERIOD = re.compile(
    r"(?:[1-4]Q|Q[1-4]|[12]H|H[12]|FY)(?:[ '’]?(?:20)?\d{2})?[EeFf]?|(?:19|20)\d{2}[EeFf]"
)


def is_period(form: str) -> bool:
    """Tell what accounts call a span of time, which is no name: "3Q21", "H1", "2022E"."""
    return _PERIOD.fullmatch(form) is not None


def is_number(form: str) -> bool:
    """Tell a bare number, which is no name: "440M"."""
    return _NUMBER.fullmatch(form) is not None


def counts_something(text: str, start: int, end: int) -> bool:
    """Tell a number from what only looks like one.

    The "(1)" and "2)" of a list count nothing, nor do the words of "one-stop" and "service-first".
    """
    if text[end : end + 1] == ")" and _ENUMERATOR.fullmatch(text, start, end):
        return False
    spelt = text[start:end].isalpha()
    joined = _COMPOUND.match(text, end) or _COMPOUND.match(text[start - 2 : start][::-1])
    return not (spelt and joined)


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
