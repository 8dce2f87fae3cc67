"""The `claimtable_classifier` component.

spaCy imports this module whenever anyone calls ``spacy.blank()``: it must stay cheap, so what
needs scikit-learn is imported when the first Doc comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc

from claimtable.models.classes import CLASSES
from claimtable.models.decision import decide
from claimtable.nlp import extensions

if TYPE_CHECKING:
    from claimtable.models.labeller import Labeller


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
        self._labeller: Labeller | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Leave the loaded model behind when a worker process is started."""
        return {"name": self.name, "model": self.model, "_labeller": None}

    def __call__(self, doc: Doc) -> Doc:
        """Label one Doc."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Label Docs, one vectorised call a batch."""
        waiting = iter(docs)
        while batch := list(islice(waiting, batch_size)):
            self._label(batch)
            yield from batch

    def _label(self, docs: list[Doc]) -> None:
        from claimtable.models.context import from_doc

        # A claim's label depends on the claim alone, so all of a batch are labelled in one call.
        contexts = [from_doc(doc, str(i)) for i, doc in enumerate(docs)]
        together = [context for part in contexts for context in part]
        if not together:
            return
        labeller = self._load()
        rows = iter(labeller.probabilities(together).tolist())
        for doc, part in zip(docs, contexts, strict=True):
            if part:
                _store(doc, list(islice(rows, len(part))), f"model:{labeller.name}")

    def _load(self) -> Labeller:
        if self._labeller is None:
            from claimtable.models.labeller import load

            self._labeller = load(self.model)
        return self._labeller

    def to_bytes(self, **kwargs: object) -> bytes:
        """Serialise: the model version is named in the config, so nothing is left to write."""
        return b""

    def from_bytes(self, data: bytes, **kwargs: object) -> ClaimLabeller:
        """Deserialise."""
        return self

    def to_disk(self, path: str | Path, **kwargs: object) -> None:
        """Write nothing: the model version is named in the config."""

    def from_disk(self, path: str | Path, **kwargs: object) -> ClaimLabeller:
        """Read nothing."""
        return self


def _store(doc: Doc, rows: list[list[float]], source: str) -> None:
    """Keep the claims with a label; drop those that are none."""
    kept = []
    blocks = extensions.get_blocks(doc)
    for span, row in zip(doc.spans.get("claims", ()), rows, strict=True):
        claim = extensions.get_claim(span)
        assert claim is not None
        decision = decide(row, blocks[claim.block] if claim.block < len(blocks) else None)
        if not decision.is_claim:
            continue
        extensions.set_claim(
            span,
            replace(
                claim,
                label=decision.label,
                label_confidence=decision.confidence,
                label_source=source,
                probabilities=dict(zip(CLASSES, decision.probabilities, strict=True)),
            ),
        )
        kept.append(span)
    if "claims" in doc.spans:
        doc.spans["claims"] = kept
