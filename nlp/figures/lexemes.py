"""Cut text into lexemes: words, numbers and signs with their places.

The whole text is cut by one regular expression at C speed; only the stretches around a currency
or a percent sign are looked at further, so plain prose costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, compress

from claimtable.nlp.figures import lexicon
from claimtable.nlp.money import currencies

_LETTERS = r"[A-Za-zªºµÀ-ÖØ-öø-\u1fff\u2c00-\u2fef\u3005-\ud7ff\uf900-\ufdff]"
_SPACED = "|".join(re.escape(sign) for sign in currencies.SPACED_LOWER)
_COMPOUND = "|".join(
    re.escape(sign) for sign in currencies.COMPOUND if sign not in currencies.SPACED_LOWER
)
# Possessive repeats (++) cannot backtrack, so the cut takes linear time on any text. Lower-case
# letters before a spaced sign ("hk $ 10") count only in tokenised text, which spaces both sides:
# elsewhere "gave us $5" would lose its pronoun.
_CUT = re.compile(
    rf"{_LETTERS}++(?= {_LETTERS})"
    rf"|{_LETTERS}++(?![ .=/$£¥₵¢€\u00a2-\u00a5\u201a])"
    r"|\s++"
    r"|\d{1,3}(?:['’]\d{3})++(?![\d’'])(?:[.,]\d++)?"
    r"|\d++(?:[.,]\d++)*+"
    r"|(?<![\w.])\.\d++"
    rf"|(?:{_SPACED})(?=\s)"
    rf"|(?:{_COMPOUND})"
    r"|[Uu]\.\s?[Ss]\.?(?![a-z])"
    rf"|{_LETTERS}++"
    r"|.",
    re.DOTALL,
)
# Lexemes kept on each side of an anchor: room for "between one hundred and twenty-five thousand
# … and …", the words that bound it and the verb that governs it.
_BEFORE, _AFTER = 56, 30
_PAD = 8
_ADDRESS = frozenset({"http", "https", "HTTP", "HTTPS"})
_SPACES = frozenset(chr(i) for i in range(0x3001) if chr(i).isspace())
_ADDRESS_ENDS = frozenset("()[]<>\"'|")


class Lexemes:
    r"""A stretch of text as parallel lists; both ends carry empty sentinels.

    Index 0 is a sentinel, and so are the last few: a reader may look some lexemes ahead of any
    real one, and one or two back, without minding the ends.

    Attributes:
        text: The lexemes as written; a line break that separates is "\n", other space is left
            out.
        low: The same in lower case.
        start: First character of each.
        end: One past the last character of each.
    """

    __slots__ = ("end", "low", "start", "text")

    def __init__(self, text: list[str], start: list[int], close: int) -> None:
        """Take lexemes with their places, and the end of the stretch."""
        behind = range(close + 1, close + 2 * _PAD, 2)
        self.text = ["", *text, *[""] * len(behind)]
        self.low = [piece.lower() for piece in self.text]
        self.start: list[int] = [-1, *start, *behind]
        self.end: list[int] = [
            at + len(piece) for at, piece in zip(self.start, self.text, strict=True)
        ]

    def glued(self, i: int) -> bool:
        """Tell whether lexeme ``i`` touches the one before it."""
        return self.end[i - 1] == self.start[i]

    def __len__(self) -> int:
        """Count the lexemes, and one sentinel at each end."""
        return len(self.text) - _PAD + 1


def cut(text: str) -> list[str]:
    """Cut text into pieces that together are the text."""
    return _CUT.findall(text)


def stretches(pieces: list[str]) -> Iterator[Lexemes]:
    """Give the stretches of a cut text that can hold a figure.

    Args:
        pieces: What `cut` gave.

    Yields:
        Stretches in reading order, without overlap.
    """
    anchors = list(compress(range(len(pieces)), map(lexicon.ANCHORS.__contains__, pieces)))
    if not anchors:
        return
    starts = list(accumulate(map(len, pieces), initial=0))
    first, last = max(anchors[0] - _BEFORE, 0), anchors[0] + _AFTER
    for anchor in anchors[1:]:
        if anchor - _BEFORE > last:
            yield _stretch(pieces, starts, first, min(last, len(pieces)))
            first = anchor - _BEFORE
        last = anchor + _AFTER
    yield _stretch(pieces, starts, first, min(last, len(pieces)))


def _to_space(pieces: list[str], i: int) -> int:
    """Go back to the last white space, or to the place itself if there is none near."""
    for j in range(i, max(i - _BEFORE, 0), -1):
        if pieces[j].isspace():
            return j
    return i


def _past_address(pieces: list[str], i: int) -> int:
    """Step over a web address: its digits are no figures."""
    while i < len(pieces) and not pieces[i].isspace() and pieces[i] not in _ADDRESS_ENDS:
        i += 1
    return i


def _stretch(pieces: list[str], starts: list[int], first: int, last: int) -> Lexemes:
    first = _to_space(pieces, first)
    places = [i for i in range(first, last) if pieces[i] != " "]
    text = [pieces[i] for i in places]
    breaks = False
    if not (_SPACES.isdisjoint([piece[0] for piece in text]) and _ADDRESS.isdisjoint(text)):
        places = _without_addresses(pieces, places)
        text = ["\n" if pieces[i].isspace() else pieces[i] for i in places]
        breaks = True
    lex = Lexemes(text, [starts[i] for i in places], starts[last])
    if breaks:
        for i, piece in enumerate(lex.text):
            if piece == "\n":
                lex.end[i] = lex.start[i]  # nothing is stuck to the end of a line
    return lex


def _without_addresses(pieces: list[str], places: list[int]) -> list[int]:
    """Leave out web addresses and all white space but the line breaks that end something."""
    out = []
    free = 0  # first piece behind the last address
    for i in places:
        piece = pieces[i]
        if i < free:
            continue
        if piece in _ADDRESS and pieces[i + 1 : i + 3] == [":", "/"]:
            free = _past_address(pieces, i)
        elif not piece.isspace() or ("\n" in piece and not _wrapped(piece, pieces[i + 1 : i + 2])):
            out.append(i)
    return out


def _wrapped(space: str, following: list[str]) -> bool:
    """Tell a line that is only wrapped, since it goes on in lower case, from one that ends."""
    return space.count("\n") == 1 and bool(following) and following[0][0].islower()
