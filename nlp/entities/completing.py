"""The full names of products: with their maker in front and their model behind.

"Airbus" + "A350" is one name, and so are "Lumen" + "4 Pro" and "Lumen" + "processors".
"""

from __future__ import annotations

import re

from claimtable.nlp.entities.lexicon import alternatives, product_nouns
from claimtable.nlp.entities.mentions import Mention

_GAP = re.compile(r"[®™]?\s(?:\d{2,4}\s)?")
_MODEL = re.compile(
    r"[®™]?(?:\s(?:(?:\d{1,2}|\d00)(?![\w%.,]\d|\w|%|\s(?:million|billion|trillion|percent|per|years?|days?))"
    rf"|[IVX]{{2,4}}|{alternatives('model_words.txt')})(?![\w-]))+"
)
_NOUNS = re.compile(
    r"[®™]?\s(?:product\s)?(?P<first>[a-z][a-z-]{2,18})(?:\s(?P<second>[a-z][a-z-]{2,18}))?"
    r"(?:\s(?P<third>[a-z][a-z-]{2,18}))?(?![\w-])"
)
_OBJECT = re.compile(
    r"\s(?:the|an?|its|their|your|our|his|her|all|every|each|this|that|these|it|up)\b"
)
_NO_MODIFIER = re.compile(rf"(?:{alternatives('no_modifiers.txt')}|[a-z-]+(?:s|ed|ly))$")


class Completing:
    """The step that completes the names of products."""

    def __init__(self) -> None:
        """Read the kinds of product."""
        self._nouns = product_nouns()

    def __call__(self, text: str, mentions: list[Mention]) -> list[Mention]:
        """Complete the products of one text.

        Args:
            text: The document.
            mentions: Names with their settled labels, in reading order, without overlap.

        Returns:
            Names in reading order, without overlap.
        """
        joined: list[Mention] = []
        for i, mention in enumerate(mentions):
            limit = mentions[i + 1].start if i + 1 < len(mentions) else len(text)
            if mention.label == "PRODUCT":
                start = mention.start
                if joined and self._is_part(text, joined[-1], mention):
                    start = joined.pop().start
                mention = self._complete(text, start, limit, mention)
            joined.append(mention)
        return joined

    @staticmethod
    def _is_part(text: str, left: Mention, mention: Mention) -> bool:
        """Tell a maker, or the first part of the name, right in front of a product."""
        together = left.label in ("ORG", "PRODUCT") and left.heading == mention.heading
        return together and _GAP.fullmatch(text, left.end, mention.start) is not None

    def _complete(self, text: str, start: int, limit: int, mention: Mention) -> Mention:
        end = mention.end
        model = _MODEL.match(text, end, limit)
        if model:
            end = model.end()
        end = self._noun_end(text, end, limit)
        if (start, end) != (mention.start, mention.end):
            mention.start, mention.end, mention.text = start, end, text[start:end]
        return mention

    def _noun_end(self, text: str, end: int, limit: int) -> int:
        """Where the kind of product behind a name ends: "pump", "contact spring system"."""
        nouns = _NOUNS.match(text, end, limit)
        if nouns is None:
            return end
        for group in ("first", "second", "third"):
            noun = nouns[group]
            if noun is None:
                break
            if noun in self._nouns and not _OBJECT.match(text, nouns.end(group)):
                following = nouns[{"first": "second", "second": "third"}.get(group, "third")]
                if group == "third" or following not in self._nouns:
                    return nouns.end(group)
            elif _NO_MODIFIER.fullmatch(noun):
                break
        return end
