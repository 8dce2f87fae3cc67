"""The `claimtable_entities` component."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimtable.nlp import extensions  # noqa: F401  (defines the Span attributes)


@Language.factory("claimtable_entities")
def make_entities(nlp: Language, name: str, gazetteer: str | None = None) -> EntityResolver:
    """Build the component; spaCy calls this."""
    return EntityResolver(name)


class EntityResolver:
    """Mend and group the named entities of the base model."""

    def __init__(self, name: str = "claimtable_entities") -> None:
        """Keep the name that the pipeline knows the component by."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Mark one Doc."""
        pass
        return doc
