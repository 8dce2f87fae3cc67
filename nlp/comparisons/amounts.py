"""Which of two figures beside a marker is larger."""

from __future__ import annotations

from claimtable.nlp.comparisons.sentence import Bounds, Sentence


def numeric_way(s: Sentence, reference: Bounds | None, marker_at: int) -> int | None:
    """Order of the figure before a marker and the one after it."""
    if reference is None:
        return None
    back = range(marker_at - 1, max(-1, marker_at - 25), -1)
    ahead = range(marker_at + 1, min(len(s), marker_at + 9))
    before, after = _figure(s, back), _figure(s, ahead)
    if before is None or after is None or before == after:
        return None
    return -1 if before < after else 1


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


def _figure(s: Sentence, where: range) -> float | None:
    """First figure met, scaled by its word."""
    for k in where:
        word = s.words[k].replace(",", "").lstrip("$€£")
        if not word[:1].isdigit() or _is_year(s, k, word):
            continue
        try:
            value = float(word)
        except ValueError:
            continue
        return float(value * 10.0 ** _SCALE_WORDS.get(s.word(k + 1), 0))
    return None


def _is_year(s: Sentence, k: int, word: str) -> bool:
    money = s.word(k - 1) in ("$", "€", "£")
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20") and not money


def is_year(word: str) -> bool:
    """Whether a word is a year of the last two centuries."""
    return len(word) == 4 and word.isdigit() and word[:2] in ("18", "19", "20")
