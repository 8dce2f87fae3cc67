"""Join the parts of a name that were found apart, and cut what is no part of it.

"Communist Party" + "of" + "Cuba", "Content Development" + "and" + "Monitoring Board", "Ministry of
Education" + ", Science and Technology", and "Wal - Mart" in texts that set blanks around hyphens.
"""

from __future__ import annotations

import re
from itertools import pairwise

from claimtable.nlp.entities.lexicon import Lexicon, words
from claimtable.nlp.entities.mentions import PLACES, Mention, has_legal_form
from claimtable.nlp.entities.scan import WORD
from claimtable.nlp.entities.spans import Spans

_OF = re.compile(r"\sof\s(?:the\s)?")
_AND = re.compile(r",?\s(?:and|&)\s|,\s")
_MORE_FIELDS = re.compile(
    rf"(?:,\s{WORD}(?:\s{WORD})?){{0,4}},?\s(?:and|&)\s(?P<last>{WORD}(?:\s{WORD})?)(?![\w-])"
)
_HYPHEN = " - "
_SPACED_HYPHEN = re.compile(r"[a-z] - [a-z]")
_HYPHENS = re.compile(r"[a-z]-[a-z]")
_FEWEST_SPACED = 3
_REST = re.compile(rf" - (?P<rest>{WORD})(?!\s-\s)")


def spaces_hyphens(text: str) -> bool:
    """Tell whether a text sets blanks around its hyphens ("long - term")."""
    spaced = len(_SPACED_HYPHEN.findall(text))
    return spaced >= _FEWEST_SPACED and spaced > len(_HYPHENS.findall(text))


class Joining:
    """The step that joins the parts of names."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Keep the word lists."""
        self._lexicon = lexicon
        self._fields = words("fields.txt")

    def __call__(self, spans: Spans) -> None:
        """Correct the mentions of one text in place."""
        text = spans.text
        if spaces_hyphens(text):
            self._hyphenated(spans)
        for left, right in pairwise(spans.all()):
            if left.label == "ORG" and right.start - left.end < 8:
                self._pair(spans, left, right)
        for mention in spans.all():
            if mention.label == "ORG" and " of " in mention.text and mention.text[0].isupper():
                self._more_fields(spans, mention)

    def _pair(self, spans: Spans, left: Mention, right: Mention) -> None:
        """Join "Communist Party" with "Cuba", "Content Development" with "Monitoring Board"."""
        if left.text in self._lexicon.entries or left not in spans.overlapping(
            left.start, left.end
        ):
            return  # the list knows better, or it has been joined with what stands before it
        if _OF.fullmatch(spans.text, left.end, right.start):
            office = self._is_office(left.text)
            place = right.label in PLACES or self._lexicon.is_place(right.text)
            if office and place:
                spans.put(left.start, right.end, "ORG")
        elif right.label == "ORG" and _AND.fullmatch(spans.text, left.end, right.start):
            last = left.text.rsplit(" ", 1)[-1].lower()
            if (
                last in self._fields
                and " " in left.text
                and self._is_office(right.text)
                and " of " not in left.text
            ):
                spans.put(left.start, right.end, "ORG")

    def _is_office(self, form: str) -> bool:
        """Tell whether a name ends in a kind of organisation that is no legal form."""
        head = self._lexicon.heads.get(form.rsplit(" ", 1)[-1])
        return head == "ORG" and not has_legal_form(form)

    def _more_fields(self, spans: Spans, mention: Mention) -> None:
        """Complete "Ministry of Education" with ", Science and Technology"."""
        if self._lexicon.heads.get(mention.text.split(" ", 1)[0]) != "ORG":
            return
        more = _MORE_FIELDS.match(spans.text, mention.end)
        if more is None:
            return
        parts = re.split(r",?\s(?:and|&)\s|,\s", more.group())
        fields = [part for part in parts if part]
        if all(field.rsplit(" ", 1)[-1].lower() in self._fields for field in fields):
            spans.put(mention.start, more.end(), "ORG")

    def _hyphenated(self, spans: Spans) -> None:
        """Join "Wal - Mart", where a second part has no mention of its own or is an ORG too."""
        for mention in spans.all():
            rest = _REST.match(spans.text, mention.end)
            if rest is None or mention.label not in ("ORG", "PERSON"):
                continue
            after = spans.overlapping(rest.start("rest"), rest.end())
            if all(m.start == rest.start("rest") and m.label == mention.label for m in after):
                end = max([rest.end(), *(m.end for m in after)])
                spans.put(mention.start, end, mention.label)
