"""Variants of a unit: other figures, names, words, clauses and surroundings.

A label is about what is said, seldom about whose it is or how much. Variants teach that to a model
that reads few articles. Words change as in TinyBERT (Jiao et al. 2019, arXiv:1909.10351), where a
teacher labels the variant anew; the shares below were set by hand and not tuned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from random import Random

Text = tuple[str, str]
"""A claim and its surroundings."""

OTHER_NAMES = 0.55
"""Share of texts in which names are changed; the next is the share of names then."""
OTHER_NAME = 0.7
OTHER_FIGURES = 0.5
OTHER_FIGURE = 0.8
ONE_CLAUSE = 0.22
"""Share of texts cut at a clause; the next: share of these that keep what stands before."""
FIRST_CLAUSE = 0.6
ANOTHER_CLAUSE = 0.08
"""Share of texts that go on as another text does."""
OTHER_WORDS = 0.5
OTHER_WORD = 0.18
FEWER_WORDS = 0.15
DROPPED_WORD = 0.1
NO_SURROUNDINGS = 0.27
OTHER_SURROUNDINGS = 0.13
HEADING_ALONE = 0.06
SENTENCE_ALONE = 0.06

YEARS = (2008, 2031)
NAME_CHARS = range(3, 40)
CLAUSE_WORDS = 5
"""A clause of fewer words is not made a text of its own."""
HEADING_END = " | "
PUNCTUATION = ".,;:\"'()"

_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
_YEAR = re.compile(r"(?:19|20)\d\d")


@cache
def word_lists() -> dict[str, list[str]]:
    """Read the lists of words that this module and `label` need."""
    path = files("claimtable.models") / "tuning" / "data" / "variants.json"
    lists: dict[str, list[str]] = json.loads(path.read_text("utf-8"))
    return lists


@cache
def _names() -> re.Pattern[str]:
    """Capitalised words that do not start a sentence, with joining words between them."""
    joiners = "|".join(word_lists()["name_joiners"])
    word = r"[A-Z][\w&'-]*\w"
    return re.compile(
        r"(?<![.!?:|] )(?<!^)(?<!^[\"“‘•*-])\b(?:[A-Z][\w&.'-]*\w|[A-Z])"
        rf"(?:\s+(?:{joiners}|{word})(?=\s+[A-Z])|\s+{word})*"
    )


@cache
def _clause_ends() -> re.Pattern[str]:
    connectives = "|".join(word_lists()["connectives"])
    return re.compile(rf"(?<=\w)[,;:—–]\s+|\s[—–-]\s|\s(?:{connectives})\s")


def names_in(texts: Sequence[str]) -> list[str]:
    """List the names of some texts, each once."""
    found = dict.fromkeys(name for text in texts for name in _names().findall(text))
    return [name for name in found if len(name) in NAME_CHARS]


class Variants:
    """Makes variants out of what the other units hold.

    Attributes:
        texts: Units to take clauses from.
        surroundings: Surroundings to take.
        near: Words that may stand for a word, in lower case; empty for none.
    """

    def __init__(
        self, units: Sequence[Text], near: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """Collect names, texts and surroundings."""
        self.texts = [text for text, _ in units]
        self.surroundings = [around for _, around in units]
        self.near = near or {}
        self._pool = names_in(self.texts)

    def __call__(self, unit: Text, random: Random) -> Text:
        """Give a variant of a unit; it may be the unit itself."""
        text, around = self._other_facts(unit, random)
        text = self._other_clause(text, random)
        if self.near and random.random() < OTHER_WORDS:
            text = " ".join(self._other_word(word, random) for word in text.split(" "))
        if random.random() < FEWER_WORDS:
            kept = [word for word in text.split(" ") if random.random() > DROPPED_WORD]
            text = " ".join(kept) or text
        return text, self._other_surroundings(around, random)

    def same_label(self, unit: Text, random: Random) -> Text:
        """Give a variant that says the same of others: its label needs no teacher."""
        text, around = self._other_facts(unit, random)
        return text, self._other_surroundings(around, random)

    def _other_facts(self, unit: Text, random: Random) -> Text:
        """Change names and figures."""
        text, around = unit
        if random.random() < OTHER_NAMES and self._pool:
            text, around = self._other_names(text, around, random)
        if random.random() < OTHER_FIGURES:
            text = _FIGURE.sub(
                lambda m: (
                    _other_figure(m.group(), random)
                    if random.random() < OTHER_FIGURE
                    else m.group()
                ),
                text,
            )
        return text, around

    def _other_names(self, text: str, around: str, random: Random) -> Text:
        """Change names, the same name in the same way throughout."""
        changed: dict[str, str] = {}

        def change(match: re.Match[str]) -> str:
            name = match.group()
            if name not in changed:
                keep = random.random() >= OTHER_NAME
                changed[name] = name if keep else random.choice(self._pool)
            return changed[name]

        text = _names().sub(change, text)
        for name, other in changed.items():
            around = around.replace(name, other)
        return text, around

    def _other_clause(self, text: str, random: Random) -> str:
        """Keep one side of a clause's end, or go on as another text does."""
        turn = random.random()
        if turn >= ONE_CLAUSE + ANOTHER_CLAUSE:
            return text
        if turn >= ONE_CLAUSE:
            other = random.choice(self.texts)
            ends, others = (list(_clause_ends().finditer(t)) for t in (text, other))
            if not ends or not others:
                return text
            return text[: random.choice(ends).end()] + other[random.choice(others).end() :]
        ends = list(_clause_ends().finditer(text))
        if not ends:
            return text
        end = random.choice(ends)
        kept = text[: end.start()] if random.random() < FIRST_CLAUSE else text[end.end() :]
        if len(kept.split()) < CLAUSE_WORDS:
            return text
        kept = kept[:1].upper() + kept[1:]
        return kept if kept[-1] in '.!?"' else kept + "."

    def _other_word(self, word: str, random: Random) -> str:
        bare = word.strip(PUNCTUATION)
        near = self.near.get(bare.lower())
        if near and random.random() < OTHER_WORD:
            return word.replace(bare, random.choice(near))
        return word

    def _other_surroundings(self, around: str, random: Random) -> str:
        turn = random.random() - NO_SURROUNDINGS
        if turn < 0:
            return ""
        turn -= OTHER_SURROUNDINGS
        if turn < 0:
            return random.choice(self.surroundings)
        if HEADING_END in around and turn < HEADING_ALONE:
            return around.split(HEADING_END)[0] + HEADING_END
        if HEADING_END in around and HEADING_ALONE <= turn < HEADING_ALONE + SENTENCE_ALONE:
            return around.split(HEADING_END)[-1]
        return around


def _other_figure(figure: str, random: Random) -> str:
    """Change digits and keep the form; a year stays one."""
    if _YEAR.fullmatch(figure):
        return str(random.randint(*YEARS))
    return "".join(
        str(random.randint(1 if i == 0 else 0, 9)) if sign.isdigit() else sign
        for i, sign in enumerate(figure)
    )
