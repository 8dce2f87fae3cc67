"""Polarity and certainty of a claim, read off its main assertion.

Certainty has four values; the first that fits, in this order, is taken:

    conditional  hangs on an "if", "unless" or the like
    hedged       may, might, could, would, should; likely, expected, appears; an opinion
    planned      will, shall; plans, aims, is set to; an announced plan or target
    asserted     everything else; "can" and "must" are asserted

Polarity is ``negated`` where the main assertion is denied, by a negator ("not", "no longer"), by a
negative subject or object ("no bank", "has no debt") or by a verb ("failed to", "denied"); two
denials cancel. "Not only" and "no fewer than" deny nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from claimtable.nlp.claims.clauses import Clause
from claimtable.nlp.claims.data_files import words
from claimtable.nlp.claims.phrases import SUBJECTS
from claimtable.nlp.claims.reports import SAYING
from claimtable.nlp.claims.view import View
from claimtable.nlp.lemmas import verb_lemma
from claimtable.nlp.types import Certainty, Polarity

_FILE = "modality.txt"
PLAN_VERBS = words(_FILE, "plan verbs")
PLAN_ADJECTIVES = words(_FILE, "plan adjectives")
PLAN_NOUNS = words(_FILE, "plan nouns")
PLAN_NOUNS_TO = words(_FILE, "plan nouns with infinitives")
GOAL_NOUNS = words(_FILE, "goal nouns")
EQUATED = words(_FILE, "equated nouns")
DEFINED = EQUATED | GOAL_NOUNS | words(_FILE, "defined nouns")
"""What "was" followed by a gerund says something is: "the challenge was finding staff"."""
FORESEEN = words(_FILE, "foreseen")
FORESEEN_VERBS = words(_FILE, "foreseen verbs")
PLAN_NOUN_VERBS = words(_FILE, "plan noun verbs")
PLAN_MODALS = words(_FILE, "plan modals")
HEDGE_VERBS = words(_FILE, "hedge verbs")
HEDGE_ADJECTIVES = words(_FILE, "hedge adjectives")
HEDGE_ADVERBS = words(_FILE, "hedge adverbs")
HEDGE_MODALS = words(_FILE, "hedge modals")
HEDGE_NOUNS = words(_FILE, "hedge nouns")
FORECASTS = words(_FILE, "forecasts")
OPINION = words(_FILE, "opinion verbs")
CONDITIONS = words(_FILE, "conditions")
NEGATORS = words(_FILE, "negators")
NEGATIVE = words(_FILE, "negative determiners")
NEGATIVE_VERBS = words(_FILE, "negative verbs")
LIMITERS = words(_FILE, "limiters")
NO_IDIOMS = words(_FILE, "no idioms")
FIXED_BY_PLAN = words(_FILE, "fixed by plan")
_PROVIDED = ("provided", "providing", "assuming")
_QUOTES = frozenset('"“”')
_NEGATING = ("det", "neg", "preconj")
_CLAUSES = ("xcomp", "ccomp", "advcl", "acl")


def certainty(view: View, clause: Clause | None, start: int, end: int) -> Certainty:
    """Say how sure the text is of a unit's main assertion.

    Args:
        view: The Doc.
        clause: The unit's main assertion; without one single words decide.
        start: First token of the unit.
        end: One past its last token.
    """
    if clause is None:
        return _by_words(view.words[start:end])
    if _opens_with_condition(view, clause, start) or _is_conditional(view, clause, start, end):
        return "conditional"
    if _is_future_in_past(view, clause, start, end):
        return "planned"
    if _is_hedged(view, clause):
        return "hedged"
    return "planned" if _is_planned(view, clause.verb) else "asserted"


def _by_words(tokens: Sequence[str]) -> Certainty:
    found = {word.lower() for word in tokens if word != "May"}
    if found & {"if", "unless"}:
        return "conditional"
    if found & (HEDGE_MODALS | HEDGE_ADVERBS | {"expected", "unlikely"}):
        return "hedged"
    return "planned" if found & (PLAN_MODALS | {"plans", "aims", "intends"}) else "asserted"


_NO_CONDITIONS = frozenset({"anything", "ever", "so", "not", "only"})
"""Behind "if" these make no condition: "if anything, sales rose"."""


def _opens_with_condition(view: View, clause: Clause, start: int) -> bool:
    """Whether a condition and a comma stand in front of the assertion."""
    if view.lower[start] not in ("if", "unless") or _is_idiom(view, start):
        return False
    return "," in view.words[start : clause.verb]


def _is_conditional(view: View, clause: Clause, start: int, end: int) -> bool:
    """Look for a condition that hangs on the assertion, or on the verb that completes it."""
    if CONDITIONS.isdisjoint(view.lower[start:end]):
        return False
    spine = {clause.verb, *clause.reports}
    spine.update(c for c in view.children[clause.verb] if view.deps[c] in ("xcomp", "ccomp"))
    spine.update(h for h in [view.heads[clause.verb]] if view.deps[clause.verb] == "conj")
    for i in range(start, end):
        word = view.lower[i]
        if word not in CONDITIONS or _is_idiom(view, i):
            continue
        verb = view.heads[i]
        if word in ("should", "were", "had"):  # "Should talks fail, ..."
            verb = i if view.deps[i] == "advcl" else verb
            if view.deps[verb] != "advcl" or not (i == start or view.words[i - 1] == ","):
                continue
        elif view.deps[i] not in ("mark", "prep", "advcl"):
            continue
        if word in _PROVIDED and view.deps[i] in ("advcl", "prep"):
            if view.lower[i + 1 : i + 2] != ["that"]:
                continue  # "providing insight", "assuming control"
            verb = i
        if view.deps[verb] in _CLAUSES and (view.heads[verb] in spine or verb in spine):
            return not _asks(view, verb, i)
    return False


def _is_idiom(view: View, i: int) -> bool:
    """Whether a word of condition makes none: "even if", "as if", "if anything"."""
    before = view.lower[i - 1 : i] in (["even"], ["as"], ["("])
    return before or not _NO_CONDITIONS.isdisjoint(view.lower[i + 1 : i + 2])


def _asks(view: View, verb: int, mark: int) -> bool:
    """Whether an "if" means "whether": "asked if", "unclear if"."""
    head = view.heads[verb]
    return view.lower[mark] == "if" and view.deps[verb] == "ccomp" and head < mark


def _is_future_in_past(view: View, clause: Clause, start: int, end: int) -> bool:
    """Whether "would" is the "will" of reported speech: "the bank said it would cut jobs"."""
    if not any(view.lower[r] in SAYING and view.tags[r] == "VBD" for r in clause.reports):
        return False
    told = view.tags[clause.verb] == "VBN"  # "he'd signed" had
    would = any(
        view.lower[c] == "would" or (view.lower[c] == "'d" and not told)
        for c in view.children[clause.verb]
    )
    return would and _QUOTES.isdisjoint(view.words[start:end])


def _is_hedged(view: View, clause: Clause) -> bool:
    for report in clause.reports:
        lemma = verb_lemma(view.words[report], view.tags[report])
        if (lemma in OPINION and lemma != "see") or lemma in HEDGE_VERBS:
            return True
    if clause.speaker is not None and view.lower[clause.speaker] in FORECASTS:
        return True  # "industry estimates indicate that"
    verb = clause.verb
    lemma = verb_lemma(view.words[verb], view.tags[verb])
    kids = view.children[verb]
    clause_child = [c for c in kids if view.deps[c] in ("xcomp", "ccomp")]
    if lemma in HEDGE_VERBS and _hedges(view, verb, lemma, clause_child):
        return True
    if any(_is_hedging_child(view, c, lemma) for c in kids):
        return True
    if clause.subject is not None and lemma in FORESEEN_VERBS:
        before = [c for c in view.children[clause.subject] if c < clause.subject]
        if any(view.deps[c] in ("amod", "compound") and view.lower[c] in FORESEEN for c in before):
            return True
    # "plans to ... could" keeps its plan, "seems likely to" is caught above
    return any(
        view.lower[c] in HEDGE_ADVERBS for c in range(clause.verb - 1, clause.verb) if c >= 0
    )


def _hedges(view: View, verb: int, lemma: str, clauses: list[int]) -> bool:
    """Whether a verb such as "expect" hedges here and does not state an own plan or a fact."""
    if lemma in ("seem", "appear", "suggest", "tend", "hint"):
        return bool(clauses) or any(view.deps[c] in ("acomp", "oprd") for c in view.children[verb])
    if lemma in ("threaten", "risk"):
        return bool(clauses)
    passive = any(view.deps[c] in ("auxpass", "nsubjpass") for c in view.children[verb])
    own_plan = clauses and all(view.deps[c] == "xcomp" for c in clauses) and not passive
    return lemma in OPINION and not own_plan and lemma not in ("see", "consider", "feel")


def _is_hedging_child(view: View, child: int, lemma: str) -> bool:
    word, dep = view.lower[child], view.deps[child]
    if dep == "aux":
        # "May sales were flat": a modal has no finite verb.
        finite = view.tags[view.heads[child]] in ("VBD", "VBZ", "VBP")
        if word == "'d" and view.tags[view.heads[child]] == "VBN":
            return False  # "we'd earned it"
        if word == "could" and view.lower[child + 1 : child + 2] in (["not"], ["n't"]):
            return False  # "could not get the votes"
        return word in HEDGE_MODALS and view.tags[child] == "MD" and not finite
    if dep in ("advmod", "npadvmod"):
        return word in HEDGE_ADVERBS
    if dep in ("acomp", "oprd", "xcomp", "attr") and word in HEDGE_ADJECTIVES:
        return True
    if dep in ("attr", "nsubj", "dobj") and word in HEDGE_NOUNS and lemma in ("be", "have", "see"):
        return any(view.deps[c] in ("acl", "prep", "relcl") for c in view.children[child])
    return False


def _going(view: View, verb: int) -> int | None:
    """Give the "going" of "is going to sell"."""
    above = view.heads[verb]
    return above if view.deps[verb] == "xcomp" and view.lower[above] == "going" else None


def _is_planned(view: View, verb: int) -> bool:
    lemma = verb_lemma(view.words[verb], view.tags[verb])
    kids = view.children[verb]
    if any(view.deps[c] == "aux" and view.lower[c] in PLAN_MODALS for c in kids):
        return True
    if _going(view, verb) is not None:
        return True
    to_verb = [
        c
        for c in kids
        if view.deps[c] in ("xcomp", "ccomp")
        and _has_to(view, c)
        and not any(view.tags[w] == "WRB" for w in view.children[c])
    ]
    passive = any(view.deps[c] == "auxpass" for c in kids)
    fixed = passive and lemma in FIXED_BY_PLAN
    if lemma in PLAN_VERBS and (to_verb or fixed or _names_plan(view, verb, lemma)):
        return True
    if lemma == "be" and to_verb and not _equates(view, verb):
        return True
    if lemma in ("expect", "go") and to_verb:
        return lemma != "go" or view.tags[verb] == "VBG"
    if lemma == "be" and any(_is_plan_complement(view, c) for c in kids):
        return True
    if any(view.lower[c] in GOAL_NOUNS and view.deps[c] == "nsubj" for c in kids):
        return lemma == "be" and any(view.deps[c] == "attr" for c in kids)
    return lemma in PLAN_NOUN_VERBS and any(
        view.deps[c] == "dobj" and _is_open(view, c) for c in kids
    )


def _equates(view: View, verb: int) -> bool:
    """Whether "is to" says what something is ("the trick is to wait") or has "it" for a subject."""
    return any(
        view.deps[c] in ("acomp", "attr")
        or (view.deps[c] in SUBJECTS and view.lower[c] in EQUATED)
        or (view.deps[c] == "nsubj" and view.lower[c] == "it")
        for c in view.children[verb]
    )


def _names_plan(view: View, verb: int, lemma: str) -> bool:
    """Whether "plans 40 branches" has its plan as a plain object."""
    return lemma in ("plan", "target", "propose", "budget") and any(
        view.deps[c] in ("dobj", "prep") for c in view.children[verb]
    )


def _is_open(view: View, noun: int) -> bool:
    """Whether a noun is a plan and says what is planned: "plans for", "a programme to"."""
    word, kids = view.lower[noun], view.children[noun]
    if word in PLAN_NOUNS:
        return any(view.deps[c] in ("acl", "prep", "amod", "compound") for c in kids)
    return word in PLAN_NOUNS_TO and any(view.deps[c] == "acl" and _has_to(view, c) for c in kids)


def _has_to(view: View, verb: int) -> bool:
    return any(view.tags[c] == "TO" for c in view.children[verb])


def _is_plan_complement(view: View, child: int) -> bool:
    """Whether "is set to", "is due in May" completes "be"."""
    if view.deps[child] not in ("acomp", "attr", "prep", "xcomp"):
        return False
    word = view.lower[child]
    if word == "due":
        cause = any(view.lower[c] == "to" and view.tags[c] == "IN" for c in view.children[child])
        return not cause
    if word == "on":
        return any(view.lower[c] in ("track", "course") for c in view.children[child])
    return word in PLAN_ADJECTIVES and any(_has_to(view, c) for c in view.children[child])


def polarity(view: View, clause: Clause | None, start: int, end: int) -> Polarity:
    """Say whether a unit's main assertion is denied.

    Args:
        view: The Doc.
        clause: The unit's main assertion; without one single words decide.
        start: First token of the unit.
        end: One past its last token.
    """
    if clause is None:
        found = [i for i in range(start, end) if _denies(view, i)]
        return "negated" if found else "affirmed"
    denials = 0
    for verb in (*clause.reports, clause.verb):
        opinion = verb_lemma(view.words[verb], view.tags[verb]) in OPINION
        if verb == clause.verb or opinion or clause.unnamed:
            denials += _denials(view, verb)
        elif verb_lemma(view.words[verb], view.tags[verb]) in NEGATIVE_VERBS:
            denials += 1
    going = _going(view, clause.verb)
    if going is not None:
        denials += sum(_denies(view, c) for c in view.children[going])
    subject = clause.subject
    if subject is not None and view.deps[subject] in SUBJECTS:  # else counted as an object
        denials += _is_negative_noun(view, subject)
    return "negated" if denials % 2 else "affirmed"


def _denials(view: View, verb: int) -> int:
    """Count what denies a verb: its negators, its object, and its own meaning."""
    count = sum(
        _denies(view, c) and not _denies_behind(view, verb, c)
        for c in view.children[verb]
        if view.deps[c] not in _CLAUSES
    )
    count += _denies_all(view, verb)
    lemma = verb_lemma(view.words[verb], view.tags[verb])
    inner = [c for c in view.children[verb] if view.deps[c] in ("xcomp", "ccomp")]
    if lemma in NEGATIVE_VERBS and (inner or lemma == "deny"):
        count += 1
    if lemma == "rule" and any(view.lower[c] == "out" for c in view.children[verb]):
        count += 1
    if lemma in ("have", "be") and any(view.lower[c] == "yet" for c in view.children[verb]):
        count += bool(inner)
    if any(view.lower[c] in ("unable", "impossible") for c in view.children[verb]):
        count += 1
    for child in view.children[verb]:
        if view.deps[child] in ("dobj", "attr", "oprd") and _is_negative_noun(view, child):
            count += not _is_listed(view, child)
    return count


def _denies_all(view: View, verb: int) -> bool:
    """Whether "not" stands with "all" between an auxiliary and a verb: "are not all solved"."""
    for child in view.children[verb]:
        if child < verb and view.deps[child][:3] == "aux":
            following = view.lower[child + 1 : child + 3]
            if following in (["not", "all"], ["n't", "all"], ["not", "yet"]):
                return view.heads[child + 1] != verb
    return False


def _denies_behind(view: View, verb: int, negator: int) -> bool:
    """Whether "not" says no to something behind the object: "paid firms not listed there"."""
    behind = [c for c in view.children[verb] if verb < c < negator and view.deps[c] == "dobj"]
    return view.lower[negator] == "not" and bool(behind)


def _is_listed(view: View, noun: int) -> bool:
    """Whether "no fees" is a later member of a list: "offers long terms, no fees and loans"."""
    first = next((c for c in view.children[noun] if view.lower[c] in NEGATIVE), noun)
    return first > 1 and view.words[first - 1] == "," and view.tags[first - 2].startswith("NN")


def _denies(view: View, token: int) -> bool:
    word = view.lower[token]
    following = view.lower[token + 1] if token + 1 < len(view) else ""
    if word in ("hardly", "scarcely", "barely"):
        return True
    if word == "longer":
        return view.lower[token - 1 : token] == ["no"]
    if word == "nor":
        return "neither" not in [view.lower[c] for c in view.children[view.heads[token]]]
    return word in NEGATORS and following not in LIMITERS


def _is_negative_noun(view: View, noun: int) -> bool:
    """Whether a noun phrase is "no bank", "none of them", "nothing", "neither side"."""
    word = view.lower[noun]
    if word in ("none", "nobody", "nothing", "neither"):
        return view.lower[noun + 1 : noun + 2] not in (["but"], ["less"], ["short"])
    for child in view.children[noun]:
        if child < noun and view.lower[child] in NEGATIVE and view.deps[child] in _NEGATING:
            return view.lower[child + 1] not in NO_IDIOMS
        if view.lower[child] == "no" and child == noun - 1:
            return word not in NO_IDIOMS
    return False
