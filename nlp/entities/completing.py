"""The full names of products: with their maker in front and their model behind.

"Airbus" + "A350" is one name, and so are "Lumen" + "4 Pro" and "Lumen" + "processors".
"""

from __future__ import annotations

import re

from claimtable.nlp.entities.lexicon import words
from claimtable.nlp.entities.mentions import Mention

_GAP = re.compile(r"[®™]?\s(?:\d{2,4}\s)?")
_MODEL = re.compile(
    r"[®™]?(?:\s(?:(?:\d{1,2}|\d00)(?![\w%.,]\d|\w|%|\s(?:million|billion|trillion|percent|per|years?|days?))|[IVX]{2,4}"
    r"|Advanced|Air|Classic|Cloud|Deluxe|Edition|Elite|Enterprise|Express|Extreme|Family|Flex|Hybrid"
    r"|Lite|Max|Mini|Nano|Plus|Premium|Pro|Series|Sport|Turbo|Ultra|XL|XR|XS)(?![\w-]))+"
)
_NOUNS = re.compile(r"[®™]?\s(?:product\s)?(?P<noun>[a-z][a-z-]{2,18})(?![\w-])")


class Completing:
    """The step that completes the names of products."""

    def __init__(self) -> None:
        """Read the kinds of product."""
        nouns = words("product_nouns.txt")
        self._nouns = nouns | {f"{noun}s" for noun in nouns}

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
        noun = _NOUNS.match(text, end, limit)
        if noun and noun["noun"] in self._nouns:
            end = noun.end()
        if (start, end) != (mention.start, mention.end):
            mention.start, mention.end, mention.text = start, end, text[start:end]
        return mention
