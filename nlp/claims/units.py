"""Cut blocks into units: the sentences, items and cells that may be claims.

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

from claimtable.nlp.claims.phrases import INFLECTED, is_finite
from claimtable.nlp.claims.reports import SAYING
from claimtable.nlp.claims.sentences import (
    NUMBERING,
    OPENERS,
    PAIRS,
    TERMINAL,
    closed_places,
    sentences,
    trim,
)
from claimtable.nlp.claims.view import View
from claimtable.nlp.types import Block

_BULLET = re.compile(r"[•●▪◦‣■□○·*–—>-]+")
_ELLIPTIC = frozenset({"no", "not", "none", "nothing", "there", "yes", "all", "only", "still"})
"""First words of short sentences without a verb that are no headings: "No slides here."."""
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
    start, end = trim(view, start, end)
    start = _past_numbering(view, start, end, block.kind)
    ranges = sentences(view, start, end)
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
            if " " not in text and not initial and NUMBERING.fullmatch(text):
                return stop
    return start


def _semicolon_items(view: View, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a cell's list at its semicolons, outside brackets."""
    closed = closed_places(view, start, end)
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
            closed = closed or closed_places(view, start, end)
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
            return start <= verb < end and main and is_finite(view, verb)
    return False


def label_end(view: View, start: int, end: int) -> int | None:
    """Find a run-in label: a few words without a verb, then a colon or a spaced dash.

    Returns:
        The first token after the colon or dash, or None.
    """
    told = view.lower[start] in SAYING and view.lower[start][-1] in "sd"
    if told and view.tags[start + 1 : start + 2] == ["NNP"]:
        return None  # "Says Smith: “..." names a speaker
    for i in range(start, min(end - 1, start + _LONGEST_LABEL)):
        word = view.words[i]
        if word in PAIRS and not _closes_first(view, i, end, PAIRS[word]):
            return None  # "(Nasdaq: ACME)" is no label
        colon = word in (":", "):") and view.space[i] and i > start
        dash = word in ("–", "—") and view.space[i] and i > start and view.space[i - 1]
        if colon or dash:
            return None if colon and view.lower[i - 1] in SAYING else i + 1
        # A name in capitals may be mistagged as a verb; "Bids received:" ends in a participle.
        verb = view.tags[i] in INFLECTED and word.islower() and view.words[i + 1] != ":"
        if verb or word in TERMINAL:
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
    if first in OPENERS and start + 1 < end:
        first = view.words[start + 1]
    if not first[0].isupper():
        return False
    return not view.parsed or not INFLECTED.isdisjoint(view.tags[start:end])


def _is_run_in_heading(view: View, start: int, end: int) -> bool:
    """Whether "Leakage." opens a paragraph as its heading."""
    if end - start > 6 or view.words[end - 1] != "." or view.lower[start] in _ELLIPTIC:
        return False
    if view.tags[end - 2][:2] in ("JJ", "RB") or "JJS" in view.tags[start:end]:
        return False  # "Futures flat.", "The busiest booth."
    return view.parsed and not any(
        tag in INFLECTED or tag == "VB" or word.isdigit()
        for tag, word in zip(view.tags[start:end], view.words[start:end], strict=True)
    )
