"""Comparisons between alternatives: "tea or, better yet, coffee", "a better alternative to X"."""

from __future__ import annotations

from claimtable.nlp.comparisons.comparands import comparand
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.lexicon import word_set
from claimtable.nlp.comparisons.sentence import (
    Bounds,
    Sentence,
    base_phrase,
    left_edge,
    nominal,
    strip,
)

_REACH = 6
"""How far before "or" its first alternative may end, in tokens."""


def alternative(s: Sentence, i: int) -> Draft | None:
    """Read "X or (even) better (yet), Y": Y is placed above X, below it with "worse"."""
    word = s.words[i]
    if word not in ("better", "worse"):
        return None
    start = i - 1 if s.word(i - 1) in ("even", "much", "far") else i
    joint = start - 2 if s.word(start - 1) == "," else start - 1
    if s.word(joint) not in ("or", "and") or s.word(i + 1) == "than":
        return None
    at = i + 1
    stressed = s.word(at) in ("yet", "still") or start < i
    at += s.word(at) in ("yet", "still")
    paused = s.word(at) in (",", "-", "--", "—", "–", ":")
    at += paused
    if not stressed:
        return None
    other = base_phrase(s, at) if s.tag(at) in _OPENING else None
    before = _before(s, joint) if other is not None else None
    if other is None or before is None:
        return None
    sign = 1 if word == "better" else -1
    return Draft(
        cue=(i, i + 1),
        anchor=i,
        kind="nonequal",
        scale=sign,
        value=sign,
        subject=strip(s, other),
        object=before,
        basis="peer",
        settled=True,
    )


def likened(s: Sentence, start: int) -> Bounds | None:
    """Read "(is) like X, but better": X, where the comparative at ``start`` ends the contrast."""
    joint = start - 1
    while joint > start - _REACH and (s.word(joint) == "," or s.tag(joint) in ("RB", "JJ")):
        if s.words[joint] == "only":
            break
        joint -= 1
    if s.word(joint) not in ("but", "only"):
        return None
    end = joint - 1 if s.word(joint - 1) == "," else joint
    for j in range(end - 1, max(-1, end - 2 * _REACH), -1):
        if s.words[j] == "like" and s.tags[j] == "IN":
            base = base_phrase(s, j + 1, end)
            return strip(s, base) if base is not None else None
        if s.tags[j].startswith("VB"):
            return None
    return None


_OPENING = ("DT", "PRP$", "NN", "NNS", "NNP", "NNPS", "JJ")


def _before(s: Sentence, end: int) -> Bounds | None:
    """Noun phrase that ends shortly before ``end``."""
    for j in range(end - 1, max(-1, end - _REACH), -1):
        if s.tags[j] in (".", ":", "VBZ", "VBD", "VBP"):
            return None
        if nominal(s, j):
            return strip(s, (left_edge(s, j), j + 1))
    return None


def linked(s: Sentence, noun: int) -> Bounds | None:
    """Other side of a compared noun: "alternative to X", "performance (of Y) over X"."""
    to = s.words[noun] in word_set("alternative_nouns")
    for j in range(noun + 1, min(len(s), noun + _REACH)):
        word = s.words[j]
        if word == "over" or (to and word == "to" and s.tags[j] in ("IN", "TO")):
            found = comparand(s, j + 1) if s.tag(j + 1) in _OPENING else None
            dated = found is not None and not word_set("period").isdisjoint(s.words[slice(*found)])
            return None if dated or s.tag(j + 1) == "VB" else found
        if s.tags[j] not in ("IN", "DT", "NN", "NNS", "NNP", "PRP$", "JJ", "CD"):
            return None
    return None


def linked_owner(s: Sentence, noun: int, stop: int) -> Bounds | None:
    """Read "the better performance of Y over X": Y is the subject."""
    if s.word(noun + 1) not in ("of", "from", "by"):
        return None
    base = base_phrase(s, noun + 2, stop)
    return strip(s, base) if base is not None else None
