"""The `claimtable_comparisons` component."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimtable.nlp import extensions  # noqa: F401  (defines the Span attributes)


@Language.factory("claimtable_comparisons")
def make_comparisons(nlp: Language, name: str) -> ComparisonFinder:
    """Build the component; spaCy calls this."""
    return ComparisonFinder(name)


class ComparisonFinder:
    """Find comparisons and take them apart."""

    def __init__(self, name: str = "claimtable_comparisons") -> None:
        """Keep the name that the pipeline knows the component by."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Mark one Doc."""
        doc.spans["comparisons"] = []
        return doc
