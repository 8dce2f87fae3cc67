"""Level and different: "as fast as", "the same as", "similar to", "unlike", "superior to"."""

from __future__ import annotations

from claimtable.nlp.comparisons.alternatives import linked, linked_owner
from claimtable.nlp.comparisons.changes import marker_end
from claimtable.nlp.comparisons.clauses import adjacent_negation, governor, negated, subject_of
from claimtable.nlp.comparisons.comparands import comparand, is_number, is_period
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.lexicon import Gradable, lexicon, word_set
from claimtable.nlp.comparisons.measures import degree_before
from claimtable.nlp.comparisons.sentence import Bounds, Sentence, nominal, phrase, strip

_REACH = 12


def as_as(s: Sentence, i: int) -> Draft | None:
    """Take apart "as ADJECTIVE (NOUN) as X" whose first "as" stands at ``i``."""
    cues = lexicon().cues
    word = i + 1
    while s.tag(word) == "RB" and s.tag(word + 1) in ("JJ", "RB", "VBN") and word < i + 3:
        if s.word(word + 1) == "as":
            break
        word += 1
    if s.tag(word) not in ("JJ", "RB", "VBN", "VBG") and not (
        s.tag(word) == "" and s.word(word) in lexicon().base
    ):
        return None
    if s.word(word) == "well":
        return _as_well_as(s, i)
    multiplied = _is_multiplied(s, i)
    if s.word(word) in cues["not_equative"] and not multiplied:
        return None if not _quantity(s, i, word) else _quantity_draft(s, i, word)
    second = _second_as(s, word + 1)
    if second is None:
        return _elided(s, i, word)
    following = s.word(second + 1)
    if following in ("possible", "ever", "usual", "it", "always", "can", "you") or is_number(
        s, second + 1
    ):
        return None
    draft = _equative(s, i, word, comparand(s, second + 1))
    _beside(s, draft, second)
    return draft


def _is_multiplied(s: Sentence, i: int) -> bool:
    """Whether "twice", "four times" or "2x" stands before the "as"."""
    before = s.word(i - 1)
    figure = before.endswith("x") and before[:-1].replace(".", "").isdecimal()
    return figure or before in lexicon().cues["multiple_word"] | {"times"}


def _beside(s: Sentence, draft: Draft, second: int) -> None:
    """Read "sales in A grew as fast as in B": the parallel phrase is the subject."""
    word = s.word(second + 1)
    if word not in ("in", "at", "on", "for") or s.tag(second + 1) != "IN" or draft.object is None:
        return
    for j in range(draft.cue[0] - 1, max(-1, draft.cue[0] - 9), -1):
        if s.words[j] == word and s.tags[j] == "IN":
            found = comparand(s, j + 1, draft.cue[0])
            head = subject_of(s, draft.anchor)
            if found is not None and head is not None and head < j:
                draft.subject, draft.settled = found, True
                if s.words[head] in lexicon().metrics:
                    draft.aspect = (head, head + 1)
            return


def _second_as(s: Sentence, start: int) -> int | None:
    for j in range(start, min(len(s), start + _REACH)):
        if s.words[j] == "as":
            return j if s.word(j + 2) != "as" or s.tag(j + 1) not in ("JJ", "RB") else None
        if s.tags[j] in (",", ".", ":", "VBD", "VBZ", "VBP"):
            return None
    return None


def _quantity(s: Sentence, i: int, word: int) -> bool:
    """Read "as many goals as X": a quantity noun between, no number after."""
    if s.words[word] not in ("many", "much", "few", "little", "far", "long", "often"):
        return False
    second = _second_as(s, word + 1)
    costly = word_set("resource_verbs") | word_set("assertions_spending") | {"worth"}
    valued = not costly.isdisjoint(s.words[max(0, i - 2) : i])
    return (
        second is not None
        and (second > word + 1 or valued)
        and not is_number(s, second + 1)
        and s.word(second + 1) not in ("possible", "you", "it")
    )


def _quantity_draft(s: Sentence, i: int, word: int) -> Draft | None:
    second = _second_as(s, word + 1)
    assert second is not None
    draft = _equative(s, i, word, comparand(s, second + 1))
    if draft is not None and nominal(s, second - 1):
        draft.aspect = (word + 1, second)
    return draft if draft is not None and draft.object is not None else None


def _as_well_as(s: Sentence, i: int) -> Draft | None:
    """Read "performs as well as X"; as a conjunction it adds and does not compare."""
    verb = i - 1
    while verb > 0 and s.tags[verb] in ("RB", "RP") and verb > i - 4:
        verb -= 1
    if s.word(i + 2) != "as" or s.word(verb) not in word_set("performing_verbs"):
        return None
    found = comparand(s, i + 3)
    return _equative(s, i, i + 1, found) if found is not None else None


def _elided(s: Sentence, i: int, word: int) -> Draft | None:
    """Read "is just as good": the comparand is understood."""
    if s.words[word] not in lexicon().base or s.heads[i] != word:
        return None
    if s.deps[word] not in ("acomp", "oprd", "ROOT", "attr", "advmod"):
        return None
    before = s.word(i - 1)
    if before not in word_set("before_elided") and before not in lexicon().cues["multiple_word"]:
        return None
    return _equative(s, i, word, None)


def _equative(s: Sentence, i: int, word: int, found: Bounds | None) -> Draft:
    entry = lexicon().base.get(s.words[word], Gradable("", 1, 1))
    draft = Draft(
        cue=(i, word + 1),
        anchor=word,
        kind="equative",
        scale=0,
        value=entry.value * entry.scale,
        object=found,
    )
    draft.degree = degree_before(s, i)
    draft.value = entry.value
    if _is_multiplied(s, i):
        sign = -1 if s.word(i - 1) == "half" else 1
        draft.kind, draft.scale = "nonequal", sign * entry.scale
        draft.value = sign * entry.value
    draft.negated = (
        negated(s, word)
        or adjacent_negation(s, i)
        or (s.word(i - 1) in ("near", "nearly") and s.word(i - 2) in ("nowhere", "not"))
    )
    if s.deps[word] == "amod" and nominal(s, s.heads[word]):
        noun = s.heads[word]
        draft.aspect = (word + 1, noun + 1) if noun > word else None
        draft.anchor = noun
    return draft


def same(s: Sentence, i: int) -> Draft | None:
    """Take apart "the same (NOUN) (as X)"."""
    noun = s.heads[i] if s.deps[i] == "amod" and s.heads[i] > i else None
    if noun is None and nominal(s, i + 1) and s.tags[i + 1] != "CD":
        noun = i + 1
    second = _second_as(s, i + 1)
    if (
        noun is not None
        and s.words[noun] in word_set("equatives_time_nouns")
        and (second is None or second > noun + 1 or s.word(i - 2) in ("at", "in", "on", "by"))
    ):
        return None
    found = comparand(s, second + 1) if second is not None else None
    if found is None and not _stands_alone(s, i, noun):
        return None
    draft = Draft(
        cue=(i, i + 1),
        anchor=noun if noun is not None else i,
        kind="equative",
        scale=0,
        object=found,
        value=1,
    )
    if noun is not None:
        draft.aspect = (i + 1, noun + 1)
    draft.degree = degree_before(s, i - 1 if s.word(i - 1) == "the" else i)
    draft.negated = negated(s, draft.anchor)
    return draft


def _stands_alone(s: Sentence, i: int, noun: int | None) -> bool:
    """Read "remain the same", "both share the same chip": no comparand needed."""
    node = i if noun is None else noun
    verb = governor(s, node)
    if s.deps[node] in ("attr", "acomp", "oprd", "ROOT", "advmod", "npadvmod"):
        return noun is None or s.words[verb] in lexicon().cues["copula"]
    owner = s.kid(verb, "nsubj")
    paired = owner is not None and s.kid(owner, "conj") is not None
    return s.deps[node] == "dobj" and (paired or s.words[verb] in word_set("equatives_sharing"))


def equally(s: Sentence, i: int) -> Draft | None:
    """Take apart "performs equally well", "is equally fast"."""
    if s.tag(i + 1) not in ("JJ", "RB") or s.heads[i] != i + 1:
        return None
    return _equative(s, i, i + 1, None)


def similar(s: Sentence, i: int) -> Draft | None:
    """Take apart "similar to X", "are identical", "took a similar approach"."""
    paired = s.tag(i - 1)[:2] in ("NN", "JJ") and "and" in s.words[max(0, i - 6) : i]
    if s.words[i] == "alike" and paired:
        return None  # "for young and old alike"
    if s.words[i] == "parallel" and s.word(i - 1) == "in":
        return None  # at the same time
    word = s.words[i]
    steady = word in word_set("steady_words")
    marker = _preposition(s, i, ("from", "on", "with") if steady else ("to", "with", "of"))
    found = comparand(s, marker + 1) if marker is not None else None
    if steady:
        found = found if found is not None and is_period(s, found) else None
    elif marker is not None and (is_number(s, marker + 1) or found is None):
        return None
    if found is None and not _similar_alone(s, i):
        return None
    draft = Draft(cue=(i, i + 1), anchor=i, kind="equative", scale=0, object=found, value=1)
    draft.degree = degree_before(s, i)
    if s.deps[i] == "amod" and s.heads[i] < i and nominal(s, s.heads[i]):
        lo, hi = phrase(s, s.heads[i], reduced=False)
        draft.subject, draft.settled = strip(s, (lo, max(min(hi, i), s.heads[i] + 1))), True
    elif s.deps[i] == "amod" and nominal(s, s.heads[i]) and found is None:
        noun = s.heads[i]
        draft.aspect = (i + 1, noun + 1) if noun > i else None
        draft.anchor = noun
    draft.negated = negated(s, i) or adjacent_negation(s, i)
    return draft if word != "equal" or found is not None or s.deps[i] == "acomp" else None


def _preposition(s: Sentence, i: int, words: tuple[str, ...]) -> int | None:
    """Preposition that brings the other side, right after a word or after its noun."""
    for j in range(i + 1, i + 6):
        if s.word(j) in words and (
            j == i + 1
            or s.heads[j] == i
            or (s.deps[i] == "amod" and s.word(j) == "to" and s.heads[j] == s.heads[i])
        ):
            return j
    return None


def _similar_alone(s: Sentence, i: int) -> bool:
    dep = s.deps[i]
    if s.words[i] == "equal":
        return dep == "acomp"
    if s.words[i] in ("flat", "steady", "stable"):
        return False
    if s.words[i] in ("equivalent", "parallel", "analogous", "comparable"):
        return False
    if s.words[i] == "alike" and s.words[governor(s, i)] not in lexicon().cues["copula"]:
        return False
    if dep in ("acomp", "oprd", "ROOT") or (dep == "advmod" and s.words[i] == "alike"):
        return True
    if dep != "amod" or s.words[i] != "similar":
        return False
    noun = s.heads[i]
    return s.deps[noun] in ("dobj", "attr") and s.words[i - 1 if i else 0] in ("a", "an", "very")


def different(s: Sentence, i: int) -> Draft | None:
    """Take apart "different from X", "is different"."""
    marker = _preposition(s, i, ("from", "than", "to"))
    found = comparand(s, marker + 1) if marker is not None else None
    if found is None and not (s.deps[i] in ("acomp", "oprd", "ROOT") and s.words[i] == "different"):
        return None
    draft = Draft(cue=(i, i + 1), anchor=i, kind="difference", scale=None, object=found)
    draft.degree = degree_before(s, i)
    draft.negated = negated(s, i) or adjacent_negation(s, i)
    return draft


def superior(s: Sentence, i: int) -> Draft | None:
    """Take apart "superior to X", "is inferior"."""
    if s.words[i] == "second":
        return _second(s, i)
    marker = _superior_marker(s, i)
    found = comparand(s, marker) if marker is not None else None
    if found is None and not _superior_alone(s, i):
        return None
    sign = -1 if s.words[i] == "inferior" else 1
    draft = Draft(cue=(i, i + 1), anchor=i, kind="nonequal", scale=sign, value=sign, object=found)
    noun = s.heads[i]
    attributive = s.deps[i] == "amod" and i < noun < (marker or len(s))
    if attributive and found is None and linked(s, noun) is not None:
        draft.object = linked(s, noun)
        owner = linked_owner(s, noun, draft.object[0]) if draft.object else None
        draft.subject, draft.settled = owner, owner is not None
        draft.aspect, draft.anchor = strip(s, (i + 1, noun + 1)), noun
    elif attributive and s.tags[noun].startswith("NNP"):
        draft.subject, draft.settled = phrase(s, noun, reduced=False), True
    elif attributive:
        draft.aspect, draft.anchor = strip(s, (i + 1, noun + 1)), noun
    draft.degree = degree_before(s, i)
    draft.negated = negated(s, i) or adjacent_negation(s, i)
    return draft


def _superior_marker(s: Sentence, i: int) -> int | None:
    """One past "to" or, less well put, "than" or "compared with"."""
    near = _preposition(s, i, ("to",))
    if near is None and s.word(i + 1) == "in":
        near = next((j for j in range(i + 3, i + 8) if s.word(j) == "to"), None)
    if near is not None:
        return near + 1
    for j in range(i + 1, min(len(s), i + _REACH)):
        end = j + 1 if s.words[j] == "than" else marker_end(s, j)
        if end is not None or s.tags[j] in (",", ".", ":", "CC"):
            return end
    return None


def _second(s: Sentence, i: int) -> Draft | None:
    """Take apart "second only to X", "second to none"."""
    if s.word(i + 1) != "to" and not (s.word(i + 1) == "only" and s.word(i + 2) == "to"):
        return None
    marker = i + 1 if s.word(i + 1) == "to" else i + 2
    none = s.word(marker + 1) == "none"
    return Draft(
        cue=(i, marker + 2 if none else i + 1),
        anchor=i,
        kind="superlative" if none else "nonequal",
        scale=1 if none else -1,
        value=1 if none else -1,
        object=None if none else comparand(s, marker + 1),
        basis="set" if none else None,
    )


def _superior_alone(s: Sentence, i: int) -> bool:
    """Read "is superior", "the superior product": predicated, not merely attributed."""
    if s.deps[i] != "amod":
        return s.deps[i] in ("acomp", "oprd", "ROOT")
    noun = s.heads[i]
    if s.tags[noun].startswith("NNP") and "the" in s.words[max(0, i - 3) : i]:
        return True
    verb = governor(s, noun)
    if linked(s, noun) is not None:
        return True
    return s.deps[noun] in ("attr", "dobj") and s.words[verb] in lexicon().cues["assertive"]


def improved(s: Sentence, i: int) -> Draft | None:
    """Take apart "is much improved": better than it was."""
    if s.deps[i] not in ("acomp", "conj", "ROOT", "ccomp") or s.word(i - 1) not in word_set("much"):
        return None
    draft = Draft(cue=(i, i + 1), anchor=i, kind="nonequal", scale=1, value=1, basis="past")
    draft.degree = (i - 1, i)
    draft.negated = negated(s, i)
    return draft


def peerless(s: Sentence, i: int) -> Draft | None:
    """Read "is unmatched", "unrivalled reach"."""
    draft = Draft(cue=(i, i + 1), anchor=i, kind="superlative", scale=1, value=1, basis="set")
    if s.deps[i] == "amod" and nominal(s, s.heads[i]) and s.heads[i] > i:
        noun = s.heads[i]
        hi = phrase(s, noun, reduced=False)[1]
        draft.aspect, draft.anchor = (i + 1, hi), noun
    return draft


def unlike(s: Sentence, i: int) -> Draft | None:
    """Take apart "unlike X, Y ..."."""
    found = comparand(s, i + 1)
    if found is None:
        return None
    end = found[1]
    if s.word(end) == "," and s.word(end + 1) in ("the", "a"):
        close = end + 2
        while nominal(s, close) and close < end + 6:
            close += 1
        if s.word(close) == "," and close > end + 2:
            found = (found[0], close)
    draft = Draft(
        cue=(i, i + 1), anchor=governor(s, i), kind="difference", scale=None, object=found
    )
    for j in range(found[1], min(len(s), found[1] + 12)):
        if s.tags[j] in ("WDT", "WP"):
            continue
        if s.deps[j] in ("nsubj", "nsubjpass") and s.word(found[1]) == ",":
            draft.subject = phrase(s, j, reduced=False)
            draft.settled = True
            break
    return draft
