"""Names of the lists that are longer than what the recogniser saw of them."""

from __future__ import annotations

import re

from claimtable.nlp.entities.filling import stands
from claimtable.nlp.entities.lexicon import Lexicon, first_word
from claimtable.nlp.entities.spans import Spans

_WORD = re.compile(r"\w+")


class Known:
    """The step that completes listed names, "China" to "China Unicom"."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Keep the word lists."""
        self._lexicon = lexicon
        self._own: dict[str, list[str]] = {}
        for form in sorted(lexicon.own, key=len, reverse=True):
            self._own.setdefault(first_word(form), []).append(form)

    def __call__(self, spans: Spans) -> None:
        """Correct the mentions of one text in place; the user's own names are always marked."""
        for mention in spans.all():
            for form in self._lexicon.index.get(first_word(mention.text), ()):
                if len(form) <= len(mention.text):
                    break
                if stands(spans.text, form, mention.start, len(spans.text)):
                    spans.put(mention.start, mention.start + len(form), self._lexicon.label(form))
                    break
        for word in _WORD.finditer(spans.text) if self._own else ():
            for form in self._own.get(word.group(), ()):
                if stands(spans.text, form, word.start(), len(spans.text)):
                    end = word.start() + len(form)
                    spans.put(word.start(), end, self._lexicon.label(form), fixed=True)
                    break
