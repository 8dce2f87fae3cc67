"""What the words around a name say of its label.

The table ``data/cues.csv`` lists words by where they stand:

- ``before``: right before the name, determiners left aside ("the broadcaster X", "CEO of X"),
- ``after``: right behind it ("X shares", "X announced"),
- ``owns``: behind its possessive ("X's revenue"),
- ``is``: the head of an apposition or a predicate ("X, a maker of …", "X is a town"),
- ``compound``: behind its hyphen ("X-based").

Words are looked up, not searched for, as this runs for every name of a text. The weights were set
by hand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from claimtable.nlp.entities.lexicon import rows, words

Cue = tuple[str, float]
"""Label and weight."""

REACH = 60  # characters that are read on either side
_WORDS_BEFORE = 5
_DETERMINERS = frozenset(
    {"the", "a", "an", "its", "their", "his", "her", "our", "new", "own", "latest", "former"}
)
_FUNCTION_WORDS = frozenset(
    {"is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "may"}
    | {"might", "must", "should", "and", "or", "but", "in", "on", "at", "to", "for", "of", "by"}
    | {"with", "from", "as", "that", "which", "also", "does", "did", "said", "says"}
)
_RIGHT = re.compile(
    r"(?P<own>['’]s?)?(?:\s?\([^()]{1,12}\))?(?P<comma>,)?\s{1,2}(?P<word>[A-Za-z][\w-]*)"
    r"(?:\s(?P<next>[a-z][\w-]*))?"
)
_SPEAKS = re.compile(
    r"\s(?:said|says|told|added|adds|announced|explained|admitted|insisted|noted)\s"
    r"(?:\w+\s){0,2}?(?P<pronoun>he|she|his|her|it|its|they|their)\b"
)
_TICKER = re.compile(r"\s\(\s?(?:NYSE|NASDAQ|Nasdaq|AMEX|LSE|LON|TSX|ASX|HKEX|TSE|BSE|NSE|OTC)\b")
_PART_OF_COMPOUND = re.compile(r"-(?P<word>[a-z]+)")
_ARTICLES = frozenset({"a", "an", "the"})
_CLAUSE = re.compile(r"(?:[\w-]+\s){0,6}[\w-]+")
_PERSON_PRONOUNS = frozenset({"he", "she", "his", "her"})


def table() -> dict[str, dict[str, list[Cue]]]:
    """Read the cues: by side, then by word or pair of words."""
    found: dict[str, dict[str, list[Cue]]] = {}
    for row in rows("cues.csv"):
        side = found.setdefault(row["side"], defaultdict(list))
        for form in row["words"].split("|"):
            side[form].append((row["label"], float(row["weight"])))
    return {side: dict(forms) for side, forms in found.items()}


class Cues:
    """The cues, looked up around a name."""

    def __init__(self) -> None:
        """Read the table."""
        sides = table()
        self._before, self._after = sides["before"], sides["after"]
        self._owns, self._is = sides["owns"], sides["is"]
        self._compounds = sides["compound"]
        self._titles = words("abbreviated_titles.txt")

    def __call__(self, text: str, start: int, end: int) -> Iterator[Cue]:
        """Give what speaks for or, by a negative weight, against labels of a name.

        Args:
            text: The document.
            start: First character of the name.
            end: One past its last.

        Yields:
            Label and weight.
        """
        article, cues = self._left(text, start)
        yield from cues
        right = _RIGHT.match(text, end)
        if right is None:
            yield from self._odd(text, end)
            if article:
                yield "PERSON", -1.5
            if article in ("a", "an"):
                yield "PRODUCT", 1.0
            return
        word, following = right["word"], right["next"]
        if article and not right["own"] and (right["comma"] or word in _FUNCTION_WORDS):
            yield "PERSON", -1.5
            yield ("ORG", 0.5) if article == "the" else ("PRODUCT", 1.0)
        if right["own"]:
            yield from self._find(self._owns, word, following)
            return
        if right["comma"]:
            yield from self._apposition(text, right)
            return
        yield from self._find(self._after, word, following)
        if word in ("is", "was") and following in _ARTICLES:
            yield from self._clause(text, right.end())
        yield from self._odd(text, end)

    def _left(self, text: str, start: int) -> tuple[str, list[Cue]]:
        """The article right before, or "", and what the words there say."""
        left = text[max(0, start - REACH) : start].rsplit(None, _WORDS_BEFORE)
        if not left or not text[start - 1].isspace():
            return "", []
        article = left[-1].lower() if left[-1].lower() in _ARTICLES else ""
        while left and left[-1].lower() in _DETERMINERS:
            left.pop()
        if not left:
            return article, []
        last = left[-1].lower().rstrip(",")
        if last[-1:] == "." and last[:-1] in self._titles:
            last = last[:-1]
        found = self._before.get(last, [])
        if len(left) > 1:
            found = self._before.get(f"{left[-2].lower()} {last}", found)
        if left[-1][-1] == ",":
            found = [cue for cue in found if cue[0] == "PERSON"]
        return article, found

    @staticmethod
    def _find(side: dict[str, list[Cue]], word: str, following: str | None) -> list[Cue]:
        word = word.lower()
        found = side.get(word, [])
        return found if following is None else side.get(f"{word} {following}", found)

    def _apposition(self, text: str, right: re.Match[str]) -> Iterator[Cue]:
        word = right["word"]
        if word in _ARTICLES:
            yield from self._clause(text, right.start("next") if right["next"] else right.end())
        elif word == "which":
            yield "PERSON", -1.5
            yield "ORG", 0.3
        elif word in ("who", "whose", "aged"):
            yield "PERSON", 1.5

    def _clause(self, text: str, start: int) -> list[Cue]:
        """The head noun of "a large maker of chips": the first word of the table."""
        clause = _CLAUSE.match(text, start + (text[start : start + 1] == " "))
        heads = clause.group().split() if clause else []
        for word, following in zip(heads, [*heads[1:], ""], strict=False):
            found = self._is.get(f"{word} {following}") or self._is.get(word)
            if found:
                return found
            if word in ("of", "for", "in", "that", "which", "with", "by"):
                break
        return []

    def _odd(self, text: str, end: int) -> Iterator[Cue]:
        """Speech with a pronoun, tickers, compounds."""
        following = text[end : end + 1]
        if following == " ":
            speaks = _SPEAKS.match(text, end)
            if speaks:
                person = speaks["pronoun"] in _PERSON_PRONOUNS
                yield ("PERSON", 1.5) if person else ("ORG", 1.5)
            if text.startswith(" (", end) and _TICKER.match(text, end):
                yield "ORG", 3.0
        elif following == "-":
            compound = _PART_OF_COMPOUND.match(text, end)
            if compound:
                yield from self._compounds.get(compound["word"], ())
