"""Numbers: with their units of measure ("343 GW"), as ranges ("200-250"), or none ("4G")."""

from __future__ import annotations

import re

from claimtable.nlp.entities.lexicon import alternatives
from claimtable.nlp.entities.mentions import Mention

_RANGE = re.compile(r"\s?(?:[-–]|to\b)\s?(\d[\d.,]*\d|\d)(?![\w%-])")
_SCALE = r"(?:\s?(?:thousand|million|billion|trillion))?"
_PLAIN = re.compile(r"\d[\d.,]*")
_STUCK = re.compile(r"[A-Za-z]+")
_COUNTING = frozenset(
    {"k", "K", "m", "M", "mn", "bn", "b", "B", "x", "X", "th", "st", "nd", "rd", "s"}
)
"""What may be stuck to a number that counts: "40k", "3x", "5th"."""


_UNIT = re.compile(
    rf"{_SCALE}[\s-]?(?:(?:square|cubic)\s)?"
    rf"(?:{alternatives('units_of_measure.txt')})(?![\w²³])"
)


def complete(text: str, mention: Mention) -> Mention | None:
    """Mend the mark of a number.

    Args:
        text: The document.
        mention: A CARDINAL.

    Returns:
        The same, to the end of its range, or as a QUANTITY to the end of its unit; None where
        digits are part of a word.
    """
    end = mention.end
    if _PLAIN.fullmatch(text, mention.start, end):
        beyond = _RANGE.match(text, end)
        if beyond is not None and text[end : end + 1] in ("-", "–"):
            end = beyond.end()
        stuck = _STUCK.match(text, end)
        if stuck is not None and stuck[0] not in _COUNTING and _UNIT.match(text, end) is None:
            return None
    unit = _UNIT.match(text, end)
    if unit is not None:
        return Mention(mention.start, unit.end(), "QUANTITY", text[mention.start : unit.end()])
    return Mention(mention.start, end, mention.label, text[mention.start : end])
