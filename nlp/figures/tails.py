"""Read what repeats or sharpens a currency behind an amount that has one already."""

from __future__ import annotations

from claimtable.nlp.figures.lexemes import Lexemes
from claimtable.nlp.figures.lexicon import WORDS
from claimtable.nlp.figures.quantity import ONE, Quantity
from claimtable.nlp.money import currencies
from claimtable.nlp.money.currencies import DEMONYMS, CurrencyWord

_DOLLAR = "*dollar"


def name_at(lex: Lexemes, j: int) -> tuple[CurrencyWord, int] | None:
    """Find the longest currency name that starts at a lexeme.

    Args:
        lex: The stretch.
        j: A lexeme.

    Returns:
        The name and the lexeme behind it, or None.
    """
    if lex.low[j] not in currencies.OPENERS:
        return None
    for length in range(currencies.MOST_WORDS, 0, -1):
        word = currencies.AFTER.get(" ".join(lex.low[j : j + length]))
        if word is not None:
            return word, j + length
    return None


def attach_tail(lex: Lexemes, q: Quantity) -> None:
    """Take the repeated or sharper currency of "$5 million dollars", "$60 U.S." and "$5m (AUD)"."""
    j = q.last
    found = name_at(lex, j) if lex.text[j][:1].isalpha() else None
    if found is not None and _same(q, found[0]) and not found[0].guard:
        word, q.last = found
        if q.currency is not None and q.currency.startswith("*"):
            q.currency = word.currency
        return
    attach_code(lex, q)


def attach_code(lex: Lexemes, q: Quantity) -> None:
    """Take the country or code in "$60 U.S.", "$1,450.00 AUD", "$5m (AUD)", "four cents USD"."""
    if q.currency == _DOLLAR and DEMONYMS.get(lex.low[q.last + (lex.text[q.last] == "(")]):
        _demonym(lex, q)
    else:
        _code(lex, q)


def _demonym(lex: Lexemes, q: Quantity) -> None:
    bracket = lex.text[q.last] == "("
    k = q.last + 1 if bracket else q.last
    code = DEMONYMS[lex.low[k]]
    after = lex.text[k + 1]
    if bracket:
        if after == ")":
            q.currency = code
    elif not after[:1].isalpha() or after.lower() in WORDS["function"]:
        q.currency, q.last = code, k + 1


def _same(q: Quantity, word: CurrencyWord) -> bool:
    """Tell whether a second currency word says no other currency than the first."""
    if word.factor != q.factor or q.currency is None:
        return False
    if _DOLLAR in (q.currency, word.currency):
        return word.currency.endswith("D") or word.currency == _DOLLAR
    return word.currency == q.currency or (q.currency, word.currency) == ("GBP", "*pound")


def _code(lex: Lexemes, q: Quantity) -> None:
    j = q.last
    bracket = lex.text[j] == "("
    k = j + 1 if bracket else j
    word = currencies.EXACT.get(lex.text[k]) or currencies.BEFORE.get(lex.text[k])
    if word is None or not word.after or not lex.text[k].isalpha():
        return
    if word.guard and not (word.guard == "code" and q.currency == _DOLLAR):
        return
    if q.currency is None or not _sharpens(q, word) or lex.text[k + 1][:1].isdecimal():
        return
    if bracket and lex.text[k + 1] != ")":
        return
    q.currency = word.currency
    if not bracket:
        q.last = k + 1


def _sharpens(q: Quantity, word: CurrencyWord) -> bool:
    """Tell whether a code can say which dollar, peso or cent is meant."""
    if word.factor != ONE or (q.factor != ONE and q.currency != "*cent"):
        return False
    return q.currency is not None and (q.currency.startswith("*") or q.currency == word.currency)
