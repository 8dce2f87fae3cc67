"""From a verb of saying, thinking or showing to the verb of what is said."""

from __future__ import annotations

from claimtable.nlp.claims.data_files import words
from claimtable.nlp.claims.phrases import VERBS, edge, is_passive, subject_of
from claimtable.nlp.claims.view import View
from claimtable.nlp.lemmas import verb_lemma

QUOTED = "quoted"
NOUN_CLAUSES = ("relcl", "acl")
_QUESTIONS = frozenset({"whether", "how", "why", "what", "who", "when", "where", "which"})

SAYING = words("attribution.txt", "speech verbs")
EVIDENCE = words("attribution.txt", "evidence verbs")
OPINION = words("modality.txt", "opinion verbs")
PLEASED = words("attribution.txt", "pleased")
CONVICTION = words("attribution.txt", "conviction")
NOTING = words("attribution.txt", "noting")
PASSIVE_REPORTS = words("attribution.txt", "passive reports")


def content_of(view: View, verb: int) -> int | None:
    """Give the verb of what is said, if ``verb`` says or thinks something."""
    word = view.lower[verb]
    passive = is_passive(view, verb)
    if passive and word == QUOTED:
        return _quoted_as_saying(view, verb)
    if passive and word in PASSIVE_REPORTS:
        return complement(view, verb, ("xcomp", "ccomp", "oprd"))
    lemma = verb_lemma(view.words[verb], view.tags[verb])
    noting = noting_of(view, verb, passive)
    if noting is not None:
        return noting
    if passive and word in CONVICTION:
        return complement(view, verb, ("ccomp",))
    if passive:
        return complement(view, verb, ("xcomp",)) if lemma in OPINION else None
    if lemma == "be":
        return _of_conviction(view, verb)
    if word in SAYING or word in EVIDENCE or lemma in OPINION:
        content = complement(view, verb, ("ccomp",))
        if content is None and lemma in OPINION:
            content = _infinitive_of_object(view, verb)
        if content is None or _is_question(view, content):
            return None
        return None if lemma == "see" and _is_witnessed(view, verb, content) else content
    return None


def noting_of(view: View, verb: int, passive: bool) -> int | None:
    """Give the verb of what "it is worth noting that", "it should be noted that" only point at."""
    subject = subject_of(view, verb)
    if subject is None or view.lower[subject] != "it":
        return None
    if passive:
        return complement(view, verb, ("ccomp",)) if view.lower[verb] in NOTING else None
    for child in view.children[verb]:
        for noting in (child, *view.children[child]) if child > verb else ():
            if view.lower[noting] in NOTING:
                return complement(view, noting, ("ccomp",))
    return None


def _is_witnessed(view: View, verb: int, content: int) -> bool:
    """Whether "May saw prices reach a high" only says that they did, and is nobody's view."""
    plain = not any(view.deps[c] == "mark" for c in view.children[content])
    return plain and (view.tags[verb] == "VBD" or view.tags[content] == "VB")


def complement(view: View, verb: int, deps: tuple[str, ...]) -> int | None:
    """Give the verb of a clause that completes a word, hung on it by one of some arcs."""
    for child in view.children[verb]:
        if view.deps[child] in deps and view.tags[child] in VERBS:
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
            return complement(view, child, ("ccomp",))
        if child > verb and view.lower[child] in PLEASED:  # "is proud to announce that"
            saying = complement(view, child, ("xcomp",))
            if saying is not None and view.lower[saying] in SAYING:
                return complement(view, saying, ("ccomp",))
    return None


def _quoted_as_saying(view: View, verb: int) -> int | None:
    """Give the verb of what someone "was quoted as saying"."""
    for preposition in view.children[verb]:
        for saying in view.children[preposition]:
            if view.lower[saying] == "saying":
                return complement(view, saying, ("ccomp",))
    return complement(view, verb, ("ccomp",))


def _infinitive_of_object(view: View, verb: int) -> int | None:
    """Find "to shrink" of "expect the margin to shrink" where the parser hangs it on the noun."""
    for noun in view.children[verb]:
        if view.deps[noun] == "dobj":
            for child in view.children[noun]:
                to = any(view.tags[c] == "TO" for c in view.children[child])
                if view.deps[child] in NOUN_CLAUSES and view.tags[child] == "VB" and to:
                    return child
    return None


def _is_question(view: View, verb: int) -> bool:
    """Whether a clause is asked and not said: "did not say whether", "explained how"."""
    first = view.lower[edge(view, verb, 0)]
    return first in _QUESTIONS or any(
        view.lower[c] in _QUESTIONS for c in view.children[verb] if c < verb
    )
