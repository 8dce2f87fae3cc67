"""Interpretable features read off the text of a claim: word lists, figures, form.

The lists are in ``data/lexicon.toml``; the pipeline is not needed, so a bare labelled sentence and
a claim in a Doc get the same features.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

_FORM: tuple[tuple[str, str], ...] = (
    ("money", r"[$€£¥₹]\s?\d|\b(?:US\$|USD|EUR|GBP|RMB|NOK|CHF|INR|Rs\.?)\s?\d"),
    ("percent", r"\d\s?(?:%|per ?cent\b|percentage points?\b|basis points?\b|bp\b)"),
    ("number", r"\b\d"),
    ("year", r"\b(?:19|20)\d\d\b"),
    ("quoted", r"[\"“”]"),
    ("question", r"\?\W*$"),
    ("ends_as_sentence", r"[.!?][\"”’')\]]*$"),
    ("ends_with_colon", r":$"),
    ("starts_lower_or_digit", r"^[a-z\d]"),
    ("label_then_text", r"^[\w /&-]{2,30}:\s"),
    ("address", r"https?://|www\.|\w@\w"),
    ("all_capitals", r"^[^a-z]+$"),
    ("superlative", r"\b(?:the|its|most) (?:\w+ )?(?:\w+est|most \w+)\b"),
    ("comparative", r"\b(?:more|less|fewer|\w{3,}er) than\b"),
    ("gerund_first", r"^[A-Z][a-z]+ing\b"),
    (
        "imperative_first",
        r"^(?:See|Read|Click|Visit|Contact|Download|Sign|Join|Subscribe|Follow)\b",
    ),
    ("past_tense", r"\b[a-z]{3,}ed\b"),
    ("present_perfect", r"\b(?:has|have) (?:\w+ )?(?:been|[a-z]{3,}ed)\b"),
    ("future", r"\b(?:will|shall|going to|'ll)\b"),
    ("by_coming_year", r"\bby (?:the end of )?(?:20[2-9]\d|next)\b"),
)
_LENGTHS = (4, 8, 14, 22, 34)
_LONGEST = 2000
"""Characters of a text that are read; a longer one is no sentence."""
_WORD = re.compile(r"\w[\w'-]*")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The data file, ready for look-up.

    Attributes:
        lists: Names of the lists, in order.
        whole: Lists that hold a word, by the word.
        stems: Lists that hold a stem, by the stem.
        longest_stem: Letters of the longest stem.
        phrases: Finds the phrases of several words.
        near: Pairs of list numbers, by the name of the pair.
        reach: How many characters apart the two of a pair may start.
    """

    lists: tuple[str, ...]
    whole: dict[str, tuple[int, ...]]
    stems: dict[str, tuple[int, ...]]
    longest_stem: int
    phrases: re.Pattern[str]
    near: dict[str, tuple[int, int]]
    reach: int


@cache
def _lexicon() -> _Lexicon:
    raw = tomllib.loads(files("claimtable.models").joinpath("data/lexicon.toml").read_text("utf-8"))
    lists = tuple(raw["lists"])
    whole: dict[str, tuple[int, ...]] = {}
    stems: dict[str, tuple[int, ...]] = {}
    for number, text in enumerate(raw["lists"].values()):
        for entry in set(text.split()):
            table = stems if entry.endswith("*") else whole
            key = entry.rstrip("*").replace("_", " ")
            table[key] = (*table.get(key, ()), number)
    phrases = sorted((k for t in (whole, stems) for k in t if " " in k), key=len, reverse=True)
    return _Lexicon(
        lists,
        whole,
        stems,
        max(map(len, stems)),
        re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b"),
        {k: (lists.index(a), lists.index(b)) for k, (a, b) in raw["near"].items()},
        int(raw["reach"]),
    )


@lru_cache(maxsize=50_000)
def _lists_of(word: str) -> tuple[int, ...]:
    """Give the numbers of the lists that a lower-case word or phrase stands in."""
    lexicon = _lexicon()
    found = lexicon.whole.get(word, ())
    for end in range(2, min(len(word), lexicon.longest_stem) + 1):
        found += lexicon.stems.get(word[:end], ())
    if not found and "-" in word:
        found = tuple(n for part in word.split("-") if part for n in _lists_of(part))
    return found


def _hits(text: str) -> list[list[int]]:
    """Find where each list is hit: starts in characters, rising, one list a list."""
    lexicon = _lexicon()
    plain = text.lower().replace("’", "'")
    hits: list[list[int]] = [[] for _ in lexicon.lists]
    places = [m for m in _WORD.finditer(plain)] + [m for m in lexicon.phrases.finditer(plain)]
    for match in places:
        for number in _lists_of(match.group()):
            hits[number].append(match.start())
    return [sorted(set(found)) for found in hits]


@cache
def _form() -> dict[str, Callable[[str], re.Match[str] | None]]:
    return {name: re.compile(pattern).search for name, pattern in _FORM}


@cache
def names() -> tuple[str, ...]:
    """Name the columns that `features` gives."""
    lexicon = _lexicon()
    return (
        *(f"list:{name}" for name in lexicon.lists),
        *(f"several:{name}" for name in lexicon.lists),
        *(f"first:{name}" for name in lexicon.lists),
        *(f"near:{name}" for name in lexicon.near),
        *(f"form:{name}" for name in _form()),
        *(f"words>{n}" for n in _LENGTHS),
        "title_case",
    )


def list_names() -> tuple[str, ...]:
    """Name the columns that `list_features` gives."""
    return _lexicon().lists


def features(texts: Sequence[str]) -> Matrix:
    """Compute the features of many texts.

    Args:
        texts: Claims.

    Returns:
        Array of shape (texts, `names`), values 0 to 1.
    """
    out = np.zeros((len(texts), len(names())), dtype=np.float32)
    for i, text in enumerate(texts):
        out[i] = _row(text[:_LONGEST])
    return out


def list_features(texts: Sequence[str | None]) -> Matrix:
    """Tell only which lists each text hits.

    Args:
        texts: Sentences or headings around claims; None hits nothing.

    Returns:
        Array of shape (texts, `list_names`), values 0 or 1.
    """
    out = np.zeros((len(texts), len(list_names())), dtype=np.float32)
    known: dict[str, list[bool]] = {}  # a heading stands over many claims
    for i, text in enumerate(texts):
        if text:
            if text not in known:
                known[text] = [bool(found) for found in _hits(text[:_LONGEST])]
            out[i] = known[text]
    return out


def _row(text: str) -> list[float]:
    lexicon = _lexicon()
    hits = _hits(text)
    words = text.split()
    row = [float(bool(found)) for found in hits]
    row += [float(len(found) > 1) for found in hits]
    row += [float(bool(found) and found[0] < len(text) / 3) for found in hits]
    row += [float(_followed(hits[a], hits[b], lexicon.reach)) for a, b in lexicon.near.values()]
    row += [float(search(text) is not None) for search in _form().values()]
    row += [float(len(words) > n) for n in _LENGTHS]
    letters = [w for w in words if w[:1].isalpha()]
    row.append(sum(w[0].isupper() for w in letters) / len(letters) if letters else 0.0)
    return row


def _followed(first: Sequence[int], second: Sequence[int], reach: int) -> bool:
    """Tell whether one of ``second`` comes within ``reach`` after one of ``first``; both sorted."""
    j = 0
    for start in first:
        while j < len(second) and second[j] <= start:
            j += 1
        if j < len(second) and second[j] - start <= reach:
            return True
    return False
