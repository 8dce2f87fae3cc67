"""Where sentences end.

The parser's sentence starts are wrong in about one of ten sentences of business text: it splits
after "No." and "e.g.", at colons and at line wraps. So punctuation decides here, and the parser
only where punctuation leaves it open: after an abbreviation, an exclamation mark or an ellipsis.
"""

from __future__ import annotations

import re

from claimtable.nlp.claims.data_files import words
from claimtable.nlp.claims.reports import SAYING
from claimtable.nlp.claims.view import View

TERMINAL = frozenset({".", "!", "?", "…", "...", "。", "！", "？"})
_CLOSERS = frozenset("\"'”’»)]}")
OPENERS = frozenset("\"'“‘«([{—–-*")
NUMBERING = re.compile(r"(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})\)")
_FOOTNOTE = re.compile(r".*[a-z)\]][.]\d{1,3}|[^\[]*[.!?](?:\[\d{1,3}\])*\[\d{1,3}")
_SMALL_NAME = re.compile(r"[a-z]+(?:[A-Z]|\.[a-z]{2})")
_SHORTEST_LAST = 4
"""Letters of a sentence's last word before a name in small letters; shorter may be cut short."""
_SHORTEST_OPENER = 3
_SIGNS = frozenset("+-–−~±")
_NOTE_MARK = re.compile(r"[\"'”’)\]]*(?:\[\d{1,3}\])*\[\d{1,3}")
PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»"}
_BRACKETS = frozenset({*PAIRS, '"'})
_ITEM = re.compile(r"\d{1,3}[a-z]?")
_NUMBERED = frozenset({"item", "items", "note", "section", "article", "part", "rule", "annex"})
_BEFORE_ITEM = frozenset(":;")
"""Behind these a number with a full stop counts a list: "first: 1. steel; 2. glass"."""
_LONGEST_BRACKET = 80
"""Tokens; a bracket open for longer is taken for a slip of the pen."""
_LONGEST_QUOTED_NAME = 15
NEVER_FINAL = words("abbreviations.txt", "never final")
MAYBE_FINAL = words("abbreviations.txt", "maybe final")
OPENING = words("abbreviations.txt", "sentence openers")
LETTERED = words("abbreviations.txt", "lettered")


def trim(view: View, start: int, end: int) -> tuple[int, int]:
    """Drop white space at both ends."""
    while start < end and view.words[start].isspace():
        start += 1
    while start < end and view.words[end - 1].isspace():
        end -= 1
    return start, end


def sentences(view: View, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a range at the ends of sentences."""
    closed = closed_places(view, start, end)
    out = []
    first = i = start
    while i < end:
        word = view.words[i]
        # Most tokens are plain words; asking no more of them halves the time.
        plain = word.isalpha() and word not in TERMINAL
        stop = None if plain else _sentence_end(view, first, i, end, closed[i - start])
        if word == ")" and _closes_sentence_in_brackets(view, first, i, end):
            stop = i + 1
        if stop:
            out.append(trim(view, first, stop))
            first = i = stop
        else:
            i += 1
    out.append(trim(view, first, end))
    return [(s, e) for s, e in out if s < e]


def _sentence_end(view: View, first: int, i: int, end: int, closed: bool) -> int | None:
    """Say where the next sentence starts if one ends at token ``i``, else None."""
    word = view.words[i]
    if word.isspace():
        return i + 1 if word.count("\n") > 1 and not closed else None
    if closed or not (word in TERMINAL or (len(word) > 1 and _ends_like_abbreviation(word))):
        return None
    after = i + 1
    while after < end and not view.space[after - 1] and _closes(view.words[after]):
        after += 1
    gap = view.space[after - 1]
    following = after
    while following < end and view.words[following].isspace():
        following += 1
        gap = True
    if following >= end:
        return None
    place = following
    while place < end - 1 and view.words[place] in OPENERS:
        place += 1
    opener = view.words[place]
    if not gap and not _glued_start(view, i, following, opener):
        return None
    if word != "." and word[-1] == "." and opener[0] in _SIGNS:
        return None  # "U.S. -0.1%", a row of a table
    if not (opener[0].isupper() or opener[0].isdigit() or not opener[0].isascii()):
        starts = view.sent_start[following]
        return following if starts and not _goes_on(view, i, place) else None
    return following if _is_end(view, first, i, following, place) else None


def _closes_sentence_in_brackets(view: View, first: int, i: int, end: int) -> bool:
    """Whether a bracket that opened with the sentence closes behind its full stop."""
    if view.words[first] != "(" or view.words[i - 1] not in TERMINAL:
        return False
    return i + 1 < end and view.space[i] and view.words[i + 1][0].isupper()


def _goes_on(view: View, i: int, place: int) -> bool:
    """Whether small letters behind a full stop go on with the sentence; "iPhone" does not."""
    word, before = view.words[place], view.lower[i - 1]
    if not word[0].islower():
        return False
    name = view.tags[place] in ("NNP", "NNPS") or _SMALL_NAME.match(word) is not None
    return not name or view.words[i] != "." or before in MAYBE_FINAL or len(before) < _SHORTEST_LAST


def _closes(word: str) -> bool:
    """Whether a token may stand between a full stop and the next sentence: ")", "”[3"."""
    return word in _CLOSERS or (word[-1].isdigit() and _NOTE_MARK.fullmatch(word) is not None)


def _ends_like_abbreviation(word: str) -> bool:
    last = word[-1]
    return last == "." or (last.isdigit() and _FOOTNOTE.fullmatch(word) is not None)


def _glued_start(view: View, i: int, following: int, opener: str) -> bool:
    """Whether "demand.The" is a lost space and not a name such as "Node.JS"."""
    before = view.words[i - 1]
    whole = before.islower() or (len(before) > 3 and before[1:].islower())
    name = len(opener) < _SHORTEST_OPENER and opener.lower() not in OPENING  # "Beam.Ai"
    ends = view.words[following + 1 : following + 2]
    name = name or (ends != [] and ends[0] in TERMINAL)  # "the founder of Collab.Net."
    return view.sent_start[following] and opener[1:2].islower() and whole and not name


def _is_end(view: View, first: int, i: int, following: int, place: int) -> bool:
    """Decide whether a full stop, or its like, before a capital or digit ends the sentence."""
    word = view.lower[i]
    before = view.lower[i - 1] if i > first and not view.space[i - 1] else ""
    if word == ".":
        return not (
            (_ITEM.fullmatch(before) and view.lower[max(first, i - 2)] in _NUMBERED)
            or (before.isdigit() and view.words[max(first, i - 2)] in _BEFORE_ITEM)
            or before in NEVER_FINAL
            or (len(before) == 1 and before.isalpha() and not _closes_letter(view, i, place))
            or (before == "no" and view.words[place][0].isdigit())
            or (i - first == 1 and NUMBERING.fullmatch(before + "."))
        )
    if word in ("?", "!"):
        if view.words[following - 1] in _CLOSERS and _speaker_follows(view, place):
            return False
        shouting_name = word == "!" and before[:1].isalpha() and view.words[i - 1][0].isupper()
        return view.sent_start[following] or not (shouting_name and view.parsed)
    if word in ("…", "..."):
        return view.sent_start[following] or not view.parsed
    if word.endswith("."):
        stem = word[:-1]
        if _ITEM.fullmatch(stem) and view.lower[max(first, i - 1)] in _NUMBERED:
            return False
        if len(stem) == 1 and view.lower[i - 1] in LETTERED and view.lower[place] in OPENING:
            return True
        if stem in NEVER_FINAL or (len(stem) == 1 and stem.isalpha()) or stem.isdigit():
            return False
        if view.lower[place] in OPENING or (stem == "u.s" and _opens_clause(view, place)):
            return True
        return view.sent_start[following] and (stem in MAYBE_FINAL or stem.isalpha())
    return True


def _opens_clause(view: View, place: int) -> bool:
    """Whether a plural and its verb follow: "in the U.S. Factories cut output"."""
    if view.tags[place] not in ("NNS", "NNPS") or place + 1 >= len(view):
        return False
    return view.tags[place + 1] in ("VBD", "VBP", "MD")


def _closes_letter(view: View, i: int, place: int) -> bool:
    """Whether a letter before a full stop is no initial: "$4m.", "Part D. The plan"."""
    lettered = i > 1 and view.lower[i - 2] in LETTERED and view.lower[place] in OPENING
    return _scales(view, i - 1) or lettered


def _scales(view: View, letter: int) -> bool:
    """Whether a letter is the "m" of "$4m" and no initial."""
    return letter > 0 and not view.space[letter - 1] and view.words[letter - 1][-1].isdigit()


def _speaker_follows(view: View, place: int) -> bool:
    """Whether '"Why now?" Smith asked' goes on: a verb of saying within four words."""
    return any(word in SAYING for word in view.lower[place : place + 4])


def closed_places(view: View, start: int, end: int) -> list[bool]:
    """Mark the tokens where no sentence may end: inside brackets and quoted names."""
    if _BRACKETS.isdisjoint(view.words[start:end]):
        return [False] * (end - start)
    depth = [0] * (end - start + 1)
    open_: list[tuple[str, int]] = []
    for i in range(start, end):
        word = view.words[i]
        if word in PAIRS or (word == '"' and not any(closer == '"' for closer, _ in open_)):
            open_.append((PAIRS.get(word, word), i))
        elif open_ and word == open_[-1][0]:
            _, at = open_.pop()
            if _keeps_together(view, word, at, i, start, end):
                depth[at - start] += 1
                depth[i - start] -= 1
        elif word in (")", "]", '"'):
            open_ = [(closer, at) for closer, at in open_ if closer != word]
    marks, level = [], 0
    for change in depth[:-1]:
        level += change
        marks.append(level > 0)
    return marks


def _keeps_together(view: View, closer: str, at: int, i: int, start: int, end: int) -> bool:
    if closer in ")]":
        return i - at <= _LONGEST_BRACKET
    goes_on = i + 1 < end and view.words[i + 1][0].islower()
    speech = at == start or view.words[at - 1] in (",", ":") or view.words[i - 1] == ","
    return goes_on and not speech and i - at <= _LONGEST_QUOTED_NAME
