"""Which family reads which trigger, and how their findings live together."""

from __future__ import annotations

from collections.abc import Callable

from claimtable.nlp.comparisons import changes, equatives, markers, multiples, positions, verbs
from claimtable.nlp.comparisons.alternatives import alternative
from claimtable.nlp.comparisons.clauses import is_verb
from claimtable.nlp.comparisons.comparatives import comparative, is_comparative
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.elements import complete
from claimtable.nlp.comparisons.lexicon import lexicon, word_set
from claimtable.nlp.comparisons.questions import ends_as_question, is_open
from claimtable.nlp.comparisons.ranks import extreme, leading, rank
from claimtable.nlp.comparisons.sentence import Bounds, Sentence
from claimtable.nlp.comparisons.superlatives import is_superlative, superlative

TRIGGER_TAGS = ("JJR", "RBR", "JJS", "RBS")
_POSITION = {
    "ahead": positions.ahead_behind,
    "behind": positions.ahead_behind,
    "above": positions.above_below,
    "below": positions.above_below,
    "beyond": positions.above_below,
    "short": positions.short_of,
    "shy": positions.short_of,
    "on": positions.level_with,
    "at": positions.level_with,
    "in": positions.level_with,
    "neck": positions.level_with,
    "contrary": positions.level_with,
    "as": equatives.as_as,
    "same": equatives.same,
    "unlike": equatives.unlike,
}
_COMPARING = frozenset(
    (
        "outdo",
        "trail",
        "rival",
        "undercut",
        "guarded_outdo",
        "meet",
        "miss",
        "differ",
        "separate",
        "prefer",
    )
)
_CHANGING = frozenset(("rise", "fall", "steady"))

_GAPS = ("gap_noun_better", "gap_noun_worse", "gap_noun_different", "gap_noun_equal")
_TRIGGER_SETS = (
    *_GAPS,
    "similar",
    "equally",
    "improved",
    "leading",
    "different",
    "superior",
    "peerless",
    "extremes",
    "multiple_word",
    "finder_markers",
    "changes_noun_up",
    "changes_noun_down",
    "changes_single",
)

_SHARED = 12
"""How far a marker may stand from the comparison it completes, in tokens."""

_AFTER = 12
"""How far after "year over year" its change word may stand, in tokens."""

Family = Callable[[Sentence, int], Draft | None]


def trigger_words() -> set[str]:
    """Words that make a sentence worth reading."""
    lex = lexicon()
    found = set(_POSITION) - {"on", "at", "in"}
    found |= {"par", "line", "contrast", "times", "fold", "no.", "no", "number", "year", "quarter"}
    found |= {"month", "up", "down", "out", "first", "third", "fourth"}
    found |= lex.comparative.keys() | lex.superlative.keys() | lex.verbs.keys()
    found |= lex.phrasals.keys()
    for name in _TRIGGER_SETS:
        found |= word_set(name)
    return found


def families(s: Sentence, i: int) -> list[Family]:
    """Families that may read the token at ``i``, the surest first."""
    lex = lexicon()
    word = s.words[i]
    found: list[Family] = []
    if word in _POSITION:
        found.append(_POSITION[word])
    if is_superlative(s, i):
        found.append(superlative)
    elif is_comparative(s, i):
        found += [alternative, comparative] if word in ("better", "worse") else [comparative]
    if word in lex.cues["multiple_word"] or word in ("times", "fold", "x"):
        found.append(multiples.multiple)
    if word == "out":
        found.append(verbs.parted)
    if word in lex.phrasals:
        found.append(verbs.phrasal)
    classes = lex.verbs.get(word, frozenset())
    if classes & _COMPARING:
        found.append(verbs.comparing_verb)
    return found + _nominal_families(s, i, word)


def _nominal_families(s: Sentence, i: int, word: str) -> list[Family]:
    cues = lexicon().cues
    found: list[Family] = []
    for name, family in (
        ("similar", equatives.similar),
        ("equally", equatives.equally),
        ("improved", equatives.improved),
        ("leading", leading),
        ("different", equatives.different),
        ("superior", equatives.superior),
        ("peerless", equatives.peerless),
        ("extremes", extreme),
    ):
        if word in cues[name]:
            found.append(family)
    if not is_verb(s, i) and any(word in cues[name] for name in _GAPS):
        found.append(positions.gap_noun)
    if word in ("no.", "no", "number") or word in ("second", "third", "fourth", "first"):
        found.append(rank)
    return found


def find(s: Sentence, triggers: list[int]) -> list[Draft]:
    """Find the comparisons of a sentence, complete, in the order of their cues."""
    drafts: list[Draft] = []
    marks = [i for i in triggers if s.words[i] in word_set("finder_markers")]
    level = not {"par", "line", "contrast", "equal"}.isdisjoint(s.words)
    for i in range(len(s)) if level else triggers:
        for family in families(s, i) if not _in_address(s, i) else ():
            draft = family(s, i)
            if draft is not None and not _taken(drafts, draft):
                drafts.append(draft)
                break
    drafts = _without_nested(s, drafts)
    drafts += _changes(s, triggers, drafts)
    _markers(s, marks, drafts)
    _periods(s, triggers, drafts)
    drafts.sort(key=lambda draft: draft.cue)
    asking = ends_as_question(s)
    before: Draft | None = None
    for draft in drafts:
        complete(s, draft)
        if before is not None:
            _share_subject(s, before, draft)
        draft.question = draft.question or is_open(s, draft, asking)
        before = draft
    return drafts


def _share_subject(s: Sentence, first: Draft, second: Draft) -> None:
    """Read "X is faster than Y, cheaper than Z": the second is said of X as well, not of Y."""
    if first.object is None or second.subject is None:
        return
    lo, hi = first.object
    if lo < second.subject[1] <= hi <= second.cue[0]:
        verbs = ("VBZ", "VBD", "VBP", "MD", "WDT", "WP")
        if not any(s.tags[k] in verbs for k in range(lo, second.cue[0])):
            second.subject = first.subject


def _in_address(s: Sentence, i: int) -> bool:
    """Whether a token is a piece of a web address or a file name."""
    around = s.words[max(0, i - 1) : i + 2]
    hyphened = "-" in around
    near = s.words[max(0, i - 6) : i + 7] if hyphened else around
    if near.count("-") > 3:
        return True
    return any("/" in word or "_" in word for word in near if len(word) > 3)


def _taken(drafts: list[Draft], draft: Draft) -> bool:
    """Whether an earlier finding already holds the cue."""
    return any(other.cue[0] < draft.cue[1] and draft.cue[0] < other.cue[1] for other in drafts[-6:])


def _without_nested(s: Sentence, drafts: list[Draft]) -> list[Draft]:
    """Drop superlatives inside what another comparison compares with ("the highest estimate")."""
    holder: dict[int, Draft] = {}
    for draft in drafts:
        if draft.object is not None and draft.kind != "superlative":
            holder.update(dict.fromkeys(range(*draft.object), draft))
    kept = []
    for draft in drafts:
        outer = holder.get(draft.cue[0])
        if outer is None or draft.kind != "superlative" or outer.object is None:
            kept.append(draft)
        elif draft.object is not None and draft.object[1] > outer.object[1]:
            outer.object = (outer.object[0], draft.object[1])
            outer.basis = draft.basis if draft.basis == "past" else outer.basis
    return kept


def _is_change_word(s: Sentence, i: int) -> bool:
    word = s.words[i]
    if word in ("up", "down") or lexicon().verbs.get(word, frozenset()) & _CHANGING:
        return True
    return word in word_set("changes_noun_up") or word in word_set("changes_noun_down")


def _changes(s: Sentence, triggers: list[int], drafts: list[Draft]) -> list[Draft]:
    """Changes with a prior value, where no other comparison holds the same reference."""
    found: list[Draft] = []
    held = {k for draft in drafts if draft.object for k in range(*draft.object)}
    held |= {k for draft in drafts for k in range(*draft.cue)}
    for i in triggers:
        if i in held or not _is_change_word(s, i):
            continue
        draft = changes.change(s, i)
        if draft is None or (draft.object is not None and draft.object[0] in held):
            continue
        held |= set(range(*draft.object)) if draft.object else set()
        found.append(draft)
    return found


def _markers(s: Sentence, marks: list[int], drafts: list[Draft]) -> None:
    """Give each "compared with" to the comparison it completes, or let it stand alone."""
    held = {k for draft in drafts for k in range(*draft.cue)}
    for draft in drafts:
        if draft.object is not None:
            held |= set(range(draft.object[0] - 4, draft.object[1]))
            if draft.basis == "past" and draft.kind == "nonequal":
                held |= set(range(draft.cue[0], draft.cue[1] + _SHARED))
    open_at = {d.cue[0]: d for d in drafts if d.object is None and d.kind != "difference"}
    for i in marks:
        if i in held:
            continue
        alone = markers.marker(s, i)
        if alone is None:
            continue
        taker = _nearest(open_at, i)
        if taker is not None:
            taker.object = alone.object
            taker.basis = None
            del open_at[taker.cue[0]]
        else:
            drafts.append(alone)


def _periodic(s: Sentence, bounds: Bounds) -> Draft:
    """Comparison of a period phrase: the change word after it is the cue if there is one."""
    for j in range(bounds[1], min(len(s), bounds[1] + _AFTER)):
        way = changes.direction(s, j)
        if way:
            return Draft(cue=(j, j + 1), anchor=j, kind="nonequal", scale=way, basis="past")
    return Draft(cue=bounds, anchor=bounds[0], kind="nonequal", scale=1, basis="past")


def _nearest(open_at: dict[int, Draft], i: int) -> Draft | None:
    """Comparison without an object that is nearest to a marker, before it or after."""
    for distance in range(1, _SHARED):
        for at in (i - distance, i + distance):
            if at in open_at:
                return open_at[at]
    return None


def _periods(s: Sentence, triggers: list[int], drafts: list[Draft]) -> None:
    """Read "growth of 39 % year-over-year": the period is the cue where no change word is."""
    near = {k for draft in drafts for k in range(draft.cue[0] - 20, draft.cue[0] + 20)}
    for i in triggers:
        bounds = changes.year_on_year(s, i)
        if bounds is None or i in near:
            continue
        drafts.append(_periodic(s, bounds))
        near |= set(range(i, i + 20))
