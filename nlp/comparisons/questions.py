"""Whether a comparison is asked rather than said: "is X better?", "wonder whether X is better"."""

from __future__ import annotations

from claimtable.nlp.comparisons.clauses import governor, is_verb
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.lexicon import word_set
from claimtable.nlp.comparisons.sentence import Sentence, nominal

_INDIRECT = 10
"""How far before a cue "whether" may stand, in tokens."""
_EMBEDDED = 30
"""How far before a cue the "why" of an embedded question may stand, in tokens."""
_CLOSING = ('"', "''", "”", ")")
_BREAKS = (";", ":", "--", "—", "–", "...")


def ends_as_question(s: Sentence) -> bool:
    """Whether a sentence ends with a question mark, closing quotes and brackets aside."""
    end = len(s) - 1
    while end > 0 and s.words[end] in _CLOSING:
        end -= 1
    return s.words[end] == "?"


def is_open(s: Sentence, draft: Draft, asking: bool) -> bool:
    """Whether a comparison leaves open which way it goes.

    "Is X better than Y?" and "which is better?" do; "why is X better than Y?" takes it for given,
    and so does a clause beside the question ("X is better, but is it cheaper?").

    Args:
        s: The sentence.
        draft: The comparison, its cue set.
        asking: Whether the sentence ends with a question mark.
    """
    if _indirect(s, draft.cue[0]) or _which(s, draft.cue[0]) or _unsaid(s, draft.anchor):
        return True
    if not asking:
        return False
    start = _segment_start(s, draft.cue[0])
    if start < 0:
        return False
    words = s.words[start : draft.cue[0]]
    if s.words[0] in ("if", "since", "because") or _presupposed(s, start, draft.cue[0]):
        return False
    inverted = _inverted(s, start, draft.cue[0])
    if inverted is None:
        return True
    return inverted or not word_set("choosing").isdisjoint(words)


def _indirect(s: Sentence, cue: int) -> bool:
    """Read "asked whether X is better", "wondering if X is faster"."""
    lo = max(0, cue - _INDIRECT)
    if "whether" in s.words[lo:cue]:
        return True
    asking = word_set("asking")
    return any(s.words[j] == "if" and s.word(j - 1) in asking for j in range(lo, cue))


def _which(s: Sentence, cue: int) -> bool:
    """Read "to see which is faster", "which vehicle is the better choice"."""
    for j in range(max(0, cue - _INDIRECT), cue):
        follows = s.tag(j + 1) in ("NN", "NNS") or is_verb(s, j + 1)
        if s.words[j] == "which" and j > 0 and follows:
            return s.words[j - 1] in word_set("before_which")
    return False


def _unsaid(s: Sentence, anchor: int) -> bool:
    """Read "I am not saying that X is better": neither said nor denied."""
    verb = governor(s, anchor)
    above = s.heads[verb]
    if s.deps[verb] != "ccomp" or s.words[above] not in word_set("saying_verbs"):
        return False
    return any(s.deps[kid] == "neg" for kid in s.kids[above])


def _presupposed(s: Sentence, start: int, cue: int) -> bool:
    """Read "why is X better?", "can you tell me why X is better?": taken for given."""
    asked = word_set("presupposing")
    near = range(max(start, cue - _EMBEDDED), cue)
    return not asked.isdisjoint(s.words[start : start + 4]) or any(
        s.words[j] in asked and _opens(s, j) for j in near
    )


def _opens(s: Sentence, j: int) -> bool:
    """Whether "how" or "why" opens a clause rather than asks for a degree ("how much")."""
    return s.tag(j + 1) not in ("JJ", "RB", "JJR", "RBR")


def _segment_start(s: Sentence, cue: int) -> int:
    """First token of the main clause that holds the cue; -1 if the question comes later."""
    start = 0
    for j in range(cue - 1, 0, -1):
        turn = s.words[j] in ("but", "and", "or", "so") and s.words[j - 1] in (",", "-", *_BREAKS)
        if s.words[j] in _BREAKS or turn:
            start = j + 1
            break
    for j in range(cue + 1, len(s)):
        if s.words[j] in ("but", "so") and s.words[j - 1] == ",":
            return -1
        if s.words[j] in _BREAKS or (s.words[j] == "-" and s.tags[j] != "HYPH"):
            return -1 if _asks(s, j + 1) else start
    return start


def _asks(s: Sentence, start: int) -> bool:
    """Whether a question of its own begins at ``start``."""
    aux = word_set("auxiliaries")
    first = s.words[start : start + 2]
    return any(word in aux or word in word_set("presupposing") for word in first)


def _inverted(s: Sentence, start: int, cue: int) -> bool | None:
    """Whether the first auxiliary comes before any subject; None where there is no verb."""
    seen = False
    for j in range(start, cue):
        if s.words[j] == ",":
            seen = False
        elif s.words[j] in word_set("auxiliaries") and s.tags[j][:2] in ("VB", "MD", ""):
            return not seen
        elif s.tags[j] in ("VBZ", "VBD", "VBP", "MD"):
            return False
        elif nominal(s, j) and s.tags[j] not in ("WP", "WDT", "CD"):
            seen = True
    return None
