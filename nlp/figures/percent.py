"""Attach units of percentages to numbers."""

from __future__ import annotations

from claimtable.nlp.figures.lexemes import Lexemes
from claimtable.nlp.figures.lexicon import PERCENT, PERCENT_OPENERS, WORDS, PercentWord
from claimtable.nlp.figures.quantity import HYPHENS, ONE, Quantity
from claimtable.nlp.types import Unit

_LONGEST = 4
_NEAR = 10


def attach_percent(lex: Lexemes, q: Quantity) -> bool:
    """Take the unit of percentages that stands behind a number.

    Args:
        lex: The stretch.
        q: The quantity; gets the unit, and its new end.

    Returns:
        Whether there is one.
    """
    j = q.last
    if lex.text[j] in HYPHENS and lex.glued(j) and lex.glued(j + 1):
        j += 1
    if lex.text[j] == ")" and lex.text[q.first - 1] == "(" and lex.low[j + 1] == "%":
        q.negative, q.first, q.unit, q.last = True, q.first - 1, "percent", j + 2  # "(5.2)%"
        return True
    if q.number.bare <= ONE and lex.low[j] in ("full", "whole"):
        j += 1
    elif q.number.bare < ONE and lex.low[j] == "of":
        j += 1 + (lex.low[j + 1] in ("a", "one", "1"))
    found = _word(lex, j, q)
    if found is None:
        return _leading(lex, q)
    q.unit, q.last = found
    return True


def _word(lex: Lexemes, j: int, q: Quantity) -> tuple[Unit, int] | None:
    """Find the longest unit that starts at lexeme ``j``; give it and the lexeme behind it."""
    if lex.low[j] not in PERCENT_OPENERS:
        return None
    for length in range(_LONGEST, 0, -1):
        word = PERCENT.get(" ".join(lex.low[j : j + length]))
        if word is not None and _fits(lex, word, j, j + length, q):
            return word.unit, j + length
    return None


def _fits(lex: Lexemes, word: PercentWord, j: int, end: int, q: Quantity) -> bool:
    """Check that a unit means one here."""
    if word.guard and not q.number.digits:
        return False
    if word.guard == "glued" and not (lex.glued(j) or q.number.grouped):
        return False
    if word.guard == "glued" and not lex.text[j].islower():
        return False
    if lex.glued(end) and lex.text[end][:1].isdecimal():
        return False  # "%20" and "1bp0vu4" of a web address
    if word.unit == "basis_point" and word.guard and _genetics(lex, q):
        return False
    if q.number.implied and word.unit == "percent" and lex.low[q.first] in ("a", "an"):
        # "fell a percent", but not "as a percent of sales"
        return lex.low[q.first - 1] != "as" and lex.low[end] != "of"
    return True


def _genetics(lex: Lexemes, q: Quantity) -> bool:
    near = lex.low[max(q.first - _NEAR, 0) : q.last + _NEAR]
    return not WORDS["genetics"].isdisjoint(near)


def _leading(lex: Lexemes, q: Quantity) -> bool:
    """Take the unit before the number in "percent of 10", where nothing else is meant."""
    i = q.first
    if lex.low[i - 1] != "of" or lex.low[i - 2] not in ("percent", "percents", "percentage"):
        return False
    if lex.low[i - 3] not in ("", "\n", "a", "the", ":", "."):
        return False
    if lex.text[q.last][:1].isalnum() or q.number.yearlike or not q.number.digits:
        return False
    q.first, q.unit = i - 2, "percent"
    return True
