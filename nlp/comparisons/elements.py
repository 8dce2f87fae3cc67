"""Finish a draft: find the subject, split owner from metric, read the aspect."""

from __future__ import annotations

from claimtable.nlp.comparisons.clauses import governor, subject_of
from claimtable.nlp.comparisons.comparands import basis_of, is_number
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.lexicon import lexicon, word_set
from claimtable.nlp.comparisons.owners import split_owner
from claimtable.nlp.comparisons.sentence import (
    Bounds,
    Sentence,
    base_phrase,
    head_of,
    nominal,
    of_only,
    phrase,
    strip,
)
from claimtable.nlp.comparisons.situations import situated

_REACH = 10
"""How far after a comparison "in terms of" is looked for, in tokens."""


def complete(s: Sentence, draft: Draft) -> None:
    """Fill in what the family left open."""
    if draft.basis is None:
        draft.basis = basis_of(s, draft.object) or "peer"
    if not draft.settled and draft.subject is None:
        _find_subject(s, draft)
    if draft.aspect is None:
        _aspect_inside(s, draft)
    if draft.aspect is None:
        _aspect_after(s, draft)
    if draft.subject is not None:
        split_owner(s, draft)
    if draft.aspect is None:
        _metric_object(s, draft)
    if draft.aspect is None:
        _priced(s, draft)
    _tidy(s, draft)


def _find_subject(s: Sentence, draft: Draft) -> None:
    head = _predicated(s, draft)
    if head is None:
        head = subject_of(s, draft.anchor)
    if head is not None and (situated(s, draft, head) or _loosely(s, draft, head)):
        return
    taken = (draft.cue, draft.object or draft.cue, draft.degree or draft.cue)
    if head is None or any(lo <= head < hi for lo, hi in taken):
        head = _nearest_before(s, min(draft.cue[0], (draft.degree or draft.cue)[0]))
    if head is None:
        return
    if s.words[head] in word_set("elements_generic"):
        other = _liked(s, draft)
        if other is None and s.words[head] in ("i", "you") and not _said_of(s, draft, head):
            draft.subject = _instrument(s, draft)
            return
        head = other if other is not None else head
    draft.subject = phrase(s, head, reduced=False) if nominal(s, head) else None


def _predicated(s: Sentence, draft: Draft) -> int | None:
    """Read "called the plan bolder": predicated of the object."""
    if s.deps[draft.anchor] not in ("oprd", "acomp") or draft.kind == "superlative":
        return None
    thing = s.kid(s.heads[draft.anchor], "dobj")
    return thing if thing is not None and thing < draft.cue[0] else None


def _loosely(s: Sentence, draft: Draft, head: int) -> bool:
    """Read "..., offering better value": who does so is anybody's guess."""
    if draft.object is not None or draft.kind != "nonequal" or s.deps[draft.anchor] != "amod":
        return False
    verb = governor(s, draft.anchor)
    return s.heads[head] != verb and (s.tags[verb] == "VBG" or s.deps[verb] == "ROOT")


def _said_of(s: Sentence, draft: Draft, head: int) -> bool:
    """Read "I am happier": the speaker is what is compared."""
    verb = s.heads[head]
    return s.deps[draft.anchor] == "acomp" and s.heads[draft.anchor] == verb


def _instrument(s: Sentence, draft: Draft) -> Bounds | None:
    """Read "you get more detail with the X": the thing used is compared, not the user."""
    stop = draft.object[0] if draft.object else min(len(s), draft.cue[1] + _REACH)
    for j in range(draft.cue[1], stop):
        if s.words[j] in ("with", "on", "from") and s.tags[j] == "IN":
            base = base_phrase(s, j + 1, stop)
            if base is not None and s.tags[base[1] - 1].startswith("NNP"):
                return strip(s, base)
    return None


def _nearest_before(s: Sentence, start: int) -> int | None:
    """Without a usable parse: the noun before the cue, with nothing but its verb between.

    A comma may part them where the cue is "up" or "down" ("shares, down 3 %").
    """
    start -= s.word(start - 1) == "," and s.word(start) in ("up", "down")
    for j in range(start - 1, max(-1, start - 7), -1):
        if nominal(s, j) and s.tags[j] not in ("CD", "EX", "WP"):
            return j
        if s.tags[j] in (",", "CC", ":", "IN", "-RRB-"):
            return None
    return None


def _liked(s: Sentence, draft: Draft) -> int | None:
    """Read "I like X better": the thing liked is compared, not the speaker."""
    verb = governor(s, draft.anchor)
    if s.words[verb] not in word_set("elements_liking"):
        return None
    thing = s.kid(verb, "dobj")
    return thing if thing is not None and not draft.cue[0] <= thing < draft.cue[1] else None


def _aspect_after(s: Sentence, draft: Draft) -> None:
    """Read "in terms of profitability", "for sales", "when it comes to speed"."""
    start = max(draft.cue[1], draft.object[1] if draft.object else 0)
    for j in range(start, min(len(s), start + _REACH)):
        if s.tags[j] in (".", ":"):
            return
        begins = _respect(s, j)
        if begins is not None:
            draft.aspect = _phrase_at(s, begins)
            return
        if j == start and s.words[j] in ("in", "for", "on", "by"):
            found = _phrase_at(s, j + 1)
            if found is not None and _measured(s, found, draft):
                draft.aspect = found
                return


def _aspect_inside(s: Sentence, draft: Draft) -> None:
    """Read "overtook Y in sales": the metric that the parse gave to the comparand."""
    bounds = draft.object
    if bounds is None or draft.kind == "superlative" or draft.basis in ("past", "expectation"):
        return
    if is_number(s, bounds[0]):
        return
    for j in range(bounds[0] + 1, bounds[1] - 1):
        if s.words[j] in ("in", "on", "for") and s.tags[j] == "IN":
            found = _phrase_at(s, j + 1)
            if found is not None and s.words[head_of(s, found)] in lexicon().metrics:
                draft.aspect, draft.object = found, (bounds[0], j)
            return


def _respect(s: Sentence, j: int) -> int | None:
    """One past "in terms of", "when it comes to", "with respect to" at ``j``."""
    for pattern in (
        ("in", "terms", "of"),
        ("when", "it", "comes", "to"),
        ("with", "respect", "to"),
        ("with", "regard", "to"),
        ("in", "respect", "of"),
    ):
        if tuple(s.words[j : j + len(pattern)]) == pattern:
            return j + len(pattern)
    return None


def _measured(s: Sentence, found: Bounds, draft: Draft) -> bool:
    lex = lexicon()
    head = s.words[head_of(s, found)]
    behind = draft.object is not None and s.words[draft.object[0]] == "schedule"
    return head in lex.metrics or head in lex.parts or behind


def _phrase_at(s: Sentence, i: int) -> Bounds | None:
    base = base_phrase(s, i)
    if base is None:
        return None
    end = phrase(s, base[1] - 1)[1]
    return strip(s, (base[0], max(base[1], end)))


def _metric_object(s: Sentence, draft: Draft) -> None:
    """Read "posted revenue of $5bn, up 3 % from": the metric is the clause's object."""
    marker = s.words[draft.cue[0]] in word_set("finder_markers")
    changed = "fall" in _classes(s, draft) or "rise" in _classes(s, draft)
    if draft.basis not in ("past", "expectation") and not (marker or changed):
        return
    verb = governor(s, draft.anchor)
    thing = s.kid(verb, "dobj", "attr")
    if thing is None or draft.cue[0] <= thing < draft.cue[1] or draft.kind == "superlative":
        return
    if draft.object and draft.object[0] <= thing < draft.object[1]:
        return
    own = draft.anchor == verb
    change = marker or s.words[draft.cue[0]] in ("up", "down")
    counted = change and s.kid(thing, "nummod") is not None and s.tags[thing] == "NNS"
    if counted and s.words[thing] not in word_set("measures_units"):
        draft.aspect = (thing, thing + 1)
        return
    if s.words[thing] in lexicon().metrics and (own or thing < draft.cue[0]):
        lo, hi = phrase(s, thing, reduced=False)
        draft.aspect = (lo, of_only(s, thing, hi))
        if own and draft.subject is not None and s.words[draft.subject[0]] == "it":
            draft.subject = None


def _classes(s: Sentence, draft: Draft) -> frozenset[str]:
    """Verb classes of a cue."""
    return lexicon().verbs.get(s.words[draft.cue[0]], frozenset())


def _priced(s: Sentence, draft: Draft) -> None:
    """Read "costs twice as much": the verb names what is measured."""
    verb = governor(s, draft.anchor)
    if s.words[verb] in ("cost", "costs", "costing") and verb < draft.cue[0]:
        draft.aspect = (verb, verb + 1)


def _tidy(s: Sentence, draft: Draft) -> None:
    """Keep the parts apart: none may swallow the cue, the subject not the object."""
    for name in ("subject", "object", "aspect"):
        bounds: Bounds | None = getattr(draft, name)
        if bounds is not None and bounds[0] < draft.cue[1] and draft.cue[0] < bounds[1]:
            setattr(draft, name, _around(s, bounds, draft.cue))
    subject, other = draft.subject, draft.object
    if subject and other and subject[0] < other[1] and other[0] < subject[1]:
        left = (subject[0], other[0])
        draft.subject = strip(s, left) if left[0] < left[1] else None


def _around(s: Sentence, bounds: Bounds, cue: Bounds) -> Bounds | None:
    """What is left of a part beside the cue: the side after it, else the side before."""
    if cue[1] < bounds[1]:
        return strip(s, (cue[1], bounds[1]))
    if bounds[0] < cue[0]:
        return strip(s, (bounds[0], cue[0]))
    return None
