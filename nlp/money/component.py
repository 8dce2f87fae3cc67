"""The `claimtable_money` component."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimtable.nlp import extensions  # noqa: F401  (defines the Span attributes)


@Language.factory("claimtable_money")
def make_money(nlp: Language, name: str) -> MoneyFinder:
    """Build the component; spaCy calls this."""
    return MoneyFinder(name)


class MoneyFinder:
    """Find amounts of money."""

    def __init__(self, name: str = "claimtable_money") -> None:
        """Keep the name that the pipeline knows the component by."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Mark one Doc."""
        doc.spans["money"] = []
        return doc
