"""A claim as the classifier sees it: the text and what stands around it.

Training rows and Docs are turned into the same record by the same rules, so that a model reads
at work what it read when it was made.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc

from claimtable.nlp import extensions
from claimtable.nlp.types import NONE_LABEL

BEFORE_WORDS = 15
"""How many words of the sentence before are kept, from its end."""
SECTION_CHARS = 80
"""How many characters of the nearest heading are kept."""

_ENDS_SENTENCE = re.compile(r"[.!?:;,\"”’)\]]$")


@dataclass(frozen=True, slots=True)
class ClaimContext:
    """One unit of text with its surroundings.

    Attributes:
        text: The claim, verbatim.
        before: The sentence, item or lead-in that a reader has just read, or None.
        section: Heading path, " > " between levels, or None.
        article: Id that groups the claims of one article; "" where unknown.
    """

    text: str
    before: str | None = None
    section: str | None = None
    article: str = ""

    @property
    def heading(self) -> str | None:
        """Nearest heading, or None."""
        return self.section.split(" > ")[-1][:SECTION_CHARS] if self.section else None

    @property
    def surroundings(self) -> str:
        """Nearest heading and the end of the sentence before, as the encoder reads them."""
        heading = f"{self.heading} | " if self.heading else ""
        return heading + " ".join((self.before or "").split()[-BEFORE_WORDS:])


def looks_like_heading(text: str) -> bool:
    """Tell whether a line that is not a claim reads as a heading: no sentence mark at its end."""
    return _ENDS_SENTENCE.search(text.strip()) is None


def from_rows(rows: Iterable[Mapping[str, Any]]) -> list[ClaimContext]:
    """Build contexts from labelled rows in reading order.

    A row's own ``before`` wins. Otherwise the row above in the same article is taken, unless it
    is a heading.

    Args:
        rows: Rows with ``text``; ``article``, ``section``, ``before`` and ``label`` optional.

    Returns:
        One context a row.
    """
    out = []
    article, previous = None, None
    for row in rows:
        name = str(row.get("article") or "")
        if not name or name != article:
            article, previous = name, None
        text = row["text"]
        before = row.get("before") or previous
        out.append(ClaimContext(text, before, row.get("section") or None, name))
        heading = row.get("label") == NONE_LABEL and looks_like_heading(text)
        previous = None if heading or not name else text
    return out


def from_doc(doc: Doc, article: str = "") -> list[ClaimContext]:
    """Build the contexts of ``doc.spans["claims"]``, in the order of the group.

    Args:
        doc: A Doc with blocks, sentences and claims.
        article: Name to group its claims by.

    Returns:
        One context a claim.
    """
    claims = doc.spans.get("claims", ())
    if not len(claims):
        return []
    blocks = extensions.get_blocks(doc)
    pieces = _pieces(doc, [(b.start, b.end, b.kind == "heading") for b in blocks])
    starts = [start for start, _, _ in pieces]
    out = []
    for span in claims:
        claim = extensions.get_claim(span)
        before = _before(pieces, bisect_left(starts, span.start_char), span.start_char)
        block = blocks[claim.block] if claim is not None and claim.block < len(blocks) else None
        if block is not None and block.kind in ("list_item", "table_cell") and block.lead_in:
            before = block.lead_in
        section = claim.section if claim is not None else None
        out.append(ClaimContext(span.text, before, section, article))
    return out


def _pieces(doc: Doc, blocks: Sequence[tuple[int, int, bool]]) -> list[tuple[int, str, bool]]:
    """Give the sentences of a Doc as (start, text, stands in a heading)."""
    starts = [start for start, _, _ in blocks]
    out = []
    for sentence in doc.sents if doc.has_annotation("SENT_START") else ():
        text = sentence.text.strip()
        if not text:
            continue
        i = bisect_left(starts, sentence.start_char + 1) - 1
        heading = i >= 0 and blocks[i][2] and sentence.start_char < blocks[i][1]
        out.append((sentence.start_char, text, heading))
    return out


def _before(pieces: Sequence[tuple[int, str, bool]], i: int, start: int) -> str | None:
    """Take the piece above position ``i``; a heading or the top of the article gives None."""
    if i > 0 and pieces[i - 1][0] < start and not pieces[i - 1][2]:
        return pieces[i - 1][1]
    return None
