"""Bring a verb back that the tagger took for a plural noun: "Acme empowers young engineers".

In about two of a hundred sentences of business text the small model reads the verb of the third
person as a noun, and the sentence is left without a predicate. Where a whole sentence has no verb
to hang on, the first word that can be such a verb, stands behind a noun and before something that
may complete a verb is taken for it. Words around it are hung on it as the parser would have done.
"""

from __future__ import annotations

from claimtable.nlp.claims.data_files import words
from claimtable.nlp.claims.view import View
from claimtable.nlp.lemmas import verb_lemma

MISTAKEN = words("hidden_verbs.txt", "verbs")
_ENDS = frozenset(".!…")
_SHORTEST = 5
"""Tokens of a sentence, full stop included; below it there are too many titles."""
_SUBJECT = ("NN", "NNS", "NNP", "NNPS", "CD", "-RRB-")
_PART = frozenset(
    {"NN", "NNS", "NNP", "NNPS", "CD", "JJ", "JJR", "JJS"}
    | {"DT", "PRP$", "POS", "HYPH", "VBN", "VBG"}
)
"""Tags within the noun phrase before the verb."""
_COMPLETES = _PART | {"PRP", "TO", "IN", "RB"}
_NOMINAL = ("pobj", "dobj", "compound", "nmod")
"""Arcs that no finite verb hangs by."""
_SURELY = ("DT", "PRP$", "PRP")
"""Before these a word without -s may be a verb too: "A and B position the company"."""


def reveal_verb(view: View, start: int, end: int) -> int | None:
    """Find such a verb in a unit that has none, and change the view's tags and arcs.

    Args:
        view: The Doc; changed where a verb is found.
        start: First token of the unit.
        end: One past its last token.

    Returns:
        The verb, or None.
    """
    last = view.words[end - 1]
    if end - start < _SHORTEST or last[-1] not in _ENDS:
        return None
    for root in view.roots(start, end):
        if _has_subject(view, root):
            view.tags[root] = "VBZ" if view.lower[root].endswith("s") else "VBP"
            return root
    for i in range(start + 1, end - 2):
        if _may_be_verb(view, start, i):
            _hang(view, start, i, end)
            return i
    return None


def _has_subject(view: View, noun: int) -> bool:
    """Whether the parser gave a noun that can be a verb a subject: "the ports account for half"."""
    if view.tags[noun] not in ("NN", "NNS") or view.words[noun][0].isupper():
        return False
    base = view.lower[noun] in MISTAKEN or verb_lemma(view.words[noun], "VBZ") in MISTAKEN
    return base and any(view.deps[c] == "nsubj" and c < noun for c in view.children[noun])


def _may_be_verb(view: View, start: int, i: int) -> bool:
    if view.tags[i - 1] not in _SUBJECT:
        return False
    if view.tags[i] == "VBZ" and view.deps[i] in _NOMINAL:
        return True  # "a focus on cost favors trains", read as "on cost-favors"
    if view.tags[i] not in ("NN", "NNS"):
        return False
    following = view.tags[i + 1]
    if verb_lemma(view.words[i], "VBZ") in MISTAKEN and view.lower[i].endswith("s"):
        return following in _COMPLETES or view.lower[i + 1] == "that"
    several = "and" in view.lower[start:i] or view.tags[i - 1] in ("NNS", "NNPS")
    goes_on = following in _SURELY or view.lower[i + 1] == "that"
    return view.lower[i] in MISTAKEN and several and goes_on


def _hang(view: View, start: int, verb: int, end: int) -> None:
    first, subject = _subject(view, start, verb)
    view.tags[verb] = "VBZ" if view.lower[verb].endswith("s") else "VBP"
    root = next((r for r in view.roots(start, end) if r != verb), None)
    _move(view, verb, verb, "ROOT")
    for i in range(start, end):
        head = view.heads[i]
        if i < first and not start <= head < first:
            _move(view, i, verb, _unrooted(view, i, "dep"))
        elif first <= i < verb and i != subject and not first <= head < verb:
            _move(view, i, verb - 1, _unrooted(view, i, "compound"))
        elif i > verb and (i == root or head == verb or not verb <= head < end):
            _move(view, i, verb, _role(view, i, verb))
    _move(view, subject, verb, "nsubj")


def _subject(view: View, start: int, verb: int) -> tuple[int, int]:
    """Give the first token and the head of the noun phrase before a verb: "a focus on cost"."""
    head = verb - 1
    first = _left(view, start, head)
    joined = view.heads[verb]
    if view.deps[verb] == "conj" and start <= joined < first and view.tags[first - 1] == "CC":
        _move(view, head, joined, "conj")  # "the sale and the new yard signal that"
        return _left(view, start, joined), joined
    while first - 1 > start and view.tags[first - 1] == "IN":
        above = first - 2
        if not view.tags[above].startswith("NN"):
            break
        _move(view, head, first - 1, "pobj")
        _move(view, first - 1, above, "prep")
        head = above
        first = _left(view, start, head)
    return first, head


def _left(view: View, start: int, noun: int) -> int:
    while noun > start and view.tags[noun - 1] in _PART:
        noun -= 1
    return noun


def _unrooted(view: View, i: int, dep: str) -> str:
    return dep if view.deps[i] == "ROOT" else view.deps[i]


def _role(view: View, i: int, verb: int) -> str:
    """What a word behind the verb is to it: the first noun its object, else what it was."""
    if view.lower[verb + 1] == "that" and (verb + 1 in view.children[i] or _is_that(view, i, verb)):
        return "ccomp"
    dep = view.deps[i]
    nominal = dep in ("ROOT", "appos", "conj", "compound", "nmod", "dobj")
    if not view.tags[i].startswith("NN") or not nominal:
        return _unrooted(view, i, "dep")
    has_object = any(c != i and view.deps[c] == "dobj" for c in view.children[verb])
    return "dep" if has_object else "dobj"


def _is_that(view: View, i: int, verb: int) -> bool:
    """Whether a clause was read as one about the verb taken for a noun: "projects that X will"."""
    return view.deps[i] in ("acl", "relcl") and view.tags[i].startswith("VB") and i > verb


def _move(view: View, token: int, head: int, dep: str) -> None:
    old = view.heads[token]
    if old not in (token, head):
        view.children[old] = [c for c in view.children[old] if c != token]
    if head not in (token, old):
        view.children[head] = sorted([*view.children[head], token])
    view.heads[token] = head
    view.deps[token] = dep
