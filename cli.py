"""The command line: parse, call, print. No logic here."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Turn news articles into a table of claims.")


@app.callback()
def root() -> None:
    """Turn news articles into a table of claims."""


@app.command()
def version() -> None:
    """Print the version."""
    import claimtable

    typer.echo(claimtable.__version__)


def main() -> None:
    """Run the command line; the console script and ``python -m claimtable`` call this."""
    app(prog_name="claimtable")
