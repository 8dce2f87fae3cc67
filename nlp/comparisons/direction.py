"""Which way a comparison points: order on its scale, and how the subject's side looks."""

from __future__ import annotations

from claimtable.nlp.comparisons.draft import PREFERENCES, Draft
from claimtable.nlp.comparisons.lexicon import lexicon, word_set
from claimtable.nlp.comparisons.sentence import Sentence
from claimtable.nlp.types import Preference


def resolve(s: Sentence, draft: Draft) -> tuple[int | None, Preference | None]:
    """Order on the scale, negation resolved, and how the subject's side looks."""
    if draft.kind == "difference":
        return (0, "equal") if draft.negated and draft.object is not None else (None, "different")
    if draft.kind == "equative":
        return _level(s, draft)
    sign = -1 if draft.negated else 1
    scale = (draft.scale or 0) * sign
    if s.words[draft.cue[0]] in ("harder", "hardest") and _of_material(s, draft):
        draft.value = 1
    if draft.value:
        return _worse_of_bad(s, draft, scale), PREFERENCES[draft.value * sign]
    return scale, PREFERENCES[scale * polarity(s, draft)] if scale else "equal"


def _worse_of_bad(s: Sentence, draft: Draft, scale: int) -> int:
    """Read "stress got worse": more of a bad thing, though "worse" points down its own scale."""
    if (
        draft.value < 0
        and scale < 0
        and draft.kind == "nonequal"
        and s.words[draft.cue[0]] == "worse"
    ):
        return 1 if polarity(s, draft) < 0 else scale
    return scale


def _level(s: Sentence, draft: Draft) -> tuple[int | None, Preference | None]:
    if not draft.negated:
        return 0, "equal"
    if s.words[draft.cue[0]] == "as" and draft.cue[1] - draft.cue[0] > 1:
        value = draft.value or polarity(s, draft)
        return -1, PREFERENCES[-value]
    if s.words[draft.cue[0]] in ("same", "similar", "identical", "alike"):
        return None, "different"
    return -1, "worse"


def _of_material(s: Sentence, draft: Draft) -> bool:
    """Whether "harder" is said of a material, where it is a merit."""
    subject = draft.subject
    return subject is not None and not word_set("hard_materials").isdisjoint(
        s.words[subject[0] : subject[1]]
    )


def polarity(s: Sentence, draft: Draft) -> int:
    """+1 where more of what is measured is good, -1 where it is bad."""
    lex = lexicon()
    sign = 1
    bounds = draft.aspect or draft.subject
    if bounds is None:
        return 1
    words = s.words[bounds[0] : bounds[1]]
    bad = any(word in lex.bad_aspects for word in words)
    turned = sum(word in lex.reversing for word in words)
    if bad:
        sign = -1
    if turned % 2:
        sign = -sign
    return sign
