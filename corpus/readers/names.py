"""What a text tells of its own words: which are names, and where a cell of a row may begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, pairwise

from claimtable.corpus.readers.lines import Line, is_running, word_list

CONNECTORS = frozenset(
    {"&", "/", "and", "of", "for", "in", "the", "to", "vs", "vs.", "+", "-", "–"}
)
"""Words that join two parts of a name or a title."""
_MOST_COLUMNS = 6


def stem_of(word: str) -> str:
    """Take a word's signs and its possessive off."""
    return re.sub(r"['’]s?$", "", word.strip(',;.()[]"“”'))


class Names:
    """What a text itself tells of its words: which are names, which are ordinary."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Read every line once."""
        self._ordinary: set[str] = set()
        self._names: set[str] = set()
        self._capital_runs: set[str] = set()
        for line in lines:
            self._read(line.body.split(), is_running(line.text))

    def _read(self, words: list[str], prose: bool) -> None:
        run: list[str] = []
        for i, word in enumerate(words):
            stem = stem_of(word)
            if not stem:
                run = []
            elif stem[0].islower():
                self._ordinary.add(stem)
                run = []
            else:
                # After a word like "in" or "the" only a name is capitalised.
                if i and words[i - 1] in word_list("open_words.txt"):
                    self._names.add(stem)
                run = run[-3:] if i and words[i - 1][-1] not in ".,;:!?)" else []
                run.append(stem)
                if prose:
                    self._capital_runs.update(" ".join(run[k:]) for k in range(len(run)))

    def is_name(self, word: str) -> bool:
        """Tell whether a capitalised word is a name or an abbreviation in this text."""
        stem = stem_of(word)
        if sum(c.isupper() for c in stem) > 1 or any(c.isdigit() for c in stem):
            return True
        return stem in self._names and stem.casefold() not in self._ordinary

    def columns(self, words: list[str]) -> list[str] | None:
        """Cut a header line into the names of columns; None where it cannot be told.

        Three words are three names. Longer lines are cut by names that stand in the text.
        """
        if len(words) <= 3 and not any(w.casefold() in CONNECTORS for w in words):
            return words
        options = []
        for count in range(2, min(len(words) - 1, _MOST_COLUMNS) + 1):
            for cuts in combinations(range(1, len(words)), count - 1):
                starts = [0, *cuts, len(words)]
                parts = [words[a:b] for a, b in pairwise(starts)]
                if all(self._is_column(part) for part in parts[1:]) and len(parts[0]) <= 3:
                    options.append([" ".join(part) for part in parts])
        shortest = min((len(option[0].split()) for option in options), default=0)
        best = [option for option in options if len(option[0].split()) == shortest]
        return best[0] if len(best) == 1 else None

    def _is_column(self, part: list[str]) -> bool:
        name = " ".join(stem_of(word) for word in part)
        if len(part) == 1:
            return name in self._names or bool(
                re.fullmatch(r"(?:19|20)\d\d|Q[1-4]|[HF]Y?\d+", name)
            )
        return name in self._capital_runs and part[0].casefold() not in CONNECTORS

    def cuts(self, words: list[str], first: int) -> list[int]:
        """List the words of a row that may begin a new cell."""
        out = []
        depth = words[first].count("(") - words[first].count(")")
        for i in range(first + 1, len(words)):
            word, before = words[i], words[i - 1]
            if depth <= 0 and word[0].isupper() and self._may_begin(word, before):
                out.append(i)
            depth += word.count("(") - word.count(")")
        return out

    def _may_begin(self, word: str, before: str) -> bool:
        if before[-1] in ".!?":
            return not re.fullmatch(
                r"(?:[A-Z]\.)+|(?:e\.g|i\.e|vs|St|Mr|Dr|Inc|Co|Ltd|No)\.", before
            )
        if before[-1] in ",;:/&+" or before.casefold() in word_list("open_words.txt"):
            return False
        if before[0].isupper() and before[-1] != ")":
            return False  # inside a name
        return not self.is_name(word)
