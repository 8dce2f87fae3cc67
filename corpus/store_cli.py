"""The commands ``store check`` and ``store relabel``: parse, call, print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

stores = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Look after a store."
)


@stores.command()
def check(
    store: Annotated[str, typer.Argument(help="The store's folder.")],
    mend: Annotated[bool, typer.Option(help="Mend what can be mended, or only look.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Compare every byte of a store with its log, and mend it.

    Unfinished files of an interrupted run are deleted. Parts that are damaged leave the store;
    the next extract makes their articles again. The exit status is 1 when something was wrong.

    Examples:
      claimtable store check claims/

      claimtable store check claims/ --no-mend
    """
    from claimtable.corpus.store import Store, StoreError
    from claimtable.corpus.store.check import check_store

    try:
        problems, mended = check_store(Store.open(store), mending=mend)
    except StoreError as error:
        raise _wrong_use(str(error)) from error
    if as_json:
        typer.echo(json.dumps({"problems": problems, "mended": mended}))
    else:
        for line in [*problems, *(f"mended: {line}" for line in mended)]:
            typer.echo(line)
        _say(f"{len(problems)} problems, {len(mended)} mended" if problems else "the store is good")
    if problems:
        raise typer.Exit(1)


@stores.command()
def relabel(
    store: Annotated[str, typer.Argument(help="The store's folder.")],
    model: Annotated[
        str | None, typer.Option(help="Version or folder of the classifier; by default in use.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count what would change, and change nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Give the claims of a store the labels of a model version, without extracting them again.

    Labels by people stay. So do all claims: one that the version calls none gets the likeliest of
    the four labels, and one that the version before left out does not come back; only
    `extract --redo` weighs that anew. What is interrupted goes on with the same command.

    Examples:
      claimtable store relabel claims/

      claimtable store relabel claims/ --model mine --dry-run
    """
    from claimtable.corpus.relabel import Summary, Version
    from claimtable.corpus.relabel import relabel as give_labels
    from claimtable.corpus.store import Store, StoreError

    summary, stopped = Summary(dry_run), False
    try:
        opened, version = Store.open(store), Version.load(model)
        summary.model = version.labeller.name
        with _bar() as tell:
            give_labels(opened, version, summary, tell, say=_say)
    except KeyboardInterrupt:
        stopped = True
    except FileNotFoundError as error:
        what = "a part of the store is gone; try again, or mend it: claimtable store check"
        raise _wrong_use(f"{what} {store}") from error
    except (StoreError, ValueError, OSError) as error:
        raise _wrong_use(str(error)) from error
    for line in summary.lines():
        _say(line)
    if as_json:
        typer.echo(json.dumps(summary.record()))
    if stopped:
        _say("stopped; what is done is kept, and the same command goes on from here")
        raise typer.Exit(130)


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """Show how far a run is: a bar on a terminal's standard error, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("labelling"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} claims"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=1)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _wrong_use(message: str) -> typer.Exit:
    _say(f"claimtable: {message}")
    return typer.Exit(2)
