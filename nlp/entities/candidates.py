"""Organisations that the recogniser missed and the words around or the head give away.

"the TVKX said it", "shares of Roxan", "the broadcaster Aurelia", "the Western Cape High Court".
"""

from __future__ import annotations

import re

from claimtable.nlp.entities.cues import Cues
from claimtable.nlp.entities.lexicon import Lexicon, words
from claimtable.nlp.entities.scan import WORD
from claimtable.nlp.entities.spans import Spans

ENOUGH = 1.5  # weight of cues that makes a capitalised form an organisation
ENOUGH_FOR_ACRONYM = 0.5
_FORM = re.compile(rf"(?<![\w&’'./@#-]){WORD}(?:\s(?:&\s)?{WORD}){{0,4}}(?![\w@])")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;•*|>–—\n\"“‘(\[]|--)\s*$")
_ACRONYM = re.compile(r"[A-Z][A-Z&]{2,6}")
_COMMA_BEFORE = re.compile(r"(?<=\w),\s(?:and\s)?$")
_COMMA_BEHIND = re.compile(r",\s(?:and\s)?(?=\w)|\sand\s(?=\w)")
_LOOK_BACK = 6  # characters


class Candidates:
    """The step that finds organisations by the words around them."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Keep the word lists."""
        self._lexicon = lexicon
        self._cues = Cues()
        self._heads = words("office_heads.txt")
        self._fields = words("fields.txt")

    def __call__(self, spans: Spans) -> None:
        """Add to the mentions of one text in place."""
        text = spans.text
        for match in _FORM.finditer(text):
            start, end = match.span()
            form = match.group()
            if spans.overlapping(start, end):
                continue
            starts = _SENTENCE_START.search(text, max(0, start - _LOOK_BACK), start) is not None
            if starts or start == 0:
                first, _, form = form.partition(" ")
                start += len(first) + 1
            if not form or form in spans.rejected or not self._could_be(form):
                continue
            several = " " in form
            if (
                (several and form.rsplit(" ", 1)[1] in self._heads)
                or self._told(text, start, end, several)
                or _between(spans, start, end)
            ):
                spans.put(start, end, "ORG")

    def _told(self, text: str, start: int, end: int, several: bool) -> bool:
        """Tell whether the words around say that a form is an organisation."""
        weights = {"ORG": 0.0}
        for label, weight in self._cues(text, start, end):
            weights[label] = weights.get(label, 0.0) + weight
        score = weights.pop("ORG")
        acronym = not several and _ACRONYM.fullmatch(text, start, end) is not None
        enough = ENOUGH_FOR_ACRONYM if acronym else ENOUGH
        return score >= enough and score > max(weights.values(), default=0.0)

    def _could_be(self, form: str) -> bool:
        lexicon = self._lexicon
        first = form.split(" ", 1)[0]
        return not (
            lexicon.is_generic(form)
            or lexicon.is_place(form)
            or lexicon.is_demonym(form)
            or lexicon.find(form)
            or first.lower() in lexicon.generic
            or form.rsplit(" ", 1)[-1].lower() in self._fields
            or form in lexicon.given_names
            or lexicon.is_person(form)
        )


def _between(spans: Spans, start: int, end: int) -> bool:
    """Tell whether a form stands between two organisations of an enumeration."""
    before = _COMMA_BEFORE.search(spans.text, max(0, start - 8), start)
    after = _COMMA_BEHIND.match(spans.text, end)
    if before is None or after is None:
        return False
    left = spans.overlapping(before.start() - 1, before.start())
    right = spans.overlapping(after.end(), after.end() + 1)
    return bool(left and right) and left[0].label == right[0].label == "ORG"
