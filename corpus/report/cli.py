"""The command ``report``: parse, call, print."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer


def report(
    store: Annotated[Path, typer.Argument(help="The store's folder.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The HTML file to write.")] = Path(
        "report.html"
    ),
    articles: Annotated[
        int, typer.Option(min=0, help="At most so many articles in full, the newest first.")
    ] = 1_000,
    title: Annotated[str | None, typer.Option(help="Instead of the store's name.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was written as JSON.")
    ] = False,
) -> None:
    """Write one self-contained page of a store: plots, a table to filter, highlighted articles.

    The file opens from disk and asks nothing of any network.

    Examples:
      claimtable report claims/ -o report.html

      claimtable report claims/ -o week.html --title 'Week 12' --articles 200
    """
    from claimtable.corpus.store import Store, StoreError

    try:
        from claimtable.corpus.report.build import write_report

        written = write_report(Store.open(store), out, limit=articles, title=title)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("claimtable"):
            raise
        _say(f"claimtable: a report needs {error.name!r}: pip install 'claimtable[inspect]'")
        raise typer.Exit(2) from error
    except (StoreError, OSError, sqlite3.Error) as error:
        _say(f"claimtable: {error}")
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(json.dumps({"path": str(out), **asdict(written)}))
    _say(
        f"{out}: {written.claims:,} claims of {written.articles:,} articles, "
        f"{written.size / 1e6:.1f} MB"
    )
    if written.left_out:
        _say(f"{written.left_out:,} older articles are only counted; --articles takes more")


def _say(line: str) -> None:
    typer.echo(line, err=True)
