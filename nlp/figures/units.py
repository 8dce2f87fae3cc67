"""Attach currencies to numbers, on either side."""

from __future__ import annotations

from decimal import Decimal

from claimtable.nlp.figures.guards import allowed
from claimtable.nlp.figures.lexemes import Lexemes
from claimtable.nlp.figures.lexicon import NUMERALS, SCALES, WORDS
from claimtable.nlp.figures.number import parse_digits
from claimtable.nlp.figures.numbers import read_number
from claimtable.nlp.figures.quantity import HYPHENS, ONE, Quantity
from claimtable.nlp.figures.tails import attach_code, attach_tail, name_at
from claimtable.nlp.money import currencies
from claimtable.nlp.money.currencies import CurrencyWord

_THOUSAND = Decimal(1000)
MINUS = frozenset("-−–﹣－")


def attach_before(lex: Lexemes, q: Quantity, floor: int) -> bool:
    """Take the currency that stands before a number, with a scale or a minus between.

    Args:
        lex: The stretch.
        q: The quantity; gets the currency, and its new start.
        floor: First lexeme that no earlier quantity has.

    Returns:
        Whether there is one.
    """
    i = q.number.first
    p, between = _step_back(lex, i)
    if p < floor:
        return False
    found = _scaled_word(lex, p, q, floor)
    if found is None:
        return False
    word, scale, p = found
    if between in MINUS or between == "(":
        closed = between != "(" or lex.text[q.number.last] == ")"
        if (between == "(" and not lex.glued(i - 1)) or not closed:
            return False
        q.negative = True
        if between == "(":
            q.last += 1
    q.first, q.currency, q.factor, q.scale, q.before = p, word.currency, word.factor, scale, True
    if word.currency in WORDS["dot_groups_before"] and lex.low[q.number.last] not in NUMERALS:
        _dotted(q)
    _bracketed_scale(lex, q)
    _double_sign(lex, q, floor)
    return True


def _bracketed_scale(lex: Lexemes, q: Quantity) -> None:
    """Read on over the brackets of "($7.3)M" and "$(7.3) million": an accountant's minus."""
    around = lex.text[q.first - 1] == "(" and lex.text[q.last] == ")"
    j = q.last + 1 if around else q.last
    if not around and lex.text[j - 1] != ")":
        return
    scale = scale_value(lex, j)
    if scale == ONE or (lex.text[j] in SCALES and not lex.glued(j)):
        return
    q.negative, q.scale, q.last = True, q.scale * scale, j + 1
    if around:
        q.first -= 1


def _step_back(lex: Lexemes, i: int) -> tuple[int, str]:
    """Step over a minus ("$-5"), an opening bracket ("$(5)") or a full stop ("Rs. 5")."""
    between = lex.text[i - 1]
    if (between in MINUS or between == "(") and lex.glued(i):
        return i - 2, between
    if between == "." and lex.glued(i - 1) and lex.text[i - 2][-1:].isalpha():
        return i - 2, between
    return i - 1, ""


def _scaled_word(
    lex: Lexemes, p: int, q: Quantity, floor: int
) -> tuple[CurrencyWord, Decimal, int] | None:
    """Find the currency that ends at lexeme ``p``, or stands before a scale there."""
    word = _word_before(lex, p, q)
    if word is not None:
        letter = SCALES.get(lex.text[p - 1]) if lex.glued(p) and p > floor else None
        if letter is not None and not lex.glued(p - 1):  # "M€ 500"
            return word, letter.value if lex.text[p - 1] != "T" else _THOUSAND, p - 1
        return word, ONE, p
    text = lex.text[p]
    scale = scale_value(lex, p)
    if scale > ONE and p > floor:  # "EUR million 50", "US$m 50"
        word = _word_before(lex, p - 1, q)
        return None if word is None else (word, scale, p - 1)
    if text in currencies.SCALED_CODES:  # "MAUD 60"
        word, scale = currencies.SCALED_CODES[text]
        return word, scale, p
    return None


def _word_before(lex: Lexemes, p: int, q: Quantity) -> CurrencyWord | None:
    word = currencies.EXACT.get(lex.text[p])
    if word is None or not word.before:
        word = currencies.BEFORE.get(lex.low[p])
    if word is None or not word.before:
        return None
    if word.guard and not allowed(lex, word, q, p, before=True):
        return None
    left = lex.text[p - 1][-1:] if lex.glued(p) else ""
    if left.isalpha() and (lex.text[p - 1] in currencies.EXACT or lex.text[p - 1] in "MKkT"):
        return word  # "GBP£20", "M€20"
    if left.isalpha() or (left.isdecimal() and lex.text[p].isalpha()):
        return None  # "BUS$5", "QM8P2": part of another word
    if lex.text[p].isalpha() and not _own_number(lex, q, p):
        return None
    return word


def _own_number(lex: Lexemes, q: Quantity, p: int) -> bool:
    """Refuse the names "MVR4X" and "NPR One" for amounts."""
    number = q.number
    if not number.digits:
        return number.scaled or number.grouped or not lex.text[number.first][0].isupper()
    after = lex.text[number.last]
    if lex.glued(number.last) and after[:1].isalpha():
        return after in SCALES or after.lower() in NUMERALS
    return True


def _double_sign(lex: Lexemes, q: Quantity, floor: int) -> None:
    """Take the code in "USD $15", "RMB ¥30" too: the more exact of the two counts."""
    p = q.first - 1
    if p < floor or lex.text[q.first].isalnum() or not lex.text[p].isalpha():
        return
    word = currencies.EXACT.get(lex.text[p])
    if word is None or not word.before or word.guard or q.currency is None:
        return
    if q.currency.startswith("*"):
        q.currency, q.first = word.currency, p
    elif q.currency == word.currency:
        q.first = p


def scale_value(lex: Lexemes, i: int) -> Decimal:
    """Value of the scale word or abbreviation at a lexeme, 1 if there is none."""
    scale = SCALES.get(lex.text[i])
    if scale is not None:
        return scale.value
    numeral = NUMERALS.get(lex.low[i])
    return numeral.value if numeral is not None and numeral.kind == "scale" else ONE


# --- behind the number ----------------------------------------------------------------------------


def attach_after(lex: Lexemes, q: Quantity) -> None:
    """Take scale and currency behind a number, or what a currency before it has there."""
    scale, j = _abbreviation(lex, q)
    if q.before:
        q.scale, q.last = q.scale * scale, j
        attach_tail(lex, q)
        return
    k = _over_hyphen(lex, j)
    if lex.low[k] == "of" and lex.low[k + 1] == "a" and q.number.bare < ONE:
        k += 2  # "two thirds of a cent"
    if scale > ONE and lex.text[k] == "." and lex.glued(k):
        k += 1  # "5 Mio. EUR"
    found = _word_after(lex, k, q, scale)
    if found is None:
        if scale > ONE and lex.glued(q.last):
            q.scale, q.last = scale, j  # "5m" may yet get its currency from a range
        return
    word, q.last = found
    q.currency, q.factor, q.scale = word.currency, word.factor, q.scale * scale
    if word.currency in WORDS["dot_groups"] and not q.scaled:
        _dotted(q)
    if not q.scaled and lex.low[q.last] in NUMERALS and lex.text[k].isupper():
        after = scale_value(lex, q.last)  # "75 USD million"
        if after > ONE:
            q.scale, q.last = after, q.last + 1
    attach_code(lex, q)


def _over_hyphen(lex: Lexemes, j: int) -> int:
    """Step over a hyphen that glues two lexemes."""
    hyphen = lex.text[j] in HYPHENS and lex.glued(j) and lex.glued(j + 1)
    return j + 1 if hyphen else j


def _dotted(q: Quantity) -> None:
    """Read "1.234 €" again, as one thousand two hundred and thirty-four."""
    number = q.number
    if not number.written or number.last - number.first > 1:
        return
    value = parse_digits(number.written, dotted=True)
    if value is not None:
        number.value = number.bare = value


def _abbreviation(lex: Lexemes, q: Quantity) -> tuple[Decimal, int]:
    """Read "bn", "m", "-k" behind a number: its value, 1 if there is none, and where it ends."""
    j = q.last
    k = _over_hyphen(lex, j)
    scale = SCALES.get(lex.text[k])
    if scale is None or (q.number.scaled and lex.text[k] not in ("cr", "crores")):
        return ONE, j
    if scale.letter and not lex.glued(k):
        # "$5 m" and "$5 B", but neither "$5 M&A" nor "5 m"
        alone = not lex.glued(k + 1) or lex.text[k + 1] in ".,;:)]!?\"'”’"
        named = name_at(lex, k + 1) is not None or lex.text[k + 1] in currencies.EXACT
        if not (named or (q.before and alone)) or lex.text[k] in ("T", "t", "L"):
            return ONE, j
    return (ONE, j) if scale.letter and k > j else (scale.value, k + 1)


def _word_after(
    lex: Lexemes, j: int, q: Quantity, scale: Decimal
) -> tuple[CurrencyWord, int] | None:
    """Find the currency that starts at lexeme ``j``; give it and the lexeme behind it."""
    scaled = currencies.SCALED_CODES.get(lex.text[j])
    if scaled is not None and not q.scaled:  # "500 TEUR"
        q.scale = scaled[1]
        return scaled[0], j + 1
    found = name_at(lex, j)
    if found is None:
        word = currencies.EXACT.get(lex.text[j])
        found = None if word is None or not word.after else (word, j + 1)
    if found is None or _stuck(lex, j, found[1]):
        return None
    word, end = found
    if word.guard and not allowed(lex, word, q, j, before=False, scaled=scale > ONE):
        return None
    if q.number.implied and not _may_be_implied(lex, q, word):
        return None
    if lex.low[end - 1] in WORDS["countable"] and lex.low[end] in WORDS["currency_area"]:
        return None  # "the 10 euro zone members"
    if q.number.yearlike and _year(lex, q, j, end):
        return None
    return None if end == j + 1 and _belongs_to_next(lex, q, word, j) else found


def _stuck(lex: Lexemes, j: int, end: int) -> bool:
    """Tell whether a currency runs on into another word: "1,000 $ABC", "1kr4eq"."""
    if not lex.glued(end):
        return False
    follows = lex.text[end][:1]
    if follows.isalpha():
        return not lex.text[j].isalpha()
    return follows.isdecimal() and lex.text[j].islower() and lex.glued(j)


def _year(lex: Lexemes, q: Quantity, j: int, end: int) -> bool:
    """Tell the year in "2019 euro area" and "in 2010 dollars" from an amount."""
    if not lex.text[j].isalpha() or lex.glued(j) or lex.text[j].isupper():
        return False
    singular = lex.low[end - 1] in WORDS["countable"]
    return singular or lex.low[q.first - 1] in ("in", "constant", "real")


def _may_be_implied(lex: Lexemes, q: Quantity, word: CurrencyWord) -> bool:
    """Allow "a dollar" and "million-dollar", not "multi-million-dollar" or "a TRY"."""
    if lex.glued(q.first) and lex.text[q.first - 1] in HYPHENS:
        return False
    article = q.number.last - q.number.first == 1 and not q.number.scaled
    if article and (lex.text[q.last].isupper() or lex.text[q.last + 1][:1].isdecimal()):
        return False
    return not word.guard or q.number.scaled


def _belongs_to_next(lex: Lexemes, q: Quantity, word: CurrencyWord, j: int) -> bool:
    """Tell whether a sign or code between two numbers stands before the second."""
    following = lex.text[j + 1]
    number = following[:1].isdecimal() or (following[:1] == "." and len(following) > 1)
    if not number or not (word.before or lex.low[j] in currencies.BEFORE):
        return False
    if lex.glued(j) != lex.glued(j + 1):
        return not lex.glued(j)  # "in 2019 $5", "10$ 30"
    if q.scaled or q.number.yearlike:
        return q.number.yearlike
    other = read_number(lex, j + 1)
    if other is None:
        return False
    again = currencies.EXACT.get(lex.text[other.last]) or currencies.AFTER.get(lex.low[other.last])
    if again is not None and again.after:
        return False  # "10 $ 30 $"
    return other.grouped or other.scaled or lex.text[other.last] in SCALES
