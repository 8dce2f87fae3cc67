"""Plain text to Article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.decode import decode
from claimtable.corpus.readers.outcome import ReadError
from claimtable.nlp.blocks import paragraphs


def read(stream: BinaryIO, source: str) -> Iterator[Article]:
    """Read a text file.

    Raises:
        ReadError: The file is empty or no text.
    """
    article = read_text(decode(stream.read(), source), source)
    if not article.blocks:
        raise ReadError(source, "empty: there is no text in it")
    yield article


def read_text(text: str, source: str = "") -> Article:
    """Make an Article of pasted or plain text.

    Args:
        text: The decoded text.
        source: Path or URL as given.

    Returns:
        The article, its blocks recovered from the layout of the text.
    """
    return Article(text, paragraphs(text), source)
