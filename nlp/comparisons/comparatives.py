"""Comparative forms: "faster than", "more powerful than", "much larger"."""

from __future__ import annotations

from claimtable.nlp.comparisons.alternatives import likened, linked, linked_owner
from claimtable.nlp.comparisons.assertions import another, asserted, definite_name, related
from claimtable.nlp.comparisons.changes import marker_end, year_on_year
from claimtable.nlp.comparisons.clauses import adjacent_negation, governor, negated, subject_of
from claimtable.nlp.comparisons.comparands import comparand, is_expectation, is_period
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.idioms import is_look_alike, part_of_other
from claimtable.nlp.comparisons.lexicon import Gradable, lexicon, word_set
from claimtable.nlp.comparisons.measures import degree_before
from claimtable.nlp.comparisons.sentence import (
    Bounds,
    Sentence,
    base_phrase,
    head_of,
    left_edge,
    nominal,
    of_only,
    phrase,
    right_edge,
    strip,
    top_noun,
)
from claimtable.nlp.types import Basis

_REACH = 25
"""How far after a comparative its "than" may stand, in tokens."""
_CHOICE = (("instead", "of"), ("opposed", "to"))
"""Markers of what was not chosen; what is said to be better is better than that."""
_GRADED = ("JJ", "RB", "VBN", "VBG", "JJR", "RBR")
_UNKNOWN = Gradable("", 1, 0)


def is_comparative(s: Sentence, i: int) -> bool:
    """Whether a token is a comparative form, by tag or by the word list."""
    return s.tags[i] in ("JJR", "RBR") or s.words[i] in lexicon().comparative


def comparative(s: Sentence, i: int) -> Draft | None:
    """Take apart the comparison whose comparative form stands at ``i``; None if it is none."""
    if part_of_other(s, i):
        return None
    cue, word = _cue(s, i)
    scale, value = grade(s, i, word)
    than = _find_than(s, cue)
    if s.word(cue[1]) == "-" and than is not None and s.word(than[1]) != "-":
        cue = (cue[0], min(cue[1] + 2, than[0]))
    if not _compares(s, cue, word, value, than):
        return None
    draft = Draft(cue=cue, anchor=word, kind="nonequal", scale=scale, value=value)
    draft.degree = degree_before(s, cue[0])
    draft.aspect = _aspect(s, i, word)
    _beside_noun(s, draft, word)
    if than is not None and s.word(than[1]) == "-":
        return _hyphenated(s, draft, than[1] + 1)
    if than is None and draft.object is None:
        draft.object = likened(s, cue[0])
    if than is None:
        draft.basis = _elided_basis(s, word) if draft.object is None else None
    elif not _compared_with(s, draft, than):
        return None
    either = _either_way(s, cue)
    if either is not None:
        draft.cue, draft.kind, draft.scale, draft.value = either, "equative", 0, 0
        return draft
    any_ = s.word(cue[0] - 1) == "any" and than is not None
    draft.negated = negated(s, word) or adjacent_negation(s, cue[0]) or any_
    _unfound(s, draft)
    _never_before(s, draft)
    return draft


_OPPOSITES = (("better", "worse"), ("worse", "better"), ("higher", "lower"), ("more", "less"))


def _either_way(s: Sentence, cue: Bounds) -> Bounds | None:
    """Read "no better or worse", "neither better nor worse": level."""
    first, joint, second = (s.word(k) for k in range(cue[0], cue[0] + 3))
    if (first, second) not in _OPPOSITES or joint not in ("or", "nor"):
        return None
    denied = negated(s, cue[0]) or adjacent_negation(s, cue[0]) or s.word(cue[0] - 1) == "neither"
    return (cue[0], cue[0] + 3) if denied else None


def _compares(s: Sentence, cue: Bounds, word: int, value: int, than: Bounds | None) -> bool:
    """Whether a comparative compares: by its "than", by another marker, or asserted alone."""
    if than is None and likened(s, cue[0]) is not None:
        return True
    if than is None:
        alone = cue[1] - cue[0] == 1 or s.words[word] not in word_set("only_predicated")
        return alone and asserted(s, cue, word, value)
    if is_look_alike(s, cue[0], cue, than[0]):
        return False
    plain = s.words[than[0]] in ("than", "then", "that") and s.word(than[0] - 1) != "rather"
    marked = s.words[than[0]] in word_set("finder_markers")
    return plain or marked or asserted(s, cue, word, value)


def _beside_noun(s: Sentence, draft: Draft, word: int) -> None:
    """Take the subject of a comparative from the noun it modifies, where that is compared."""
    noun = s.heads[word]
    if s.deps[word] == "amod" and noun < draft.cue[0]:
        draft.subject = _before(s, noun, draft.cue[0])
        draft.settled = draft.subject is not None
    if s.deps[word] == "amod" and noun > word and draft.object is None:
        _linked(s, draft, top_noun(s, noun))
    if another(s, draft.cue, word):
        draft.object, draft.aspect = phrase(s, noun, reduced=False), None
    elif related(s, draft.cue, word):
        _related(s, draft, noun)
    elif definite_name(s, draft.cue, word):
        draft.subject, draft.settled, draft.aspect = phrase(s, noun, reduced=False), True, None


def _linked(s: Sentence, draft: Draft, noun: int) -> None:
    """Read "a better alternative to X", "faster performance of Y over X"."""
    draft.object = linked(s, noun)
    if draft.object is None:
        return
    owner = linked_owner(s, noun, draft.object[0])
    if owner is not None:
        draft.subject, draft.settled = owner, True
    if draft.aspect is not None:
        draft.aspect = (draft.aspect[0], noun + 1)


def _compared_with(s: Sentence, draft: Draft, than: Bounds) -> bool:
    """Read what follows "than"; False where that makes it no comparison."""
    draft.object = comparand(s, than[1])
    if draft.object is None:
        return s.words[than[0]] == "than"
    if _only_dates(s, draft):
        return False
    _parallel(s, draft, than)
    _measured(s, draft)
    _counted(s, draft, than[0])
    return True


def _unfound(s: Sentence, draft: Draft) -> None:
    """Read "you won't find a better X than Y": Y comes out best."""
    verb = governor(s, draft.anchor)
    if not draft.negated or draft.object is None or s.words[verb] not in word_set("find_verbs"):
        return
    if s.deps[draft.anchor] == "amod":
        draft.subject, draft.object, draft.settled = draft.object, None, True
        draft.negated, draft.basis = False, "set"


def _never_before(s: Sentence, draft: Draft) -> None:
    """Read "has never been easier": the easiest so far."""
    been = s.words[max(0, draft.cue[0] - 4) : draft.cue[0]]
    if draft.negated and draft.object is None and "never" in been and "been" in been:
        draft.kind, draft.negated, draft.basis = "superlative", False, "past"


def _before(s: Sentence, noun: int, stop: int) -> Bounds | None:
    """Phrase of a noun that a comparative follows ("the firm, now bigger than X")."""
    if s.words[noun] in word_set("assertions_pronouns") or not nominal(s, noun):
        return None
    lo, hi = phrase(s, noun, reduced=False)
    hi = min(hi, stop)
    while hi > noun + 1 and s.tags[hi - 1] in ("RB", ",", "CC"):
        hi -= 1
    return strip(s, (lo, max(hi, noun + 1)))


def _related(s: Sentence, draft: Draft, noun: int) -> None:
    """Read "its smaller rival": the rival is the subject, the possessor the object."""
    hi = right_edge(s, noun, reduced=False)
    draft.subject, draft.settled, draft.aspect = strip(s, (noun, hi)), True, None
    owner = s.kid(noun, "poss")
    if owner is not None:
        draft.object = (owner, owner + 1) if s.tags[owner] == "PRP$" else phrase(s, owner)


def _hyphenated(s: Sentence, draft: Draft, at: int) -> Draft | None:
    """Read "better-than-expected sales"."""
    base = base_phrase(s, at + 1)
    draft.object = (at, at + 1) if at < len(s) else None
    draft.aspect = base
    draft.basis = "expectation"
    return draft if draft.object else None


def _only_dates(s: Sentence, draft: Draft) -> bool:
    """Read "later than May 3", "better late than never": no comparison."""
    word = s.words[draft.cue[0]]
    bounds = draft.object
    if bounds is None:
        return False
    if s.words[bounds[0]] == "never":
        return True
    if word not in ("later", "earlier", "sooner"):
        return False
    return is_period(s, bounds) and not is_expectation(s, bounds)


def _parallel(s: Sentence, draft: Draft, than: Bounds) -> None:
    """Read "more from advertising than from subscriptions": the parallel phrase is the subject."""
    word = s.word(than[1])
    if s.tag(than[1]) != "IN" or word not in word_set("comparatives_parallel"):
        _contrasted(s, draft, than[0])
        return
    for j in range(than[0] - 1, max(-1, draft.cue[0] - 8), -1):
        if s.words[j] == word and s.tags[j] == "IN":
            found = comparand(s, j + 1, than[0])
            if found is not None and not (found[0] < draft.cue[1] and draft.cue[0] < found[1]):
                draft.subject, draft.settled = found, True
            return


def _contrasted(s: Sentence, draft: Draft, than: int) -> None:
    """Read "more common in men than women": the noun before "than" is the subject."""
    inner, other = than - 1, draft.object
    if other is None or not nominal(s, inner) or inner <= draft.cue[1]:
        return
    prep = s.heads[inner]
    if (
        s.deps[inner] != "pobj"
        or prep < draft.cue[1]
        or s.words[prep] not in word_set("contrasting")
    ):
        return
    if is_expectation(s, other):
        return
    like = s.tags[inner][:3] == s.tags[head_of(s, other)][:3]
    mine = phrase(s, inner, reduced=False)
    if like and is_period(s, mine) == is_period(s, other):
        draft.subject, draft.settled = (mine[0], min(mine[1], than)), True


def _measured(s: Sentence, draft: Draft) -> None:
    """Read "costs are higher in A than in B": the syntactic subject is the aspect."""
    if not draft.settled or draft.aspect is not None:
        return
    head = subject_of(s, draft.anchor)
    if head is not None and s.words[head] in lexicon().metrics and head < draft.cue[0]:
        lo, hi = phrase(s, head, reduced=False)
        draft.aspect = strip(s, (lo, of_only(s, head, hi)))


def _counted(s: Sentence, draft: Draft, than: int) -> None:
    """Read "sold 20 cars, more than X": what is counted is the object of the verb."""
    if draft.aspect is not None or than != draft.cue[1]:
        return
    if s.words[draft.cue[0]] not in ("more", "less", "fewer"):
        return
    verb = governor(s, draft.anchor)
    thing = s.kid(verb, "dobj")
    if thing is None or s.words[thing] in word_set("measures_units"):
        return
    if not verb < thing < draft.cue[0] or s.tags[thing] == "PRP":
        return
    draft.aspect = (thing, thing + 1) if s.tags[thing].startswith("NN") else None


def _cue(s: Sentence, i: int) -> tuple[Bounds, int]:
    """Cue and the gradable word in it: "more [powerful]", "[faster]"."""
    if s.words[i] in ("better", "worse") and s.tag(i + 1) == "VBN" and s.heads[i] == i + 1:
        return (i, i + 2), i + 1
    if s.words[i] not in ("more", "less"):
        return (i, i + 1), i
    end = i + 1
    if s.tag(end) == "``":
        end += 1
    while (
        end < len(s)
        and end < i + 3
        and s.tags[end] == "RB"
        and s.tag(end + 1) in ("JJ", "VBN", "VBG", "RB")
    ):
        end += 1
    if end < len(s) and s.tags[end] in _GRADED and _modifies(s, i, end):
        return (i, end + 1), end
    return (i, i + 1), i


def _modifies(s: Sentence, more: int, word: int) -> bool:
    """Whether "more" grades the adjective rather than counts the noun ("more new chips")."""
    if s.tags[more] == "RBR" or s.heads[more] == word or s.heads[more] == more:
        return s.tags[word] != "VBN" or s.heads[more] == word or s.deps[word] in ("amod", "acomp")
    return s.deps[more] == "advmod" and s.heads[more] == s.heads[word] and s.tags[more] != "JJR"


def _find_than(s: Sentence, cue: Bounds) -> Bounds | None:
    """Bounds of the marker that belongs to a comparative: "than", else "compared with"."""
    limit = min(len(s), cue[1] + _REACH)
    for j in range(cue[1], limit):
        word = s.words[j]
        if word == "than":
            if s.word(j - 1) == "rather":
                return (j, j + 1) if s.words[cue[0]] not in ("more", "less", "rather") else None
            return (j, j + 1) if s.word(j - 1) != "other" else None
        if word in ("then", "that", "the") and _misspelt(s, cue, j):
            return (j, j + 1)
        end = marker_end(s, j) if word != "against" else None
        if end is None and (word, s.word(j + 1)) in _CHOICE:
            end = j + 2
        if end is not None:
            return (j, end)
        if word in (";", ":") or (s.tags[j] in ("JJR", "RBR") and not _coordinated(s, cue[1], j)):
            return None
    return None


def _misspelt(s: Sentence, cue: Bounds, j: int) -> bool:
    """Whether "then", "that" or "the" after a comparative stands for "than"."""
    word = s.words[j]
    if word == "then":
        return j == cue[1] and s.tag(j + 1) not in ("VBD", "VBZ", "VB", ",", "", ".")
    if word == "the":
        said = s.deps[cue[1] - 1] in ("acomp", "advmod") and s.tag(j + 1) == "NNP"
        return j == cue[1] and said and s.ents[j + 1] not in ("DATE", "TIME")
    if j > cue[1] and not (j == cue[1] + 1 and nominal(s, cue[1])):
        return False
    base = base_phrase(s, j + 1)
    if base is None or s.tag(j + 1) in ("PRP", "WP", "EX"):
        return False
    return s.tag(base[1]) in (".", ",", "", "IN", "CC", ":") and s.deps[j] != "mark"


def _coordinated(s: Sentence, start: int, j: int) -> bool:
    """Whether only conjunctions and adverbs lie between a comparative and the next one."""
    if j - start > 6:
        return False
    return all(
        s.tags[k] in ("CC", ",", "RB", "RBR", "JJ", "JJR", "IN", "HYPH", "NN", "NNS")
        for k in range(start, j)
    ) and any(s.tags[k] in ("CC", ",") for k in range(start, j))


def grade(s: Sentence, i: int, word: int) -> tuple[int, int]:
    """Scale and value of a comparative: (+1, 0) for "higher", (-1, +1) for "cheaper"."""
    lex = lexicon()
    form = s.words[i]
    if word != i and form not in ("better", "worse"):
        entry = lex.base.get(s.words[word], Gradable("", 1, 1))
        sign = 1 if form == "more" else -1
        return sign * entry.scale, sign * entry.value
    if form in ("more", "less", "fewer", "lesser"):
        return (1 if form == "more" else -1), 0
    entry = lex.comparative.get(form, _UNKNOWN)
    return entry.scale, entry.value


def _aspect(s: Sentence, i: int, word: int) -> Bounds | None:
    """Noun that the comparative modifies or measures."""
    for k in (word, i):
        if s.deps[k] == "amod" and s.heads[k] > word and nominal(s, s.heads[k]):
            noun = top_noun(s, s.heads[k])
            hi = right_edge(s, noun, reduced=False)
            lo = max(left_edge(s, noun), word + 1)
            while lo < noun and (s.tags[lo] in ("CC", ",", "JJR", "RBR") or s.tag(lo - 1) == "RBR"):
                lo += 1
            return strip(s, (lo, of_only(s, noun, hi)))
    if word == i and s.words[i] in ("more", "less", "fewer") and s.tag(i + 1).startswith("NN"):
        return base_phrase(s, i + 1)
    return None


def _elided_basis(s: Sentence, word: int) -> Basis | None:
    if any(year_on_year(s, j) for j in range(word + 1, min(len(s), word + 4))):
        return "past"
    verb = s.words[governor(s, word)]
    if s.deps[word] == "advmod" and verb.startswith("gr"):
        return None
    return "past" if verb in lexicon().cues["becoming"] else None
