"""Find the main assertion of a unit: its verb, subject and object, under any "X said that".

Only part-of-speech tags and dependency arcs are read, both of the label sets of spaCy's English
pipelines. Without a parse there is no clause, and a claim keeps no subject.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from claimtable.nlp.claims.data_files import words
from claimtable.nlp.claims.phrases import (
    DEEPEST,
    INFLECTED,
    VERBS,
    edge,
    is_finite,
    is_passive,
    subject_of,
)
from claimtable.nlp.claims.reports import (
    CONVICTION,
    NOUN_CLAUSES,
    PASSIVE_REPORTS,
    QUOTED,
    SAYING,
    complement,
    content_of,
    noting_of,
)
from claimtable.nlp.claims.view import View
from claimtable.nlp.lemmas import verb_lemma

_NOMINAL = ("NN", "IN", "VB")
"""Tags, cut to two letters, on the way up from a noun to the subject it stands in."""
_OPENING_CLAUSES = frozenset(
    {"to", "that", "if", "whether", "which", "what", "who", "how", "why", "when", "where"}
)
_LINKING = frozenset({"be", "seem", "appear", "become", "look", "remain", "take"})
_QUOTE_MARKS = frozenset({'"', "“", "«"})
_SUBORDINATING = words("clauses.txt", "subordinating")
_RELATIVE = words("clauses.txt", "relative")
_LEADING = 4
"""Tokens that may stand between a comma and the subject of the main clause: "then", "of course"."""
_GOING_ON = frozenset({"and", "or", "but", "which", "who"})
"""Behind a comma these go on with the clause in front."""
_QUOTE_WITHIN = 12
"""Tokens between "said" and the quotation: "said in a statement on Monday: “..."."""

_ACTIVE = CONVICTION | {QUOTED}
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
        front: Head of the subject of a clause in front ("As prices rose, they"), or None.
    """

    verb: int
    subject: int | None
    reports: tuple[int, ...] = ()
    speaker: int | None = None
    unnamed: bool = False
    front: int | None = None


def find_clause(view: View, start: int, end: int) -> Clause | None:
    """Find the main assertion of a unit; None without a parse."""
    if not view.parsed or start >= end:
        return None
    found = _under_reports(view, _root(view, start, end))
    if not found.reports:
        found = _under_quotation(view, found, end)
    found = _behind_auxiliary(view, _behind_participle(view, found))
    verb, subject, speaker, reports = found.verb, found.subject, found.speaker, found.reports
    aside = next((c for c in view.children[verb] if _is_aside(view, c)), None)
    if aside is not None and speaker is None:
        reports = (*reports, aside)
        speaker = subject_of(view, aside)
    if subject is not None and not start <= subject < end:
        subject = None
    if view.tags[verb] not in VERBS:
        subject = None
    elif subject is None:
        subject = _noun_before(view, start, verb)
    if subject is not None:
        subject = _past_possessor(view, subject)
    return Clause(verb, subject, reports, speaker, found.unnamed, _in_front(view, start, verb))


def _in_front(view: View, start: int, verb: int) -> int | None:
    """Give the subject of a subordinate clause that opens a unit, before a comma."""
    if view.lower[start] not in _SUBORDINATING or "," not in view.words[start:verb]:
        return None
    comma = view.words.index(",", start, verb)
    return next((i for i in range(start, comma) if view.deps[i] == "nsubj"), None)


def _under_reports(view: View, verb: int) -> Clause:
    """Go down from "analysts expect" to what is expected."""
    reports: list[int] = []
    speaker: int | None = None
    subject = subject_of(view, verb)
    unnamed = False
    for _ in range(DEEPEST):
        content = content_of(view, verb)
        if content is None:
            break
        passive = is_passive(view, verb) and view.lower[verb] not in _ACTIVE
        if speaker is None and not passive and noting_of(view, verb, passive) is None:
            speaker = subject
        unnamed = unnamed or (passive and view.lower[verb] in PASSIVE_REPORTS)
        reports.append(verb)
        inner = subject_of(view, content)
        if inner is None and view.deps[content] in NOUN_CLAUSES:
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


def _behind_participle(view: View, clause: Clause) -> Clause:
    """Go on to "is" in "Founded by two nurses, Acme is the largest", if it hangs on "founded".

    No auxiliary stands behind its verb and a comma.
    """
    for child in view.children[clause.verb]:
        late = child > clause.verb and view.deps[child] in ("aux", "auxpass")
        if late and "," in view.words[clause.verb : child] and view.tags[child] in INFLECTED:
            noun = child - 1
            named = view.tags[noun].startswith("NN") or view.tags[noun] == "PRP"
            return replace(clause, verb=child, subject=noun if named else None)
    return clause


def _behind_auxiliary(view: View, clause: Clause) -> Clause:
    """Go on from "is going to be" and "used to have" to what is going to be, or used to be had."""
    verb = clause.verb
    going = view.lower[verb] == "going" and view.tags[verb] == "VBG"
    if not going and not (view.lower[verb] == "used" and view.tags[verb] == "VBD"):
        return clause
    inner = next((c for c in view.children[verb] if view.deps[c] == "xcomp"), None)
    if inner is None or view.tags[inner] != "VB" or view.lower[verb + 1 : verb + 2] != ["to"]:
        return clause  # "used its policy to help"
    return replace(clause, verb=inner)


def _root(view: View, start: int, end: int) -> int:
    """Choose the token that the unit hangs on: the first verb among its roots, else the first."""
    roots = view.roots(start, end)
    verbs = [r for r in roots if view.tags[r] in VERBS and view.deps[r] not in ("advcl", "relcl")]
    for r in verbs:
        subordinate = any(view.deps[c] == "mark" for c in view.children[r])
        if subject_of(view, r) is not None and not subordinate:
            return _main_before(view, r, start)
    if verbs and view.lower[start] in _SUBORDINATING:
        return _main_behind(view, verbs[0], end)
    return (verbs or roots)[0]


def _main_behind(view: View, verb: int, end: int) -> int:
    """Give the main verb behind a clause in front that the parser took for it, else ``verb``.

    Of "If we do not deliver, we could see a loss" the second half is the main assertion.
    """
    for comma in range(verb + 1, end - 1):
        if view.words[comma] != "," or view.lower[comma + 1] in _GOING_ON:
            continue
        found = next((i for i in range(comma + 1, end) if _is_main(view, i, comma)), verb)
        subject = subject_of(view, found)
        if found != verb and subject is not None and edge(view, subject, 0) <= comma + _LEADING:
            return found
    return verb


def _is_main(view: View, verb: int, comma: int) -> bool:
    """Whether a token is a finite verb of a main clause, with its subject behind a comma."""
    subject = subject_of(view, verb) if view.tags[verb] in VERBS else None
    if subject is None or not comma < subject < verb or not is_finite(view, verb):
        return False
    return not any(
        view.deps[c] == "mark" or view.tags[c] in ("WDT", "WP") for c in view.children[verb]
    )


def _main_before(view: View, verb: int, start: int) -> int:
    """Give the verb of a main clause that the parser hung on the verb behind it, else ``verb``.

    Of "Acme sold the mill; Beta bought a port", "Acme needs ore, so Beta can sell" and "Acme
    lost, prices having fallen" the first half is the main assertion.
    """
    for child in view.children[verb]:
        if child > verb:
            break
        own = view.deps[child] in ("ccomp", "parataxis") and view.tags[child] in VERBS
        if child < start or not own or subject_of(view, child) is None:
            continue
        between = view.lower[child:verb]
        bracketed = between.count("(") > between.count(")")
        which = max((i for i, word in enumerate(between) if word in _RELATIVE), default=0)
        relative = which > 0 and "," not in between[which:]
        so = any(pair == (",", "so") for pair in pairwise(between))
        absolute = any(view.lower[c] == "having" for c in view.children[verb])
        if ";" in between or so or bracketed or relative or (absolute and "," in between):
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
            return found if view.tags[found] in VERBS else None
    return None


def _past_possessor(view: View, noun: int) -> int:
    """Step from "firms" of "the firms’ profits" on, where the parser took the mark for another."""
    following = view.lower[noun + 1 : noun + 2]
    if following == ["'"] and not view.space[noun] and view.space[noun + 1]:
        return next((c for c in view.children[noun] if view.deps[c] == "appos"), noun)
    return noun


def _noun_before(view: View, start: int, verb: int) -> int | None:
    """Guess the subject of a finite verb that the parser gave none: the noun phrase before it."""
    first = min([verb, *(c for c in view.children[verb] if view.deps[c] in ("aux", "auxpass"))])
    if view.tags[first] not in INFLECTED or first == start:
        return None
    noun = first - 1
    if not (view.tags[noun].startswith("NN") or view.tags[noun] == "PRP"):
        return None
    while start <= view.heads[noun] < noun and view.tags[view.heads[noun]][:2] in _NOMINAL:
        if view.deps[noun] == "appos" and view.words[edge(view, noun, 0) - 1] == ",":
            break  # "According to Acme, Inc., some 40 firms": no part of the name before
        noun = view.heads[noun]
    return noun if view.tags[noun] != "IN" else None


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
        and any(view.lower[k] in _OPENING_CLAUSES for k in (c - 1, *view.children[c]))
        for c in near
    )


def _is_aside(view: View, token: int) -> bool:
    """Whether a child is an inserted "Smith said"."""
    dep = view.deps[token]
    return (
        dep in ("parataxis", "ccomp", "advcl")
        and view.lower[token] in SAYING
        and subject_of(view, token) is not None
        and (dep == "parataxis" or complement(view, token, ("ccomp", "xcomp")) is None)
        and not any(view.deps[c] in ("dobj", "mark", "advmod") for c in view.children[token])
    )
