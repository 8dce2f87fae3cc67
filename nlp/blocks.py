"""Blocks on a Doc: boundaries that no sentence, parse or name may cross."""

from __future__ import annotations

import re
from bisect import bisect_left

from spacy.language import Language
from spacy.tokens import Doc

from claimtable.nlp import extensions
from claimtable.nlp.types import Block

_PARAGRAPH = re.compile(r"\S(?:.*\S)?")


def paragraphs(text: str) -> tuple[Block, ...]:
    """Take every non-blank line of bare text as a paragraph.

    This is the fallback for a string given straight to ``nlp(...)``; articles bring a block
    table of their own.
    """
    return tuple(Block("paragraph", *m.span()) for m in _PARAGRAPH.finditer(text))


@Language.factory("claimtable_blocks", assigns=["doc._.blocks", "token.is_sent_start"])
def make_blocks(nlp: Language, name: str) -> Blocks:
    """Build the component; spaCy calls this."""
    return Blocks(name)


class Blocks:
    """Give a Doc a block table if it has none, and start a sentence at every block.

    Stands first in the pipeline; the parser keeps boundaries that are set before it runs.
    """

    def __init__(self, name: str = "claimtable_blocks") -> None:
        """Keep the name that the pipeline knows the component by."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Mark one Doc."""
        blocks = extensions.get_blocks(doc)
        if not blocks:
            blocks = paragraphs(doc.text)
            extensions.set_blocks(doc, blocks)
        starts = [token.idx for token in doc]
        for block in blocks:
            for offset in (block.start, block.end):
                i = bisect_left(starts, offset)
                while i < len(doc) and doc[i].is_space:
                    i += 1
                if i < len(doc):
                    doc[i].is_sent_start = True
        return doc
