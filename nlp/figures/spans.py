"""From character offsets to token spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spacy.tokens import Doc, Span

from claimtable.nlp.figures.scan import Figure


def spans(doc: Doc, figures: Iterable[Figure], label: str) -> Iterator[tuple[Span, Figure]]:
    """Lay figures on tokens.

    A figure that ends inside a token takes in the whole token. If that makes it run into the
    figure before it, it starts behind that one; if nothing is left, it is dropped.

    Args:
        doc: The Doc the figures were read from.
        figures: In reading order, without overlap.
        label: Label of the spans.

    Yields:
        Each span, none overlapping the one before, with its figure.
    """
    done = 0
    for figure in figures:
        span: Any = doc.char_span(figure.start, figure.end, label=label, alignment_mode="expand")
        if span is None:
            continue
        first = max(span.start, done)
        if first >= span.end:
            continue
        if first != span.start:
            span = Span(doc, first, span.end, label=label)
        done = span.end
        yield span, figure
