"""A bar on a terminal, nothing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from claimtable.corpus.engine.remote import find_inputs
from claimtable.corpus.engine.work import size_of
from claimtable.corpus.readers.find import Found

Advance = Callable[[int, int], None]
"""Told how many bytes of input and how many articles have been done since the last call."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run reports to.

    Attributes:
        advance: Called as work gets done.
        tell: Called with lines to show at once.
    """

    advance: Advance
    tell: Callable[[str], None]


@contextmanager
def progress_bar(
    paths: Sequence[str], tell: Callable[[str], None], *, shown: bool
) -> Iterator[Progress]:
    """Show a bar with rate and time left on standard error.

    Args:
        paths: The inputs; what is left is judged by their size.
        tell: Shows a line where there is no bar.
        shown: False shows nothing.

    Yields:
        Where to report to.
    """
    if not shown:
        yield Progress(lambda weight, articles: None, tell)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("extracting"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[articles]:,} articles, {task.fields[rate]:.1f} a second"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=_total(paths), articles=0, rate=0.0)
        done = 0

        def advance(weight: int, articles: int) -> None:
            nonlocal done
            done += articles
            elapsed = bar.tasks[0].elapsed or 0.0
            rate = done / elapsed if elapsed else 0.0
            bar.update(task, advance=weight, articles=done, rate=rate)

        yield Progress(advance, lambda line: bar.console.print(line, markup=False))


def _total(paths: Sequence[str]) -> int | None:
    """Bytes of all inputs; None where standard input or a remote file is one of them."""
    found = [item for item in find_inputs(paths) if isinstance(item, Found)]
    if any(item.path is None for item in found):
        return None
    return sum(size_of(item.path) for item in found)
