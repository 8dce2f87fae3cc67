"""How much: degree words and figures beside a cue, and multiples."""

from __future__ import annotations

from claimtable.nlp.comparisons.amounts import is_year
from claimtable.nlp.comparisons.lexicon import word_set
from claimtable.nlp.comparisons.sentence import Bounds, Sentence

_NUMERIC = frozenset(("CD", "$", "#", "SYM"))
_REACH = 6
"""Longest degree before a cue, in tokens."""


def degree_before(s: Sentence, start: int) -> Bounds | None:
    """Degree that ends where a cue starts: "much", "up to six times", "30 %", "a little"."""
    lo = start
    while lo > 0 and start - lo < _REACH and _belongs(s, lo - 1, lo < start):
        lo -= 1
    while lo < start and s.words[lo] in word_set("not_degree"):
        lo += 1
    return (lo, start) if lo < start else None


def _belongs(s: Sentence, i: int, led: bool) -> bool:
    """Whether a token belongs to a degree; ``led`` where some of it follows already."""
    word = s.words[i]
    if _is_figure(s, i) or word in word_set("multiple_word"):
        return True
    if word in word_set("degree"):
        return not (led and word == "that")
    if not led:
        return False
    if word in ("a", "by"):
        return s.words[i + 1] in word_set("measures_after_article")
    lead = word in word_set("measures_leading") or (word == "to" and s.word(i - 1) == "up")
    return lead and any(_is_figure(s, j) for j in range(i + 1, min(len(s), i + 4)))


def _is_figure(s: Sentence, i: int) -> bool:
    """Whether a token is a number, a sign or a unit of one."""
    word = s.words[i]
    return s.tags[i] in _NUMERIC or word in word_set("measures_units") or word[:1].isdigit()


def degree_after(s: Sentence, start: int, stop: int) -> Bounds | None:
    """Degree that follows a verb: "rose 9.3 %", "trails by $ 13 billion"."""
    at = start
    if s.word(at) == "by":
        at += 1
    lo = at
    while at < min(len(s), stop) and at - lo < 8:
        word, tag = s.words[at], s.tags[at]
        if (
            tag in _NUMERIC
            or word in word_set("measures_units")
            or word[:1].isdigit()
            or (word in word_set("measures_leading") and _figure_follows(s, at))
        ):
            at += 1
        elif word == "a" and s.word(at + 1) in (
            "landslide",
            "third",
            "quarter",
            "fifth",
            "half",
            "fraction",
            "mile",
        ):
            at += 2
        else:
            break
    if at > lo and s.tag(at) == "NNS" and s.tag(at - 1) == "CD" and s.tag(at + 1) in (".", ",", ""):
        at += 1
    while at > lo and not any(letter.isalnum() or letter in "%" for letter in s.words[at - 1]):
        at -= 1
    if at == lo + 1 and is_year(s.words[lo]):
        return None
    if at == lo or not any(
        s.words[k][:1].isdigit()
        or s.tags[k] == "CD"
        or s.words[k] in ("landslide", "third", "quarter", "half", "fifth")
        for k in range(lo, at)
    ):
        return None
    return (lo, at)


def _figure_follows(s: Sentence, i: int) -> bool:
    return any(s.tag(j) in _NUMERIC for j in range(i + 1, i + 4))
