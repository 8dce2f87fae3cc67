"""What text calls currencies: signs, codes and names, read once from the data files."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from claimtable.nlp.figures.tables import decimal, rows

_PACKAGE = "claimtable.nlp.money"
_ONE = Decimal(1)


class CurrencyWord(NamedTuple):
    """One way to write a currency.

    Attributes:
        currency: ISO 4217 code, or a ``*key`` of ``cues.tsv`` that the document decides.
        before: It may stand before the number.
        after: It may stand after the number.
        factor: Units of the currency that one of these is: 0.01 for a cent.
        guard: What else the place must show, see ``aliases.tsv``.
    """

    currency: str
    before: bool
    after: bool
    factor: Decimal = _ONE
    guard: str = ""


Table = dict[str, CurrencyWord]


def _merge(table: Table, text: str, word: CurrencyWord) -> None:
    """Add a way of writing; two entries of one text become one that may stand on both sides."""
    known = table.get(text)
    if known is None or known.currency != word.currency or known.guard != word.guard:
        table[text] = word
    else:
        both = (known.before or word.before, known.after or word.after)
        table[text] = word._replace(before=both[0], after=both[1])


def _codes() -> tuple[Table, Table]:
    """The ISO 4217 codes, and the names that CLDR gives their currencies."""
    kinds = {code: kind for code, kind in rows(_PACKAGE, "codes.tsv", 2)}
    codes: Table = {}
    names: Table = {}
    for code, status, forms, heads in rows(_PACKAGE, "currencies.tsv", 4):
        if status == "active" or code in kinds:
            guard = {"word": "code", "extra": "old"}.get(kinds.get(code, ""), "")
            codes[code] = CurrencyWord(code, True, True, guard=guard)
            if code not in kinds:
                names[code.lower()] = CurrencyWord(code, False, True)
        words = forms.split("|") + [head for head in heads.split("|") if head]
        for name in words:
            names[name.replace("-", " - ")] = CurrencyWord(code, False, True)
    return codes, names


def _dollars() -> tuple[Table, list[str]]:
    """Dollar signs with letters, and those whose letters may stand apart in lower case."""
    table: Table = {}
    apart = []
    for letters, code, after, spaced in rows(_PACKAGE, "dollars.tsv", 4):
        word = CurrencyWord(code, True, True)
        for form in {letters, letters.lower(), letters.capitalize()}:
            table[f"{form}$"] = word
            if spaced or letters == "C":
                table[f"{form} $"] = word
                if form == letters.lower():
                    apart.append(f"{form} $")
            if after and form == letters:
                table[f"${form}"] = word._replace(after=False)
    return table, apart


def _aliases(exact: Table, before: Table, after: Table) -> None:
    """Add the curated aliases to the tables: by exact form, or by lower-case name."""
    for text, currency, place, factor, guard in rows(_PACKAGE, "aliases.tsv", 5):
        word = CurrencyWord(
            currency,
            place in ("pre", "both"),
            place in ("post", "both"),
            decimal(factor) if factor else _ONE,
            guard,
        )
        if guard == "never":
            after.pop(text, None)
            continue
        if text != text.lower() or guard in ("case", "glued") or not text.isascii():
            _merge(exact, text, word)
            continue
        if word.before:
            before[text] = word
        if word.after:
            after[text.replace("-", " - ")] = word


EXACT, AFTER = _codes()
"""Written exactly so: codes, signs, abbreviations. Lower-case names after a number."""
BEFORE: Table = {}
"""Lower-case names and codes that may stand before a number."""
_signs, SPACED_LOWER = _dollars()
_aliases(EXACT, BEFORE, AFTER)
for _text, _word in _signs.items():
    EXACT[_text] = _word

SCALED_CODES: dict[str, tuple[CurrencyWord, Decimal]] = {}
"""Codes with a scale letter stuck on, and its value: "MEUR", "TEUR", "EURm"."""
for _code in [text for text, word in EXACT.items() if not word.guard and len(text) == 3]:
    if _code.isalpha() and _code.isupper():
        for _letter, _scale in (("M", 10**6), ("K", 10**3), ("T", 10**3)):
            SCALED_CODES[_letter + _code] = EXACT[_code], Decimal(_scale)
        for _letter, _scale in (("m", 10**6), ("k", 10**3), ("bn", 10**9)):
            SCALED_CODES[_code + _letter] = EXACT[_code], Decimal(_scale)
DEMONYMS = {word: code for word, code in rows(_PACKAGE, "demonyms.tsv", 2)}
"""Words that say whose dollars are meant, to the code."""
FOREIGN_DOLLARS = frozenset(w.currency for w in _signs.values()) - {"USD", "BRL"}
"""Currencies written with letters and a dollar sign, the US dollar left out."""
COMPOUND = sorted(
    (text for text in EXACT if not text.isalpha() and len(text) > 1), key=len, reverse=True
)
"""Signs of several characters, longest first, for the lexer."""
MOST_WORDS = max(name.count(" ") for name in AFTER) + 1
"""Length of the longest name, in words."""
OPENERS = frozenset(name.split(" ", 1)[0] for name in AFTER)
"""First words of names."""
