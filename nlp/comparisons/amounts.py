"""Which of two figures beside a marker is larger."""

from __future__ import annotations

from math import log

from claimtable.nlp.comparisons.sentence import Bounds, Sentence

_FAR = log(1000)
"""A figure more than a thousand times another is of another kind."""


def numeric_way(s: Sentence, reference: Bounds | None, marker_at: int) -> int | None:
    """Order of the figure before a marker and the one after it."""
    if reference is None:
        return None
    back = range(marker_at - 1, max(-1, marker_at - 25), -1)
    ahead = range(marker_at + 1, min(len(s), marker_at + 9))
    own, others = _figures(s, back), _figures(s, ahead)
    if not own or not others:
        return None
    after = others[0]
    # Of "sales of $8bn and $6.45 a share, compared with sales of $7bn" the first counts.
    before = min(own, key=lambda value: abs(log(value / after)) > _FAR)
    return None if before == after else -1 if before < after else 1


def went(s: Sentence, reference: Bounds) -> int | None:
    """Order of the two values of "went from 12 days to 9", if they are of one unit."""
    to = next((k for k in range(reference[1], reference[1] + 3) if s.word(k) == "to"), None)
    if to is None or any(s.tags[k].startswith("NNP") for k in range(*reference)):
        return None  # "went from 12 High Street to 9 Mill Lane"
    old = _figures(s, range(*reference))
    new = _figures(s, range(to + 1, min(len(s), to + 4)))
    one, other = _unit(s, range(*reference)), _unit(s, range(to + 1, min(len(s), to + 4)))
    if not old or not new or old[0] == new[0] or (other and one != other):
        return None
    return 1 if new[0] > old[0] else -1


def _unit(s: Sentence, where: range) -> str:
    """The noun that a figure counts, in the singular; "" where there is none."""
    found = next((s.words[k] for k in where if s.tags[k] in ("NN", "NNS")), "")
    return found.removesuffix("s")


def opposed(s: Sentence, marker_at: int) -> int:
    """+1 where a profit is set against a loss, -1 the other way round, 0 elsewhere."""
    mine = _sign(s, range(marker_at - 1, max(-1, marker_at - 25), -1))
    other = _sign(s, range(marker_at + 1, min(len(s), marker_at + 9)))
    if other < 0 <= mine:
        return 1
    return -1 if mine < 0 < other else 0


def _sign(s: Sentence, where: range) -> int:
    """-1 where a loss is named, +1 where a profit is, 0 where neither."""
    for k in where:
        if s.words[k] in ("loss", "losses"):
            return -1
        if s.words[k] in ("profit", "profits", "gain", "gains", "income"):
            return 1
    return 0


_SCALE_WORDS = {
    "thousand": 3,
    "million": 6,
    "mn": 6,
    "m": 6,
    "mln": 6,
    "billion": 9,
    "bn": 9,
    "b": 9,
    "trillion": 12,
    "tn": 12,
}


def _figures(s: Sentence, where: range) -> list[float]:
    """Figures as they are met, scaled by their words; none that is nought."""
    out = []
    for k in where:
        word = s.words[k].replace(",", "").lstrip("$€£")
        if not word[:1].isdigit() or _is_year(s, k, word):
            continue
        try:
            value = float(word)
        except ValueError:
            continue
        if value:
            out.append(float(value * 10.0 ** _SCALE_WORDS.get(s.word(k + 1), 0)))
    return out


def _is_year(s: Sentence, k: int, word: str) -> bool:
    money = s.word(k - 1) in ("$", "€", "£")
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20") and not money


def is_year(word: str) -> bool:
    """Whether a word is a year of the last two centuries."""
    return len(word) == 4 and word.isdigit() and word[:2] in ("18", "19", "20")
