"""A sentence as plain lists, and the phrases that can be cut out of it.

Reading a spaCy Token costs far more than indexing a list, and the grammar looks at the same
tokens again and again. So a sentence with a cue is copied once; all indexes are relative to its
first token, and a phrase is a half-open pair ``(first, last + 1)``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from claimtable.nlp.comparisons.lexicon import lexicon, word_set

Bounds = tuple[int, int]

MAX_PHRASE = 30
"""Longest noun phrase followed, in tokens: keeps odd text linear."""
MAX_KIDS = 40
"""Most dependants of one token that are looked at."""

NOUN_TAGS = frozenset(("NN", "NNS", "NNP", "NNPS", "PRP", "CD", "FW", "WP", "EX"))
_INSIDE = NOUN_TAGS | frozenset(
    (
        "DT",
        "JJ",
        "JJR",
        "JJS",
        "PRP$",
        "POS",
        "$",
        "HYPH",
        "PDT",
        "WDT",
        "ADD",
        "#",
        "SYM",
        "AFX",
        "LS",
    )
)
_VERBAL = frozenset(("VBN", "VBG"))
DETERMINERS = frozenset(("a", "an", "the", "this", "these", "those", "that", "both", "neither"))
_QUOTES = frozenset(("``", "''", '"', "“", "”", "‘", "’", "'"))


@dataclass(slots=True)
class Sentence:
    """One sentence of a Doc.

    Attributes:
        start: Index of its first token in the Doc.
        words: Lower-case texts, apostrophes straightened.
        texts: Texts as written.
        tags: Penn Treebank tags, "" where there is no tagger.
        deps: Dependency labels, "" where there is no parser.
        heads: Index of each token's head, its own where it has none.
        ents: Entity label of each token, "".
        kids: Dependants of each token, the first `MAX_KIDS`.
        left: First token of each subtree.
        right: Last token of each subtree.
    """

    start: int
    words: list[str]
    texts: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    ents: list[str]
    kids: list[list[int]]
    left: list[int]
    right: list[int]

    def __len__(self) -> int:
        """Count tokens."""
        return len(self.words)

    def word(self, i: int) -> str:
        """Lower-case text of a token, "" outside the sentence."""
        return self.words[i] if 0 <= i < len(self.words) else ""

    def tag(self, i: int) -> str:
        """Tag of a token, "" outside the sentence."""
        return self.tags[i] if 0 <= i < len(self.tags) else ""

    def kid(self, i: int, *deps: str) -> int | None:
        """First dependant of a token with one of these labels."""
        for kid in self.kids[i]:
            if self.deps[kid] in deps:
                return kid
        return None


def read_sentence(doc: Doc, start: int, end: int) -> Sentence:
    """Copy one sentence out of a Doc."""
    tokens = [doc[i] for i in range(start, end)]
    last = end - 1
    heads = [token.head.i - start for token in tokens]
    heads = [head if 0 <= head < end - start else i for i, head in enumerate(heads)]
    kids: list[list[int]] = [[] for _ in tokens]
    for i, head in enumerate(heads):
        if head != i and len(kids[head]) < MAX_KIDS:
            kids[head].append(i)
    return Sentence(
        start=start,
        words=[token.lower_.replace("’", "'") for token in tokens],
        texts=[token.text for token in tokens],
        tags=[_tag(token) for token in tokens],
        deps=[token.dep_ for token in tokens],
        heads=heads,
        ents=[token.ent_type_ for token in tokens],
        kids=kids,
        left=[max(token.left_edge.i, start) - start for token in tokens],
        right=[min(token.right_edge.i, last) - start for token in tokens],
    )


_NAME = re.compile(r"[A-Za-z]+[a-z][A-Z][A-Za-z]*")
"""A capital letter inside a word: "MySQL", "eBay"."""
_TAKEN_FOR_NAMES = frozenset(("CD", "NN", "NNS", "NNP", "NNPS", ""))


def _tag(token: Token) -> str:
    """Tag of a token, where its spelling does not tell better: "MySQL" names, " - " is a dash."""
    if token.text == "-" and token.whitespace_ and token.i and token.nbor(-1).whitespace_:
        return ":"
    if token.tag_ in _TAKEN_FOR_NAMES or not _NAME.fullmatch(token.text):
        return token.tag_
    return "NNP"


_PRONOUN_TAGS = frozenset(("DT", "WDT", "JJR", "JJS", "JJ"))
_NOMINAL_DEPS = frozenset(("pobj", "dobj", "nsubj", "nsubjpass"))
_NEVER_NOMINAL = frozenset(("DT", "WDT", "RBR", "JJR", "IN", "MD", "TO", "VBG"))


def nominal(s: Sentence, i: int) -> bool:
    """Whether a token can head a noun phrase."""
    if not 0 <= i < len(s):
        return False
    tag = s.tags[i]
    if tag:
        if s.deps[i] in _NOMINAL_DEPS and s.words[i].isalnum() and tag not in _NEVER_NOMINAL:
            return True
        return tag in NOUN_TAGS or (tag in _PRONOUN_TAGS and s.words[i] in PRONOUNS)
    return s.words[i] not in word_set("sentence_closed") and s.words[i][:1].isalnum()


PRONOUNS = frozenset(
    ("this", "that", "these", "those", "all", "both", "some", "many", "most", "any", "another")
)


def _inside(s: Sentence, i: int) -> bool:
    tag = s.tags[i]
    if not tag:
        return s.words[i] not in word_set("sentence_closed") and (
            s.words[i][:1].isalnum() or s.words[i] == "-"
        )
    if s.deps[i] in _NOMINAL_DEPS and tag not in _NEVER_NOMINAL and s.words[i].isalnum():
        return True
    if tag in _INSIDE or (s.texts[i] in _QUOTES and tag in ("``", "''", "POS")):
        return True
    if tag in ("TO", "IN") and s.tag(i - 1) == "HYPH" and s.tag(i + 1) == "HYPH":
        return True
    if tag in _VERBAL and s.words[i] == "including":
        return False
    if tag in _VERBAL:
        return s.deps[i] in ("amod", "compound", "") or s.tag(i + 1).startswith("NN")
    if tag in ("RB", "RBR", "RBS"):
        return s.tag(i + 1) in ("JJ", "VBN", "CD", "JJR", "HYPH") or s.tag(i - 1) == "HYPH"
    return False


def base_phrase(s: Sentence, start: int, limit: int | None = None) -> Bounds | None:
    """Read a noun phrase without complements that begins at ``start``; None if there is none."""
    stop = min(len(s), start + MAX_PHRASE) if limit is None else min(limit, len(s))
    end = start
    head = -1
    while end < stop and _inside(s, end):
        if end > start and _breaks(s, end, head):
            break
        if nominal(s, end):
            head = end
        end += 1
    if head < 0:
        return None
    end = head + 1
    if end < stop and s.tag(end) == "POS" and not _possessive_goes_on(s, end, stop):
        end += 1
    return (start, end)


def _possessive_goes_on(s: Sentence, i: int, stop: int) -> bool:
    return i + 1 < stop and _inside(s, i + 1)


def _breaks(s: Sentence, i: int, head: int) -> bool:
    """Whether a second phrase begins at ``i``: a determiner or pronoun after a head."""
    if head < 0 or head != i - 1:
        return False
    tag = s.tags[i]
    return tag in ("DT", "PRP", "WP", "WDT", "PRP$", "EX", "PDT") or (
        s.tags[i - 1] == "PRP" and tag != "POS"
    )


def phrase(s: Sentence, head: int, *, reduced: bool = True) -> Bounds:
    """Noun phrase around a head: of- and other PPs kept, relative clauses and appositions not.

    Args:
        s: The sentence.
        head: Index of the head noun.
        reduced: Keep reduced relative clauses ("jobs added in May").
    """
    lo, hi = left_edge(s, head), right_edge(s, head, reduced)
    return strip(s, (lo, hi))


def left_edge(s: Sentence, head: int) -> int:
    """First token of the pre-modifiers of a head."""
    edge = max(s.left[head], head - MAX_PHRASE)
    lo = head
    while lo > edge and (
        _inside(s, lo - 1) or s.tags[lo - 1] in ("RB", "RBR", "RBS", "VBN", "VBG", "IN", "CC", ",")
    ):
        if s.deps[lo - 1] in ("relcl", "acl", "appos", "advcl"):
            break
        lo -= 1
    while lo < head and s.tags[lo] in ("CC", ",", "IN"):
        lo += 1
    return lo


_KEPT_AFTER = frozenset(("poss", "case", "nummod", "compound", "nmod", "amod", "quantmod"))


def right_edge(s: Sentence, head: int, reduced: bool = True, stop: int | None = None) -> int:
    """One past the last token of a head's complements that belong to the phrase.

    Args:
        s: The sentence.
        head: Index of the head noun.
        reduced: Keep reduced relative clauses.
        stop: Complements that begin here or later are left out.
    """
    stop = head + MAX_PHRASE if stop is None else stop
    hi = head + 1
    if s.tag(hi) == "POS" and s.heads[hi] == head and s.deps[head] != "poss":
        hi += 1
    for kid in s.kids[head]:
        if kid < hi:
            continue
        if kid >= stop or not _touches(s, hi, kid):
            break
        end = _complement_end(s, kid, reduced, stop)
        if end is None:
            break
        hi = max(hi, end)
    return hi


def _complement_end(s: Sentence, kid: int, reduced: bool, stop: int) -> int | None:
    """One past a dependant to the right of a head; None where the phrase ends before it."""
    dep = s.deps[kid]
    if dep == "conj":
        return right_edge(s, kid, reduced, stop) if nominal(s, kid) else None
    if dep == "prep":
        return None if _cut_before(s, kid) else _prep_end(s, kid, reduced, stop)
    if dep == "appos" and _is_name_beside(s, kid):
        return min(kid + 1, stop)
    if dep == "acl":
        beside = s.tag(s.left[kid] - 1) != ","
        kept = reduced or s.words[kid] in ("called", "dubbed", "named")
        return min(s.right[kid] + 1, stop) if kept and beside and s.tags[kid] == "VBN" else None
    if dep == "npadvmod" and s.words[s.heads[kid]] in word_set("period"):
        return min(s.right[kid] + 1, stop)
    if dep in _KEPT_AFTER:
        return min(s.right[kid] + 1, stop)
    return 0 if dep in ("cc", "punct") else None


def _cut_before(s: Sentence, prep: int) -> bool:
    """Whether a preposition begins an adjunct; "at" does unless it places a figure or metric."""
    if s.words[prep] != "at":
        return s.words[prep] in word_set("sentence_cut_prepositions")
    head = s.heads[prep]
    figure = s.tags[head] == "CD" or s.words[head] in ("%", "percent")
    return not figure and s.words[head] not in lexicon().metrics


def _is_name_beside(s: Sentence, kid: int) -> bool:
    """Whether an apposition is a name without a comma ("robot Asimo")."""
    close = s.tag(s.left[kid] - 1) not in (",", ":", "-LRB-", "HYPH")
    return close and s.tags[kid].startswith("NNP")


def _touches(s: Sentence, end: int, kid: int) -> bool:
    """Whether only commas, conjunctions or brackets lie between a phrase and a dependant."""
    first = s.left[kid]
    if first < end:
        return True
    return (
        all(
            s.tags[i] in (",", "CC", "")
            or s.words[i] in ("(", "and", "or", "&", "/")
            or s.deps[i] == "predet"
            for i in range(end, first)
        )
        and first - end <= 3
    )


def _prep_end(s: Sentence, prep: int, reduced: bool, stop: int) -> int | None:
    """One past the end of a prepositional phrase, relative clauses inside cut off."""
    obj = s.kid(prep, "pobj")
    if obj is None:
        return s.right[prep] + 1 if s.right[prep] - prep < 8 else None
    return right_edge(s, obj, reduced, stop) if prep < obj < stop else None


def top_noun(s: Sentence, i: int) -> int:
    """Head of the compound a noun stands in."""
    for _ in range(4):
        if s.deps[i] != "compound" or s.heads[i] <= i:
            break
        i = s.heads[i]
    return i


def of_only(s: Sentence, head: int, end: int) -> int:
    """Cut a phrase after its head at the first preposition other than "of"."""
    for j in range(head + 1, end):
        if s.tags[j] in ("IN", "TO") and s.words[j] != "of":
            return j
        if s.words[j] == "of" and s.tag(j + 1) in ("CD", "$"):
            return j
    return end


def strip(s: Sentence, bounds: Bounds) -> Bounds:
    """Drop leading articles and demonstratives, and punctuation at either end."""
    lo, hi = bounds
    while hi - lo > 1 and s.tags[lo] == "CC":
        lo += 2 if hi - lo > 2 and s.tags[lo + 1] == "JJR" else 1
    while hi - lo > 1 and s.words[lo] in ("only", "even", "just") and s.tags[lo] != "JJ":
        lo += 1
    while hi - lo > 1 and (_droppable(s, lo) or not _wordlike(s, lo)):
        lo += 1
    while hi - lo > 1 and not _wordlike(s, hi - 1) and s.words[hi - 1] not in ("%", "''", ")"):
        hi -= 1
    if s.words[hi - 1] == ")" and "(" not in s.words[lo:hi] and hi - lo > 1:
        hi -= 1
    return (lo, hi)


def _droppable(s: Sentence, i: int) -> bool:
    """Whether a leading word is an article or demonstrative, not a pronoun ("that of X")."""
    if s.words[i] in ("that", "those"):
        return s.tag(i + 1) not in ("IN", "VBN", "VBD", "VBG", "RB")
    return s.words[i] in DETERMINERS


def _wordlike(s: Sentence, i: int) -> bool:
    return any(letter.isalnum() for letter in s.words[i]) or s.words[i] in (
        "$",
        "£",
        "€",
        "'s",
        "’s",
        "'",
        "’",
    )


def head_of(s: Sentence, bounds: Bounds) -> int:
    """Head noun of a phrase: the nominal whose head lies outside, else the last nominal."""
    for i in range(bounds[0], bounds[1]):
        if nominal(s, i) and not bounds[0] <= s.heads[i] < bounds[1]:
            return i
    for i in range(bounds[1] - 1, bounds[0] - 1, -1):
        if nominal(s, i):
            return i
    return bounds[1] - 1
