"""Interpretable features read off the text of a claim: word lists, figures, form.

The lists are in ``data/lexicon.toml``; the pipeline is not needed, so a bare labelled sentence and
a claim in a Doc get the same features.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
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


@cache
def _lexicon() -> tuple[dict[str, re.Pattern[str]], dict[str, tuple[str, str]], int]:
    """Read the data file: lists compiled to patterns, pairs, reach in characters."""
    raw = tomllib.loads(files("claimtable.models").joinpath("data/lexicon.toml").read_text("utf-8"))
    known: dict[str, re.Pattern[str]] = {}
    for name, text in raw["lists"].items():
        known[name] = re.compile(_alternatives(text), re.IGNORECASE)
    return known, {k: (a, b) for k, (a, b) in raw["near"].items()}, int(raw["reach"])


def _alternatives(text: str) -> str:
    """Turn a list of words into one pattern; longest first, so that the longest match wins."""
    words = sorted(set(text.split()), key=len, reverse=True)
    escaped = (re.escape(w).replace("_", r"\s").replace(r"\*", r"[\w-]*") for w in words)
    return r"\b(?:" + "|".join(escaped) + r")(?!\w)"


@cache
def _form() -> dict[str, Callable[[str], re.Match[str] | None]]:
    return {name: re.compile(pattern).search for name, pattern in _FORM}


@cache
def names() -> tuple[str, ...]:
    """Name the columns that `features` gives."""
    lists, near, _ = _lexicon()
    return (
        *(f"list:{name}" for name in lists),
        *(f"several:{name}" for name in lists),
        *(f"first:{name}" for name in lists),
        *(f"near:{name}" for name in near),
        *(f"form:{name}" for name in _form()),
        *(f"words>{n}" for n in _LENGTHS),
        "title_case",
    )


def features(texts: Sequence[str]) -> Matrix:
    """Compute the features of many texts.

    Args:
        texts: Claims.

    Returns:
        Array of shape (texts, `names`), values 0 to 1.
    """
    out = np.zeros((len(texts), len(names())), dtype=np.float32)
    for i, text in enumerate(texts):
        out[i] = _row(text[:2000])
    return out


def _row(text: str) -> list[float]:
    lists, near, reach = _lexicon()
    hits = {name: [m.start() for m in pattern.finditer(text)] for name, pattern in lists.items()}
    words = text.split()
    row = [float(bool(found)) for found in hits.values()]
    row += [float(len(found) > 1) for found in hits.values()]
    row += [float(bool(found) and found[0] < len(text) / 3) for found in hits.values()]
    row += [float(_followed(hits[a], hits[b], reach)) for a, b in near.values()]
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
