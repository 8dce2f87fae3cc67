"""The `claimtable_percentages` component."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimtable.nlp import extensions  # noqa: F401  (defines the Span attributes)


@Language.factory("claimtable_percentages")
def make_percentages(nlp: Language, name: str) -> PercentageFinder:
    """Build the component; spaCy calls this."""
    return PercentageFinder(name)


class PercentageFinder:
    """Find percentages, percentage points and basis points."""

    def __init__(self, name: str = "claimtable_percentages") -> None:
        """Keep the name that the pipeline knows the component by."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Mark one Doc."""
        doc.spans["percentages"] = []
        return doc
