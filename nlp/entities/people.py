"""People whom a title or a given name gives away, and the full extent of their names."""

from __future__ import annotations

import re

from claimtable.nlp.entities.lexicon import Lexicon, title_pattern
from claimtable.nlp.entities.mentions import Mention
from claimtable.nlp.entities.spans import Spans

_NAME_WORD = r"[A-ZÀ-ÖØ-Þ](?:[\w-]|[’'](?=[A-Z]))+"
_PARTICLE = r"(?:al|bin|da|de|del|della|den|der|di|dos|du|el|ibn|la|le|van|von|y)"
_PAIR = re.compile(
    rf"(?<![\w&-])(?P<given>{_NAME_WORD})\s+(?:[A-Z]\.\s?)?"
    rf"(?:{_PARTICLE}\s+){{0,2}}(?P<family>{_NAME_WORD})(?![\w&-])"
)
_BEFORE = re.compile(
    rf"(?<!\w)(?P<given>{_NAME_WORD})\s+(?:(?:[A-Z]\.\s?|{_PARTICLE}\s+){{1,2}})?$"
)
_AFTER = re.compile(rf"-[a-z]{{1,6}}\b|-{_NAME_WORD}|\s+(?P<family>{_NAME_WORD})(?![\w&-])")
_LOOK_BACK = 40  # characters
"""What a mention is extended by: a given name in front, a surname or the rest of a word behind."""


class People:
    """The step that finds people and mends the ends of their names."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Keep the word lists."""
        self._lexicon = lexicon
        self._titled = re.compile(
            rf"{title_pattern().pattern}(?P<name>{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,2}})"
        )

    def __call__(self, spans: Spans) -> None:
        """Add to and correct the mentions of one text in place."""
        for mention in spans.all():
            if mention.label == "PERSON":
                self._extend(spans, mention)
        for match in self._titled.finditer(spans.text):
            start, end = match.span("name")
            if not spans.overlapping(match.start(), end) and self._could_be(match.group("name")):
                spans.put(start, end, "PERSON")
        for match in _PAIR.finditer(spans.text):
            if (
                match.group("given") in self._lexicon.given_names
                and self._is_surname(match.group("family"))
                and not spans.overlapping(*match.span())
            ):
                spans.put(*match.span(), "PERSON")

    def _extend(self, spans: Spans, mention: Mention) -> None:
        start, end = mention.start, mention.end
        before = _BEFORE.search(spans.text, max(0, start - _LOOK_BACK), start)
        if (
            before
            and before.group("given") in self._lexicon.given_names
            and not spans.overlapping(before.start(), start)
        ):
            start = before.start()
        after = _AFTER.match(spans.text, end)
        if (
            after
            and (after.group("family") is None or after.group("family") in self._lexicon.surnames)
            and not spans.overlapping(end, after.end())
        ):
            end = after.end()
        if (start, end) != (mention.start, mention.end):
            spans.put(start, end, "PERSON", fixed=mention.fixed)

    def _could_be(self, name: str) -> bool:
        lexicon = self._lexicon
        words = name.split()
        return not (
            lexicon.find(name)
            or lexicon.is_city(name)
            or lexicon.is_demonym(words[0])
            or any(w in lexicon.heads or lexicon.is_generic(w) for w in words)
        )

    def _is_surname(self, word: str) -> bool:
        return self._could_be(word) and len(word) > 2 and not word.isupper()
