"""Against the past: "up from 4 %", "rose ... compared with a year earlier", "versus"."""

from __future__ import annotations

from claimtable.nlp.comparisons.amounts import is_year, numeric_way, went
from claimtable.nlp.comparisons.clauses import is_verb, negated
from claimtable.nlp.comparisons.comparands import (
    comparand,
    is_expectation,
    is_number,
    is_period,
)
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.lexicon import lexicon, word_set
from claimtable.nlp.comparisons.measures import degree_after
from claimtable.nlp.comparisons.sentence import Bounds, Sentence

_REACH = 28
"""How far after a change its prior value may stand, in tokens."""
_ON_YEAR = (
    ("year", "-", "on", "-", "year"),
    ("year", "-", "over", "-", "year"),
    ("quarter", "-", "on", "-", "quarter"),
    ("quarter", "-", "over", "-", "quarter"),
    ("month", "-", "on", "-", "month"),
    ("month", "-", "over", "-", "month"),
    ("year", "on", "year"),
    ("year", "over", "year"),
    ("quarter", "on", "quarter"),
    ("quarter", "over", "quarter"),
    ("month", "on", "month"),
    ("month", "over", "month"),
    ("week", "over", "week"),
    ("on", "year"),
    ("on", "-", "year"),
    ("on", "the", "year"),
    ("on", "the", "month"),
    ("on", "the", "quarter"),
)


def year_on_year(s: Sentence, i: int) -> Bounds | None:
    """Bounds of "year-on-year" and the like where it begins at ``i``."""
    if s.words[i] in word_set("changes_single"):
        return (i, i + 1)
    for pattern in _ON_YEAR:
        if tuple(s.words[i : i + len(pattern)]) == pattern:
            if pattern[0] == "on" and (
                s.word(i + len(pattern)) in ("in", "of") or not _figure_before(s, i)
            ):
                return None
            return (i, i + len(pattern))
    return None


def _figure_before(s: Sentence, i: int) -> bool:
    return s.word(i - 1) in (
        "%",
        "percent",
        "cent",
        "points",
        "pct",
        "higher",
        "lower",
        "up",
        "down",
    ) or s.word(i - 2) in ("year",)


_GOING = frozenset({"went", "gone", "goes", "going"})


def direction(s: Sentence, i: int) -> int | None:
    """+1 up, -1 down, 0 unknown for a word of change; None for any other word."""
    word = s.words[i]
    if word in ("up", "down") and s.word(i + 1) == "to":
        return None
    if word in ("up", "down"):
        if s.deps[i] in ("prt",) and not is_change_verb(s, s.heads[i]):
            return None if s.word(i + 1) != "from" else (1 if word == "up" else -1)
        return 1 if word == "up" else -1
    if word in _GOING and s.word(i + 1) == "from" and is_number(s, i + 2):
        return 0
    classes = lexicon().verbs.get(word, frozenset())
    if is_verb(s, i) or not s.tags[i]:
        if s.deps[i] in ("amod", "compound", "aux"):
            return None
        return (
            1
            if "rise" in classes
            else -1
            if "fall" in classes
            else 0
            if "steady" in classes
            else None
        )
    if s.deps[i].startswith("nsubj") and is_change_verb(s, s.heads[i]):
        return None  # "growth slowed": what growth did counts
    if word in word_set("changes_noun_up"):
        return 1
    if word in word_set("changes_noun_down"):
        return -1
    return None


def is_change_verb(s: Sentence, i: int) -> bool:
    """Whether a token is a form of a verb of change."""
    return bool(lexicon().verbs.get(s.words[i], frozenset()) & {"rise", "fall", "steady"})


def change(s: Sentence, i: int) -> Draft | None:
    """Take apart a change whose word stands at ``i`` and whose prior value follows."""
    way = direction(s, i)
    found = _prior(s, i) if way is not None else None
    if way is None or found is None:
        return None
    reference, marker = found
    if way == 0:
        order = _particle_way(s, i) or numeric_way(s, reference, marker)
        if s.words[i] in _GOING:
            order = None if reference is None else went(s, reference)
        if order is None:
            return None
        way = order
    at = i + 1 if is_verb(s, i) and s.word(i + 1) in _PARTICLES and _is_steady(s, i) else i
    draft = Draft(cue=(at, at + 1), anchor=i, kind="nonequal", scale=way, object=reference)
    expected = reference is not None and is_expectation(s, reference)
    draft.basis = "expectation" if expected else "past"
    if reference is not None and _beside_peer(s, reference, marker):
        draft.basis = "peer"
    draft.degree = degree_after(s, at + 1, marker if marker > i else len(s))
    if draft.degree is None and is_verb(s, i):
        draft.degree = _by(s, i, marker)
    if draft.degree is None and s.tags[i].startswith("NN"):
        draft.degree = _degree_of_noun(s, i)
    draft.negated = is_verb(s, i) and negated(s, i)
    return draft


def _beside_peer(s: Sentence, reference: Bounds, marker: int) -> bool:
    """Read "cut the risk compared with a placebo": what follows is no time and no figure."""
    if s.words[marker] not in ("compared", "comparison", "relative", "versus", "vs", "vs."):
        return False
    past = lexicon().cues["past_noun"] | lexicon().cues["past_marker"] | lexicon().cues["level"]
    dated = is_period(s, reference) or not past.isdisjoint(s.words[slice(*reference)])
    figure = any(s.tags[k] == "CD" for k in range(*reference))
    return not dated and not figure


def _by(s: Sentence, i: int, marker: int) -> Bounds | None:
    """Read "cut its debt by a fifth compared with": the degree after the object."""
    for j in range(i + 2, min(marker, i + 10)):
        if s.words[j] == "by":
            return degree_after(s, j, marker)
    return None


_PARTICLES = frozenset(("up", "down", "higher", "lower"))


def _is_steady(s: Sentence, i: int) -> bool:
    return "steady" in lexicon().verbs.get(s.words[i], frozenset())


def _particle_way(s: Sentence, i: int) -> int | None:
    """Read "edged lower", "moved up"."""
    for word in s.words[i + 1 : i + 3]:
        if word in ("up", "higher", "upward", "upwards"):
            return 1
        if word in ("down", "lower", "downward", "downwards"):
            return -1
    return None


def _degree_of_noun(s: Sentence, i: int) -> Bounds | None:
    """Read "a 5.5 % rise", "an increase of 0.3 percent"."""
    if s.word(i + 1) == "of":
        return degree_after(s, i + 2, i + 9)
    lo = i
    while lo > 0 and (
        s.tags[lo - 1] in ("CD", "$")
        or s.words[lo - 1] in ("%", "percent", "per", "cent", "-", "point")
    ):
        lo -= 1
    return (lo, i) if lo < i and any(s.tags[k] == "CD" for k in range(lo, i)) else None


def _prior(s: Sentence, i: int) -> tuple[Bounds | None, int] | None:
    """Find the prior value or period after a change: its bounds and its marker's index.

    Where a value ("from 5 m") and a period ("compared with 2019") both follow, the period wins.
    """
    first: tuple[Bounds | None, int] | None = None
    measured = s.tags[i].startswith("NN") and _degree_of_noun(s, i) is not None
    for j in range(i + 1, min(len(s), i + _REACH)):
        if _ends_clause(s, i, j):
            break
        measured = measured or s.tags[j] == "CD" or s.words[j][:1].isdigit()
        found = _reference_at(s, i, j, measured) if first is None else _marked(s, j)
        if found is None:
            continue
        if first is not None:
            return found if found[0] is not None and is_period(s, found[0]) else first
        if s.words[j] != "from":
            return found
        first = found
    return first


def _ends_clause(s: Sentence, i: int, j: int) -> bool:
    """Whether the reach of a change ends: another clause or another change begins."""
    word = s.words[j]
    if word in (";", "while", "whereas", "but", "although"):
        return True
    if j == i + 1:
        return False
    finite = s.tags[j] in ("VBD", "VBZ", "VBP", "MD") and word not in ("was", "is", "'s")
    if finite and s.deps[j] in ("conj", "ROOT", "advcl"):
        return True
    changes = direction(s, j) in (1, -1) and word != "reported"
    return changes and (is_verb(s, j) or word in ("up", "down"))


def _reference_at(s: Sentence, i: int, j: int, measured: bool) -> tuple[Bounds | None, int] | None:
    word = s.words[j]
    if year_on_year(s, j) is not None:
        return (None, j)
    if word == "from":
        return _from(s, i, j, measured)
    beside = s.words[i] in ("up", "down") and j == i + 1
    if word in ("over", "on", "against") and (measured or beside):
        found = comparand(s, j + 1)
        compared = found is not None and _named_past(s, found) and not _duration(s, found)
        if word == "over" and s.word(j + 1) == "the" and s.word(j + 2) == "period":
            return None
        return (found, j) if compared else None
    if word == "since" and measured and direction(s, i) in (1, -1):
        found = comparand(s, j + 1)
        dated = found is not None and is_period(s, found) and not _counts_periods(s, found)
        return (found, j) if dated else None
    return _marked(s, j)


def _marked(s: Sentence, j: int) -> tuple[Bounds | None, int] | None:
    """Reference after "compared with" and the like at ``j``."""
    after = marker_end(s, j)
    found = comparand(s, after) if after is not None else None
    return (found, j) if found is not None else None


def _duration(s: Sentence, found: Bounds) -> bool:
    """Read "over the last three years" measures time; "over last year" compares."""
    words = s.words[found[0] : found[1]]
    return (
        any(
            word
            in (
                "years",
                "months",
                "weeks",
                "decades",
                "days",
                "quarters",
                "decade",
                "hours",
                "century",
            )
            for word in words
        )
        and "earlier" not in words
    )


def _counts_periods(s: Sentence, found: Bounds) -> bool:
    """Whether a phrase counts periods ("three years")."""
    return (
        any(s.words[k] in ("years", "months") for k in range(*found)) and s.tags[found[0]] == "CD"
    )


def _from(s: Sentence, i: int, j: int, measured: bool) -> tuple[Bounds | None, int] | None:
    found = comparand(s, j + 1)
    if found is None or s.ents[found[0]] == "TIME":
        return None  # "will be held from 10 a.m."
    if is_number(s, j + 1):
        return (_value(s, found, j), j)
    if s.tags[j + 1] == "CD" and s.word(found[1]) == "to" and s.tag(found[1] + 1) == "CD":
        return None  # "from 2024 to 2030" is a stretch of time
    if s.words[j + 1] == "between" and is_number(s, j + 2):
        return (found, j)
    words = s.words[found[0] : found[1]]
    past_noun = lexicon().cues["past_noun"] | {"average", "rate", "pace", "estimate"}
    if _past_period(s, found) or (
        any(word in past_noun for word in words) and (j == i + 1 or measured)
    ):
        return (found, j)
    return None


def _value(s: Sentence, found: Bounds, j: int) -> Bounds:
    """Cut a prior value before "to" of "from X to Y"."""
    for k in range(found[0] + 1, found[1]):
        if s.words[k] == "to":
            return (found[0], k)
    return found


def _past_period(s: Sentence, found: Bounds) -> bool:
    """Whether a phrase names a past period to compare with."""
    if not is_period(s, found):
        return False
    cues = lexicon().cues
    words = s.words[found[0] : found[1] + 2]
    return any(
        word in cues["past_marker"] or word[:1].isdigit() or word in ("year-earlier",)
        for word in words
    ) or s.tags[found[1] - 1].startswith("NNP")


def _named_past(s: Sentence, found: Bounds) -> bool:
    """Whether a phrase says that its period lies before ("the previous year")."""
    past = word_set("past_marker")
    if is_year(s.words[found[1] - 1]):
        return True
    return is_period(s, found) and not past.isdisjoint(s.words[found[0] : found[1] + 2])


def marker_end(s: Sentence, j: int) -> int | None:
    """One past a marker "compared with", "versus", "relative to" that begins at ``j``."""
    cues = lexicon().cues
    word, after = s.words[j], s.word(j + 1)
    if word in ("compared", "compares", "compare", "comparing") and after in (
        "with",
        "to",
        "against",
    ):
        return j + 2
    if word in cues["versus"] and not (word == "v." and s.tags[j] == "NNP"):
        return j + 1
    if word == "relative" and after == "to":
        return j + 2
    if word == "against" and is_number(s, j + 1):
        return j + 1
    if word in ("compared", "comparison") and after in ("with", "to"):
        return j + 2
    return None
