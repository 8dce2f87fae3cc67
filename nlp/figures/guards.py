"""Check the place of currency words that are also other words, letters or weights."""

from __future__ import annotations

from collections.abc import Callable

from claimtable.nlp.figures.lexemes import Lexemes
from claimtable.nlp.figures.lexicon import RATE_NOUNS, SCALES, WORDS
from claimtable.nlp.figures.quantity import Quantity
from claimtable.nlp.money import currencies
from claimtable.nlp.money.currencies import CurrencyWord

_NEAR = 8
_DETERMINERS = frozenset({"the", "a", "an", "by", "his", "her", "its", "their", "at", "gold", "no"})
_LEADS = frozenset({"of", "to", "by", "at", "and", "for", "from", "vs", "-", "–"})


def allowed(
    lex: Lexemes, word: CurrencyWord, q: Quantity, i: int, *, before: bool, scaled: bool = False
) -> bool:
    """Check the guard of a currency word (``aliases.tsv`` says what each asks for).

    Args:
        lex: The stretch.
        word: The word.
        q: The quantity that it would give its currency to.
        i: The lexeme it stands at.
        before: It stands before the number.
        scaled: An abbreviated scale stands between number and word.

    Returns:
        Whether the word means a currency here.
    """
    guard, number = word.guard, q.number
    scaled = scaled or number.scaled or (before and lex.text[number.last] in SCALES)
    amount = scaled or number.grouped
    glued = lex.glued(number.first if before else i)
    if guard == "abbr":
        return not before or amount or not glued
    if guard == "grand":
        follows = lex.low[i + 1]
        return not number.implied and (not follows[:1].isalpha() or follows in WORDS["function"])
    if guard == "glued":
        return glued and (len(lex.text[i]) > 1 or amount or number.value >= 1000)
    if guard == "amount":
        return amount
    if guard == "scale":
        return scaled
    if guard == "old":
        return amount or number.value >= 100 or not before
    if guard == "code":
        return amount or (not before and _lone_code(lex, q, i))
    special = _SPECIAL.get(guard)
    return special is None or special(lex, q, i, glued, scaled)


_LEAST_POUNDS = 10


def _lone_code(lex: Lexemes, q: Quantity, i: int) -> bool:
    """Accept "42 TRY.", not "10 TOP TIPS", "2 AMD chips" or "ALL 50 STATES"."""
    follows, leads = lex.text[i + 1], lex.text[q.number.first - 1]
    if q.number.yearlike or (leads.isalpha() and leads.isupper() and len(leads) > 1):
        return False
    return not follows[:1].isalnum() or follows in WORDS["function"]


def _pounds(lex: Lexemes, q: Quantity, i: int, glued: bool, scaled: bool) -> bool:
    """Accept "PS250m", not "PS3", which plays games."""
    return glued and (scaled or q.number.grouped or q.number.value >= _LEAST_POUNDS)


def _pence(lex: Lexemes, q: Quantity, i: int, glued: bool, scaled: bool) -> bool:
    """Accept "164p", not "1080p" or "p" as an initial."""
    if lex.text[i] != "p" or q.number.written in WORDS["video_lines"] or not q.number.digits:
        return False
    follows = lex.low[i + 1]
    if glued:
        return follows != "." or lex.low[i + 2] != "m"  # "5p.m."
    if follows == "." and lex.glued(i + 1):
        return False  # "p.m."
    return not follows[:1].isalnum() or follows in WORDS["function"]


def _cent(lex: Lexemes, q: Quantity, i: int, glued: bool, scaled: bool) -> bool:
    """Accept "61.25c" and "5c a share", not "Figure 3c"."""
    if lex.text[i] not in ("c", "ct") or not glued or not q.number.digits:
        return False
    follows = lex.low[i + 1]
    rate = follows in ("/", "per", "each") or (follows == "a" and lex.low[i + 2] in RATE_NOUNS)
    lead = lex.low[q.number.first - 1]
    return q.number.grouped or rate or lead in _LEADS or lead in currencies.AFTER


def _won(lex: Lexemes, q: Quantity, i: int, glued: bool, scaled: bool) -> bool:
    """Accept "500 billion won" and "1,200 won", not "in 2010 won three seats"."""
    verb = lex.low[i + 1] in _DETERMINERS or lex.text[i + 1][:1].isdecimal()
    return (
        scaled
        or (q.number.grouped and not verb)
        or (q.number.value >= 1000 and not verb and not q.number.yearlike)
    )


def _real(lex: Lexemes, q: Quantity, i: int, glued: bool, scaled: bool) -> bool:
    """Accept "5 million real." but not "5 million real users"."""
    return scaled and not lex.text[i + 1][:1].isalpha()


def _pound(lex: Lexemes, q: Quantity, i: int, glued: bool, scaled: bool) -> bool:
    """Tell sterling from the weight by what stands near: "a 20-pound bag of rice"."""
    near = set(lex.low[max(q.first - _NEAR, 0) : i + 1 + _NEAR])
    sterling = not near.isdisjoint(WORDS["sterling"])
    follows, thing = lex.low[i + 1], lex.low[i + 2]
    if follows == "of" and not scaled:
        return thing in WORDS["money_of"] or sterling
    if not near.isdisjoint(WORDS["weight"]):
        return sterling and follows != "of"
    hyphened = lex.text[i - 1] == "-" and lex.glued(i)
    if lex.low[i] == "pound" and q.number.value == 1 and not q.number.implied:
        return True
    if hyphened or lex.low[i] == "pound":
        return sterling or scaled or q.number.grouped or follows in ("", "note", "coin")
    return follows not in ("per", "overweight") or lex.low[i + 2] not in ("square", "cubic")


_Special = Callable[[Lexemes, Quantity, int, bool, bool], bool]
_SPECIAL: dict[str, _Special] = {
    "pence": _pence,
    "cent": _cent,
    "won": _won,
    "brl": _real,
    "pound": _pound,
    "pounds": _pounds,
}
