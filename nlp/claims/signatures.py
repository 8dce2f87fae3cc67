"""Quotations that are signed: "“It halved our costs.” — Jane Dorn, CTO of Acme".

The name stands behind the closing mark, after a dash in the same paragraph or on a line of its
own. A signature is no claim, and the quotation before it is the signer's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimtable.nlp.claims.focus import Mention
from claimtable.nlp.claims.naming import Names
from claimtable.nlp.claims.phrases import INFLECTED
from claimtable.nlp.claims.units import Unit
from claimtable.nlp.claims.view import View

_MARKS = frozenset('"”»')
_OPENING = frozenset('"“«')
_DASHES = frozenset({"-", "–", "—", "―", "--", "~"})
_LONGEST = 24
"""Tokens of a signature: a name, a post, a firm."""
_LONGEST_QUOTATION = 8
"""Sentences that one signature may stand under."""
_NAME = re.compile(r"[A-ZÀ-Þ][\w.'’-]*")
_FEWEST, _MOST = 2, 4
"""Words of a person's name."""


def signatures(names: Names, units: Sequence[Unit]) -> dict[int, Mention | None]:
    """Find signatures and what they sign.

    Args:
        names: Names of the Doc.
        units: All units of the Doc, in order.

    Returns:
        By first token of a unit: the signer of a unit in quotation marks, or None for a unit
        that is itself a signature.
    """
    out: dict[int, Mention | None] = {}
    for i in range(1, len(units)):
        signer = _signer(names, units[i - 1], units[i])
        if signer is None:
            continue
        out[units[i].start] = None
        for unit in _quotation(names.view, units, i):
            out[unit.start] = signer
    return out


def _quotation(view: View, units: Sequence[Unit], i: int) -> Sequence[Unit]:
    """Give the units of the quotation that ends before unit ``i``; the last one, if unsure."""
    for j in range(i - 1, max(-1, i - 1 - _LONGEST_QUOTATION), -1):
        if view.words[units[j].start] in _OPENING:
            return units[j:i]
    return units[i - 1 : i]


def _signer(names: Names, quoted: Unit, unit: Unit) -> Mention | None:
    """Give who signs the quotation before a unit, if the unit is a signature."""
    view = names.view
    first = unit.start
    if unit.end - first > _LONGEST or view.words[quoted.end - 1] not in _MARKS:
        return None
    dashed = view.words[first] in _DASHES or (first > 0 and view.words[first - 1] in _DASHES)
    if view.words[first] in _DASHES:
        first += 1
    if not dashed and (unit.block == quoted.block or not _is_bare(view, first, unit.end)):
        return None
    last = _name_end(view, first, unit.end)
    if last is None:
        return None
    found, name = names.only_person(first, last), view.slice(first, last)
    if found is None and not dashed:
        return None
    if found is None or found.name.isupper():
        found = Mention(name.title() if name.isupper() else name, "PERSON", False)
    return found


def _is_bare(view: View, first: int, end: int) -> bool:
    """Whether a line has neither verb nor full stop."""
    if view.words[end - 1] == ".":
        return False
    return not any(tag in INFLECTED for tag in view.tags[first:end])


def _name_end(view: View, first: int, end: int) -> int | None:
    """Give where a name ends that opens a line and is followed by a comma, a dash or nothing."""
    last = first
    while last < end and _NAME.fullmatch(view.words[last]):
        last += 1
    closed = last == end or view.words[last] in {",", ".", ";", "|", "("} | _DASHES
    return last if closed and _FEWEST <= last - first <= _MOST else None
