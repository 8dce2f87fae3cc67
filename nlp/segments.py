"""Many articles, or one of any length, through the pipeline in bounded memory.

spaCy holds the layers of every Doc of a batch at once: sixty-four long reports, or one file of
five megabytes, would take gigabytes. Here batches are filled by characters, and a text longer than
`LONG` is tagged, parsed and searched for names in segments that are then joined to one Doc, on
which the components that look at the whole article run as ever.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from claimtable.nlp import extensions
from claimtable.nlp.pipeline import WHOLE_ARTICLE, make_doc
from claimtable.nlp.types import Block

LONG = 100_000
"""Characters above which a text is read in segments; a 10-K has some 300,000."""

BATCH = 60_000
"""Characters a batch: some 12,000 tokens, as many as the parser takes at a time."""


class Input(NamedTuple):
    """What the pipeline is told of an article."""

    text: str
    blocks: tuple[Block, ...] = ()
    title: str | None = None
    published: datetime.date | None = None


def read_all(nlp: Language, inputs: Iterable[Input]) -> Iterator[Doc]:
    """Run the pipeline over articles of any number and length.

    Args:
        nlp: A pipeline from `claimtable.load`.
        inputs: The articles.

    Yields:
        A Doc an article, in the order of the articles.
    """
    batch: list[Input] = []
    size = 0
    for item in inputs:
        long = len(item.text) > LONG
        if batch and (long or size + len(item.text) > BATCH):
            yield from _together(nlp, batch)
            batch, size = [], 0
        if long:
            yield _in_segments(nlp, item)
        else:
            batch.append(item)
            size += len(item.text)
    if batch:
        yield from _together(nlp, batch)


def _together(nlp: Language, batch: Sequence[Input]) -> list[Doc]:
    docs = [make_doc(nlp, *item) for item in batch]
    return _run(nlp, docs, nlp.pipe_names)


def _run(nlp: Language, docs: list[Doc], names: Sequence[str]) -> list[Doc]:
    for name in names:
        pipe = nlp.get_pipe(name)
        if hasattr(pipe, "pipe"):
            docs = list(pipe.pipe(docs, batch_size=len(docs)))
        else:
            docs = [pipe(doc) for doc in docs]
    return docs


def _in_segments(nlp: Language, item: Input) -> Doc:
    names = nlp.pipe_names
    first = next((i for i, name in enumerate(names) if name in WHOLE_ARTICLE), len(names))
    parts: list[Doc] = []
    for start, end in segments(item.text, item.blocks):
        doc = nlp.tokenizer(item.text[start:end])
        extensions.set_blocks(doc, _inside(item.blocks, start, end))
        (doc,) = _run(nlp, [doc], names[:first])
        doc.tensor = doc.tensor[:0]
        doc.user_data.clear()
        parts.append(doc)
    whole = Doc.from_docs(parts, ensure_whitespace=False)
    if whole is None:
        whole = make_doc(nlp, item.text)
    extensions.set_blocks(whole, item.blocks)
    extensions.set_context(whole, item.title, item.published)
    return _run(nlp, [whole], names[first:])[0]


def segments(text: str, blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Cut a text into pieces of about `BATCH` characters that tile it.

    Cuts fall before a block; inside a block longer than that, after a sentence's end, else
    after a space, else anywhere.

    Args:
        text: The canonical text.
        blocks: Its block table.

    Returns:
        Half-open offsets, in order, without a gap.
    """
    cuts = [0]
    for start in [*(block.start for block in blocks[1:]), len(text)]:
        while start - cuts[-1] > 2 * BATCH:
            cuts.append(_inner_cut(text, cuts[-1] + BATCH, cuts[-1] + 2 * BATCH))
        if start - cuts[-1] >= BATCH and start < len(text):
            cuts.append(start)
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True)) if text else []


def _inner_cut(text: str, low: int, high: int) -> int:
    for mark in (". ", " "):
        at = text.rfind(mark, low, high)
        if at != -1:
            return at + len(mark)
    return high


def _inside(blocks: Sequence[Block], start: int, end: int) -> list[Block]:
    """The blocks, or parts of them, that lie in a segment, with the segment's offsets."""
    return [
        Block(b.kind, max(b.start, start) - start, min(b.end, end) - start)
        for b in blocks
        if b.start < end and b.end > start
    ]
