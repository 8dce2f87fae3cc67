"""What a cue belongs to: its clause, the clause's subject, whether it is denied."""

from __future__ import annotations

from claimtable.nlp.comparisons.lexicon import lexicon, word_set
from claimtable.nlp.comparisons.sentence import Sentence, nominal

MAX_CLIMB = 6
"""Most steps up a tree in search of a subject."""

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass")
_RELATIVE = frozenset(("that", "which", "who", "whom", "what", "whose"))
_EXPLETIVE = frozenset(("there",))


_NO_CLAUSE = frozenset(("amod", "aux", "auxpass", "compound", "prep"))
"""What a verb form does when it makes no clause ("compared" as a preposition)."""


def is_verb(s: Sentence, i: int) -> bool:
    """Whether a token is a verb, by its tag."""
    return s.tags[i].startswith(("VB", "MD"))


def governor(s: Sentence, i: int) -> int:
    """Verb of the clause a token stands in; the top of the tree where there is none."""
    for _ in range(MAX_CLIMB):
        if is_verb(s, i) and s.deps[i] not in _NO_CLAUSE:
            return i
        if s.heads[i] == i:
            return i
        i = s.heads[i]
    return i


def subject_of(s: Sentence, i: int) -> int | None:
    """Head of the subject of what ``i`` belongs to, looking up through the clauses.

    A relative pronoun gives its antecedent, a participle the noun it modifies.
    """
    node, below = i, -1
    for _ in range(MAX_CLIMB):
        found = _own_subject(s, node, below)
        if found is not None:
            return _resolve(s, found, node)
        dep, head = s.deps[node], s.heads[node]
        if head == node:
            return None
        if dep == "conj" and _begins_clause(s, node):
            return node - 1
        told = _told_of(s, node)
        if told is not None:
            return told
        figure = s.tags[head] == "CD" or s.words[head] in ("%", "percent", "points")
        if dep in ("relcl", "acl") and is_verb(s, node) and not figure:
            return head if head != i else None
        if dep == "advcl" and s.tags[node] == "VB":
            return None  # "sold the unit to build a stronger one": no telling who is stronger
        node, below = head, node
    return None


def _begins_clause(s: Sentence, verb: int) -> bool:
    """Read "than A and B is faster", where the parse takes B for a second thing compared with."""
    before = verb - 1
    beside = before > 0 and s.tags[before].startswith("NNP") and s.deps[before] == "conj"
    return beside and s.tags[verb] in ("VBZ", "VBD") and s.words[s.left[before] - 1] == "and"


def _told_of(s: Sentence, node: int) -> int | None:
    """Read "unveiled an engine, claimed to rival X": the participle is said of the object."""
    loose = s.deps[node] == "conj" and s.word(node - 1) == ","
    if s.words[node] not in word_set("told_participles"):
        return None
    if not loose and s.deps[node] not in ("advcl", "acl"):
        return None
    told = s.kid(s.heads[node], "dobj", "attr")
    return told if told is not None and told < node else None


def _own_subject(s: Sentence, node: int, below: int) -> int | None:
    for kid in s.kids[node]:
        if s.deps[kid] in _SUBJECTS and kid != below and s.words[kid] not in _EXPLETIVE:
            return kid
    return None


def _resolve(s: Sentence, subject: int, verb: int) -> int:
    """Antecedent of a relative pronoun, else the subject itself."""
    if s.words[subject] in _RELATIVE and s.tags[subject] in ("WDT", "WP", "IN"):
        node = verb
        for _ in range(MAX_CLIMB):
            if s.deps[node] == "relcl":
                return s.heads[node]
            if s.deps[node] not in ("conj", "xcomp", "ccomp"):
                break
            node = s.heads[node]
        for j in range(subject - 1, max(-1, subject - 5), -1):
            if nominal(s, j):
                return j
            if s.tags[j] not in (",", ":", "HYPH", "-RRB-", "-LRB-"):
                break
    return subject


def negated(s: Sentence, i: int) -> bool:
    """Whether the cue at ``i`` or the clause above it is denied."""
    cues = lexicon().cues
    node = i
    if _doubted(s, i):
        return True
    for _ in range(4):
        if any(_denies(s, node, kid) for kid in s.kids[node] if kid < max(i, node) + 1):
            return True
        head = s.heads[node]
        if head == node or s.deps[node] in (
            "relcl",
            "advcl",
            "ccomp",
            "conj",
            "pobj",
            "acl",
            "nsubj",
            "parataxis",
        ):
            return False
        if s.deps[node] == "xcomp" and s.words[head] in cues["negating_verb"]:
            return True
        if is_verb(s, node) and s.deps[node] not in ("xcomp", "aux", "acomp", "oprd"):
            return False
        node = head
    return False


_DENYING = ("neg", "det", "advmod", "preconj", "nsubj", "cc", "npadvmod")


def _denies(s: Sentence, node: int, kid: int) -> bool:
    """Whether a dependant denies its head: "not", "neither", a subject with "no"."""
    if s.words[kid] in lexicon().cues["negation"] and s.deps[kid] in _DENYING:
        return not conceded(s, kid + 1)
    if s.deps[kid] == "prep" and s.word(kid + 1) == "no" and s.heads[kid + 1] != kid:
        return s.words[s.heads[kid + 1]] in word_set("never_nouns")
    if s.deps[kid] not in ("nsubj", "nsubjpass") or not is_verb(s, node):
        return False
    first = s.left[kid]
    return s.words[first] in word_set("negative_determiners") and s.heads[first] == kid


def conceded(s: Sentence, start: int) -> bool:
    """Read "as good as, if not better than" and "not only": what stands behind is not denied."""
    return s.word(start - 1) == "not" and (s.word(start - 2) == "if" or s.word(start) == "only")


def _doubted(s: Sentence, i: int) -> bool:
    """Read "I don't think X is better": the negation of thinking denies what is thought."""
    verb = governor(s, i)
    above = s.heads[verb]
    if s.deps[verb] not in ("ccomp", "acl", "relcl") or _left_open(s, verb):
        return False
    if s.words[above] in word_set("doubting"):
        return not any(
            s.deps[kid] == "neg" or s.words[kid] in ("no", "little", "few") for kid in s.kids[above]
        )
    if s.deps[verb] != "ccomp" or s.words[above] not in word_set("thinking_verbs"):
        return False
    return any(s.deps[kid] == "neg" for kid in s.kids[above])


def _left_open(s: Sentence, verb: int) -> bool:
    """Whether "whether" or "if" opens the clause of a verb."""
    return any(s.words[kid] in ("whether", "if") for kid in s.kids[verb])


def adjacent_negation(s: Sentence, start: int) -> bool:
    """Whether "no", "not" or "n't" stands right before the cue, degree words aside."""
    cues = lexicon().cues
    for j in range(start - 1, max(-1, start - 4), -1):
        if s.words[j] in ("no", "not", "n't", "nt", "never"):
            return s.word(j - 1) != "if"
        if s.words[j] not in cues["degree"]:
            return False
    return False
