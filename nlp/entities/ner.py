"""The `claimtable_ner` component: a recogniser of our own in the place of the base model's.

Several times as fast as the ``ner`` of en_core_web_sm and, with `claimtable_entities` behind it,
nearly as exact on business news (measured figures: ``docs/benchmarks.md``). Reads tokens and
``token.is_sent_start`` only: `claimtable_blocks` before it keeps names inside their block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch
from spacy.vocab import Vocab

from claimtable.nlp.entities.lexicon import Lexicon
from claimtable.nlp.entities.tagger import TAGS, Features, Ints, Tagger, load_weights


@Language.factory("claimtable_ner", assigns=["doc.ents"])
def make_ner(nlp: Language, name: str) -> EntityRecogniser:
    """Build the component; spaCy calls this.

    Args:
        nlp: The pipeline.
        name: What the pipeline knows the component by.
    """
    return EntityRecogniser(nlp.vocab, name)


class EntityRecogniser:
    """Mark names and dates: sets ``doc.ents`` with the labels of ``tagger.LABELS``."""

    def __init__(self, vocab: Vocab, name: str = "claimtable_ner") -> None:
        """Load the weights.

        Args:
            vocab: That of the Docs to come.
            name: What the pipeline knows the component by.
        """
        self.name = name
        self._tagger = Tagger(load_weights(), Features(vocab, Lexicon()))

    def __call__(self, doc: Doc) -> Doc:
        """Mark one Doc."""
        self._mark([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Mark Docs, ``batch_size`` of them in one computation."""
        for batch in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            docs = list(batch)
            self._mark(docs)
            yield from docs

    def _mark(self, docs: Sequence[Doc]) -> None:
        docs = [doc for doc in docs if len(doc)]
        if not docs:
            return
        arrays = [doc.to_array(["ORTH", "SENT_START"]) for doc in docs]
        lengths = []
        for array in arrays:
            starts = array[:, 1] == 1
            starts[0] = True
            lengths.append(np.diff(np.append(np.nonzero(starts)[0], len(array))))
        tags = self._tagger(
            np.concatenate([array[:, 0] for array in arrays]), np.concatenate(lengths)
        )
        first = 0
        for doc in docs:
            doc.set_ents(list(_entities(doc, tags[first : first + len(doc)])))
            first += len(doc)


def _entities(doc: Doc, tags: Ints) -> Iterator[Span]:
    """Read the spans of one Doc off its tags."""
    start = 0
    for i in np.nonzero(tags)[0].tolist():
        part, label = TAGS[tags[i]].split("-")
        if part in "BU":
            start = i
        if part in "LU":
            yield Span(doc, start, i + 1, label=label)
