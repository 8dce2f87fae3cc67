"""Places against a reference: "ahead of", "behind schedule", "below forecasts", "in line with"."""

from __future__ import annotations

from claimtable.nlp.comparisons.alternatives import linked_owner
from claimtable.nlp.comparisons.clauses import governor, negated
from claimtable.nlp.comparisons.comparands import (
    comparand,
    is_expectation,
    is_foreseen,
    is_level,
    is_number,
    is_period,
)
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.lexicon import lexicon, word_set
from claimtable.nlp.comparisons.measures import degree_before
from claimtable.nlp.comparisons.sentence import (
    Bounds,
    Sentence,
    base_phrase,
    head_of,
    left_edge,
    nominal,
    strip,
)

_NAMES = frozenset(("ORG", "PERSON", "PRODUCT", "GPE", "NORP"))


_PUTTING = frozenset({"get", "gets", "got", "getting", "put", "puts", "putting", "leave", "left"})


def ahead_behind(s: Sentence, i: int) -> Draft | None:
    """Take apart "ahead of X", "behind X" where they rank; None where they order in time."""
    word = s.words[i]
    marker = i + 1 if word == "ahead" and s.word(i + 1) == "of" else i
    if word == "ahead" and marker == i:
        return None
    at = marker + 1
    if s.word(at) == "only":
        at += 1
    found = comparand(s, at)
    if found is None or (is_number(s, at) and not _foreseen(s, found)):
        return None
    put_away = s.tags[head_of(s, found)] == "PRP" and s.words[governor(s, i)] in _PUTTING
    if put_away or not _ranks(s, i, found) or _follows_verb(s, i):
        return None  # "get the pandemic behind us"
    sign = 1 if word == "ahead" else -1
    draft = Draft(
        cue=(i, marker + 1 if word == "ahead" else i + 1),
        anchor=i,
        kind="nonequal",
        scale=sign,
        object=found,
    )
    draft.degree = degree_before(s, i)
    draft.negated = negated(s, i)
    return draft


def _foreseen(s: Sentence, found: Bounds) -> bool:
    """Whether a figure is an expectation ("the $3bn forecast", "the 3 % analysts expected")."""
    return is_expectation(s, found) or is_foreseen(s, head_of(s, found))


def _follows_verb(s: Sentence, i: int) -> bool:
    """Whether a verb before holds the comparison already ("lags far behind")."""
    verbs = lexicon().verbs
    return any("trail" in verbs.get(word, ()) for word in s.words[max(0, i - 3) : i])


def _ranks(s: Sentence, i: int, found: Bounds) -> bool:
    """Whether "ahead" or "behind" means rank: by what follows, then by the verb before."""
    head = head_of(s, found)
    if is_foreseen(s, head) or s.words[head] in lexicon().cues["expectation"]:
        return s.words[head] not in ("deadline", "deadlines")
    if is_period(s, found) and not any(
        s.words[k] in ("last", "previous", "same", "prior") for k in range(*found)
    ):
        return False
    named = _named(s, found) or s.words[head] in word_set("positions_ranks")
    pronoun = s.tags[head] == "PRP"
    if not (named or pronoun or s.tags[head] in ("NNP", "NNPS")):
        return False
    before = s.word(i - 1)
    if s.words[i] == "behind" and s.words[found[0] - 1] == "only":
        return True
    verb = s.words[governor(s, i)]
    ranking = lexicon().cues["ranking_verb"]
    ranked = any(
        s.words[k].endswith("est") or s.words[k] in ("second", "third", "fourth", "first")
        for k in range(max(0, i - 12), i)
    )
    return (
        before in ranking
        or verb in ranking
        or ranked
        or (named and before in (",", "well", "far", "just"))
    )


def above_below(s: Sentence, i: int) -> Draft | None:
    """Take apart "above the average", "below expectations"; bounds are none."""
    word = s.words[i]
    if s.word(i + 1) == "-":
        return _hyphenated(s, i)
    found = comparand(s, i + 1)
    if found is None or (is_number(s, i + 1) and not _foreseen(s, found)):
        return None
    reference = (
        _foreseen(s, found)
        or (is_level(s, found) and s.words[found[0]] not in ("zero", "freezing", "sea", "ground"))
        or (
            is_period(s, found)
            and s.tags[found[0]] != "CD"
            and s.word(i - 1) not in ("and", "from")
        )
    )
    if not reference:
        return None
    sign = 1 if word in ("above", "beyond", "over") else -1
    draft = Draft(cue=(i, i + 1), anchor=i, kind="nonequal", scale=sign, object=found)
    draft.degree = degree_before(s, i)
    draft.negated = negated(s, i)
    return draft


def _hyphenated(s: Sentence, i: int) -> Draft | None:
    """Read "above-average growth"."""
    if s.word(i + 2) not in word_set("level"):
        return None
    sign = 1 if s.words[i] == "above" else -1
    draft = Draft(cue=(i, i + 1), anchor=i, kind="nonequal", scale=sign, object=(i + 2, i + 3))
    draft.aspect = base_phrase(s, i + 3)
    return draft


def short_of(s: Sentence, i: int) -> Draft | None:
    """Read "shy of the average pace", "short of forecasts"."""
    if s.word(i + 1) != "of":
        return None
    found = comparand(s, i + 2)
    if found is None or (is_number(s, i + 2) and not _foreseen(s, found)):
        return None
    if not (
        _foreseen(s, found) or is_expectation(s, found) or is_level(s, found) or is_period(s, found)
    ):
        return None
    draft = Draft(cue=(i, i + 1), anchor=i, kind="nonequal", scale=-1, object=found)
    draft.degree = degree_before(s, i)
    draft.negated = negated(s, i)
    return draft


_LEVEL_PHRASES = {
    ("on", "par"): ("with",),
    ("on", "a", "par"): ("with",),
    ("at", "par"): ("with",),
    ("in", "line"): ("with",),
    ("in", "-", "line"): ("with",),
    ("neck", "and", "neck"): ("with",),
    ("on", "equal", "footing"): ("with",),
    ("on", "an", "equal", "footing"): ("with",),
    ("in", "contrast"): ("to", "with"),
    ("by", "contrast"): ("to", "with"),
    ("contrary"): ("to",),
}


def level_with(s: Sentence, i: int) -> Draft | None:
    """Read "on par with X", "in line with expectations"."""
    for pattern, markers in _LEVEL_PHRASES.items():
        end = i + len(pattern)
        if tuple(s.words[i:end]) != pattern or s.word(end) not in markers:
            continue
        found = comparand(s, end + 1)
        if found is None:
            return None
        if "line" in pattern and not _comparable(s, found):
            return None
        contrast = "contrast" in pattern
        draft = Draft(
            cue=(i, end),
            anchor=governor(s, i) if contrast else i,
            kind="difference" if contrast else "equative",
            scale=None if contrast else 0,
            object=found,
            degree=degree_before(s, i),
        )
        draft.negated = negated(s, i)
        return draft
    return None


def _named(s: Sentence, found: Bounds) -> bool:
    return any(s.ents[k] in _NAMES for k in range(*found))


def _comparable(s: Sentence, found: Bounds) -> bool:
    """Read "in line with forecasts" compares, "in line with the rules" complies."""
    dated = is_period(s, found) and s.words[head_of(s, found)] in lexicon().cues["period"]
    return is_expectation(s, found) or is_level(s, found) or dated or _named(s, found)


def gap_noun(s: Sentence, i: int) -> Draft | None:
    """Read "an edge over X", "an improvement on Y", "the difference between A and B"."""
    cues = lexicon().cues
    word = s.words[i]
    better, worse = word in cues["gap_noun_better"], word in cues["gap_noun_worse"]
    if better or worse:
        return _edge(s, i, 1 if better else -1)
    different = word in cues["gap_noun_different"]
    return _between(s, i, None if different else 0)


def _edge(s: Sentence, i: int, sign: int) -> Draft | None:
    """Take apart "an edge over X", "an improvement on Y", "no match for Z"."""
    marker = _edge_marker(s, i)
    found = comparand(s, marker + 1) if marker is not None else None
    if found is None or is_number(s, found[0]):
        return None
    dated = is_period(s, found) and not is_level(s, found)
    if dated and s.words[i] not in word_set("gap_noun_moves"):
        return None
    draft = Draft(cue=(i, i + 1), anchor=i, kind="nonequal", scale=sign, value=sign, object=found)
    owner = linked_owner(s, i, found[0]) if marker is not None and marker > i + 2 else None
    if owner is None and marker is not None and nominal(s, marker - 2):
        owner = _holder(s, i, marker)
    if owner is not None:
        draft.subject, draft.settled = owner, True
    denied = s.words[i] == "match"  # "no match" is the comparison, not its denial
    if denied:
        draft.cue = (i - 1, i + 1)
    draft.negated = not denied and negated(s, i)
    return draft


def _holder(s: Sentence, i: int, marker: int) -> Bounds | None:
    """Read "the advantage that X has over Y": X is the subject."""
    if s.word(marker - 1) not in word_set("holding_verbs"):
        return None
    return strip(s, (max(left_edge(s, marker - 2), i + 1), marker - 1))


def _edge_marker(s: Sentence, i: int) -> int | None:
    """Preposition that brings the other side of a noun of advantage."""
    word = s.words[i]
    if word == "match":
        return i + 1 if s.word(i - 1) == "no" and s.word(i + 1) == "for" else None
    if word == "step" and s.word(i + 1) not in ("up", "forward", "down", "back"):
        return None
    wanted = {"over", "against"}
    if word in word_set("gap_noun_moves"):
        wanted |= {"on", "from"}
    if word in ("discount", "premium"):
        wanted |= {"to"}
    held = _held_over(s, i)
    if held is not None:
        return held
    for j in range(i + 1, min(len(s), i + 6)):
        if s.words[j] in wanted:
            return j
        if s.tags[j] not in ("JJ", "NN", "NNS", "NNP", "IN", "DT", "CD", "RP", "VBG"):
            return None
    return None


def _held_over(s: Sentence, i: int) -> int | None:
    """Index of "over" in "advantage that X has over"."""
    for j in range(i + 1, min(len(s), i + 12)):
        if s.words[j] == "over" and s.words[j - 1] in word_set("holding_verbs"):
            return j
        if s.tags[j] in (",", ".", ":"):
            return None
    return None


def _between(s: Sentence, i: int, scale: int | None) -> Draft | None:
    if s.words[i] == "gap" and s.words[s.heads[i]] in word_set("bridging_verbs"):
        return None
    for j in range(i + 1, min(len(s), i + 7)):
        if s.words[j] != "between" and not (
            s.words[j] in ("from", "with", "to") and j == i + 1 and scale is None
        ):
            continue
        found = comparand(s, j + 1)
        if found is None or is_number(s, j + 1):
            return None
        draft = Draft(
            cue=(i, i + 1),
            anchor=i,
            kind="difference" if scale is None else "equative",
            scale=scale,
            object=found,
        )
        if s.words[j] == "between":
            _split_pair(s, draft, found)
        return draft
    return _told(s, i) if scale is None else None


def _told(s: Sentence, i: int) -> Draft | None:
    """Read "the main difference is", "can tell the difference"."""
    if s.words[i] not in ("difference", "differences"):
        return None
    verb = s.words[s.heads[i]]
    subject = s.deps[i] == "nsubj" and verb in ("is", "are", "was", "were", "lies", "comes")
    object_ = s.deps[i] == "dobj" and verb in word_set("telling_verbs")
    if not (subject or object_):
        return None
    draft = Draft(cue=(i, i + 1), anchor=i, kind="difference", scale=None, settled=subject)
    draft.negated = negated(s, i)
    return draft


def _split_pair(s: Sentence, draft: Draft, found: Bounds) -> None:
    """Read "between A and B": A is the subject, B the object."""
    for k in range(found[0] + 1, found[1] - 1):
        if s.words[k] in ("and", "vs", "versus"):
            draft.subject, draft.object = strip(s, (found[0], k)), strip(s, (k + 1, found[1]))
            draft.settled = True
            return
