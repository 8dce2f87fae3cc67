"""The command ``inspect``: parse, call, print."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Annotated

import typer


def inspect(
    store: Annotated[Path, typer.Argument(help="The store's folder.")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8321,
    host: Annotated[
        str, typer.Option(help="Address to listen on; all but loopback lets others in.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Read claims in their articles and correct labels, in the browser.

    Runs until Ctrl-C. Corrections are added to STORE/labels.jsonl at once, and
    `claimtable train STORE/labels.jsonl -o NAME` learns from them; so does a button on the page.

    Examples:
      claimtable inspect claims/

      claimtable inspect claims/ --port 9000 --no-browser
    """
    from claimtable.corpus.store import StoreError

    try:
        from claimtable.corpus.inspector.serve import serve

        serve(store, port=port, host=host, browser=browser, say=_say, tell=_tell)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("claimtable"):
            raise
        _say(f"claimtable: inspecting needs {error.name!r}: pip install 'claimtable[inspect]'")
        raise typer.Exit(2) from error
    except (StoreError, OSError, sqlite3.Error) as error:
        _say(f"claimtable: {error}")
        raise typer.Exit(2) from error


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _tell(done: int, total: int) -> None:
    if total > 50_000:
        typer.echo(f"\rindexing {done:,} of {total:,} claims ", err=True, nl=done == total)
