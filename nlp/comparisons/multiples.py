"""Multiples: "nearly four times the size of X", "twice as fast as X", "half the price"."""

from __future__ import annotations

from claimtable.nlp.comparisons.clauses import negated
from claimtable.nlp.comparisons.comparands import comparand, is_number
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.lexicon import lexicon, word_set
from claimtable.nlp.comparisons.measures import degree_before
from claimtable.nlp.comparisons.sentence import Bounds, Sentence, base_phrase


def multiple(s: Sentence, i: int) -> Draft | None:
    """Take apart the multiple whose word ("times", "twice", "half") stands at ``i``."""
    word = s.words[i]
    start = i
    if word in ("times", "x", "fold"):
        start = i - 1 if i and (s.tags[i - 1] == "CD" or s.words[i - 1][:1].isdigit()) else i
        if start == i and s.word(i - 1) not in ("many", "several", "few"):
            return None
        start = i - 1
    after = i + 1
    if s.word(after) in ("more", "less", "fewer", "as") or s.tag(after) in ("JJR", "RBR"):
        return None
    if s.word(after) not in word_set("multiples_starts") or (
        s.word(after) == "the" and s.word(after + 1) == "time"
    ):
        return _named_after(s, i, start, after)
    return _of_what(s, (start, i + 1), after)


def _named_after(s: Sentence, i: int, start: int, after: int) -> Draft | None:
    """Read "three times Acme's profit", "twice Germany's level"."""
    base = base_phrase(s, after)
    if base is None or s.words[i] in ("half", "double", "triple") or is_number(s, after):
        return None
    if s.tags[after] not in ("NNP", "NNPS", "PRP$") or not any(
        s.tags[k] == "POS" for k in range(*base)
    ):
        return None
    return _of_what(s, (start, i + 1), after)


def _of_what(s: Sentence, cue: Bounds, at: int) -> Draft | None:
    """Read "the size of X", "that of X", "what X pays", "that amount", "the national average"."""
    cues = lexicon().cues
    found = comparand(s, at)
    if found is None:
        return None
    half = s.words[cue[0]] == "half"
    draft = Draft(cue=cue, anchor=cue[1] - 1, kind="nonequal", scale=-1 if half else 1)
    draft.object = found
    if (
        s.word(at) == "the"
        and s.word(at + 1) in cues["multiple_of"]
        and s.word(at + 2) in ("of", "as", "in", "for", "from", "on", "at")
    ):
        inner = comparand(s, at + 3)
        if inner is not None:
            draft.aspect, draft.object = (at + 1, at + 2), inner
    elif s.word(at) == "the" and s.word(at + 1) in cues["multiple_of"] and found[1] <= at + 2:
        draft.aspect, draft.object = (at + 1, at + 2), None
        if half and s.words[at + 1] in ("market", "population", "time", "power", "age"):
            return None
    elif (half and s.word(at) not in ("that", "what")) or (
        s.word(at) == "the" and not _reference(s, found)
    ):
        return None
    lo = degree_before(s, cue[0])
    start = lo[0] if lo else cue[0]
    while start > 0 and s.words[start - 1] in ("more", "less", "than", "over", "just", "about"):
        start -= 1
    draft.degree = (start, cue[1])
    draft.negated = negated(s, cue[1] - 1)
    if s.word(at) == "that":
        draft.object = (at, found[1])
    return draft


def _reference(s: Sentence, found: Bounds) -> bool:
    cues = lexicon().cues
    words = cues["level"] | cues["multiple_of"] | cues["past_marker"] | cues["expectation"]
    return any(
        word in words or word in ("number", "amount", "figure")
        for word in s.words[found[0] : found[1]]
    )
