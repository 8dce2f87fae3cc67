"""Cut blocks into units: the sentences, items and cells that may be claims.

The parser's sentence starts are wrong in about one of ten sentences of business text: it splits
after "No." and "e.g.", at colons and at line wraps. So punctuation decides here, and the parser
only where punctuation leaves it open: after an abbreviation, an exclamation mark or an ellipsis.

Notes for a newcomer:
    - A unit is a range of tokens inside one block; units never overlap.
    - Brackets are never split open, nor are short quotations in the middle of a sentence.
    - Bullets, numbering and run-in labels ("Liquidity: ...") are cut off the front; a label is
      kept with the unit, because it often says what the unit is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimtable.nlp.claims.data_files import words
from claimtable.nlp.claims.view import View
from claimtable.nlp.types import Block

_TERMINAL = frozenset({".", "!", "?", "…", "...", "。", "！", "？"})
_CLOSERS = frozenset("\"'”’»)]}")
_OPENERS = frozenset("\"'“‘«([{—–-*")
_BULLET = re.compile(r"[•●▪◦‣■□○·*–—>-]+")
_NUMBERING = re.compile(r"(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})\)")
_FOOTNOTE = re.compile(r".*[a-z)\]][.]\d{1,3}|[^\[]*[.!?](?:\[\d{1,3}\])*\[\d{1,3}")
"""A full stop with the number of a footnote: "more.3", "more.[3"; the bracket closes after it."""
_SIGNS = frozenset("+-–−~±")
_NOTE_MARK = re.compile(r"[\"'”’)\]]*\[\d{1,3}")
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»"}
_BRACKETS = frozenset({*_PAIRS, '"'})
_ITEM = re.compile(r"\d{1,3}[a-z]?")
_NUMBERED = frozenset({"item", "items", "note", "section", "article", "part", "rule", "annex"})
"""Words whose number may carry a full stop: "Item 1A. Risk Factors"."""
_LONGEST_BRACKET = 80
"""Tokens; a bracket open for longer is taken for a slip of the pen."""
_LONGEST_QUOTED_NAME = 15
_LONGEST_LABEL = 9
_SHORTEST_CLAUSE = 5
_SHORTEST_CONJUNCT = 8
"""Tokens of a main clause that is worth a claim of its own, after ";" and after ", and"."""
_REFERRING = frozenset(
    {"it", "its", "they", "them", "their", "he", "she", "his", "her", "him", "this", "that"}
    | {"these", "those", "both", "each", "one", "others", "neither", "which", "there", "so"}
)
"""Words that may point back into the clause before; such a clause does not stand alone."""
_LONGEST_COMPOUND = 150
"""Tokens; what runs on for longer is no sentence."""
_JOINTS = frozenset({";", ","})
_BINDING = frozenset({"if", "unless", "that"})
_QUOTES = frozenset('"“”«»')
NEVER_FINAL = words("abbreviations.txt", "never final")
MAYBE_FINAL = words("abbreviations.txt", "maybe final")
OPENING = words("abbreviations.txt", "sentence openers")
SAYING = words("attribution.txt", "speech verbs")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of one block that may be a claim.

    Attributes:
        block: Index of the block.
        start: First token.
        end: One past the last token.
        label: Run-in label in front of the unit's own text ("Price" of "Price: $4"), or None.
        heading: Label cut off the front of the block ("Export controls"), or None.
    """

    block: int
    start: int
    end: int
    label: str | None = None
    heading: str | None = None


def cut(view: View, blocks: Sequence[Block]) -> list[Unit]:
    """Cut the blocks of a Doc into units, in reading order; headings give none.

    Args:
        view: The Doc.
        blocks: Its block table.

    Returns:
        Units that do not overlap and are never empty.
    """
    units: list[Unit] = []
    reached = 0
    for number, block in enumerate(blocks):
        if block.kind == "heading":
            continue
        start, end = view.bounds(block.start, block.end)
        start = max(start, reached)
        if start < end and view.ends[end - 1] > block.end:
            end -= 1
        if start < end:
            units.extend(_units_of_block(view, number, block, start, end))
            reached = end
    return units


def _units_of_block(view: View, number: int, block: Block, start: int, end: int) -> Iterator[Unit]:
    start, end = _trim(view, start, end)
    start = _past_numbering(view, start, end, block.kind)
    ranges = _sentences(view, start, end)
    cut_further = _semicolon_items if block.kind == "table_cell" else _main_clauses
    ranges = [piece for s, e in ranges for piece in cut_further(view, s, e)]
    heading: str | None = None
    for i, (s, e) in enumerate(ranges):
        if i == 0 and len(ranges) > 1 and _is_run_in_heading(view, s, e):
            heading = view.slice(s, e).rstrip(".")
            continue
        label: str | None = None
        cut_at = label_end(view, s, e)
        if cut_at:
            label = view.slice(s, cut_at).rstrip(" :–—")
            if _opens_sentence(view, cut_at, e):
                s = cut_at
                heading = label if i == 0 else heading
        yield Unit(number, s, e, label, heading)


def _trim(view: View, start: int, end: int) -> tuple[int, int]:
    """Drop white space at both ends."""
    while start < end and view.words[start].isspace():
        start += 1
    while start < end and view.words[end - 1].isspace():
        end -= 1
    return start, end


def _past_numbering(view: View, start: int, end: int, kind: str) -> int:
    """Skip bullets and one item number at the front of a block; "J. Smith" keeps its initial."""
    words_ = view.words
    while start < end and (_BULLET.fullmatch(words_[start]) or words_[start].isspace()):
        start += 1
    for width in (3, 2, 1):
        stop = start + width
        if stop < end and view.space[stop - 1]:
            text = view.slice(start, stop)
            initial = text[0].isupper() and kind != "list_item"
            if " " not in text and not initial and _NUMBERING.fullmatch(text):
                return stop
    return start


# ------------------------------------------------------------------ sentences
def _sentences(view: View, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a range at the ends of sentences."""
    closed = _closed_places(view, start, end)
    out = []
    first = i = start
    while i < end:
        word = view.words[i]
        # Most tokens are plain words; asking no more of them halves the time.
        plain = word.isalpha() and word not in _TERMINAL
        stop = None if plain else _sentence_end(view, first, i, end, closed[i - start])
        if stop:
            out.append(_trim(view, first, stop))
            first = i = stop
        else:
            i += 1
    out.append(_trim(view, first, end))
    return [(s, e) for s, e in out if s < e]


def _sentence_end(view: View, first: int, i: int, end: int, closed: bool) -> int | None:
    """Say where the next sentence starts if one ends at token ``i``, else None."""
    word = view.words[i]
    if word.isspace():
        return i + 1 if word.count("\n") > 1 and not closed else None
    if closed or not (word in _TERMINAL or (len(word) > 1 and _ends_like_abbreviation(word))):
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
    while place < end - 1 and view.words[place] in _OPENERS:
        place += 1
    opener = view.words[place]
    if not gap and not _glued_start(view, i, following, opener):
        return None
    if word != "." and word[-1] == "." and opener[0] in _SIGNS:
        return None  # "U.S. -0.1%", a row of a table
    if not (opener[0].isupper() or opener[0].isdigit() or not opener[0].isascii()):
        return None if opener[0].islower() or not view.sent_start[following] else following
    return following if _is_end(view, first, i, following, place) else None


def _closes(word: str) -> bool:
    """Whether a token may stand between a full stop and the next sentence: ")", "”[3"."""
    return word in _CLOSERS or (word[-1].isdigit() and _NOTE_MARK.fullmatch(word) is not None)


def _ends_like_abbreviation(word: str) -> bool:
    last = word[-1]
    return last == "." or (last.isdigit() and _FOOTNOTE.fullmatch(word) is not None)


def _glued_start(view: View, i: int, following: int, opener: str) -> bool:
    """Whether "demand.The" is a lost space and not a name such as "Node.JS"."""
    return view.sent_start[following] and opener[1:2].islower() and view.words[i - 1].islower()


def _is_end(view: View, first: int, i: int, following: int, place: int) -> bool:
    """Decide whether a full stop, or its like, before a capital or digit ends the sentence."""
    word = view.lower[i]
    before = view.lower[i - 1] if i > first and not view.space[i - 1] else ""
    if word == ".":
        return not (
            (_ITEM.fullmatch(before) and view.lower[max(first, i - 2)] in _NUMBERED)
            or before in NEVER_FINAL
            or (len(before) == 1 and before.isalpha())
            or (before == "no" and view.words[place][0].isdigit())
            or (i - first == 1 and _NUMBERING.fullmatch(before + "."))
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
        if stem in NEVER_FINAL or (len(stem) == 1 and stem.isalpha()) or stem.isdigit():
            return False
        if view.lower[place] in OPENING:
            return True
        return view.sent_start[following] and (stem in MAYBE_FINAL or stem.isalpha())
    return True


def _speaker_follows(view: View, place: int) -> bool:
    """Whether '"Why now?" Smith asked' goes on: a verb of saying within four words."""
    return any(word in SAYING for word in view.lower[place : place + 4])


def _closed_places(view: View, start: int, end: int) -> list[bool]:
    """Mark the tokens where no sentence may end: inside brackets and quoted names."""
    if _BRACKETS.isdisjoint(view.words[start:end]):
        return [False] * (end - start)
    depth = [0] * (end - start + 1)
    open_: list[tuple[str, int]] = []
    for i in range(start, end):
        word = view.words[i]
        if word in _PAIRS or (word == '"' and not any(closer == '"' for closer, _ in open_)):
            open_.append((_PAIRS.get(word, word), i))
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


def _semicolon_items(view: View, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a cell's list at its semicolons, outside brackets."""
    closed = _closed_places(view, start, end)
    first = start
    for i in range(start, end):
        if view.words[i] == ";" and not closed[i - start]:
            if first < i:
                yield first, i
            first = i + 1
            if first < end and view.lower[first] in ("and", "or"):
                first += 1
    if first < end:
        yield first, end


def _main_clauses(view: View, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a sentence where two main clauses with noun subjects of their own meet.

    They meet at a semicolon, or at a comma with "and" or "but". A pronoun that may point back, a
    shared subject, a condition or a verb of saying over both keeps the sentence whole.
    """
    first = start
    short = end - start <= _LONGEST_COMPOUND
    if view.parsed and short and not _JOINTS.isdisjoint(view.words[start:end]):
        closed: list[bool] = []
        for i in range(start + _SHORTEST_CLAUSE, end - _SHORTEST_CLAUSE):
            joint = _joint(view, start, i, end) if view.words[i] in _JOINTS else None
            if joint is None:
                continue
            closed = closed or _closed_places(view, start, end)
            shortest = _SHORTEST_CLAUSE if view.words[i] == ";" else _SHORTEST_CONJUNCT
            enough = min(i - first, end - joint) >= shortest and not closed[i - start]
            enough = enough and _REFERRING.isdisjoint(view.lower[joint:end])
            if enough and _stands_alone(view, first, i) and _stands_alone(view, joint, end):
                yield first, i
                first = joint
    yield first, end


def _joint(view: View, start: int, i: int, end: int) -> int | None:
    """Give the first token of a second main clause if the first ends before token ``i``."""
    word = view.words[i]
    if word == ";":
        return i + 1 if view.space[i] else None
    if word != "," or view.lower[i + 1] not in ("and", "but"):
        return None
    # The parser must take the second verb for a conjunct of the sentence's own verb.
    verb = view.heads[i + 1]
    conjunct = next((c for c in view.children[verb] if c > i + 1 and view.deps[c] == "conj"), None)
    sentence_verb = start <= verb < i and view.deps[verb] == "ROOT"
    return i + 2 if sentence_verb and conjunct is not None and conjunct < end else None


def _stands_alone(view: View, start: int, end: int) -> bool:
    """Whether a stretch holds a finite main verb whose subject is a noun inside it."""
    lower = view.lower[start:end]
    if not (_QUOTES.isdisjoint(lower) and _BINDING.isdisjoint(lower) and SAYING.isdisjoint(lower)):
        return False
    for i in range(start, end):
        if view.deps[i] in ("nsubj", "nsubjpass") and view.tags[i].startswith("NN"):
            verb = view.heads[i]
            main = view.deps[verb] in ("ROOT", "conj", "ccomp", "parataxis")
            finite = view.tags[verb] in _FINITE or any(
                view.tags[c] in _FINITE for c in view.children[verb] if view.deps[c][:3] == "aux"
            )
            return start <= verb < end and main and finite
    return False


def label_end(view: View, start: int, end: int) -> int | None:
    """Find a run-in label: a few words without a verb, then a colon or a spaced dash.

    Returns:
        The first token after the colon or dash, or None.
    """
    for i in range(start, min(end - 1, start + _LONGEST_LABEL)):
        word = view.words[i]
        if word in _PAIRS and not _closes_first(view, i, end, _PAIRS[word]):
            return None  # "(Nasdaq: ACME)" is no label
        colon = word in (":", "):") and view.space[i] and i > start
        dash = word in ("–", "—") and view.space[i] and i > start and view.space[i - 1]
        if colon or dash:
            return i + 1
        # A name in capitals may be mistagged as a verb; "Bids received:" ends in a participle.
        verb = view.tags[i] in _FINITE and word.islower() and view.words[i + 1] != ":"
        if verb or word in _TERMINAL:
            return None
    return None


def _closes_first(view: View, i: int, end: int, closer: str) -> bool:
    """Whether the bracket or quotation that opens at a token closes before any colon."""
    for word in view.words[i + 1 : end]:
        if word == ":" or word.startswith(closer):
            return word != ":"
    return False


def _opens_sentence(view: View, start: int, end: int) -> bool:
    """Whether what follows a label stands alone: a capital first and a finite verb in it."""
    first = view.words[start]
    if first in _OPENERS and start + 1 < end:
        first = view.words[start + 1]
    if not first[0].isupper():
        return False
    return not view.parsed or not _FINITE.isdisjoint(view.tags[start:end])


def _is_run_in_heading(view: View, start: int, end: int) -> bool:
    """Whether "Leakage." opens a paragraph as its heading."""
    if end - start > 6 or view.words[end - 1] != ".":
        return False
    return view.parsed and not any(
        tag in _FINITE or tag == "VB" or word.isdigit()
        for tag, word in zip(view.tags[start:end], view.words[start:end], strict=True)
    )
