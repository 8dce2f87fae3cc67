"""Situations as subjects: "it is easier to hire staff", "makes it harder to raise capital".

A comparative said of an empty "it" may rank what the infinitive names; one said of a pronoun beside
"in X" or "with X" ranks X. Where something makes a thing easier there is no second thing, only
the world without it, so the basis is ``other``.
"""

from __future__ import annotations

from claimtable.nlp.comparisons.clauses import governor, is_verb, subject_of
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.lexicon import word_set
from claimtable.nlp.comparisons.sentence import (
    Bounds,
    Sentence,
    base_phrase,
    nominal,
    phrase,
    strip,
)

_REACH = 14
"""How far after a cue its infinitive may begin, in tokens."""
_LONGEST = 14
"""Longest situation, in tokens."""
_WITHIN = frozenset(("dobj", "prep", "prt", "advmod", "acomp", "attr", "oprd", "dative", "xcomp"))


def situated(s: Sentence, draft: Draft, head: int) -> bool:
    """Set what an empty or generic subject stands for; False where the subject means itself.

    Args:
        s: The sentence.
        draft: The comparison; its basis becomes ``other`` where something causes it.
        head: The grammatical subject.
    """
    if is_verb(s, draft.cue[0]):
        return False
    made = _made(s, head)
    if draft.kind == "superlative":
        draft.subject = _maker(s, head) if made and s.words[head] == "it" else None
        return draft.subject is not None
    if made and draft.object is None:
        draft.basis = "other"
    if made and not (draft.object and is_verb(s, draft.object[0])) and _made_so(s, draft, head):
        return True
    if s.words[head] == "it":
        found = _infinitive(s, draft)
        if found is not None:
            draft.subject = found if made or _weighed(s, draft, found) else None
            return True
        draft.subject = _maker(s, head) if made else None
    elif s.tags[head] == "VBG" and head < draft.cue[0]:
        draft.subject = _verb_phrase(s, head, draft.cue[0])
    if draft.subject is None:
        draft.subject = _beside(s, draft, head)
    return draft.subject is not None


def _made_so(s: Sentence, draft: Draft, head: int) -> bool:
    """Read "X makes it easier to sell", "X makes selling easier": X, by what it eases.

    A thing made better or easier ("makes the menu faster") has no other side than itself as it
    was, so it is the aspect. False where the subject is as the grammar has it.
    """
    alone = draft.object is None
    if s.words[head] == "it":
        draft.aspect = _infinitive(s, draft)
    elif s.words[head].endswith("ing"):
        draft.aspect = _verb_phrase(s, head, draft.cue[0])
    elif s.words[head] not in word_set("empty_things"):
        eased = alone and not word_set("ease_words").isdisjoint(s.words[slice(*draft.cue)])
        if eased and s.tags[head] != "PRP":
            draft.aspect = phrase(s, head)
        return eased
    verb = s.heads[s.heads[head]]
    maker = subject_of(s, verb) if s.word(verb - 1) != "to" else None
    if maker is None or not nominal(s, maker) or s.words[maker] in _SITUATIONS or maker > verb:
        return alone
    draft.subject = phrase(s, maker)
    return alone or draft.aspect is not None


_SITUATIONS = ("that", "this", "what")
"""Makers that are no thing: "that would make it harder to sell"."""


def _weighed(s: Sentence, draft: Draft, found: Bounds) -> bool:
    """Whether an infinitive is set against another, or names a thing used."""
    if draft.object is not None:
        return is_verb(s, draft.object[0])
    return s.words[found[0]] in word_set("using_verbs")


def _maker(s: Sentence, it: int) -> Bounds | None:
    """Read "X makes it faster": what makes it so."""
    maker = subject_of(s, s.heads[s.heads[it]])
    named = maker is not None and nominal(s, maker) and s.words[maker] not in _RELATIVE
    return phrase(s, maker) if maker is not None and named else None


_RELATIVE = ("that", "which", "who")


def _made(s: Sentence, head: int) -> bool:
    """Whether a subject is what something makes so: "makes [life] easier"."""
    verb = s.heads[s.heads[head]]
    return verb < head and s.words[verb] in word_set("making_verbs") and verb != s.heads[head]


def _infinitive(s: Sentence, draft: Draft) -> Bounds | None:
    """Read "easier (for them) to raise capital": the infinitive, where it is complete."""
    stop = draft.object[0] if draft.object is not None else len(s)
    while draft.object is not None and stop > draft.cue[1] and s.words[stop] != "than":
        stop -= 1
    for j in range(draft.cue[1], min(stop, draft.cue[1] + _REACH)):
        if s.tags[j] in (".", ",", ":") or s.words[j] == "than":
            return None
        if s.tags[j] == "VB" and s.word(j - 1) == "to":
            return _verb_phrase(s, j, stop) if _complete(s, j, stop) else None
    return None


def _complete(s: Sentence, verb: int, stop: int) -> bool:
    """Whether a verb has its object, so that "it" cannot be what is acted on."""
    for kid in s.kids[verb]:
        if not verb < kid < stop:
            continue
        if s.deps[kid] in ("dobj", "xcomp", "ccomp"):
            return True
        if s.deps[kid] == "prep" and s.words[kid] in ("from", "to", "into", "between", "through"):
            return s.kid(kid, "pobj") is not None
    return False


def _verb_phrase(s: Sentence, verb: int, stop: int) -> Bounds:
    """A verb with its object and adjuncts, clauses cut off."""
    end = verb + 1
    for kid in s.kids[verb]:
        if kid < end:
            continue
        if s.deps[kid] not in _WITHIN or s.left[kid] > end:
            break
        end = max(end, s.right[kid] + 1)
        if s.deps[kid] == "prep":
            obj = s.kid(kid, "pobj")
            end = phrase(s, obj, reduced=False)[1] if obj is not None else kid + 1
    return strip(s, (verb, max(verb + 1, min(end, stop, verb + _LONGEST))))


def _beside(s: Sentence, draft: Draft, head: int) -> Bounds | None:
    """Read "this is easier in X", "we are better off with Y", "better off using Z"."""
    pronouns = word_set("empty_subjects")
    if draft.object is not None or s.words[head] not in pronouns or head > draft.cue[0]:
        return None
    verb = s.heads[head]
    if s.words[verb] not in word_set("being") or governor(s, draft.anchor) != verb:
        return None
    at = draft.cue[1] + (s.word(draft.cue[1]) == "off")
    word = s.word(at)
    if word in word_set("using_verbs"):
        return _verb_phrase(s, at, len(s))
    if word not in ("in", "on", "with", "under"):
        return None
    base = base_phrase(s, at + 1)
    if base is None:
        return None
    named = s.tags[base[1] - 1].startswith("NNP") and s.ents[base[1] - 1] not in ("DATE", "TIME")
    return strip(s, base) if named or word == "with" else None
