"""The `claimtable_claims` component."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimtable.nlp import extensions
from claimtable.nlp.types import Claim


@Language.factory("claimtable_claims")
def make_claims(nlp: Language, name: str) -> ClaimFinder:
    """Build the component; spaCy calls this."""
    return ClaimFinder(name)


class ClaimFinder:
    """Find claims and say who, what and how sure."""

    def __init__(self, name: str = "claimtable_claims") -> None:
        """Keep the name that the pipeline knows the component by."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Mark one Doc."""
        blocks = extensions.get_blocks(doc)
        spans = []
        i = 0
        for sent in doc.sents:
            while i + 1 < len(blocks) and blocks[i + 1].start <= sent.start_char:
                i += 1
            if blocks and blocks[i].kind != "heading" and sent.text.strip():
                spans.append(sent)
                extensions.set_claim(sent, Claim(block=i))
        doc.spans["claims"] = spans
        return doc
