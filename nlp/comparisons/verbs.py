"""Verbs that compare by themselves: "outpaced", "trails", "rivals", "differs from"."""

from __future__ import annotations

from claimtable.nlp.comparisons.clauses import is_verb, negated
from claimtable.nlp.comparisons.comparands import (
    comparand,
    is_expectation,
    is_foreseen,
    is_level,
    is_number,
)
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.lexicon import lexicon, word_set
from claimtable.nlp.comparisons.measures import degree_after
from claimtable.nlp.comparisons.preferring import prefer
from claimtable.nlp.comparisons.sentence import (
    Bounds,
    Sentence,
    head_of,
    left_edge,
    phrase,
    strip,
)
from claimtable.nlp.types import ComparisonKind

_BETWEEN = ("RB", "DT", "JJ", "PRP$")


def comparing_verb(s: Sentence, i: int) -> Draft | None:
    """Take apart the comparison of the verb at ``i``; None if it does not compare."""
    if not _used_as_verb(s, i):
        return None
    classes = lexicon().verbs.get(s.words[i], frozenset())
    passive = _passive(s, i)
    if passive is not None and classes & {"outdo", "trail", "rival", "undercut"}:
        return _passive_draft(s, i, passive, classes)
    if classes & {"differ", "separate"}:
        return _differ(s, i, classes)
    if "prefer" in classes:
        return prefer(s, i)
    if "trail" in classes:
        return _trail(s, i)
    return _transitive(s, i, classes)


def _used_as_verb(s: Sentence, i: int) -> bool:
    """Whether a form is a verb: by its tag, or where the tag must be wrong."""
    if s.words[i] in word_set("verbs_only"):
        return s.deps[i] not in ("amod", "compound") or _after_subject(s, i)
    if is_verb(s, i):
        return s.deps[i] not in ("amod", "compound", "aux") and not _rival_name(s, i)
    if s.words[i] == "rival" and s.word(i - 1) == "to":
        return not _rival_name(s, i) and s.tag(i + 1) in ("DT", "PRP$", "NNP", "NNPS", "JJ", "NNS")
    if s.tags[i]:
        return _object_begins(s, i)
    return s.word(i - 1) not in ("a", "an", "the", "its", "their", "of")


def _after_subject(s: Sentence, i: int) -> bool:
    """Whether the token before a form can only be its subject or its auxiliary."""
    return s.tag(i - 1).startswith(("NN", "PRP", "MD", "VB")) or s.tag(i - 1) == "RB"


def _object_begins(s: Sentence, i: int) -> bool:
    """Whether what follows a form tagged as a noun shows that it is a verb."""
    following = s.word(i + 1)
    cues = lexicon().cues
    reference = cues["expectation"] | cues["level"] | word_set("verbs_rivals")
    if (
        s.tags[i] in ("NN", "NNS", "JJ")
        and s.tag(i - 1).startswith("NN")
        and following in reference
    ):
        return True
    if s.tags[i] == "NNS" and s.word(i - 1) in ("only", "still", "now"):
        return True
    if s.tags[i] != "NNS" or s.tag(i - 1) in ("DT", "JJ", "PRP$", "CD", "IN"):
        return False
    return s.tag(i + 1) in ("DT", "PRP$", "PRP") or following == "last"


def _rival_name(s: Sentence, i: int) -> bool:
    """Read "sold to A or to rival B": the noun after a second "to"."""
    if s.words[i] != "rival" or s.word(i - 1) != "to":
        return False
    before = [s.word(i - 2), s.word(i - 3)]
    return not {"and", "or"}.isdisjoint(before) and any(
        s.words[k] == "to" and s.tags[k] in ("IN", "TO") and not s.tags[k + 1].startswith("VB")
        for k in range(max(0, i - 14), i - 1)
    )


def _passive(s: Sentence, i: int) -> int | None:
    """Index of "by" where the verb is a passive with its agent."""
    if s.tags[i] != "VBN":
        return None
    for kid in s.kids[i]:
        if s.deps[kid] == "agent" and s.words[kid] == "by":
            return None if is_number(s, kid + 1) else kid
    return None


def _passive_draft(s: Sentence, i: int, by: int, classes: frozenset[str]) -> Draft | None:
    found = comparand(s, by + 1)
    if found is None:
        return None
    sign = {"trail": 1, "undercut": 1}.get(
        next(iter(sorted(classes & {"trail", "undercut"})), ""), -1
    )
    kind: ComparisonKind = "equative" if "rival" in classes else "nonequal"
    draft = Draft(
        cue=(i, i + 1), anchor=i, kind=kind, scale=0 if "rival" in classes else sign, object=found
    )
    draft.negated = negated(s, i)
    return draft


def _object(s: Sentence, i: int) -> Bounds | None:
    """Direct object of a verb: by the parse, else the phrase right after it."""
    head = s.kid(i, "dobj")
    if head is None and s.deps[i] == "relcl" and s.kid(i, "nsubj") is not None:
        return _gap(s, i)
    if head is not None and head > i:
        lo, hi = phrase(s, head)
        found = comparand(s, max(lo, i + 1))
        return (lo, max(hi, found[1]) if found and found[0] == lo and head < found[1] else hi)
    at = i + 1
    if s.word(at) in ("out", "even", "only", "both", "all"):
        at += 1
    if s.tag(at) in ("IN", "TO", ",", ".", "RB", "VB", "MD", ""):
        return None
    return comparand(s, at)


def _gap(s: Sentence, i: int) -> Bounds | None:
    """Read "the lender it overtook": the antecedent is the object."""
    subject = s.kid(i, "nsubj")
    if subject is None or s.tags[subject] in ("WDT", "WP") or s.words[subject] == "that":
        return comparand(s, i + 1)
    return phrase(s, s.heads[i], reduced=False)


def _transitive(s: Sentence, i: int, classes: frozenset[str]) -> Draft | None:
    found = _object(s, i)
    if found is None:
        return _without_object(s, i, classes)
    words = s.words[found[0] : found[1] + 1]
    number = is_number(s, found[0]) or is_number(s, i + 1)
    foreseen = is_expectation(s, found) or is_foreseen(s, head_of(s, found))
    counted = number and not foreseen and not s.words[i].startswith("out")
    if counted or not any(word.isalnum() for word in words):
        return None
    if "meet" in classes and not {"with", "to", "need", "needs"}.isdisjoint(words):
        return None
    if classes & {"miss", "meet"} and not (classes & {"rival"} and not is_expectation(s, found)):
        reference = _is_forecast(s, found, classes)
        return _met_or_missed(s, i, classes, found) if reference else None
    guarded = bool(classes & {"guarded_outdo", "undercut"})
    if (
        guarded
        and s.word(i + 1) != "out"
        and not (foreseen or is_level(s, found) or _rivals(s, found))
    ):
        return None
    head = head_of(s, found)
    if s.words[i].startswith("le") and s.words[head] not in word_set("verbs_rivals"):
        return None
    if "rival" in classes and (passive_like(s, i) or is_number(s, found[0])):
        return None
    if s.words[i] == "beat" and _cannot(s, i):
        return _unbeaten(s, i, found)
    return _draft(s, i, classes, found)


def _without_object(s: Sentence, i: int, classes: frozenset[str]) -> Draft | None:
    if s.words[i] in word_set("verbs_intransitive"):
        return _draft(s, i, classes, None)
    if s.words[i] in ("beat", "beaten") and _cannot(s, i) and passive_like(s, i):
        return _unbeaten(s, i, None)
    return None


def _cannot(s: Sentence, i: int) -> bool:
    """Read "you can't beat X", "can not be beaten"."""
    modal = any(s.words[kid] in ("can", "ca", "could") for kid in s.kids[i])
    return modal and negated(s, i)


def _unbeaten(s: Sentence, i: int, found: Bounds | None) -> Draft:
    draft = Draft(cue=(i, i + 1), anchor=i, kind="superlative", scale=1, value=1, basis="set")
    if found is not None:
        draft.subject, draft.settled = found, True
    return draft


def _is_forecast(s: Sentence, bounds: Bounds, classes: frozenset[str]) -> bool:
    """Whether a reference is an expectation; goals and deadlines are kept, not matched."""
    reference = set(s.words[bounds[0] : bounds[1]])
    if "miss" in classes:
        return is_expectation(s, bounds) and reference.isdisjoint(("deadline", "deadlines"))
    return not reference.isdisjoint(word_set("met_expectations"))


def passive_like(s: Sentence, i: int) -> bool:
    """Whether a participle stands in a passive ("was matched")."""
    return any(s.deps[kid] in ("auxpass", "nsubjpass") for kid in s.kids[i])


def _rivals(s: Sentence, found: Bounds) -> bool:
    """Whether an object is a competitor: a name or a word such as "rivals"."""
    head = head_of(s, found)
    return (
        s.words[head] in word_set("verbs_rivals")
        or s.words[head][:1].isdigit()
        or s.tags[head] in ("NNP", "NNPS", "PRP")
        or any(
            s.ents[k] in ("ORG", "PRODUCT", "PERSON", "GPE", "NORP")
            for k in range(found[0], found[1])
        )
        or s.words[head] in ("all", "everything", "anything", "those", "that")
    )


def _met_or_missed(s: Sentence, i: int, classes: frozenset[str], found: Bounds) -> Draft:
    missed = "miss" in classes
    draft = Draft(
        cue=(i, i + 1),
        anchor=i,
        kind="nonequal" if missed else "equative",
        scale=-1 if missed else 0,
        object=found,
        basis="expectation",
    )
    draft.negated = negated(s, i)
    return draft


def _draft(s: Sentence, i: int, classes: frozenset[str], found: Bounds | None) -> Draft:
    rival = "rival" in classes
    scale = 0 if rival else -1 if "undercut" in classes else 1
    draft = Draft(
        cue=(i, i + 1),
        anchor=i,
        kind="equative" if rival else "nonequal",
        scale=scale,
        object=found,
    )
    if "undercut" in classes:
        draft.value = 1
    draft.negated = negated(s, i)
    _mistagged(s, draft, i)
    _created(s, draft, i)
    _degree(s, draft, found[1] if found else i + 1)
    return draft


def parted(s: Sentence, i: int) -> Draft | None:
    """Read "out-performs X", "out perform X": one verb written as two."""
    at = i + 2 if s.word(i + 1) == "-" else i + 1
    word = s.word(at)
    known = "outdo" in lexicon().verbs.get("out" + word, frozenset())
    if not known or (at == i + 1 and word.endswith("ing")):
        return None
    found = comparand(s, at + 1)
    if found is None or is_number(s, found[0]):
        return None
    draft = _draft(s, at, frozenset(("outdo",)), found)
    draft.cue = (i, at + 1)
    return draft


def _created(s: Sentence, draft: Draft, i: int) -> None:
    """Read "create an airline to rival X": the airline is the subject."""
    thing = i - 2
    if s.word(i - 1) != "to" or not s.tag(thing).startswith("NN") or s.deps[thing] != "dobj":
        return
    if s.words[s.heads[thing]] in word_set("creating_verbs"):
        draft.subject, draft.settled = phrase(s, thing, reduced=False), True


def _mistagged(s: Sentence, draft: Draft, i: int) -> None:
    """Take the noun right before a verb that the tagger took for a noun as its subject."""
    if not is_verb(s, i) and s.kid(i, "nsubj") is None and s.tag(i - 1).startswith("NN"):
        draft.subject, draft.settled = strip(s, (left_edge(s, i - 1), i)), False


def _degree(s: Sentence, draft: Draft, after: int) -> None:
    """Degree "by X" after the object, or an adverb beside the verb."""
    if s.word(after) == "by":
        draft.degree = degree_after(s, after, after + 9)
    if draft.degree is not None:
        return
    for j in (draft.cue[0] - 1, draft.cue[1]):
        if (
            s.tag(j) == "RB"
            and s.word(j) in lexicon().cues["degree"] - lexicon().cues["not_degree"]
        ):
            draft.degree = (j, j + 1)
            return


def _trail(s: Sentence, i: int) -> Draft | None:
    """Read "lags (far) behind X", "trails X", "underperforms"."""
    at = i + 1
    while s.word(at) in ("far", "well", "badly", "slightly", "significantly", "only", "further"):
        at += 1
    found = comparand(s, at + 1) if s.word(at) == "behind" else _object(s, i)
    if found is not None and is_number(s, found[0]) and s.word(at) != "behind":
        found = None
    if found is None and s.words[i] not in (
        "underperform",
        "underperformed",
        "underperforms",
        "underperforming",
        "lags",
        "lagged",
        "lag",
        "lagging",
    ):
        return None
    draft = Draft(cue=(i, i + 1), anchor=i, kind="nonequal", scale=-1, object=found)
    draft.negated = negated(s, i)
    _mistagged(s, draft, i)
    _degree(s, draft, found[1] if found else i + 1)
    return draft


def _differ(s: Sentence, i: int, classes: frozenset[str]) -> Draft | None:
    marker = next((j for j in range(i + 1, min(len(s), i + 8)) if s.words[j] == "from"), None)
    found = comparand(s, marker + 1) if marker is not None else None
    if found is None and "separate" in classes:
        return None
    draft = Draft(cue=(i, i + 1), anchor=i, kind="difference", scale=None, object=found)
    draft.negated = negated(s, i)
    if "separate" in classes:
        thing = s.kid(i, "dobj")
        if thing is not None and i < thing < (marker or 0) and s.tags[thing] != "PRP":
            draft.subject, draft.settled = phrase(s, thing), True
    return draft


def phrasal(s: Sentence, i: int) -> Draft | None:
    """Take apart a verb with its particle: "falls short of X", "stacks up against X"."""
    for entry in lexicon().phrasals.get(s.words[i], ()):
        end = _matches(s, i + 1, entry.then, entry.gap)
        if end is None:
            continue
        found = None
        if entry.markers or entry.direct:
            at = end if entry.direct else _marker_at(s, end, entry.markers)
            found = comparand(s, at) if at is not None else None
            if found is None or is_number(s, found[0]):
                continue
        draft = Draft(cue=(i, end), anchor=i, kind=entry.kind, scale=entry.scale, object=found)
        draft.negated = negated(s, i)
        return draft
    return None


def _marker_at(s: Sentence, end: int, markers: tuple[str, ...]) -> int | None:
    """One past the marker at ``end`` or one token on."""
    for at in (end, end + 1):
        if s.word(at) in markers:
            return at + 1
    return None


def _matches(s: Sentence, at: int, pattern: tuple[frozenset[str], ...], gap: int) -> int | None:
    """One past the pattern where it stands at ``at``; adverbs, or ``gap`` tokens, between."""
    skipped = 0
    k = 0
    while k < len(pattern):
        if s.word(at) in pattern[k]:
            k += 1
        elif at < len(s) and skipped < max(gap, 2) and (gap or s.tags[at] in _BETWEEN):
            skipped += 1
        else:
            return None
        at += 1
    return at
