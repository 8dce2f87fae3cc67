"""Verbs of choosing: "prefers X to Y", "chose X over Y"."""

from __future__ import annotations

from claimtable.nlp.comparisons.clauses import negated
from claimtable.nlp.comparisons.comparands import comparand, is_number
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.sentence import Bounds, Sentence, base_phrase, phrase, strip

_REACH = 16
"""How far after a verb its "over" may stand, in tokens."""


def prefer(s: Sentence, i: int) -> Draft | None:
    """Read "prefers X to Y", "chose X over Y", "X is preferred to Y": the chosen is the subject."""
    if s.word(i + 1) in ("over", "to") and _passive(s, i):
        return _preferred(s, i)
    beside = base_phrase(s, i + 1)
    thing = s.kid(i, "dobj", "xcomp", "ccomp")
    if thing is None and beside is not None:
        thing = beside[1] - 1
    stop = min(len(s), i + _REACH)
    marker = next(
        (j for j in range(i + 2, stop) if s.words[j] in ("over", "to", "than") and _links(s, i, j)),
        None,
    )
    if thing is None or not i < thing < (marker or stop):
        return None
    draft = Draft(cue=(i, i + 1), anchor=i, kind="nonequal", scale=1, value=1, settled=True)
    lo, hi = phrase(s, thing)
    if marker is None:
        return _avowed(s, draft, (max(lo, i + 1), hi))
    draft.object = comparand(s, marker + 1)
    if draft.object is None or is_number(s, marker + 1):
        return None
    draft.subject = strip(s, (max(lo, i + 1), max(min(hi, marker), max(lo, i + 1) + 1)))
    draft.negated = negated(s, i)
    return draft


def _avowed(s: Sentence, draft: Draft, thing: Bounds) -> Draft | None:
    """Read "I prefer the smaller one": what the writer prefers, the other left unsaid."""
    i = draft.anchor
    who = s.kid(i, "nsubj")
    if s.words[i] != "prefer" or who is None or s.words[who] not in ("i", "we"):
        return None
    draft.subject = strip(s, thing) if thing[0] < thing[1] else None
    draft.negated = negated(s, i)
    return draft if draft.subject is not None else None


def _preferred(s: Sentence, i: int) -> Draft | None:
    """Read "X is preferred to Y", "X was chosen over Y"."""
    found = comparand(s, i + 2) if s.words[i + 1] == "over" or s.words[i] == "preferred" else None
    if found is None or is_number(s, i + 2):
        return None
    draft = Draft(cue=(i, i + 1), anchor=i, kind="nonequal", scale=1, value=1, object=found)
    draft.negated = negated(s, i)
    return draft


def _links(s: Sentence, i: int, j: int) -> bool:
    """Whether "over" or "to" brings the thing passed over."""
    if s.words[j] in ("than", "to") and not s.words[i].startswith("prefer"):
        return False
    if s.words[j] == "to" and (s.tag(j + 1).startswith("VB") or not s.words[i].startswith("pref")):
        return False
    return s.tags[j] != "TO" or not s.tag(j + 1).startswith("VB")


def _passive(s: Sentence, i: int) -> bool:
    """Whether a participle is said of its subject ("is preferred")."""
    return s.deps[i] == "acomp" or any(s.deps[kid] in ("auxpass", "nsubjpass") for kid in s.kids[i])
