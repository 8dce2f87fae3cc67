"""Find the main assertion of a unit: its verb, subject and object, under any "X said that".

Only part-of-speech tags and dependency arcs are read, both of the label sets of spaCy's English
pipelines. Without a parse there is no clause, and a claim keeps no subject.
"""

from __future__ import annotations

from dataclasses import dataclass

from claimtable.nlp.claims.data_files import words
from claimtable.nlp.claims.view import View
from claimtable.nlp.lemmas import verb_lemma

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_VERBS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"})
_LOOSE = frozenset({"relcl", "appos", "advcl", "parataxis", "ccomp", "mark", "cc", "meta", "intj"})
"""Children of a noun that say more about it but are no part of its name."""
_QUOTED = "quoted"
_NOMINAL = ("NN", "IN", "VB")
"""Tags, cut to two letters, on the way up from a noun to the subject it stands in."""
_QUESTIONS = frozenset({"whether", "how", "why", "what", "who", "when", "where", "which"})
_NOUN_CLAUSES = ("relcl", "acl")
_ASIDES = frozenset({"relcl", "appos", "acl", "advcl", "parataxis"})
_OBJECT_PREPOSITIONS = frozenset(
    {"on", "with", "to", "into", "against", "of", "for", "from", "about", "as", "at", "over"}
)
_OPENERS = frozenset("\"'“‘«([{—–/")
_LINKING = frozenset({"be", "seem", "appear", "become", "look", "remain", "take"})
_QUOTE_MARKS = frozenset({'"', "“", "«"})
_QUOTE_WITHIN = 12
"""Tokens between "said" and the quotation: "said in a statement on Monday: “..."."""
_DEEPEST = 6
"""Verbs of saying stacked on one another; real text has two or three."""

SAYING = words("attribution.txt", "speech verbs")
EVIDENCE = words("attribution.txt", "evidence verbs")
OPINION = words("modality.txt", "opinion verbs")
CONVICTION = words("attribution.txt", "conviction")
PASSIVE_REPORTS = words("attribution.txt", "passive reports")
_ACTIVE = CONVICTION | {_QUOTED}
"""Of "the minister was quoted as saying", "is convinced that" the subject is the speaker."""


@dataclass(frozen=True, slots=True)
class Clause:
    """The main assertion, as token indices.

    Attributes:
        verb: The verb; of "is a challenge" it is "is"; a noun where a fragment has none.
        subject: Head of the subject, or None.
        reports: Verbs of saying or thinking above it, outermost first.
        speaker: Head of the subject of the outermost of them, or None.
        unnamed: Whether a passive ("is claimed to") reports it.
    """

    verb: int
    subject: int | None
    reports: tuple[int, ...] = ()
    speaker: int | None = None
    unnamed: bool = False


def find_clause(view: View, start: int, end: int) -> Clause | None:
    """Find the main assertion of a unit; None without a parse."""
    if not view.parsed or start >= end:
        return None
    found = _under_reports(view, _root(view, start, end))
    if not found.reports:
        found = _under_quotation(view, found, end)
    verb, subject, speaker, reports = found.verb, found.subject, found.speaker, found.reports
    aside = next((c for c in view.children[verb] if _is_aside(view, c)), None)
    if aside is not None and speaker is None:
        reports = (*reports, aside)
        speaker = subject_of(view, aside)
    if subject is not None and not start <= subject < end:
        subject = None
    if view.tags[verb] not in _VERBS:
        subject = None
    elif subject is None:
        subject = _noun_before(view, start, verb)
    if subject is not None:
        subject = _past_possessor(view, subject)
    return Clause(verb, subject, reports, speaker, found.unnamed)


def _under_reports(view: View, verb: int) -> Clause:
    """Go down from "analysts expect" to what is expected."""
    reports: list[int] = []
    speaker: int | None = None
    subject = subject_of(view, verb)
    unnamed = False
    for _ in range(_DEEPEST):
        content = _content(view, verb)
        if content is None:
            break
        passive = _is_passive(view, verb) and view.lower[verb] not in _ACTIVE
        if speaker is None and not passive:
            speaker = subject
        unnamed = unnamed or (passive and view.lower[verb] in PASSIVE_REPORTS)
        reports.append(verb)
        inner = subject_of(view, content)
        if inner is None and view.deps[content] in _NOUN_CLAUSES:
            inner = view.heads[content]
        subject = inner if inner is not None or view.deps[content] != "xcomp" else subject
        verb = content
    return Clause(verb, subject, tuple(reports), speaker, unnamed)


def _under_quotation(view: View, clause: Clause, end: int) -> Clause:
    """Go on to the quotation that follows "Smith said" and hangs on it loosely, if one does."""
    quoted = _quoted_verb(view, clause.verb, end)
    if quoted is None:
        return clause
    subject = subject_of(view, quoted)
    subject = subject if subject is None or subject > clause.verb else None
    return Clause(quoted, subject, (clause.verb,), clause.subject, False)


def _root(view: View, start: int, end: int) -> int:
    """Choose the token that the unit hangs on: the first verb among its roots, else the first."""
    roots = view.roots(start, end)
    verbs = [r for r in roots if view.tags[r] in _VERBS and view.deps[r] not in ("advcl", "relcl")]
    for r in verbs:
        subordinate = any(view.deps[c] == "mark" for c in view.children[r])
        if subject_of(view, r) is not None and not subordinate:
            return _before_semicolon(view, r)
    return (verbs or roots)[0]


def _before_semicolon(view: View, verb: int) -> int:
    """Give the verb before a semicolon that the parser hung on the verb behind it, else ``verb``.

    Of "Acme sold the mill; Beta bought a port" the first half is the main assertion.
    """
    for child in view.children[verb]:
        if child > verb:
            break
        own = view.deps[child] in ("ccomp", "parataxis") and view.tags[child] in _VERBS
        if own and subject_of(view, child) is not None and ";" in view.words[child:verb]:
            return child
    return verb


def _quoted_verb(view: View, verb: int, end: int) -> int | None:
    """Find the main verb of a quotation that follows "Smith said" and hangs on it loosely."""
    if view.lower[verb] not in SAYING or subject_of(view, verb) is None:
        return None
    for i in range(verb + 1, min(end - 1, verb + _QUOTE_WITHIN)):
        if view.words[i] in _QUOTE_MARKS:
            if view.words[i - 1] not in (",", ":", "that") and i > verb + 1:
                return None  # a name in quotation marks
            found = _root(view, i + 1, end)
            return found if view.tags[found] in _VERBS else None
    return None


def _past_possessor(view: View, noun: int) -> int:
    """Step from "firms" of "the firms’ profits" on, where the parser took the mark for another."""
    following = view.lower[noun + 1 : noun + 2]
    if following == ["'"] and not view.space[noun] and view.space[noun + 1]:
        return next((c for c in view.children[noun] if view.deps[c] == "appos"), noun)
    return noun


def subject_of(view: View, verb: int) -> int | None:
    """Give the head of a verb's subject; of "there is X" it is X; a conjunct shares its first's."""
    for _ in range(_DEEPEST):
        kids = view.children[verb]
        found = [c for c in kids if view.deps[c] in SUBJECTS and view.tags[c] != "EX"]
        if found:
            # Of two, one is a label or a topic in front: "Leakage: our pipes lose ..."
            return next((c for c in reversed(found) if c < verb), found[0])
        if any(view.deps[c] == "expl" for c in kids):
            return next((c for c in view.children[verb] if view.deps[c] in ("attr", "dobj")), None)
        if view.deps[verb] != "conj" or view.tags[view.heads[verb]] not in _VERBS:
            return None
        verb = view.heads[verb]
    return None


def _noun_before(view: View, start: int, verb: int) -> int | None:
    """Guess the subject of a finite verb that the parser gave none: the noun phrase before it."""
    first = min([verb, *(c for c in view.children[verb] if view.deps[c] in ("aux", "auxpass"))])
    if view.tags[first] not in ("VBZ", "VBD", "VBP", "MD") or first == start:
        return None
    noun = first - 1
    if not (view.tags[noun].startswith("NN") or view.tags[noun] == "PRP"):
        return None
    while start <= view.heads[noun] < noun and view.tags[view.heads[noun]][:2] in _NOMINAL:
        noun = view.heads[noun]
    return noun if view.tags[noun] != "IN" else None


def _is_passive(view: View, verb: int) -> bool:
    return view.tags[verb] == "VBN" and any(
        view.deps[c] in ("auxpass", "nsubjpass") for c in view.children[verb]
    )


def _content(view: View, verb: int) -> int | None:
    """Give the verb of what is said, if ``verb`` says or thinks something."""
    word = view.lower[verb]
    passive = _is_passive(view, verb)
    if passive and word == _QUOTED:
        return _quoted_as_saying(view, verb)
    if passive and word in PASSIVE_REPORTS:
        return _complement(view, verb, ("xcomp", "ccomp", "oprd"))
    lemma = verb_lemma(view.words[verb], view.tags[verb])
    if passive and word in CONVICTION:
        return _complement(view, verb, ("ccomp",))
    if passive:
        return _complement(view, verb, ("xcomp",)) if lemma in OPINION else None
    if lemma == "be":
        return _of_conviction(view, verb)
    if word in SAYING or word in EVIDENCE or lemma in OPINION:
        content = _complement(view, verb, ("ccomp",))
        if content is None and lemma in OPINION:
            content = _infinitive_of_object(view, verb)
        if content is None or _is_question(view, content):
            return None
        return content
    return None


def _complement(view: View, verb: int, deps: tuple[str, ...]) -> int | None:
    for child in view.children[verb]:
        if view.deps[child] in deps and view.tags[child] in _VERBS:
            bare = view.tags[child] == "VBG" and not any(
                view.deps[c] == "aux" for c in view.children[child]
            )
            if not bare:  # "announced a deal enabling shops" says nothing of the deal
                return child
    return None


def _of_conviction(view: View, verb: int) -> int | None:
    """Give the verb of what someone "is confident that" holds."""
    who = subject_of(view, verb)
    if who is None or view.lower[who] in ("it", "this", "that", "what"):
        return None
    for child in view.children[verb]:
        if child > verb and view.lower[child] in CONVICTION:
            return _complement(view, child, ("ccomp",))
    return None


def _quoted_as_saying(view: View, verb: int) -> int | None:
    """Give the verb of what someone "was quoted as saying"."""
    for preposition in view.children[verb]:
        for saying in view.children[preposition]:
            if view.lower[saying] == "saying":
                return _complement(view, saying, ("ccomp",))
    return _complement(view, verb, ("ccomp",))


def _infinitive_of_object(view: View, verb: int) -> int | None:
    """Find "to shrink" of "expect the margin to shrink" where the parser hangs it on the noun."""
    for noun in view.children[verb]:
        if view.deps[noun] == "dobj":
            for child in view.children[noun]:
                to = any(view.tags[c] == "TO" for c in view.children[child])
                if view.deps[child] in _NOUN_CLAUSES and view.tags[child] == "VB" and to:
                    return child
    return None


def _is_question(view: View, verb: int) -> bool:
    """Whether a clause is asked and not said: "did not say whether", "explained how"."""
    first = view.lower[_edge(view, verb, 0)]
    return first in _QUESTIONS or any(
        view.lower[c] in _QUESTIONS for c in view.children[verb] if c < verb
    )


def is_empty_it(view: View, subject: int, verb: int) -> bool:
    """Whether a subject is the "it" of "it is too early to say", which stands for nothing."""
    if view.lower[subject] != "it":
        return False
    near = [*view.children[verb]]
    for child in view.children[verb]:
        if view.deps[child] in ("acomp", "attr"):
            near.extend(view.children[child])
    return verb_lemma(view.words[verb], view.tags[verb]) in _LINKING and any(
        c > verb
        and view.deps[c] in ("xcomp", "ccomp", "advcl", "acl", "csubj")
        and any(view.lower[k] in ("to", "that", "if", "whether") for k in view.children[c])
        for c in near
    )


def _is_aside(view: View, token: int) -> bool:
    """Whether a child is an inserted "Smith said"."""
    dep = view.deps[token]
    return (
        dep in ("parataxis", "ccomp", "advcl")
        and view.lower[token] in SAYING
        and subject_of(view, token) is not None
        and (dep == "parataxis" or _complement(view, token, ("ccomp", "xcomp")) is None)
        and not any(view.deps[c] in ("dobj", "mark", "advmod") for c in view.children[token])
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
            if view.deps[child] in deps and child not in skip:
                return child
    for child in kids:
        if view.deps[child] == "prep" and view.lower[child] in _OBJECT_PREPOSITIONS:
            for inner in view.children[child]:
                if view.deps[inner] in ("pobj", "pcomp") and inner not in skip:
                    return inner
    return None


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
            first = _edge(view, child, 0)
            break
    for child in view.children[head]:
        if child < head or view.deps[child] in ("punct", "cc"):
            continue
        if view.deps[child] in _LOOSE or _is_set_off(view, child):
            break
        last = _edge(view, child, -1)
    first, last = max(first, start), min(last + 1, end)
    while first > start and not view.space[first - 1] and view.words[first - 1] not in _OPENERS:
        first -= 1  # "~" of "~9%"
    if last < end and view.words[last] == ")" and "(" in view.words[first:last]:
        last += 1
    return first, last


def _is_set_off(view: View, child: int) -> bool:
    """Whether a comma or a dash stands before what hangs on a word: an aside, not a part."""
    if view.deps[child] in ("conj", "nummod", "npadvmod"):
        return False
    before = _edge(view, child, 0) - 1
    return before >= 0 and view.words[before] in (",", "–", "—", "-")


def _edge(view: View, token: int, side: int) -> int:
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
