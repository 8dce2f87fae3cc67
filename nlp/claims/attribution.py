"""Who is said to say it.

The speaker is, in this order: the subject of a verb of saying, thinking or showing over the main
assertion ("Smith said", "analysts expect"); the name after "according to"; the speaker of the
quotation that the unit stands in; a run-in label that names a person ("Operator: ..."); the agent
of a passive ("was described by rivals as"). Passives without an agent ("is claimed to rival") and
hearsay adverbs ("reportedly") give `UNNAMED`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from claimtable.nlp.claims.clauses import Clause
from claimtable.nlp.claims.data_files import words
from claimtable.nlp.claims.focus import Focus, Mention
from claimtable.nlp.claims.naming import GENERIC, Names
from claimtable.nlp.claims.reports import PASSIVE_REPORTS, SAYING
from claimtable.nlp.claims.units import Unit
from claimtable.nlp.claims.view import View
from claimtable.nlp.lemmas import verb_lemma

UNNAMED = "unnamed"
"""The attribution of a claim that someone makes but nobody is named for."""

NO_SPEAKERS = words("attribution.txt", "no speakers")
VIEWS = words("attribution.txt", "views")
WATCHERS = words("attribution.txt", "watchers")
MANNER = words("attribution.txt", "manner nouns")
HEARSAY = words("attribution.txt", "hearsay adverbs")
NOTED = words("attribution.txt", "noted")
_SOURCES = VIEWS | {"put", "puts", "per", "as"}
_MARKS = frozenset('"“”«»')
_FIRST_PERSON = frozenset({"i", "we"})
_SURE_PASSIVES = frozenset({"claimed", "reported", "alleged", "rumoured", "rumored", "reputed"})
_MEASURES = frozenset({"MONEY", "PERCENT", "QUANTITY", "DATE", "TIME"})
_IN_CAPITALS = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]{2,}(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){0,2}")
_FEWEST_TURNS = 3
_NAMELESS = Mention(UNNAMED, None, False)


def attribute(names: Names, clause: Clause | None, unit: Unit, focus: Focus) -> Mention | None:
    """Find who a unit says its assertion comes from; quotations are left to `Quotes`.

    Args:
        names: Names of the Doc.
        clause: Main assertion of the unit, or None without a parse.
        unit: The unit.
        focus: What pronouns may stand for.

    Returns:
        The speaker, the `UNNAMED` one, or None where the text speaks for itself.
    """
    view = names.view
    start, end = unit.start, unit.end
    speaker = None if clause is None else clause.speaker
    if speaker is not None and clause is not None and not _speaks(names, clause, speaker):
        speaker = None
    if speaker is not None and start <= speaker < end and not _is_nobody(view, speaker):
        return _himself(names, clause, unit, focus) or names.speaker(speaker, start, end, focus)
    quoting = _quoting(view, start, end)
    if quoting is not None:
        return names.speaker(quoting, start, end, focus)
    source = _according_to(view, start, end)
    source = _in_the_view_of(view, start, end) if source is None else source
    if source is not None:
        if not view.parsed:
            return _words(view, source, end)
        return names.speaker(source, start, end, focus)
    passive = _passive_report(view, clause, start, end)
    if passive is not None:
        agent = _agent(view, passive)
        return _NAMELESS if agent is None else names.speaker(agent, start, end, focus)
    return _NAMELESS if _is_hearsay(view, clause, start, end) else None


def _is_hearsay(view: View, clause: Clause | None, start: int, end: int) -> bool:
    """Whether "reportedly" bears on the assertion, and not on "a scheme allegedly run by him"."""
    if HEARSAY.isdisjoint(view.lower[start:end]):
        return False
    for i in range(start, end):
        if view.lower[i] in HEARSAY:
            aside = view.deps[view.heads[i]] in ("acl", "relcl") and view.heads[i] != i
            if clause is None or not aside:
                return True
    return False


def _is_nobody(view: View, speaker: int) -> bool:
    """Whether a speaker is the writer ("we believe"), a bare "that" or a thing ("the results")."""
    word = view.lower[speaker]
    return word in _FIRST_PERSON or word in NO_SPEAKERS or view.tags[speaker] == "DT"


def _speaks(names: Names, clause: Clause, speaker: int) -> bool:
    """Whether a subject can be a source: no figure; of "sees that" who watches for a living."""
    label = names.label(speaker)
    if label in _MEASURES:
        return False
    verb = clause.reports[0] if clause.reports else clause.verb
    view = names.view
    if verb_lemma(view.words[verb], view.tags[verb]) != "see":
        return True
    return label in ("PERSON", "ORG") or view.lower[speaker] in WATCHERS


def _himself(names: Names, clause: Clause | None, unit: Unit, focus: Focus) -> Mention | None:
    """Find whom the pronoun of ", it said" means: the subject before it, if that can speak."""
    if clause is None or clause.subject is None or clause.speaker is None:
        return None
    view = names.view
    pronoun = view.lower[clause.speaker]
    if view.tags[clause.speaker] != "PRP" or not unit.start <= clause.subject < clause.speaker:
        return None
    found = names.speaker(clause.subject, unit.start, unit.end, focus)
    if found is None or view.tags[clause.subject] == "PRP" or not found.may_be(pronoun):
        return None
    speaks = found.label in ("ORG", "PERSON") or view.lower[clause.subject] in GENERIC
    return found if speaks else None


def _quoting(view: View, start: int, end: int) -> int | None:
    """Find the subject of "said" beside a quotation that the parser did not hang on it."""
    if not view.parsed or _MARKS.isdisjoint(view.words[start:end]):
        return None
    inside = False
    outside = set()
    for i in range(start, end):
        if view.words[i] in _MARKS:
            inside = _opens(view, i, start)
        elif not inside:
            outside.add(i)
    for i in sorted(outside):
        if view.lower[i] in SAYING:
            subjects = [c for c in view.children[i] if view.deps[c] == "nsubj" and c in outside]
            if subjects and not _is_nobody(view, subjects[-1]):
                return subjects[-1]
    return None


def _according_to(view: View, start: int, end: int) -> int | None:
    """Give the head of the name after "according to"."""
    if "according" not in view.lower[start:end]:
        return None
    for i in range(start, end - 2):
        if view.lower[i] == "according" and view.lower[i + 1] == "to":
            head = next((c for c in view.children[i + 1] if c > i + 1), i + 2)
            return None if view.lower[head] in MANNER else head
    return None


def _in_the_view_of(view: View, start: int, end: int) -> int | None:
    """Give the head of the name in "in Smith's view", "as Smith put it" and "per Smith"."""
    if not view.parsed or _SOURCES.isdisjoint(view.lower[start:end]):
        return None
    for i in range(start, end):
        word = view.lower[i]
        if word in VIEWS and view.lower[view.heads[i]] in ("in", "to"):
            found = _owner(view, i)
        elif word in ("put", "puts") and view.lower[i + 1 : i + 2] == ["it"]:
            found = next((c for c in view.children[i] if view.deps[c] == "nsubj"), None)
        elif word == "per" and view.tags[i + 1 : i + 2] == ["NNP"]:
            found = next((c for c in view.children[i] if view.deps[c] == "pobj"), None)
            first = i - 1 if view.lower[i - 1] == "as" and i > start else i
            found = found if first == start or view.words[first - 1] == "," else None
        elif word == "as" and (i == start or view.words[i - 1] == ","):
            found = _as_noted(view, i, end)
        else:
            continue
        if found is not None and start <= found < end and not _is_nobody(view, found):
            return found
    return None


def _as_noted(view: View, i: int, end: int) -> int | None:
    """Give who says it in "as Smith noted" and what in "as noted in its report"."""
    if view.lower[i + 1 : i + 2] and view.lower[i + 1] in NOTED:
        if view.lower[i + 2 : i + 3] not in (["in"], ["by"]):
            return None
        if view.lower[i + 3 : i + 4] in (["our"], ["my"], ["this"]):
            return None  # the writer's own words
        found = next((c for c in view.children[i + 2] if view.deps[c] == "pobj"), None)
        return None if found is None or view.lower[found] in MANNER else found
    verb = view.heads[i]
    if not i < verb < end or view.lower[verb] not in SAYING:
        return None
    if verb + 1 < end and view.tags[verb + 1] not in ("RP", "IN", ",", ".", ":", "-RRB-", "''"):
        return None  # "as analysts expect prices to fall" gives a reason
    return next((c for c in view.children[verb] if view.deps[c] == "nsubj"), None)


def _owner(view: View, noun: int) -> int | None:
    """Give whose view it is: "Smith's view", "the view of Smith"; "my" and "our" are nobody's."""
    for child in view.children[noun]:
        if view.deps[child] == "poss" and view.lower[child] not in ("my", "our", "your"):
            return child
        if view.lower[child] == "of":
            return next((c for c in view.children[child] if view.deps[c] == "pobj"), None)
    return None


def _words(view: View, first: int, end: int) -> Mention:
    """Take the words up to the next comma or stop, for want of a parse."""
    last = first
    while last < end and view.words[last] not in (",", ".", ";", "(", ")", '"', "”"):
        last += 1
    return Mention(view.slice(first, last), None, False)


def _agent(view: View, verb: int) -> int | None:
    for child in view.children[verb]:
        if view.deps[child] == "agent":
            return next((c for c in view.children[child] if view.deps[c] == "pobj"), None)
    return None


def _passive_report(view: View, clause: Clause | None, start: int, end: int) -> int | None:
    """Find "claimed to rival" or "being touted as" anywhere in the unit."""
    if clause is not None and clause.unnamed:
        return clause.reports[-1]
    if PASSIVE_REPORTS.isdisjoint(view.lower[start:end]):
        return None
    for i in range(start + 1, end - 1):
        word = view.lower[i]
        if word not in PASSIVE_REPORTS:
            continue
        following = view.lower[i + 1]
        passive = view.lower[i - 1] in ("is", "are", "was", "were", "being", "been")
        if passive and (following == "as" or (following == "by" and "as" in view.lower[i:end])):
            return i
        own = any(view.deps[c] == "nsubj" for c in view.children[i])
        if following == "to" and word in _SURE_PASSIVES and not own:
            return i
    return None


def turns(units: Sequence[Unit]) -> frozenset[str]:
    """Find the names in capitals that open the turns of a conversation ("XAVIER: We were.").

    One that recurs may be a heading ("NOTE:"); where two or more do, they take turns.
    """
    labels = Counter((u.block, u.heading or u.label) for u in units)
    counts = Counter(label for _, label in labels if label and _IN_CAPITALS.fullmatch(label))
    found = frozenset(label for label, count in counts.items() if count >= _FEWEST_TURNS)
    return found if len(found) > 1 else frozenset()


class Quotes:
    """Which units of a block stand in quotation marks, and whose words they are."""

    def __init__(self, view: View, units: Sequence[Unit], carried: Mention | None) -> None:
        """Read the quotation marks of the units of one block.

        Args:
            view: The Doc.
            units: Units of one block, in order.
            carried: Speaker of a quotation that the block before left open, or None.
        """
        self._carried = carried
        self._inside: list[bool] = []
        self._open_after: list[bool] = []
        self._marked: list[bool] = []
        open_ = False
        for unit in units:
            marked = not _MARKS.isdisjoint(view.words[unit.start : unit.end])
            self._inside.append(open_ or (marked and view.words[unit.start] in _MARKS))
            if marked:
                for i in range(unit.start, unit.end):
                    if view.words[i] in _MARKS:
                        open_ = _opens(view, i, unit.start)
            self._open_after.append(open_)
            self._marked.append(marked)

    def inside(self, place: int) -> bool:
        """Whether a unit begins in quotation marks."""
        return self._inside[place]

    def runs_on(self, place: int) -> bool:
        """Whether a unit goes on with the quotation of the unit before it."""
        return self._inside[place] and place > 0 and self._open_after[place - 1]

    def speaker(self, place: int, speakers: Sequence[Mention | None]) -> Mention | None:
        """Find the speaker of a unit in quotation marks from the units around it.

        Args:
            place: Position of the unit in its block.
            speakers: Speakers of all units of the block, by their own words.
        """
        if not self._inside[place]:
            return None
        opened = place
        while opened > 0 and self.runs_on(opened):
            opened -= 1
        closed = place
        while closed + 1 < len(speakers) and self._open_after[closed]:
            closed += 1
        within = [*range(place - 1, opened - 1, -1), *range(place + 1, closed + 1)]
        before, after = range(opened - 1, -1, -1), range(closed + 1, len(speakers))
        # A quotation right behind another is the same speaker's: "“...,” says Han. “It is fast.”".
        goes_on = opened > 0 and self._follows_quotation(opened)
        around = [*before, *after] if goes_on else [*after, *before]
        for other in [*within, *around]:
            speaker: Mention | None = speakers[other]
            if speaker is not None and speaker is not _NAMELESS:
                return speaker
        return self._carried

    def _follows_quotation(self, place: int) -> bool:
        """Whether the unit before one stands in quotation marks or holds some."""
        return self._inside[place - 1] or self._marked[place - 1]

    def left_open(self, speakers: Sequence[Mention | None]) -> Mention | None:
        """Give the speaker if the block ends inside a quotation: the next block may go on."""
        if not self._open_after or not self._open_after[-1]:
            return None
        last: Mention | None = speakers[-1]
        return last or self.speaker(len(speakers) - 1, speakers)


def _opens(view: View, i: int, start: int) -> bool:
    """Whether a quotation mark opens: by its shape, or a straight one by the space around it."""
    word = view.words[i]
    if word != '"':
        return word in ("“", "«")
    return not view.space[i] and (i == start or view.space[i - 1] or view.words[i - 1] in "([—–-")
