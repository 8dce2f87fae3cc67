"""The word lists of the figure scanner, read once from the data files."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from claimtable.nlp.figures.tables import cases, decimal, rows
from claimtable.nlp.money import currencies
from claimtable.nlp.types import Direction, Modifier, Unit

_PACKAGE = "claimtable.nlp.figures"


class Numeral(NamedTuple):
    """A numeral word: its kind (see ``numbers.tsv``) and value."""

    kind: str
    value: Decimal


class PercentWord(NamedTuple):
    """A way to write a unit of percentages, and what it needs beside it."""

    unit: Unit
    guard: str


class Scale(NamedTuple):
    """An abbreviated scale ("bn"), and whether it is a letter that must be glued on."""

    value: Decimal
    letter: bool


NUMERALS = {w: Numeral(k, decimal(v)) for w, k, v in rows(_PACKAGE, "numbers.tsv", 3)}
SCALES = {w: Scale(decimal(v), k == "letter") for w, v, k in rows(_PACKAGE, "scales.tsv", 3)}
PERCENT: dict[str, PercentWord] = {
    phrase: PercentWord(unit, guard)  # type: ignore[arg-type]
    for phrase, unit, guard in rows(_PACKAGE, "percent.tsv", 3)
}
PERCENT_OPENERS = frozenset(phrase.split(" ", 1)[0] for phrase in PERCENT)

BEFORE: dict[str, Modifier] = {}
"""Phrases before a figure, lexemes separated by spaces."""
AFTER: dict[str, Modifier] = {}
"""Phrases after a figure."""
for _phrase, _modifier, _place in rows(_PACKAGE, "modifiers.tsv", 3):
    (BEFORE if _place == "before" else AFTER)[_phrase] = _modifier  # type: ignore[assignment]

RATES: dict[str, str] = {}
"""Abbreviations and nouns after "per", to the name that ``per`` gives."""
RATE_NOUNS: set[str] = set()
"""Those that count after "a" too."""
for _word, _name, _mark in rows(_PACKAGE, "rates.tsv", 3):
    RATES[_word] = _name
    if _mark:
        RATE_NOUNS.add(_word)

UP_BEFORE: dict[str, Direction] = {}
"""Words of movement that stand before a percentage."""
UP_AFTER: dict[str, Direction] = {}
"""Words of movement that stand behind it."""
for _direction, _place, _words in rows(_PACKAGE, "directions.tsv", 3):
    for _word in _words.split():
        if _place != "after":
            UP_BEFORE[_word] = _direction  # type: ignore[assignment]
        if _place != "before":
            UP_AFTER[_word] = _direction  # type: ignore[assignment]

WORDS: dict[str, frozenset[str]] = {}
"""Closed classes of words by name, see ``words.tsv``."""
for _name, _members in rows(_PACKAGE, "words.tsv", 2):
    WORDS[_name] = WORDS.get(_name, frozenset()) | frozenset(_members.split())

CHANGES = frozenset(w for line in rows(_PACKAGE, "changes.txt", 1) for w in line[0].split())
"""Words of change, behind which "from A to B" is two figures."""


def _anchors() -> frozenset[str]:
    """Every piece of text that shows a currency or a percentage."""
    out = set(currencies.EXACT)
    for name in [*currencies.BEFORE, *currencies.AFTER]:
        out |= cases(name.rsplit(" ", 1)[-1])
    for phrase in PERCENT:
        out |= cases(phrase.split(" ", 1)[0])
    out -= {"per", "Per", "PER"}
    out |= cases("cent") | cases("cents")
    out |= set(currencies.SCALED_CODES)
    return frozenset(out)


ANCHORS = _anchors()
