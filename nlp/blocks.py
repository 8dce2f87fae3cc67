"""Blocks on a Doc: boundaries that no sentence, parse or name may cross."""

from __future__ import annotations

import re

import numpy as np
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
        words = np.flatnonzero(doc.to_array("IS_SPACE") == 0)
        if len(words):
            offsets = doc.to_array("IDX")[words]
            edges = [offset for block in blocks for offset in (block.start, block.end)]
            for i in np.unique(np.searchsorted(offsets, edges)):
                if i < len(words):
                    doc[int(words[i])].is_sent_start = True
        return doc
