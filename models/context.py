"""A claim as the classifier sees it: the text and what stands around it.

Training rows and Docs are turned into the same record by the same rules, so that a model reads
at work what it read when it was made.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc

from claimtable.nlp import extensions
from claimtable.nlp.blocks import paragraphs
from claimtable.nlp.types import NONE_LABEL, Block

BEFORE_WORDS = 15
"""How many words of the sentence before are kept, from its end."""
SECTION_CHARS = 80
"""How many characters of the nearest heading are kept."""

_ENDS_SENTENCE = re.compile(r"[.!?:;,\"”’)\]]$")
_BETWEEN_SENTENCES = re.compile(r"[.!?…][\"'”’)\]]*\s+")

_Piece = tuple[int, str, bool]
"""A sentence of an article: its start, its text, and whether it stands in a heading."""


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
    pieces = _pieces(doc, blocks)
    out = []
    for span in claims:
        claim = extensions.get_claim(span)
        block = blocks[claim.block] if claim is not None and claim.block < len(blocks) else None
        section = claim.section if claim is not None else None
        before = _before(pieces, span.start_char, block)
        out.append(ClaimContext(span.text, before, section, article))
    return out


def from_article(
    text: str, blocks: Sequence[Block], claims: Iterable[Mapping[str, Any]], article: str = ""
) -> list[ClaimContext]:
    """Build the contexts of claims that were extracted before, without a Doc.

    Sentences are told by their marks, where `from_doc` has the parser's: of a hundred claims one
    gets another sentence before it, and hardly ever another label.

    Args:
        text: The article's canonical text.
        blocks: Its blocks; without any, each line is one.
        claims: Rows of the claims table: ``text``, ``start``, ``section``.
        article: Name to group the claims by.

    Returns:
        One context a claim.
    """
    blocks = blocks or paragraphs(text)
    pieces = [piece for block in blocks for piece in _pieces_of(text, block)]
    out = []
    for row in claims:
        before = _before(pieces, row["start"], block_at(blocks, row["start"]))
        out.append(ClaimContext(row["text"], before, row["section"] or None, article))
    return out


def block_at(blocks: Sequence[Block], start: int) -> Block | None:
    """Find the block that a character stands in; None between two."""
    at = bisect_right(blocks, start, key=lambda block: block.start) - 1
    return blocks[at] if at >= 0 and start < blocks[at].end else None


def _pieces(doc: Doc, blocks: Sequence[Block]) -> list[_Piece]:
    """Give the sentences of a Doc."""
    starts = [block.start for block in blocks]
    out = []
    for sentence in doc.sents if doc.has_annotation("SENT_START") else ():
        text = sentence.text.strip()
        if not text:
            continue
        i = bisect_left(starts, sentence.start_char + 1) - 1
        heading = i >= 0 and blocks[i].kind == "heading" and sentence.start_char < blocks[i].end
        out.append((sentence.start_char, text, heading))
    return out


def _pieces_of(text: str, block: Block) -> Iterator[_Piece]:
    """Give the sentences of a block by their marks: what goes on in lower case has not ended."""
    ends = [m.end() for m in _BETWEEN_SENTENCES.finditer(text, block.start, block.end)]
    at = block.start
    for end in (*(end for end in ends if not text[end : end + 1].islower()), block.end):
        piece = text[at:end].lstrip()
        if piece:
            yield end - len(piece), piece.rstrip(), block.kind == "heading"
        at = end


def _before(pieces: Sequence[_Piece], start: int, block: Block | None) -> str | None:
    """What a reader has read before a claim; a heading or the top of the article gives None."""
    if block is not None and block.kind in ("list_item", "table_cell") and block.lead_in:
        return block.lead_in
    i = bisect_left(pieces, start, key=lambda piece: piece[0])
    return pieces[i - 1][1] if i > 0 and not pieces[i - 1][2] else None
