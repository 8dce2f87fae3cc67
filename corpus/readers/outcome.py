"""What reading can give besides an article."""

from __future__ import annotations

from dataclasses import dataclass


class ReadError(Exception):
    """An input that cannot be read as articles; the message is one line that says why.

    Attributes:
        source: Path or URL as given.
        reason: What is wrong, without the source.
    """

    def __init__(self, source: str, reason: str) -> None:
        """Build the message ``source: reason``."""
        self.source = source
        self.reason = " ".join(reason.split())
        super().__init__(f"{source}: {self.reason}")

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str]]:
        """Survive the way back from a worker process."""
        return type(self), (self.source, self.reason)


@dataclass(frozen=True, slots=True)
class Failure:
    """An input, or one record of it, that gave no article.

    Attributes:
        source: Path or URL as given; a record of a file with several has its number behind
            ``#`` (``news.csv#12`` is the twelfth record, the header not counted).
        reason: One line that says what is wrong.
        skipped: True for a file that was met in a folder or by a pattern and passed over because
            its type is not one we read: worth listing, not an error.
    """

    source: str
    reason: str
    skipped: bool = False

    def __str__(self) -> str:
        """Give ``source: reason``."""
        return f"{self.source}: {self.reason}"
