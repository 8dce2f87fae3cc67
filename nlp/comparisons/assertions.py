"""Comparatives without "than": which still assert a comparison."""

from __future__ import annotations

from claimtable.nlp.comparisons.alternatives import linked
from claimtable.nlp.comparisons.clauses import governor, is_verb, negated, subject_of
from claimtable.nlp.comparisons.lexicon import lexicon, word_set
from claimtable.nlp.comparisons.sentence import Bounds, Sentence, nominal, top_noun

_PREDICATIVE = frozenset(
    ("acomp", "oprd", "ROOT", "attr", "ccomp", "advcl", "relcl", "xcomp", "appos", "acl")
)


def asserted(s: Sentence, cue: Bounds, word: int, value: int) -> bool:
    """Whether a comparative without "than" asserts a comparison.

    Args:
        s: The sentence.
        cue: The comparative, "more" included.
        word: The graded word in it.
        value: Its value, 0 where it only gives a place on a scale.
    """
    form = s.words[cue[0]]
    alone = cue[1] - cue[0] == 1
    if s.word(cue[0] - 1) == "the" and _correlative(s, cue[0]):
        return False
    if alone and form in ("more", "less") and _spends(s, cue[0]):
        return True
    if alone and form in word_set("only_with_than") and s.deps[word] != "amod":
        return False
    if form in word_set("only_predicated") and not related(s, cue, word):
        return False
    dep, node = s.deps[word], word
    if dep == "conj" and s.tags[s.heads[word]] in ("JJR", "RBR", "JJ"):
        node = s.heads[word]
        dep = s.deps[node]
    if dep in _PREDICATIVE and (not nominal(s, node) or s.words[node] in lexicon().comparative):
        return _predicative(s, cue, node)
    if dep == "amod":
        return _attributive(s, top_noun(s, s.heads[node]), cue, word, value)
    return dep in ("advmod", "") and word > 0 and _adverbial(s, node, value)


def _predicative(s: Sentence, cue: Bounds, node: int) -> bool:
    """Read "is larger", not "could not be happier" or the tag on a verb."""
    if s.tags[cue[1] - 1] in ("VBN", "VBG", "VB") and s.deps[node] in ("ROOT", "ccomp", "advcl"):
        return any(s.deps[kid] in ("auxpass", "cop") for kid in s.kids[node])
    verb = s.heads[node] if s.deps[node] in ("acomp", "oprd", "attr") else node
    modal = any(s.words[kid] in ("could", "ca", "can") for kid in s.kids[verb])
    return not (modal and negated(s, node))


def _spends(s: Sentence, i: int) -> bool:
    """Read "costs more", "pays less"."""
    return s.word(i - 1) in word_set("assertions_spending") and not nominal(s, i + 1)


def _correlative(s: Sentence, i: int) -> bool:
    """Read "the more ..., the less": a second "the" with a comparative on the other side."""
    near = [*range(i + 2, min(len(s), i + 25)), *range(max(1, i - 25), i - 1)]
    return any(s.tags[j] in ("JJR", "RBR") and s.words[j - 1] == "the" for j in near)


def _attributive(s: Sentence, noun: int, cue: Bounds, word: int, value: int) -> bool:
    """Read "offers better support": what a verb that asserts it hands over.

    A word that only gives a place on a scale ("higher costs") counts where something that is
    named is said to have it ("the phone has a larger screen").
    """
    if noun < word:
        return s.words[noun] in word_set("assertions_pronouns")
    if related(s, cue, word):
        return True
    if definite_name(s, cue, word) or another(s, cue, word) or linked(s, noun) is not None:
        return True
    if s.words[noun] in lexicon().parts and _of_product(s, noun, cue):
        return True
    node = noun
    for _ in range(3):
        if s.deps[node] == "conj" or (s.deps[node] == "pobj" and s.words[s.heads[node]] == "with"):
            node = s.heads[s.heads[node]] if s.deps[node] == "pobj" else s.heads[node]
    if s.deps[node] not in ("dobj", "attr", "ROOT", "oprd", "pobj", "dative"):
        return False
    if s.deps[node] == "pobj" and s.words[s.heads[node]] not in ("with", "of", "for"):
        return False  # "in cooler months"
    verb = s.heads[node] if s.deps[node] == "attr" else governor(s, node)
    if value:
        found = s.words[verb] in word_set("find_verbs") and negated(s, verb)
        return s.words[verb] in lexicon().cues["assertive"] or found
    return _possessed(s, node, verb)


def related(s: Sentence, cue: Bounds, word: int) -> bool:
    """Read "its much larger rival": a comparison with the possessor."""
    if s.deps[word] != "amod" or s.heads[word] < cue[1]:
        return False
    if s.words[s.heads[word]] not in word_set("assertions_relations"):
        return False
    return s.tag(cue[0] - 1) in ("PRP$", "POS") or s.tag(cue[0] - 2) in ("PRP$", "POS")


def _of_product(s: Sentence, noun: int, cue: Bounds) -> bool:
    """Read "the larger screen", "comes with a bigger battery": a part beside the known one."""
    if s.word(cue[0] - 1) == "the":
        return True
    head = s.heads[noun]
    handed = s.deps[noun] == "pobj" and s.words[head] == "with"
    return handed and s.words[governor(s, head)] in lexicon().cues["assertive"]


def definite_name(s: Sentence, cue: Bounds, word: int) -> bool:
    """Read "the cheaper Pixel": one of two things that are known by name."""
    if s.deps[word] != "amod" or s.heads[word] <= word:
        return False
    noun = top_noun(s, s.heads[word])
    before = s.word(cue[0] - 1) if s.word(cue[0] - 1) != "much" else s.word(cue[0] - 2)
    named = s.tags[noun].startswith("NNP") and s.ents[noun] not in ("GPE", "LOC", "NORP", "DATE")
    return named and before == "the"


def another(s: Sentence, cue: Bounds, word: int) -> bool:
    """Read "Zentra is a better Delmar": said to outdo what it is likened to."""
    noun = s.heads[word]
    if s.deps[word] != "amod" or noun != cue[1] or s.tags[noun] not in ("NNP", "NNPS"):
        return False
    likened = s.deps[noun] in ("attr", "oprd", "pobj", "appos")
    return (
        likened
        and s.ents[noun] not in ("GPE", "LOC", "NORP", "DATE")
        and s.tag(noun + 1) in (".", ",", "", "IN", "CC", "''", "HYPH", ":")
    )


def _possessed(s: Sentence, noun: int, verb: int) -> bool:
    if s.deps[noun] != "dobj" or s.words[verb] not in word_set("possession_verbs"):
        return False
    owner = subject_of(s, verb)
    return owner is not None and s.words[owner] not in word_set("elements_generic")


def _adverbial(s: Sentence, i: int, value: int) -> bool:
    """Read "performs better": an evaluation after its verb."""
    head = s.heads[i]
    if not is_verb(s, head) or value == 0:
        return False
    return head < i or (head == i + 1 and s.tags[head] in ("VBZ", "VBP", "VBD"))
