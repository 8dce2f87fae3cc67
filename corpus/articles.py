"""An article as the rest of the project sees it: canonical text and its block table."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, field

from claimtable.nlp.types import Block


def article_id(text: str) -> str:
    """Hash an article's canonical text into its id.

    Args:
        text: The canonical text.

    Returns:
        The first 16 hexadecimal digits of the SHA-256 of the text's UTF-8 form: equal texts
        give equal ids on any machine. Lone surrogates are hashed as such.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Article:
    """One article.

    Attributes:
        text: Canonical text, built once from the blocks; every offset points into it.
        blocks: Structural pieces in reading order, without overlap.
        source: Path or URL as given.
        title: From metadata, front matter or the first heading; None if there is none.
        published: Day of publication as the file states it; None if it does not.
        id: Hash of the text, see `article_id`.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    source: str = ""
    title: str | None = None
    published: datetime.date | None = None
    id: str = field(default="")

    def __post_init__(self) -> None:
        """Fill in the id."""
        if not self.id:
            object.__setattr__(self, "id", article_id(self.text))
