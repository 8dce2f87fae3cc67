"""The `claimtable_percentages` component."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimtable.nlp import extensions
from claimtable.nlp.figures.scan import scan_doc
from claimtable.nlp.figures.spans import spans
from claimtable.nlp.figures.tokens import split_figures
from claimtable.nlp.types import Percentage


@Language.factory(
    "claimtable_percentages", assigns=["doc.spans"], default_config={"split_tokens": True}
)
def make_percentages(nlp: Language, name: str, split_tokens: bool) -> PercentageFinder:
    """Build the component; spaCy calls this.

    Args:
        nlp: The pipeline.
        name: Its name for the component.
        split_tokens: Add rules to the tokenizer that part figures from what is stuck to them
            ("~9%", "$7/$9"), so that spans are exact. Without them a span takes in whole tokens.
    """
    if split_tokens:
        split_figures(nlp)
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
