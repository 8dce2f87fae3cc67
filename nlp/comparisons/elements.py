"""Finish a draft: find the subject, split owner from metric, read the aspect, decide direction."""

from __future__ import annotations

from claimtable.nlp.comparisons.clauses import governor, subject_of
from claimtable.nlp.comparisons.comparands import basis_of
from claimtable.nlp.comparisons.draft import PREFERENCES, Draft
from claimtable.nlp.comparisons.lexicon import lexicon, word_set
from claimtable.nlp.comparisons.sentence import (
    Bounds,
    Sentence,
    base_phrase,
    head_of,
    nominal,
    phrase,
    strip,
)
from claimtable.nlp.types import Preference


def complete(s: Sentence, draft: Draft) -> None:
    """Fill in what the family left open."""
    if not draft.settled and draft.subject is None:
        _find_subject(s, draft)
    if draft.aspect is None:
        _aspect_after(s, draft)
    if draft.subject is not None and draft.owner_split:
        _split_owner(s, draft)
    if draft.subject is None or draft.aspect is None:
        _metric_object(s, draft)
    _tidy(s, draft)
    if draft.basis is None:
        draft.basis = basis_of(s, draft.object) or "peer"


def _find_subject(s: Sentence, draft: Draft) -> None:
    head = subject_of(s, draft.anchor)
    if head is None or draft.cue[0] <= head < draft.cue[1]:
        head = _nearest_before(s, draft.cue[0])
    if head is None:
        return
    if s.words[head] in word_set("elements_generic"):
        other = _liked(s, draft)
        head = other if other is not None else head
    draft.subject = phrase(s, head, reduced=False) if nominal(s, head) else None


def _nearest_before(s: Sentence, start: int) -> int | None:
    """Without a usable parse: the nearest noun before the cue, a few tokens back."""
    for j in range(start - 1, max(-1, start - 7), -1):
        if nominal(s, j) and s.tags[j] != "CD":
            return j
    return None


def _liked(s: Sentence, draft: Draft) -> int | None:
    """Read "I like X better": the thing liked is compared, not the speaker."""
    verb = governor(s, draft.anchor)
    if s.words[verb] not in word_set("elements_liking"):
        return None
    thing = s.kid(verb, "dobj")
    return thing if thing is not None and not draft.cue[0] <= thing < draft.cue[1] else None


def _split_owner(s: Sentence, draft: Draft) -> None:
    """Read "Acme's revenue": subject Acme, aspect revenue; a bare metric has no subject."""
    subject = draft.subject
    if subject is None:
        return
    lex = lexicon()
    head = _measured_head(s, subject)
    metric = s.words[head] in lex.metrics
    owner = _owner(s, head, subject)
    if not metric and not (owner is not None and s.words[head] in lex.parts):
        return
    if draft.aspect is not None:
        return
    if owner is None:
        draft.aspect, draft.subject = subject, None
        return
    draft.subject = owner
    draft.aspect = (
        strip(s, (owner[1] + (s.word(owner[1]) in ("'s", "’s", "'", "’")), subject[1]))
        if owner[0] < head
        else strip(s, (subject[0], max(owner[0] - 1, subject[0] + 1)))
    )
    if owner[0] > head:
        draft.aspect = _before_preposition(s, subject, owner)


def _before_preposition(s: Sentence, subject: Bounds, owner: Bounds) -> Bounds:
    end = owner[0]
    while end > subject[0] + 1 and (s.tags[end - 1] in ("IN", "DT", "PRP$", "TO")):
        end -= 1
    return strip(s, (subject[0], end))


def _measured_head(s: Sentence, subject: Bounds) -> int:
    return head_of(s, subject)


def _owner(s: Sentence, head: int, subject: Bounds) -> Bounds | None:
    """Possessor or of-phrase of a metric."""
    for kid in s.kids[head]:
        if s.deps[kid] == "poss" and s.tags[kid] not in ("PRP$", "WP$"):
            lo = max(s.left[kid], subject[0])
            return strip(s, (lo, kid + 1))
    for kid in s.kids[head]:
        if (
            s.deps[kid] == "prep"
            and s.words[kid] in ("of", "at", "for", "on")
            and head < kid < subject[1]
        ):
            obj = s.kid(kid, "pobj")
            if obj is not None and _owns(s, obj):
                lo, hi = phrase(s, obj, reduced=False)
                return (lo, max(min(hi, subject[1]), lo + 1))
    return None


def _owns(s: Sentence, i: int) -> bool:
    """Whether the object of "of" is the owner of the metric rather than its content."""
    return (
        s.ents[i] in ("ORG", "PRODUCT", "PERSON", "GPE", "NORP", "FAC")
        or s.tags[i].startswith("NNP")
        or s.kid(i, "det") is not None
    )


def _aspect_after(s: Sentence, draft: Draft) -> None:
    """Read "in terms of profitability", "for sales", "when it comes to speed"."""
    start = max(draft.cue[1], draft.object[1] if draft.object else 0)
    metrics = lexicon().metrics | lexicon().parts
    for j in range(start, min(len(s), start + 10)):
        words = tuple(s.words[j : j + 3])
        if words == ("in", "terms", "of"):
            draft.aspect = _phrase_at(s, j + 3)
            return
        if tuple(s.words[j : j + 4]) == ("when", "it", "comes", "to"):
            draft.aspect = _phrase_at(s, j + 4)
            return
        if s.words[j] in ("in", "for", "on", "by") and j <= start + 1:
            found = _phrase_at(s, j + 1)
            if found is not None and s.words[head_of(s, found)] in metrics:
                draft.aspect = found
                return
        if s.tags[j] in (".", ":"):
            return


def _phrase_at(s: Sentence, i: int) -> Bounds | None:
    base = base_phrase(s, i)
    if base is None:
        return None
    head = base[1] - 1
    end = phrase(s, head)[1]
    return strip(s, (base[0], max(base[1], end)))


def _metric_object(s: Sentence, draft: Draft) -> None:
    """Read "posted revenue of $5bn, up 3 % from": the metric is the clause's object."""
    if draft.aspect is not None or (
        draft.basis not in ("past", "expectation")
        and s.words[draft.cue[0]] not in ("compared", "versus", "against")
    ):
        return
    verb = governor(s, draft.anchor)
    if draft.cue[0] <= verb < draft.cue[1] and not s.kid(verb, "dobj"):
        return
    thing = s.kid(verb, "dobj", "attr")
    if thing is not None and thing < draft.cue[0] and s.words[thing] in lexicon().metrics:
        lo, hi = phrase(s, thing, reduced=False)
        draft.aspect = (lo, min(thing + 1, hi))


def _tidy(s: Sentence, draft: Draft) -> None:
    """Keep the parts apart: none may swallow the cue."""
    for name in ("subject", "object", "aspect"):
        bounds: Bounds | None = getattr(draft, name)
        if bounds is None:
            continue
        lo, hi = bounds
        if lo < draft.cue[1] and draft.cue[0] < hi:
            bounds = _around(s, bounds, draft.cue)
            setattr(draft, name, bounds)
        if (
            bounds is not None
            and draft.object is not None
            and name == "subject"
            and bounds[0] < draft.object[1]
            and draft.object[0] < bounds[1]
        ):
            bounds = (bounds[0], draft.object[0]) if bounds[0] < draft.object[0] else None
            draft.subject = strip(s, bounds) if bounds else None


def _around(s: Sentence, bounds: Bounds, cue: Bounds) -> Bounds | None:
    """What is left of a part beside the cue: the side after it, else the side before."""
    if cue[1] < bounds[1]:
        return strip(s, (cue[1], bounds[1]))
    if bounds[0] < cue[0]:
        return strip(s, (bounds[0], cue[0]))
    return None


def resolve(s: Sentence, draft: Draft) -> tuple[int | None, Preference | None]:
    """Order on the scale, negation resolved, and how the subject's side looks."""
    if draft.kind == "difference":
        return (0, "equal") if draft.negated and draft.object is not None else (None, "different")
    if draft.kind == "equative":
        return _level(s, draft)
    sign = -1 if draft.negated else 1
    scale = (draft.scale or 0) * sign
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
