"""What a superlative ranks: the subject of "is the largest", of a gapped clause, an apposition."""

from __future__ import annotations

from claimtable.nlp.comparisons.clauses import subject_of
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.sentence import Sentence, base_phrase, nominal, phrase


def find_ranked(s: Sentence, draft: Draft, noun: int | None, word: int) -> None:
    """Find what is ranked."""
    node = noun if noun is not None else word
    if noun is None:
        _gapped(s, draft)
        return
    draft.settled = _settle(s, draft, _outer(s, node))


def _gapped(s: Sentence, draft: Draft) -> None:
    """Read "and Malta the lowest": the verb is that of the clause before."""
    name = draft.cue[0] - 2
    if s.word(name + 1) != "the" or not s.tag(name).startswith("NNP"):
        return
    start = base_phrase(s, s.left[name])
    first = start[0] if start is not None and start[1] == name + 1 else name
    if s.word(first - 1) in ("and", ",", ";", "while", "but"):
        draft.subject, draft.settled = (first, name + 1), True


def _outer(s: Sentence, node: int) -> int:
    """Step out of "one of", "among", "some of": the phrase that stands for the ranked."""
    for _ in range(3):
        head = s.heads[node]
        if s.deps[node] == "pobj" and s.words[head] in ("of", "among", "amongst") and head != node:
            up = s.heads[head]
            if (
                s.words[up] in ("one", "some", "two", "three", "many", "several", "any")
                or s.words[head] != "of"
            ):
                node = up
                continue
        break
    return node


def _settle(s: Sentence, draft: Draft, node: int) -> bool:
    dep, head = s.deps[node], s.heads[node]
    if dep == "appos" and nominal(s, head) and not _is_amount(s, head):
        draft.subject = phrase(s, head, reduced=False)
        return True
    if dep in ("nsubj", "nsubjpass"):
        other = s.kid(head, "attr")
        named = s.kid(node, "appos")
        chosen = other if other is not None else named
        if chosen is not None and chosen != node:
            draft.subject = phrase(s, chosen, reduced=False)
            return True
        return _for_phrase(s, draft, node)
    named = s.kid(node, "appos")
    if (
        named is not None
        and named > node
        and dep in ("dobj", "pobj", "attr", "conj", "ROOT")
        and s.tags[named].startswith("NNP")
        and not _is_amount(s, named)
    ):
        draft.subject = phrase(s, named, reduced=False)
        return True
    if dep == "pobj" and s.words[head] in ("in", "at", "during", "on", "over", "after", "before"):
        return draft.basis != "past"
    if dep == "dobj" or dep == "attr" or dep == "pobj":
        found = subject_of(s, head)
        if found is not None:
            draft.anchor = head
    return False


def _is_amount(s: Sentence, head: int) -> bool:
    """Whether a noun is a figure ("fell to 20 euros, the lowest since", "(31,200 MW)")."""
    if s.tags[head] in ("CD", "$") or s.words[head] in ("%", "percent", "points"):
        return True
    return any(s.tags[kid] in ("CD", "$") for kid in s.kids[head] if kid < head)


def _for_phrase(s: Sentence, draft: Draft, node: int) -> bool:
    """Read "the worst month for U.S. stocks"."""
    for kid in s.kids[node]:
        if s.words[kid] == "for" and s.deps[kid] == "prep":
            obj = s.kid(kid, "pobj")
            if obj is not None:
                draft.subject = phrase(s, obj, reduced=False)
                return True
    return True
