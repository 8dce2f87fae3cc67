"""Comparative forms: "faster than", "more powerful than", "much larger"."""

from __future__ import annotations

from claimtable.nlp.comparisons.clauses import adjacent_negation, governor, is_verb, negated
from claimtable.nlp.comparisons.comparands import comparand, is_bound, is_expectation
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.lexicon import Gradable, lexicon
from claimtable.nlp.comparisons.measures import degree_before
from claimtable.nlp.comparisons.sentence import Bounds, Sentence, nominal, phrase
from claimtable.nlp.types import Basis

_REACH = 25
"""How far after a comparative its "than" may stand, in tokens."""
_GRADED = ("JJ", "RB", "VBN", "VBG", "JJR", "RBR")
_UNKNOWN = Gradable("", 1, 0)


def is_comparative(s: Sentence, i: int) -> bool:
    """Whether a token is a comparative form, by tag or by the word list."""
    return s.tags[i] in ("JJR", "RBR") or s.words[i] in lexicon().comparative


def comparative(s: Sentence, i: int) -> Draft | None:
    """Take apart the comparison whose comparative form stands at ``i``; None if it is none."""
    if _part_of_other(s, i):
        return None
    cue, word = _cue(s, i)
    than = _find_than(s, cue)
    attached = than is not None and than == cue[1]
    if than is not None:
        if _is_look_alike(s, i, cue, than):
            return None
    elif not _asserted(s, i, cue):
        return None
    scale, value = grade(s, i, word)
    draft = Draft(cue=cue, anchor=word, kind="nonequal", scale=scale, value=value)
    draft.degree = degree_before(s, cue[0])
    draft.aspect = _aspect(s, i, word, attached)
    if than is not None:
        draft.object = comparand(s, than + 1)
        if s.words[than] in ("than", "then") and draft.object is None:
            return None
    draft.basis = None if draft.object is not None else _elided_basis(s, word)
    draft.negated = negated(s, word) or adjacent_negation(s, cue[0])
    return draft


def _part_of_other(s: Sentence, i: int) -> bool:
    """Forms that are no comparison: verbs, second halves of "more better", "no longer"."""
    word, tag = s.words[i], s.tags[i]
    if (tag.startswith(("VB", "NN")) and tag != "NN") or tag in ("NNP", "NNPS"):
        return True
    if tag == "NN" and s.word(i + 1) != "than":
        return True
    before = s.word(i - 1)
    if before in ("more", "less") and s.heads[i - 1] == i:
        return True
    if word == "longer" and before in ("no", "any"):
        return True
    if s.word(i + 1) == "-" and s.word(i + 2) != "than":
        return True
    return word in ("more", "less") and (
        before in ("or", "any", "once", "even", "what")
        and s.word(i + 1) not in ("than",)
        and not _graded_next(s, i)
    )


def _graded_next(s: Sentence, i: int) -> bool:
    return s.tag(i + 1) in ("JJ", "RB", "VBN", "VBG")


def _cue(s: Sentence, i: int) -> tuple[Bounds, int]:
    """Cue and the gradable word in it: "more [powerful]", "[faster]"."""
    if s.words[i] not in ("more", "less"):
        return (i, i + 1), i
    end = i + 1
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


def _find_than(s: Sentence, cue: Bounds) -> int | None:
    """Index of the marker that belongs to a comparative."""
    limit = min(len(s), cue[1] + _REACH)
    for j in range(cue[1], limit):
        word = s.words[j]
        if word == "than":
            return j if s.word(j - 1) not in ("rather", "other") else None
        if word == "then" and j == cue[1] and s.tag(j + 1) not in ("VBD", "VBZ", "VB", ",", ""):
            return j
        if word in (";", ":") or (s.tags[j] in ("JJR", "RBR") and not _coordinated(s, cue[1], j)):
            return None
    return None


def _coordinated(s: Sentence, start: int, j: int) -> bool:
    """Whether only conjunctions and adverbs lie between a comparative and the next one."""
    if j - start > 6:
        return False
    return all(
        s.tags[k] in ("CC", ",", "RB", "RBR", "JJ", "JJR", "IN", "HYPH", "NN", "NNS")
        for k in range(start, j)
    ) and any(s.tags[k] in ("CC", ",") for k in range(start, j))


def _is_look_alike(s: Sentence, i: int, cue: Bounds, than: int) -> bool:
    """Bounds ("more than 100"), choice and set phrases with "than"."""
    word = s.words[i]
    following = than + 1
    if word in ("rather", "other") or s.word(i - 1) in ("nothing", "none", "little"):
        return True
    if than != cue[1] or cue[1] - cue[0] > 1:
        return False
    if is_bound(s, following):
        return not _reference_value(s, word, following)
    if word not in ("more", "less"):
        return False
    tag = s.tag(following)
    if tag.startswith(("VB", "JJ", "RB")):
        cues = lexicon().cues
        return s.word(following) not in cues["expectation"] | cues["level"] and tag != "VBG"
    return s.word(following) in ("just", "one", "likely")


def _reference_value(s: Sentence, word: str, start: int) -> bool:
    """Read "higher than 4.5% a year earlier": a number that is a past or expected value."""
    if word in ("more", "less", "fewer"):
        return False
    window = s.words[start : start + 8]
    return (
        "earlier" in window or "ago" in window or is_expectation(s, (start, min(len(s), start + 8)))
    )


def _asserted(s: Sentence, i: int, cue: Bounds) -> bool:
    """Whether a comparative without "than" still asserts a comparison."""
    lex = lexicon()
    word = s.words[i]
    if cue[1] - cue[0] == 1 and word in lex.cues["only_with_than"]:
        return False
    if s.word(i - 1) == "the" and _correlative(s, i):
        return False
    last = cue[1] - 1
    dep = s.deps[last]
    if dep == "conj" and is_comparative(s, s.heads[last]):
        dep, last = s.deps[s.heads[last]], s.heads[last]
    if dep in (
        "acomp",
        "oprd",
        "ROOT",
        "attr",
        "ccomp",
        "advcl",
        "relcl",
        "xcomp",
        "appos",
        "acl",
    ) and not nominal(s, last):
        return _predicative(s, last)
    if dep == "amod":
        return _attributive(s, last, word)
    if dep in ("advmod", "") and last > 0:
        return _adverbial(s, last)
    return False


def _predicative(s: Sentence, i: int) -> bool:
    return True


def _correlative(s: Sentence, i: int) -> bool:
    """Read "the more ..., the less": a second "the" with a comparative on the other side."""
    for j in list(range(i + 2, min(len(s), i + 25))) + list(range(max(1, i - 25), i - 1)):
        if s.tags[j] in ("JJR", "RBR") and s.words[j - 1] == "the":
            return True
    return False


def _attributive(s: Sentence, i: int, word: str) -> bool:
    """Read "offers better support": an evaluation handed over by a verb that asserts it."""
    noun = s.heads[i]
    entry = lexicon().comparative.get(word)
    if entry is None or entry.value == 0:
        return False
    node = noun
    for _ in range(3):
        if s.deps[node] == "conj":
            node = s.heads[node]
    if s.deps[node] not in ("dobj", "attr", "pobj", "ROOT", "oprd"):
        return False
    verb = governor(s, node)
    return s.words[verb] in lexicon().cues["assertive"]


def _adverbial(s: Sentence, i: int) -> bool:
    """Read "performs better": after its verb, and an evaluation."""
    head = s.heads[i]
    entry = lexicon().comparative.get(s.words[i])
    return is_verb(s, head) and head < i and entry is not None and entry.value != 0


def grade(s: Sentence, i: int, word: int) -> tuple[int, int]:
    """Scale and value of a comparative: (+1, 0) for "higher", (-1, +1) for "cheaper"."""
    lex = lexicon()
    form = s.words[i]
    if word != i:
        entry = lex.base.get(s.words[word], Gradable("", 1, 1))
        return (1, entry.value) if form == "more" else (-1, -entry.value if entry.value else 0)
    if form in ("more", "less", "fewer", "lesser"):
        return (1 if form == "more" else -1), 0
    entry = lex.comparative.get(form, _UNKNOWN)
    return entry.scale, entry.value


def _aspect(s: Sentence, i: int, word: int, attached: bool) -> Bounds | None:
    """Noun that the comparative modifies or measures."""
    if s.deps[word] == "amod" or (s.deps[i] == "amod"):
        noun = s.heads[word] if s.deps[word] == "amod" else s.heads[i]
        if not nominal(s, noun):
            return None
        lo, hi = phrase(s, noun, reduced=False)
        if noun > word:
            lo = max(lo, word + 1)
        return (lo, hi) if lo < hi else None
    return None


def _elided_basis(s: Sentence, word: int) -> Basis | None:
    verb = governor(s, word)
    return "past" if s.words[verb] in lexicon().cues["becoming"] else None
