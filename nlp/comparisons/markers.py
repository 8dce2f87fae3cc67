"""Markers that compare by themselves: "compared with", "versus", "relative to"."""

from __future__ import annotations

from claimtable.nlp.comparisons.amounts import numeric_way, opposed
from claimtable.nlp.comparisons.changes import direction, marker_end
from claimtable.nlp.comparisons.clauses import is_verb, negated
from claimtable.nlp.comparisons.comparands import comparand, is_number, is_period
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.lexicon import Gradable, lexicon, word_set
from claimtable.nlp.comparisons.sentence import Bounds, Sentence
from claimtable.nlp.types import ComparisonKind

_BOUNDS = {("more", "than"), ("less", "than"), ("fewer", "than"), ("at", "least"), ("up", "to")}


def marker(s: Sentence, i: int) -> Draft | None:
    """Take apart a marker that no other cue has claimed: "compared with", "versus"."""
    end = marker_end(s, i)
    if end is None:
        return _compare_plural(s, i)
    found = _bounded(s, end) or comparand(s, end)
    if found is None or (s.words[i] == "against" and not _numbers(s, i)):
        return None
    if word_set("versus_nouns") & set(s.words[found[1] - 1 : found[1] + 1]):
        return None
    if s.words[i] == "comparing" or (s.words[i] == "compare" and s.word(i - 1) == "to"):
        return None
    graded = _graded_before(s, i)
    if graded is not None:
        entry = lexicon().base[s.words[graded]]
        return Draft(
            cue=(graded, graded + 1),
            anchor=graded,
            kind="nonequal",
            scale=entry.scale,
            value=entry.value,
            object=found,
            negated=negated(s, graded),
        )
    changed = _changed_after(s, i, found[1])
    if changed is not None:
        changed.object = found
        return changed
    evaluation = opposed(s, i)
    way = evaluation or numeric_way(s, found, i)
    kind: ComparisonKind = "difference" if way is None else "nonequal"
    draft = Draft(cue=(i, min(end, i + 2)), anchor=i, kind=kind, scale=way, object=found)
    draft.value = evaluation
    window = (found[0], min(len(s), found[1] + 5))
    said = not word_set("past_marker").isdisjoint(s.words[slice(*window)])
    if is_period(s, window) and (said or is_number(s, found[0])):
        draft.basis = "past"
    return draft


def _bounded(s: Sentence, start: int) -> Bounds | None:
    """Read "more than 40 in Spain", "at least 12"."""
    if tuple(s.words[start : start + 2]) not in _BOUNDS or not is_number(s, start + 2):
        return None
    found = comparand(s, start + 2)
    return None if found is None else (start, found[1])


def _changed_after(s: Sentence, i: int, start: int) -> Draft | None:
    """Read "compared to 2018, complaints fell": the change is the cue."""
    if i > 1:
        return None
    for j in range(start, min(len(s), start + 16)):
        way = direction(s, j)
        if way and is_verb(s, j):
            return Draft(
                cue=(j, j + 1), anchor=j, kind="nonequal", scale=way, negated=negated(s, j)
            )
    return None


def _graded_before(s: Sentence, i: int) -> int | None:
    """Read "is small compared with X": the adjective that the comparison grades."""
    where = range(i - 1, max(-1, i - 7), -1) if i > 1 else range(i + 1, min(len(s), i + 16))
    for j in where:
        if s.tags[j] in (".", ":") or (s.tags[j] == "CD" and i > 1):
            return None
        if s.tags[j] == "JJ" and s.deps[j] in ("acomp", "conj", "oprd") and s.words[j] in _base():
            return j
    return None


def _base() -> dict[str, Gradable]:
    return lexicon().base


def _compare_plural(s: Sentence, i: int) -> Draft | None:
    """Read "how A and B compare"."""
    if s.words[i] not in ("compare",) or s.tags[i] not in ("VBP", "VB"):
        return None
    subject = s.kid(i, "nsubj")
    if subject is None or s.kid(subject, "conj") is None:
        return None
    return Draft(cue=(i, i + 1), anchor=i, kind="difference", scale=None, question=True)


def _numbers(s: Sentence, i: int) -> bool:
    return any(s.tags[k] == "CD" for k in range(max(0, i - 12), i))
