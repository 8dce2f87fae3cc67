"""Retraining in the background, in a process of its own."""

from __future__ import annotations

from claimtable.corpus.inspector.index import Index


class Training:
    """The one training that may run at a time."""

    def __init__(self, index: Index) -> None:
        """Train on the corrections of a store."""
        self._index = index

    def stop(self) -> None:
        """Stop what is running."""
