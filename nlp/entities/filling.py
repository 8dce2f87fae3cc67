"""Mark the mentions of known names that the recogniser missed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict

from claimtable.nlp.entities.lexicon import Lexicon, first_word
from claimtable.nlp.entities.mentions import PLACES, Mention
from claimtable.nlp.entities.products import is_code

NAMED = frozenset({"ORG", "PERSON", "PRODUCT", *PLACES})
SHORTEST = 3  # characters of a name that is looked for on the strength of one document
SHORTEST_IN_CAPITALS = 4  # characters of a name that is also looked for in capitals (headlines)
_WORD = re.compile(r"\b(?:[a-z]{0,5}[A-ZÀ-ÖØ-Þ]|\d)\w*")
_ANY_WORD = re.compile(r"\b\w+")
_NAME_BEFORE = re.compile(r"(?<![.!?:;”\"] )(?<![.!?:;]  )\b[A-Z][a-z]+ $")
_NAME_GOES_ON = re.compile(r"\s+[A-Z][a-z]")


class Filling:
    """The step that carries names through the document."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Keep the word lists."""
        self._lexicon = lexicon
        small = any(first[0].islower() for first in lexicon.index)
        self._words = _ANY_WORD if small else _WORD

    def __call__(self, text: str, mentions: list[Mention]) -> list[Mention]:
        """Add mentions of the document's own names and of the lists' sure ones.

        Args:
            text: The document.
            mentions: Names with their settled labels, in reading order, without overlap.

        Returns:
            Names in reading order, without overlap.
        """
        labels = self._names(mentions)
        for name, label in list(labels.items()):
            if len(name) >= SHORTEST_IN_CAPITALS and not self._lexicon.is_generic(name):
                labels.setdefault(name.upper(), label)
        index: defaultdict[str, list[str]] = defaultdict(list)
        for name in labels:
            index[first_word(name)].append(name)
        for names in index.values():
            names.sort(key=len, reverse=True)
        ends = [m.end for m in mentions]
        found: list[Mention] = []
        last = 0
        for word in self._words.finditer(text):
            own, listed = index.get(word.group()), self._lexicon.index.get(word.group())
            start = word.start()
            if not (own or listed) or start < last:
                continue
            following = bisect_left(ends, start + 1)
            limit = mentions[following].start if following < len(mentions) else len(text)
            if limit <= start:
                continue
            forms = (*(own or ()), *(listed or ()))
            form = next((f for f in forms if stands(text, f, start, limit)), None)
            if form is None:
                continue
            label = labels.get(form) or self._lexicon.label(form)
            last = start + len(form)
            if (label == "PERSON" or label in PLACES) and (
                _NAME_GOES_ON.match(text, last) or _NAME_BEFORE.search(text, start - 20, start)
            ):
                continue
            found.append(Mention(start, last, label, form))
        return sorted([*mentions, *found], key=lambda m: m.start)

    def _names(self, mentions: list[Mention]) -> dict[str, str]:
        """Names of the document that running text shows, with their label."""
        counts: Counter[str] = Counter()
        labels: dict[str, str] = {}
        for mention in mentions:
            if mention.label in NAMED and not mention.heading:
                counts[mention.text] += 1
                labels[mention.text] = mention.label
        return {
            form: label
            for form, label in labels.items()
            if len(form) >= SHORTEST
            and (
                counts[form] > 1
                or " " in form
                or form.isupper()
                or self._lexicon.find(form)
                or is_code(form)
            )
        }


def stands(text: str, form: str, start: int, limit: int) -> bool:
    """Tell whether a whole form stands at an offset, before a limit."""
    end = start + len(form)
    if end > limit or not text.startswith(form, start):
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and before in "&.-@/#_":
        return False
    if after and (after.isalnum() or after in "_$€£"):
        return False
    return after != "." or not text[end + 1 : end + 2].isalpha()
