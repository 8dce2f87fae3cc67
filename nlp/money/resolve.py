"""Decide what the shared currency names and signs of a document mean, once a document."""

from __future__ import annotations

from collections import Counter

from claimtable.nlp.figures.scan import Figure, Scan
from claimtable.nlp.figures.tables import rows
from claimtable.nlp.money.currencies import DEMONYMS, EXACT, FOREIGN_DOLLARS

_UNKNOWN = "-"
_DOLLAR, _CENT, _PENNY, _GRAND = "*dollar", "*cent", "*penny", "*grand"


def _cues() -> tuple[dict[str, dict[str, frozenset[str]]], dict[str, str | None]]:
    cues: dict[str, dict[str, frozenset[str]]] = {}
    defaults: dict[str, str | None] = {}
    for key, code, words in rows("claimtable.nlp.money", "cues.tsv", 3):
        if code == "default":
            defaults[key] = None if words == _UNKNOWN else words
        else:
            cues.setdefault(key, {})[code] = frozenset(words.split())
    return cues, defaults


CUES, DEFAULTS = _cues()


class Resolver:
    """The currencies of one document.

    A bare dollar is the US dollar, unless the document says otherwise: in words ("all figures in
    Canadian dollars"), or by writing its first dollars with a country (A$) and none of the bare
    ones as their conversion.
    """

    def __init__(self, scan: Scan) -> None:
        """Take what the scan of the document found."""
        self._scan = scan
        self._known: dict[str, str | None] = {}
        self._words: Counter[str] | None = None

    def currency(self, figure: Figure) -> str | None:
        """Give the ISO 4217 code of a figure, or None if it cannot be told."""
        key = figure.currency
        if key is None or not key.startswith("*"):
            return key
        if key not in self._known:
            self._known[key] = self._decide(key)
        return self._known[key]

    def _decide(self, key: str) -> str | None:
        if key == _DOLLAR:
            return self._dollar()
        if key in (_CENT, _PENNY, _GRAND):
            return self._hundredth(key)
        counts = self._count(CUES.get(key, {}))
        if not counts:
            return DEFAULTS.get(key)
        best = counts.most_common(2)
        tie = len(best) == 2 and best[0][1] == best[1][1]
        return DEFAULTS.get(key) if tie else best[0][0]

    def _count(self, cues: dict[str, frozenset[str]]) -> Counter[str]:
        if self._words is None:
            self._words = Counter(piece.lower() for piece in self._scan.pieces)
        words = self._words
        sure = Counter(figure.currency for figure in self._scan.money)
        totals = {
            code: sum(words[cue] for cue in cue_words) + sure[code]
            for code, cue_words in cues.items()
        }
        return Counter({code: total for code, total in totals.items() if total})

    def _dollar(self) -> str:
        said = _statement(self._scan.pieces)
        if said is not None:
            return said
        foreign: set[str] = set()
        for figure in self._scan.money:
            code = figure.currency or ""
            if code == _DOLLAR and (figure.restates or not foreign):
                return "USD"
            if code == "USD":
                return "USD"
            if code in FOREIGN_DOLLARS and figure.factor == 1:
                foreign.add(code)
        return foreign.pop() if len(foreign) == 1 else "USD"

    def _hundredth(self, key: str) -> str | None:
        """Cents, pennies and grands go with the currency that the document writes most."""
        counts = Counter(f.currency for f in self._scan.money if f.factor == 1 or f.currency != key)
        dollars, euros, pounds = counts[_DOLLAR], counts["EUR"], counts["GBP"] + counts["*pound"]
        others = [c for c in counts if c in FOREIGN_DOLLARS]
        if pounds > dollars + euros and key != _CENT:
            return "GBP"
        if key == _CENT and euros > dollars and not others:
            return "EUR"
        if not dollars and len(others) == 1:
            return others[0]
        return "USD" if key == _GRAND else self._dollar()


_STATED = frozenset({"all", "unless", "expressed", "stated", "presented"})
_FIGURES = frozenset({"figures", "amounts", "values", "prices", "sums"})
_SCALES = frozenset({"thousands", "millions", "thousand", "million", "'000", "000s"})
_NAMES = FOREIGN_DOLLARS | {"dollars"} | {sign for sign in EXACT if sign.endswith("$")}
_FEWEST = 5
"""Pieces before the last word of "dollar figures are Fijian", blanks among them."""
_REACH = 24


def _statement(pieces: list[str]) -> str | None:
    """Read what a document says of its bare dollars.

    "All figures are in Canadian dollars", "NZ$ unless stated", "in C$ thousands", "amounts are in
    CAD", "dollar figures are Fijian".
    """
    for i, piece in enumerate(pieces):
        if piece not in _NAMES and (i < _FEWEST or pieces[i - 2] != "are"):
            continue
        code = _named(pieces, i)
        if code is None:
            continue
        near = {p.lower() for p in pieces[max(0, i - _REACH) : i + _REACH]}
        stated = near & _STATED or (near & _FIGURES and "are" in near)
        scaled = pieces[i + 2 : i + 3] and pieces[i + 2].lower() in _SCALES
        if piece == "dollars":
            stated = near & _STATED
        if ("in" in near or "unless" in near or "dollar" in near) and (stated or scaled):
            return code
    return None


def _named(pieces: list[str], i: int) -> str | None:
    """Give the dollar that a word names by itself and not before or behind a number."""
    piece = pieces[i]
    if piece == "dollars" and i > 1:
        return DEMONYMS.get(pieces[i - 2].lower())
    around = [*pieces[max(0, i - 2) : i], *pieces[i + 1 : i + 3]]
    if any(other[:1].isdigit() for other in around):
        return None
    if piece in FOREIGN_DOLLARS:
        return piece
    if len(piece) > 1 and piece.endswith("$") and piece in EXACT:
        code = EXACT[piece].currency
        return code if code in FOREIGN_DOLLARS else None
    said = pieces[max(0, i - 6) : i : 2]
    return DEMONYMS.get(piece.lower()) if said[-2:] == ["figures", "are"] else None
