"""Claims tables from folders of news and industry articles.

The public names are loaded on first use, so that ``import claimtable`` (and with it every
``spacy.blank()`` call on a machine that has claimtable installed) stays cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from claimtable.corpus.api import extract, extract_batch, read
    from claimtable.corpus.articles import Article
    from claimtable.nlp.pipeline import load
    from claimtable.nlp.types import LABELS, Claim, Comparison, Money, Percentage, Period

    __version__: str

_HOME = {
    "load": "claimtable.nlp.pipeline",
    "extract": "claimtable.corpus.api",
    "extract_batch": "claimtable.corpus.api",
    "read": "claimtable.corpus.api",
    "Article": "claimtable.corpus.articles",
    "LABELS": "claimtable.nlp.types",
    "Claim": "claimtable.nlp.types",
    "Comparison": "claimtable.nlp.types",
    "Money": "claimtable.nlp.types",
    "Percentage": "claimtable.nlp.types",
    "Period": "claimtable.nlp.types",
}

__all__ = [
    "LABELS",
    "Article",
    "Claim",
    "Comparison",
    "Money",
    "Percentage",
    "Period",
    "__version__",
    "extract",
    "extract_batch",
    "load",
    "read",
]


def __getattr__(name: str) -> Any:
    """Import a public name from the module that defines it (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version

        return version("claimtable")
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted(__all__)
