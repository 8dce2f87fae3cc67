"""A Doc as plain lists: what the claim rules read, fetched once.

spaCy builds a Python object for each token that is touched, so rules that walk tokens many times
cost more than the tagger. Here every attribute is fetched in one array call; the rules then work
on lists of strings and ints. Tokens are named by their index in the Doc.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Doc

_CHILDLESS: list[int] = []
"""Shared by all tokens without children; never changed."""


@dataclass(frozen=True, slots=True)
class View:
    """Parallel lists, one entry a token.

    Attributes:
        text: The Doc's text.
        words: Token texts.
        lower: The same in lower case, typographic apostrophes made straight.
        tags: Penn Treebank tags; empty strings without a tagger.
        deps: Dependency labels; empty strings without a parser.
        heads: Index of the syntactic head; a root, or a token without a parse, is its own head.
        children: Indices of the syntactic children, in order.
        starts: First character of each token.
        ends: One past the last character of each token.
        sent_start: Whether spaCy starts a sentence here.
        space: Whether a space follows.
        parsed: Whether the Doc has a dependency parse.
    """

    text: str
    words: list[str]
    lower: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    children: list[list[int]]
    starts: list[int]
    ends: list[int]
    sent_start: list[bool]
    space: list[bool]
    parsed: bool

    @classmethod
    def of(cls, doc: Doc) -> View:
        """Read a Doc."""
        raw = doc.to_array(["IDX", "TAG", "DEP", "HEAD", "SENT_START", "SPACY", "LENGTH"])
        columns = np.asarray(raw).reshape(len(doc), 7).astype(np.int64)
        text = doc.text
        starts = columns[:, 0].tolist()
        ends = (columns[:, 0] + columns[:, 6]).tolist()
        parsed = bool(columns[:, 2].any())
        places = np.arange(len(doc))
        heads = (places + columns[:, 3] if parsed else places).tolist()
        children: list[list[int]] = [_CHILDLESS] * len(starts)
        for i, head in enumerate(heads):
            if head != i:
                if children[head] is _CHILDLESS:
                    children[head] = [i]
                else:
                    children[head].append(i)
        words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        return cls(
            text=text,
            words=words,
            lower=[word.lower().replace("’", "'") for word in words],
            tags=_strings(doc, columns[:, 1]),
            deps=_strings(doc, columns[:, 2]),
            heads=heads,
            children=children,
            starts=starts,
            ends=ends,
            sent_start=(columns[:, 4] == 1).tolist(),
            space=columns[:, 5].astype(bool).tolist(),
            parsed=parsed,
        )

    def __len__(self) -> int:
        """Count the tokens."""
        return len(self.words)

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """Turn a character range into a token range, of tokens that begin in it."""
        return bisect_left(self.starts, start), bisect_left(self.starts, end)

    def slice(self, start: int, end: int) -> str:
        """Text of the tokens ``start`` to ``end`` (half-open)."""
        return self.text[self.starts[start] : self.ends[end - 1]] if start < end else ""

    def roots(self, start: int, end: int) -> list[int]:
        """Tokens of a range whose head lies outside it or is the token itself."""
        heads = self.heads
        return [i for i in range(start, end) if heads[i] == i or not start <= heads[i] < end]


def _strings(doc: Doc, hashes: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> list[str]:
    """Look up each distinct hash once; 0 is the empty string."""
    wanted = hashes.tolist()
    names = {h: doc.vocab.strings[h % 2**64] if h else "" for h in set(wanted)}
    return [names[h] for h in wanted]
