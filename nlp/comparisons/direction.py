"""Which way a comparison points: order on its scale, and how the subject's side looks."""

from __future__ import annotations

from claimtable.nlp.comparisons.clauses import governor
from claimtable.nlp.comparisons.draft import PREFERENCES, Draft
from claimtable.nlp.comparisons.lexicon import lexicon, word_set
from claimtable.nlp.comparisons.sentence import Sentence, head_of
from claimtable.nlp.types import Preference


def resolve(s: Sentence, draft: Draft) -> tuple[int | None, Preference | None]:
    """Order on the scale, negation resolved, and how the subject's side looks."""
    if draft.kind == "difference":
        return (0, "equal") if draft.negated and draft.object is not None else (None, "different")
    if draft.kind == "equative":
        return _level(s, draft)
    sign = -1 if draft.negated else 1
    scale = (draft.scale or 0) * sign
    if s.words[draft.cue[0]] in ("closer", "nearer") and s.word(draft.cue[1]) == "to":
        return scale, None  # nearness to a thing is no merit by itself
    draft.value = _merit(s, draft)
    if _stops_short(s, draft):
        return 0, "equal"
    if draft.value:
        return _worse_of_bad(s, draft, scale), PREFERENCES[draft.value * sign]
    return scale, PREFERENCES[scale * polarity(s, draft)] if scale else "equal"


def _stops_short(s: Sentence, draft: Draft) -> bool:
    """Read "no worse than", "not slower than": as good, not better."""
    if not draft.negated or draft.kind != "nonequal" or draft.value >= 0:
        return False
    return (draft.scale or 0) < 0 or s.words[draft.cue[0]] == "harder"


def _merit(s: Sentence, draft: Draft) -> int:
    """Value of a draft where the words around its cue turn it or take it away."""
    value = draft.value
    if s.words[draft.cue[0]] in ("harder", "hardest") and _of_material(s, draft):
        value = 1
    if s.words[draft.cue[0]] == "harder" and _tries(s, draft):
        value = 1
    if s.words[draft.cue[1] - 1] == "likely" and _to_harm(s, draft):
        value = -1 if value > 0 else 1
    if _opens_to_harm(s, draft):
        value = -value
    if _worsens(s, draft):
        value = 0
    if draft.scale == -1 and value > 0 and _is_thin_metric(s, draft):
        value = 0
    return -value if _hastens_bad(s, draft) else value


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


def _hastens_bad(s: Sentence, draft: Draft) -> bool:
    """Read "rusts faster", "fell more quickly": speed is no merit there."""
    if s.deps[draft.anchor] != "advmod" or s.words[draft.cue[1] - 1] not in word_set("speed_words"):
        return False
    verb = governor(s, draft.anchor)
    through = s.words[verb] in ("go", "goes", "going", "went") and s.word(verb + 1) == "through"
    return through or _loses(s.words[verb])


def _loses(verb: str) -> bool:
    return "fall" in lexicon().verbs.get(verb, ()) or verb in word_set("wasting_verbs")


def _to_harm(s: Sentence, draft: Draft) -> bool:
    """Read "more likely to fail"."""
    at = draft.cue[1]
    return s.word(at) == "to" and not word_set("harms").isdisjoint(s.words[at + 1 : at + 4])


def _opens_to_harm(s: Sentence, draft: Draft) -> bool:
    """Read "easier to hack": the ease is the intruder's."""
    at = draft.cue[1]
    eased = s.words[draft.cue[1] - 1] in (
        "easier",
        "harder",
        "easy",
        "difficult",
        "hard",
        "simpler",
    )
    return eased and s.word(at) == "to" and s.word(at + 1) in word_set("intrusions")


def _worsens(s: Sentence, draft: Draft) -> bool:
    """Read "a sharper fall", "steeper losses": a merit of nothing, what is measured decides."""
    if draft.aspect is None or s.words[draft.cue[1] - 1] not in word_set("intensity"):
        return False
    noun = s.words[head_of(s, draft.aspect)]
    return noun in lexicon().reversing or noun in lexicon().bad_aspects


def _is_thin_metric(s: Sentence, draft: Draft) -> bool:
    """Read "margins are thinner": a merit of devices, not of metrics."""
    word, bounds = s.words[draft.cue[0]], draft.aspect
    return (
        bounds is not None
        and word[:4] in ("thin", "slim", "ligh")
        and s.words[bounds[1] - 1] in lexicon().metrics
    )


def _is_used_up(s: Sentence, draft: Draft) -> bool:
    """Read "burns less fuel", "costs more", "took longer": more of it is a burden."""
    word = s.words[draft.cue[0]]
    much = s.words[draft.cue[1] - 1] in ("much", "many", "little", "few")
    graded = s.tags[draft.cue[0]] in ("JJR", "RBR") or much
    if draft.kind != "nonequal" or not graded:
        return False
    verb = governor(s, draft.anchor)
    if word == "longer":
        return s.words[verb] in word_set("take_verbs")
    quantity = much or word in ("more", "less", "fewer", "longer", "lower", "higher", "greater")
    return quantity and verb < draft.cue[0] and s.words[verb] in word_set("resource_verbs")


def _of_material(s: Sentence, draft: Draft) -> bool:
    """Whether "harder" is said of a material, where it is a merit."""
    subject = draft.subject
    if s.word(draft.cue[1]) == "to":
        return False  # "harder to work with"
    return subject is not None and not word_set("hard_materials").isdisjoint(
        s.words[subject[0] : subject[1]]
    )


def _tries(s: Sentence, draft: Draft) -> bool:
    """Read "works harder", "tries harder": effort, no difficulty."""
    verb = governor(s, draft.anchor)
    return s.deps[draft.anchor] == "advmod" and s.words[verb] in word_set("effort_verbs")


_ADVERBIAL = ("advmod", "acomp", "dobj", "npadvmod")


def polarity(s: Sentence, draft: Draft) -> int:
    """+1 where more of what is measured is good, -1 where it is bad."""
    lex = lexicon()
    if _past_limit(s, draft) or _more_harm(s, draft):
        return -1
    if s.word(draft.cue[1] - 2) == "-" and s.words[draft.cue[1] - 1] in lex.bad_aspects:
        return -1  # "lower-cost"
    if draft.aspect is None and draft.subject is None:
        return -1 if _is_used_up(s, draft) else 1
    words = _measured_words(s, draft)
    bad = any(word in lex.bad_aspects for word in words)
    if _is_used_up(s, draft) and not bad:
        return -1
    turned = sum(word in lex.reversing for word in words) % 2 == 1
    return 1 if bad == turned else -1


def _past_limit(s: Sentence, draft: Draft) -> bool:
    """Read "six times the legal limit"."""
    if draft.basis != "other" or draft.object is None or draft.kind != "nonequal":
        return False
    return s.words[head_of(s, draft.object)] in word_set("limits")


def _more_harm(s: Sentence, draft: Draft) -> bool:
    """Read "weakened more than", "suffers less than": how much of a bad thing."""
    if s.deps[draft.anchor] not in _ADVERBIAL or draft.aspect or draft.kind != "nonequal":
        return False
    verb = s.words[governor(s, draft.anchor)]
    graded = s.words[draft.cue[0]] in ("more", "less", "further")
    return graded and (_loses(verb) or verb in word_set("harms"))


def _goes_on(s: Sentence, end: int) -> bool:
    """Whether an aspect says of what it is behind it: "the largest decline in unemployment"."""
    if s.word(end) not in ("in", "of") or s.words[end - 1] not in lexicon().reversing:
        return False
    return s.word(end + 1) in lexicon().bad_aspects


def _measured_words(s: Sentence, draft: Draft) -> list[str]:
    """Words that name what is measured: the aspect's, else those of a subject that is a metric."""
    if draft.aspect is not None:
        end = draft.aspect[1] + (2 if _goes_on(s, draft.aspect[1]) else 0)
        words = s.words[draft.aspect[0] : end]
        if draft.subject and words[-1] in word_set("generic_measures"):
            words = words + s.words[slice(*draft.subject)]
        return words
    if draft.subject is None or (draft.settled and draft.kind != "superlative"):
        return []
    metric = s.words[head_of(s, draft.subject)] in lexicon().metrics
    return s.words[slice(*draft.subject)] if metric else []
