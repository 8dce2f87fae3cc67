"""The `claimtable_percentages` component."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimtable.nlp import extensions
from claimtable.nlp.figures.scan import scan_doc
from claimtable.nlp.figures.spans import spans
from claimtable.nlp.types import Percentage


@Language.factory("claimtable_percentages", assigns=["doc.spans"])
def make_percentages(nlp: Language, name: str) -> PercentageFinder:
    """Build the component; spaCy calls this."""
    return PercentageFinder(name)


class PercentageFinder:
    """Find percentages, percentage points and basis points.

    They are in ``doc.spans["percentages"]``, with ``span._.percentage`` on each. Needs tokens
    only, so it works in any English pipeline and on ``spacy.blank("en")``.
    """

    def __init__(self, name: str = "claimtable_percentages") -> None:
        """Keep the name that the pipeline knows the component by."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Mark one Doc."""
        marked = []
        for span, f in spans(doc, scan_doc(doc).percentages, "PERCENT"):
            assert f.unit is not None
            percentage = Percentage(f.value, f.high, f.unit, f.modifier, f.direction)
            extensions.set_percentage(span, percentage)
            marked.append(span)
        doc.spans["percentages"] = marked
        return doc
