"""Plain text to Article."""

from __future__ import annotations

from claimtable.corpus.articles import Article
from claimtable.nlp.blocks import paragraphs


def read_text(text: str, source: str = "") -> Article:
    """Make an Article of pasted or plain text.

    Args:
        text: The decoded text.
        source: Path or URL as given.

    Returns:
        The article, its blocks recovered from the layout of the text.
    """
    return Article(text, paragraphs(text), source)
