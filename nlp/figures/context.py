"""Read what stands around a figure: bounds, rates, direction, conversions."""

from __future__ import annotations

from claimtable.nlp.figures import lexicon
from claimtable.nlp.figures.lexemes import Lexemes
from claimtable.nlp.figures.quantity import Quantity
from claimtable.nlp.money.currencies import EXACT
from claimtable.nlp.types import Direction, Modifier

_LONGEST = 4
_STOPS = frozenset('.;:!?\n()[]"“”|•')
_PREPOSITIONS = frozenset({"by", "to", "about", "around", "nearly", "almost", "over"})
_CLAUSE = lexicon.WORDS["clause"]
_AFTER_BLOCKS = _CLAUSE | lexicon.WORDS["after_clause"]
_REACH_BEFORE, _REACH_AFTER = 8, 3
_CONTENT = 3
_GROWTH_RATE = 6
"""Lexemes of "growth rate (CAGR) of"."""
_PERCENT = frozenset({"%", "％", "percent", "per", "cent", "points", "point", "pp"})


def modifier(lex: Lexemes, q: Quantity) -> Modifier | None:
    """Read the word that bounds or blurs a figure, before it or behind it."""
    if q.bound is not None:
        return q.bound
    end = q.first
    for _ in range(3):
        for length in range(_LONGEST, 0, -1):
            if end - length < 1:
                continue
            found = lexicon.BEFORE.get(" ".join(lex.low[end - length : end]))
            if found is not None:
                of_another = end < q.first and lex.low[end] == "the"
                return None if of_another else _whole_bound(lex, end - length, found)
        if lex.low[end - 1] not in lexicon.WORDS["filler"]:
            break
        end -= 1
    start = q.last
    if lex.text[start] in ("-", "‑") and lex.glued(start):
        start += 1  # "$5m-plus"
    for length in (2, 1):
        found = lexicon.AFTER.get(" ".join(lex.low[start : start + length]))
        if found is not None and (lex.text[start] != "+" or lex.glued(start)):
            return found if lex.low[start] != "plus" or start > q.last else None
    return "about" if q.number.vague or q.number.couple else None


_DENIED: dict[Modifier, Modifier] = {"over": "at_most", "under": "at_least"}
_DENIED_WITHIN = 4
"""Lexemes between "not" and the bound that it turns: "do not pay more than $5"."""


def _whole_bound(lex: Lexemes, start: int, found: Modifier) -> Modifier:
    """Read what stands before a bound: "up to an estimated $5m", "never more than $5"."""
    if found == "about":
        for length in range(_LONGEST, 0, -1):
            bound = lexicon.BEFORE.get(" ".join(lex.low[max(start - length, 0) : start]))
            if bound is not None:
                return bound
    if found in _DENIED:
        near = lex.low[max(start - _DENIED_WITHIN, 0) : start]
        if not _STOPS.isdisjoint(near):
            near = near[max(i for i, word in enumerate(near) if word in _STOPS) + 1 :]
        if not lexicon.WORDS["denying"].isdisjoint(near) and "only" not in near:
            return _DENIED[found]
    return found


def rate(lex: Lexemes, q: Quantity) -> str | None:
    """Read what an amount is for one of: "a share", "/W", "per square foot"."""
    j = q.last
    if lex.low[j] in ("more", "less", "extra", "+", "gross", "net"):
        j += 1
    hyphens = lex.text[j] == "-" and lex.glued(j)
    if hyphens:
        j += 1
    word = lex.low[j]
    if word == "/" or word == "per":
        k = j + 1 + (lex.text[j + 1] == "-")
        return _noun(lex, k, anything=True)
    if word in ("a", "an", "every", "each") and lex.low[j + 1]:
        k = j + 1 + (lex.text[j + 1] == "-")
        found = _noun(lex, k, anything=False)
        if found is not None or word != "each":
            return found
    if word in lexicon.WORDS["rate_adverb"]:
        return lexicon.RATES[word]
    return "year" if lex.low[j : j + 3] == ["p", ".", "a"] else None


def _noun(lex: Lexemes, k: int, *, anything: bool) -> str | None:
    two = f"{lex.low[k]} {lex.low[k + 1]}" if k + 1 < len(lex) else ""
    known = lexicon.RATES if anything else lexicon.RATE_NOUNS
    if lex.text[k + 1] == "-" and lex.glued(k + 1):
        two = f"{lex.low[k]} {lex.low[k + 2]}"  # "kilowatt-hour"
        if two not in known and lex.low[k + 3] in known:
            k += 3  # "flow-through share"
    for phrase in (two, lex.low[k] if k < len(lex) else ""):
        if phrase in known:
            if not anything and lex.low[k + 1] in ("earlier", "ago", "before", "later"):
                return None
            return lexicon.RATES[phrase]
    if not anything or not lex.text[k][:1].isalpha() or lex.low[k] in ("cent", "cents"):
        return None
    noun = lex.low[k]
    if lex.text[k] in EXACT and lex.text[k + 1][:1].isdecimal():
        return None  # "USD 20 / EUR 19"
    if noun in lexicon.NUMERALS:  # "per thousand cubic feet"
        words = [
            w for w in lex.low[k : k + 3] if w.isalpha() and w not in lexicon.WORDS["function"]
        ]
        return " ".join(words)
    if noun in ("diluted", "common", "ordinary", "basic", "adjusted") and lex.low[k + 1] == "share":
        return "share"
    return noun


def direction(lex: Lexemes, q: Quantity) -> Direction | None:
    """Read which way the text says a percentage moved: "fell 12%", "12% higher", "-3%"."""
    if q.negative:
        return "down"
    if lex.text[q.first] == "+":
        return "up"
    if _is_growth_rate(lex, q.first - 1):
        return "up"
    if lex.low[q.first - 1] == "up" and lex.low[q.last] == "of" and _picks(lex, q.first - 2):
        return None  # "picked up 10 percent of the bank"
    bracketed = _in_brackets(lex, q)
    if bracketed is not None:
        return bracketed
    before, distance = _governed(lex, q.first)
    after = _followed(lex, q)
    if after is not None and (before is None or distance > 2):
        return after
    return before


def goes_on(lex: Lexemes, a: Quantity, b: Quantity) -> bool:
    """Tell "rose by 3% in May and by 1% in June", "from 3% to 2% and to 1%": one verb for both."""
    lead, joint = lex.low[b.first - 1], lex.low[b.first - 2]
    if lead not in ("by", "to") or joint not in ("and", ",", "or"):
        return False
    alike = lex.low[a.first - 1] in (lead, "from") or lead == "by"
    return alike and _STOPS.isdisjoint(lex.low[a.last : b.first])


def both(lex: Lexemes, a: Quantity, b: Quantity) -> bool:
    """Tell "by over 30% and over 35%": two figures of one verb."""
    gap = lex.low[a.last : b.first]
    joint = gap[0] == "and" if gap else False
    return joint and lexicon.WORDS["light"].issuperset(gap[1:]) and lex.low[b.last] != "of"


def moved_from(lex: Lexemes, q: Quantity) -> Direction | None:
    """Read which way a percentage moved that stands behind "from"."""
    if lex.low[q.first - 1] != "from":
        return None
    for i in range(q.first - 2, max(q.first - 2 - _NEAR_FROM, 0), -1):
        if lex.low[i] in lexicon.UP_BEFORE:
            return lexicon.UP_BEFORE[lex.low[i]]
        if lex.low[i] in _STOPS:
            break
    return None


def shared_behind(lex: Lexemes, a: Quantity, b: Quantity) -> bool:
    """Tell "13% and 14% lower": what stands behind the second counts for both."""
    return lex.low[a.last : b.first] in (["and"], ["or"]) and _followed(lex, b) is not None


def _picks(lex: Lexemes, i: int) -> bool:
    return lex.low[i] in ("pick", "picks", "picked", "picking")


_NEAR_FROM = 3
_BRACKET_REACH = 9


def _in_brackets(lex: Lexemes, q: Quantity) -> Direction | None:
    """Read "the largest fall in output (32%)": the noun of change before the brackets."""
    if lex.text[q.first - 1] != "(" or lex.text[q.last] != ")":
        return None
    for i in range(q.first - 2, max(q.first - 2 - _BRACKET_REACH, 0), -1):
        word = lex.low[i]
        if word in lexicon.WORDS["change_nouns"] and not lex.text[i][0].isupper():
            return lexicon.UP_AFTER[word]
        if word in _STOPS or word in (",", ")", "%"):
            break
    return None


def _is_growth_rate(lex: Lexemes, i: int) -> bool:
    """Whether "growth rate (CAGR) of" stands before a figure and ends at a lexeme."""
    if i < _GROWTH_RATE or lex.low[i] not in ("of", "at", "is", "was"):
        return False
    i -= 1
    if lex.text[i] == ")" and lex.text[i - 2] == "(":
        i -= 3
    return lex.low[i] == "cagr" or (lex.low[i] == "rate" and lex.low[i - 1] == "growth")


_BOUNDING = frozenset({"more", "less", "fewer", "greater"})


def _governed(lex: Lexemes, first: int) -> tuple[Direction | None, int]:
    """The word of movement before a figure, and how far off it stands."""
    if lex.low[first - 1] == "than" and lex.low[first - 2] in _BOUNDING:
        first -= 2  # "up more than 29 percent"
    lead = lex.low[first - 1]
    if lead == "from":
        return None, 0
    content, i = 0, first
    for back in range(1, _REACH_BEFORE + (_BY_FARTHER if lead == "by" else 0) + 1):
        i -= 1
        word = lex.low[i]
        if i < 1 or word in _STOPS or content > _allowed(lead) or (content and lead in _JOINING):
            break
        phrasal = word in ("up", "down") and lead != "by"
        if phrasal and lex.low[i - 1] in lexicon.WORDS[f"phrasal_{word}"]:
            break  # "made up 12% of sales"
        found = _movement(lex, i, lead, back)
        if found is not None:
            return found, back
        if word == "and" and lead == "to" and lex.low[i + 1] == "from":
            return _governed(lex, _figure_start(lex, i))  # "rose from 4% to 5% and from 7% to 8%"
        if _ends_clause(lex, i, lead):
            break
        content += word.isalpha() and word not in lexicon.WORDS["light"]
        while i > 2 and lex.text[i - 1] == "-" and lex.glued(i - 1):
            i -= 2  # "year-on-year" counts as one word
    return None, 0


_BY_FARTHER = 4
_JOINING = frozenset({"and", "but"})


def _allowed(lead: str) -> int:
    """How many words may stand between a verb of movement and its figure; "by" ties them."""
    return 2 * _CONTENT if lead == "by" else _CONTENT


def _movement(lex: Lexemes, i: int, lead: str, back: int) -> Direction | None:
    """Which way the word so many lexemes before a figure moves it."""
    word = lex.low[i]
    if word == "up" and lex.low[i - 1] in lexicon.WORDS["surrender"]:
        return "down"
    if word in lexicon.WORDS["multiplying"] and lead == "to":
        return "up"
    if word in ("up", "down") and lex.low[i + 1] == "to" and back == 2:
        return None  # "up to 12%"
    return lexicon.UP_BEFORE.get(word)


def _ends_clause(lex: Lexemes, i: int, lead: str) -> bool:
    word = lex.low[i]
    if word in _CLAUSE or (word == "," and lex.low[i + 1] not in ("or", "by")):
        return True
    if word == "at" and lead == "of":
        return True  # "could add rooms at returns of 20%"
    return word == "in" and lead not in _PREPOSITIONS


def _figure_start(lex: Lexemes, end: int) -> int:
    """Where the figure that ends before a lexeme starts; ``end`` if there is none."""
    start = end
    while start > 1 and (lex.text[start - 1][:1].isdecimal() or lex.low[start - 1] in _PERCENT):
        start -= 1
    return start


def _followed(lex: Lexemes, q: Quantity) -> Direction | None:
    """The word of movement behind a figure."""
    i, words = q.last, 0
    if lex.text[i] == "," and lex.low[i + 1] in ("up", "down") and lex.low[i + 2] == "from":
        return lexicon.UP_AFTER[lex.low[i + 1]]
    while words < _REACH_AFTER and i < len(lex):
        word = lex.low[i]
        found = lexicon.UP_AFTER.get(word)
        if found is not None:
            return found
        if word in _STOPS or not word or word in _AFTER_BLOCKS:
            break
        i, words = i + 1, words + 1
        while lex.text[i] == "-" and lex.glued(i):
            i += 2  # "year-on-year" counts as one word
    return None


_COPULAS = lexicon.WORDS["copula"] | {"\n"}


def accounting(lex: Lexemes, q: Quantity) -> bool:
    """Tell whether brackets around a figure are an accountant's minus: "a result of ($4.2)"."""
    opened = lex.text[q.first - 1] == "(" and lex.text[q.last] == ")"
    lead = lex.low[q.first - 2] if q.first > 1 else ""
    return opened and q.before and q.high is None and lead in _COPULAS


_RESTATING = lexicon.WORDS["restating"]
_CLOSE = 6


def restates(lex: Lexemes, a: Quantity, b: Quantity) -> bool:
    """Tell whether ``b`` gives the amount ``a`` in another currency, as brackets and ", or" do."""
    if a.currency is None or b.currency is None or a.currency == b.currency:
        return False
    if a.factor != b.factor or rate(lex, a) != rate(lex, b):
        return False
    gap = lex.low[a.last : b.first]
    if not 0 < len(gap) <= _CLOSE or not _RESTATING.issuperset(gap):
        return False
    bracket = gap[0] in ("(", "[") and lex.text[b.last] not in ("=",)
    return bracket or gap[:2] == [",", "or"] or gap[0] in ("=", "≈", "equivalent")
