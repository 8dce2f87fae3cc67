"""Owner and metric: "Acme's revenue" is Acme, measured by its revenue."""

from __future__ import annotations

from claimtable.nlp.comparisons.clauses import governor, is_verb, subject_of
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.lexicon import lexicon, word_set
from claimtable.nlp.comparisons.sentence import (
    Bounds,
    Sentence,
    base_phrase,
    head_of,
    of_only,
    phrase,
    strip,
)

_OWNER_LABELS = frozenset(("ORG", "PRODUCT", "PERSON", "GPE", "NORP", "FAC"))
_POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
_REACH = 14
"""How far back the owner behind "its" is looked for, in tokens."""


def split_owner(s: Sentence, draft: Draft) -> None:
    """Make a measured subject the aspect and its owner the subject.

    "Acme's revenue beat ..." has the subject Acme and the aspect revenue; a metric that nobody
    owns in the sentence leaves the subject empty.
    """
    subject = draft.subject
    if subject is None or draft.aspect is not None or _is_situation(s, subject):
        return
    lex = lexicon()
    head = head_of(s, subject)
    word = s.words[head] if not s.tags[head].startswith("NNP") or head == 0 else ""
    owner = _owner(s, head, subject)
    if word not in lex.metrics and not (word in lex.parts and owner is not None):
        if word in lex.parts:
            _had(s, draft, head)
        return
    if owner is not None:
        draft.subject, draft.aspect = owner, _metric(s, subject, owner, head)
        return
    if _stays_subject(s, draft, word):
        return
    _had(s, draft, head)
    if draft.aspect is None:
        draft.aspect, draft.subject = _metric(s, subject, None, head), _antecedent(s, head)
    _adjunct(s, draft)


def _is_situation(s: Sentence, subject: Bounds) -> bool:
    """Whether a subject is a verb phrase ("balance the budget") or life itself."""
    first = subject[0]
    verbal = s.tags[first] in ("VB", "VBG") and s.deps[first] not in ("amod", "compound")
    return verbal or s.words[first : subject[1]] == ["life"]


def _stays_subject(s: Sentence, draft: Draft, word: str) -> bool:
    """A metric set against a peer by itself ("orders outpaced deliveries", "stress got worse")."""
    lex = lexicon()
    if s.words[draft.cue[0]] in word_set("finder_markers"):
        return False
    if draft.object is None:
        return word in lex.bad_aspects and draft.kind == "nonequal"
    if draft.basis in ("past", "expectation"):
        return False
    other = s.words[head_of(s, draft.object)]
    verb = is_verb(s, draft.cue[0]) and draft.cue[1] - draft.cue[0] == 1
    return verb or (other in lex.metrics and other not in lex.cues["level"])


def _metric(s: Sentence, subject: Bounds, owner: Bounds | None, head: int) -> Bounds:
    """The metric in its phrase, owner and adjuncts cut off."""
    lo, hi = subject
    if owner is not None and owner[0] < head:
        lo = owner[1] + (s.word(owner[1]) in _POSSESSIVE)
    if owner is not None and owner[0] > head:
        hi = owner[0]
        while hi > head + 1 and s.tags[hi - 1] in ("IN", "DT", "PRP$", "TO"):
            hi -= 1
    while lo < head and s.tags[lo] == "PRP$":
        lo += 1
    return strip(s, (lo, of_only(s, head, hi)))


def _owner(s: Sentence, head: int, subject: Bounds) -> Bounds | None:
    """Possessor or of-phrase of a metric."""
    for kid in s.kids[head]:
        if s.deps[kid] == "poss" and s.tags[kid] not in ("PRP$", "WP$"):
            return strip(s, (max(s.left[kid], subject[0]), kid + 1))
    if any(s.deps[kid] == "poss" for kid in s.kids[head]):
        return None
    named = None if s.words[head] in lexicon().parts else _named(s, head, subject)
    if named is not None:
        return named
    for kid in s.kids[head]:
        if s.deps[kid] != "prep" or not head < kid < subject[1]:
            continue
        obj = s.kid(kid, "pobj")
        if obj is not None and (
            (s.words[kid] in ("of", "at", "for", "on") and _owns(s, obj))
            or (s.words[kid] == "in" and _placed(s, head, obj))
        ):
            lo, hi = phrase(s, obj, reduced=False)
            return (lo, max(min(hi, subject[1]), lo + 1))
    return None


def _named(s: Sentence, head: int, subject: Bounds) -> Bounds | None:
    """Read "Acme performance", "the Zentra battery": the name before the metric owns it."""
    end = subject[0]
    while end < head and s.tags[end] in ("NNP", "NNPS"):
        end += 1
    return (subject[0], end) if end > subject[0] and s.tags[head] in ("NN", "NNS") else None


def _placed(s: Sentence, head: int, i: int) -> bool:
    """Read "unemployment in the euro zone", "rents in Dublin": a place owns such a metric."""
    if s.words[head] not in word_set("place_metrics"):
        return False
    return s.ents[i] in ("GPE", "LOC") or s.kid(i, "det") is not None


def _owns(s: Sentence, i: int) -> bool:
    """Whether the object of "of" is the owner of the metric rather than its content."""
    proper = s.ents[i] in _OWNER_LABELS or s.tags[i].startswith("NNP")
    return proper or s.kid(i, "det") is not None


def _had(s: Sentence, draft: Draft, head: int) -> None:
    """Read "it has a battery that lasts longer": the haver is the subject, the part the aspect."""
    verb = s.heads[head]
    for _ in range(2):
        if s.deps[verb] == "conj" or s.words[verb] == "with":
            verb = s.heads[verb]
    if s.deps[head] not in ("dobj", "conj", "pobj") or not is_verb(s, verb) or draft.settled:
        return
    owner = subject_of(s, verb)
    if owner is None or owner == head or not draft.subject:
        return
    draft.aspect = _metric(s, draft.subject, None, head)
    draft.subject = phrase(s, owner, reduced=False)


def _antecedent(s: Sentence, head: int) -> Bounds | None:
    """Owner behind "its revenue": who is said to say it, else the nearest name before it."""
    pronoun = next((kid for kid in s.kids[head] if s.tags[kid] == "PRP$"), None)
    if pronoun is None:
        return None
    verb = governor(s, head)
    if s.deps[verb] in ("ccomp", "advcl", "conj") and s.heads[verb] != verb:
        teller = subject_of(s, s.heads[verb])
        if teller is not None and teller != head and s.tags[teller] != "PRP":
            return phrase(s, teller, reduced=False)
    for j in range(pronoun - 1, max(-1, pronoun - _REACH), -1):
        if s.ents[j] in ("ORG", "PRODUCT") or s.words[j] in word_set("owners_nouns"):
            base = base_phrase(s, j)
            return strip(s, (j, base[1] if base else j + 1)) if s.ents[j] == "" else _name(s, j)
    return (pronoun, pronoun + 1)


def _name(s: Sentence, end: int) -> Bounds:
    start = end
    while start > 0 and s.ents[start - 1] == s.ents[end]:
        start -= 1
    return strip(s, (start, end + 1))


def _adjunct(s: Sentence, draft: Draft) -> None:
    """Read "noise is lower on the SD6 than ...": the adjunct names the subject."""
    if draft.subject is not None or draft.kind == "superlative":
        return
    j = draft.cue[1]
    if s.word(j) not in ("on", "with", "in", "for", "at") or s.tag(j) != "IN":
        return
    base = base_phrase(s, j + 1)
    if base is None or (draft.object and base[1] > draft.object[0]):
        return
    if any(s.tags[k].startswith("NNP") or s.ents[k] in _OWNER_LABELS for k in range(*base)):
        draft.subject = strip(s, base)
