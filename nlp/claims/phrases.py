"""Subjects and objects of verbs, and how far their phrases reach."""

from __future__ import annotations

from claimtable.nlp.claims.view import View
from claimtable.nlp.lemmas import verb_lemma

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
VERBS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"})
INFLECTED = frozenset({"VBZ", "VBD", "VBP", "MD"})
DEEPEST = 6
"""Verbs stacked or joined that are walked through; real text has two or three."""
_LOOSE = frozenset({"relcl", "appos", "advcl", "parataxis", "ccomp", "mark", "cc", "meta", "intj"})
"""Children of a noun that say more about it but are no part of its name."""
_ASIDES = frozenset({"relcl", "appos", "acl", "advcl", "parataxis"})
_OBJECT_PREPOSITIONS = frozenset(
    {"on", "with", "to", "into", "against", "of", "for", "from", "about", "as", "at", "over"}
)
_SPENT = frozenset({"have", "take", "need", "spend", "last", "require", "leave", "serve"})
_TIMES = frozenset({"day", "night", "week", "month", "quarter", "year", "time", "hour", "minute"})
_CONNECTIVES = frozenset({"and", "or", "but", "nor", ","})
_OPENERS = frozenset("\"'“‘«([{—–/")


def subject_of(view: View, verb: int) -> int | None:
    """Give the head of a verb's subject; of "there is X" it is X; a conjunct shares its first's."""
    for _ in range(DEEPEST):
        kids = view.children[verb]
        found = [c for c in kids if view.deps[c] in SUBJECTS and view.tags[c] != "EX"]
        if found:
            # Of two, one is a label or a topic in front: "Leakage: our pipes lose ..."
            return next((c for c in reversed(found) if c < verb), found[0])
        if any(view.deps[c] == "expl" for c in kids):
            return next((c for c in view.children[verb] if view.deps[c] in ("attr", "dobj")), None)
        if view.deps[verb] != "conj" or view.tags[view.heads[verb]] not in VERBS:
            return None
        verb = view.heads[verb]
    return None


def is_finite(view: View, verb: int) -> bool:
    """Tell a verb that is inflected, or has an auxiliary that is."""
    return view.tags[verb] in INFLECTED or any(
        view.tags[c] in INFLECTED for c in view.children[verb] if view.deps[c][:3] == "aux"
    )


def is_passive(view: View, verb: int) -> bool:
    """Tell a participle with a form of "be" or a passive subject."""
    return view.tags[verb] == "VBN" and any(
        view.deps[c] in ("auxpass", "nsubjpass") for c in view.children[verb]
    )


def object_of(view: View, verb: int, skip: frozenset[int]) -> int | None:
    """Give the head of a verb's object or complement.

    Args:
        view: The Doc.
        verb: The verb of a clause.
        skip: Tokens of dates and periods, which are never the object of "rose in May".

    Returns:
        The head of the direct object, the predicate noun or adjective, the clause that completes
        the verb, or the noun behind a preposition, in this order of preference; or None.
    """
    kids = [c for c in view.children[verb] if c > verb]
    for deps in (("dobj", "attr", "oprd"), ("acomp",), ("xcomp", "ccomp"), ("npadvmod",)):
        for child in kids:
            if view.deps[child] not in deps or _is_time(view, child):
                continue
            if child not in skip or _measures(view, child):
                return child
    for child in kids:
        if view.lower[child] == "from":
            child = _goal(view, child, kids)
        governs = view.deps[child] == "prep" and view.lower[child] in _OBJECT_PREPOSITIONS
        if governs and not _is_circumstance(view, child):
            for inner in view.children[child]:
                if view.deps[inner] in ("pobj", "pcomp") and inner not in skip:
                    return inner
    return None


def _goal(view: View, origin: int, kids: list[int]) -> int:
    """Give the "to" of "from A to B", hung on either; ``origin`` where there is none."""
    return next(
        (c for c in (*view.children[origin], *kids) if c > origin and view.lower[c] == "to"), origin
    )


def _is_circumstance(view: View, preposition: int) -> bool:
    """Whether a phrase only adds something: ", with margins at a record", "as a result of"."""
    aside = view.words[preposition - 1] == "," and view.lower[preposition] in ("with", "as", "at")
    return aside or view.lower[preposition : preposition + 3] == ["as", "a", "result"]


def _measures(view: View, noun: int) -> bool:
    """Whether a period is an amount: "brings 20 years of experience", "has two days to decide"."""
    if view.deps[noun] != "dobj":
        return False
    verb = view.heads[noun]
    lasts = verb_lemma(view.words[verb], view.tags[verb]) in _SPENT
    return lasts or any(view.lower[c] == "of" for c in view.children[noun])


def _is_time(view: View, noun: int) -> bool:
    """Whether a bare noun phrase says when: "emerges every day"."""
    return view.deps[noun] == "npadvmod" and view.lower[noun] in _TIMES


def phrase(view: View, head: int, start: int, end: int) -> tuple[int, int]:
    """Give the words of a noun or clause without the asides that follow it.

    Args:
        view: The Doc.
        head: Head of the phrase.
        start: First token of the unit; the phrase stays inside it.
        end: One past the last token of the unit.

    Returns:
        First token, and one past the last.
    """
    first = last = head
    for child in view.children[head]:
        if child < head and view.deps[child] not in _LOOSE and view.deps[child] != "punct":
            first = edge(view, child, 0)
            break
    for child in view.children[head]:
        if child < head or view.deps[child] in ("punct", "cc"):
            continue
        clausal = view.deps[head] in ("csubj", "csubjpass") and view.deps[child] == "ccomp"
        clausal = clausal or _is_purpose(view, head, child)
        if (view.deps[child] in _LOOSE and not clausal) or _is_set_off(view, child):
            break
        verbal = view.tags[child] in INFLECTED and view.deps[child] == "conj"
        if verbal and view.tags[head].startswith("NN"):
            break  # "begin as cooks and earn stripes"
        last = edge(view, child, -1)
    first, last = max(first, start), _past_joint(view, min(last + 1, end), end)
    last = _before_connective(view, first, last)
    while first > start and not view.space[first - 1] and view.words[first - 1] not in _OPENERS:
        first -= 1  # "~" of "~9%"
    if last < end and view.words[last] == ")" and "(" in view.words[first:last]:
        last += 1
    return first, last


def _is_purpose(view: View, noun: int, verb: int) -> bool:
    """Whether an infinitive belongs to a noun: "time to ship", "reasons to sell"."""
    own = view.deps[verb] == "relcl" and view.deps[noun] in SUBJECTS
    return own and verb == noun + 2 and view.tags[noun + 1] == "TO"


def _past_joint(view: View, last: int, end: int) -> int:
    """Go on where a cut would part "re-use", "No. 1" or "70+ brands"; ``last`` is exclusive."""
    while last + 1 < end and not view.space[last - 1]:
        word = view.words[last]
        hyphen = word in ("-", "‑") and not view.space[last]
        number = word == "." and view.lower[last - 1] == "no" and view.words[last + 1][0].isdigit()
        if hyphen or number:
            last += 2
        elif word == "+" and view.words[last - 1][-1].isdigit():
            last += 1
            while last < end and view.tags[last][:2] in ("NN", "JJ"):
                last += 1
            return last
        else:
            return last
    return last


def _before_connective(view: View, first: int, last: int) -> int:
    """Go back where a phrase would end in "and" or "as well as"; ``last`` is exclusive."""
    while last - first > 1:
        if view.lower[last - 1] in _CONNECTIVES:
            last -= 1
        elif view.lower[max(first, last - 3) : last] == ["as", "well", "as"]:
            last -= 3
        else:
            return last
    return last


def _is_set_off(view: View, child: int) -> bool:
    """Whether a comma or a dash stands before what hangs on a word: an aside, not a part."""
    if view.deps[child] in ("conj", "nummod", "npadvmod"):
        return False
    before = edge(view, child, 0) - 1
    return before >= 0 and view.words[before] in (",", "–", "—", "-")


def edge(view: View, token: int, side: int) -> int:
    """Follow the outermost children to one side: 0 for the left edge, -1 for the right.

    Asides on the right are left out.
    """
    while view.children[token]:
        kids = [c for c in view.children[token] if view.deps[c] != "punct"]
        if side == -1:
            kids = [c for c in kids if view.deps[c] not in _ASIDES or not _is_set_off(view, c)]
        if not kids or (kids[side] > token) != (side == -1):
            break
        token = kids[side]
    return token
