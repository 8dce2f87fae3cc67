"""The command line: parse, call, print. No logic here.

Heavy modules are imported inside the commands, so that ``--help`` stays quick.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup


class Engine(StrEnum):
    """What does the work."""

    LOCAL = "local"
    RAY = "ray"


LAZY = {
    "train": "claimtable.models.cli:train",
    "evaluate": "claimtable.models.cli:evaluate",
    "model": "claimtable.models.cli:model",
    "inspect": "claimtable.corpus.inspector.cli:inspect",
    "report": "claimtable.corpus.report.cli:report",
    "store": "claimtable.corpus.store_cli:stores",
}
"""Commands that live beside their subject: a Typer app or a function each, imported when it is
asked for."""


ORDER = ("extract", "show", "inspect", "report", "export", "train", "evaluate", "model", "store")


class Commands(TyperGroup):
    """The commands of this module, and those of `LAZY`."""

    # Typer carries click inside since 0.20 or so, under a private name: hence Any.
    def list_commands(self, ctx: Any) -> list[str]:
        """Name the commands in the order of the contract."""
        own = [name for name in super().list_commands(ctx) if name not in ORDER]
        return [*ORDER, *own]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Find a command, importing its module if need be."""
        command = super().get_command(ctx, cmd_name) or _lazy(cmd_name)
        for each in (command, *getattr(command, "commands", {}).values()):
            if each is not None:
                each.help = _unwrapped(each.help or "")
        return command


def _unwrapped(text: str) -> str:
    """Keep the lines of examples as they are, where paragraphs are filled."""
    head, mark, tail = text.partition("Example")
    if not mark or "\b" in text:
        return text
    return head + "\n\n".join(f"\b\n{block}" for block in f"{mark}{tail}".split("\n\n"))


def _lazy(name: str) -> Any:
    if name not in LAZY:
        return None
    module, _, attribute = LAZY[name].partition(":")
    try:
        target = getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        return None
    home = typer.Typer(add_completion=False, rich_markup_mode=None)
    if isinstance(target, typer.Typer):
        target.rich_markup_mode = None
        home.add_typer(target, name=name)
    else:
        home.command(name)(target)
    home.callback()(lambda: None)  # keeps a single command a command of its own
    return typer.main.get_group(home).get_command(None, name)  # type: ignore[arg-type]


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def say(message: str) -> None:
    """Print a line for people: to standard error."""
    typer.echo(message, err=True)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Take a polite request to end, as batch systems send it, for Ctrl-C."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def wrong_use(message: str) -> typer.Exit:
    """Say what was wrong in how a command was called; the exit status is 2."""
    say(f"claimtable: {message}")
    return typer.Exit(2)


@app.callback()
def root() -> None:
    """Turn news articles into a table of claims.

    Results go to standard output, everything else to standard error. The exit status is 0 when
    all is done, 1 when some inputs failed, 2 for wrong use.
    """


@app.command()
def version() -> None:
    """Print the version."""
    import claimtable

    typer.echo(claimtable.__version__)


@app.command()
def extract(
    paths: Annotated[list[str], typer.Argument(help="Files, folders, patterns, or - for stdin.")],
    out: Annotated[
        str,
        typer.Option(
            "--out",
            "-o",
            help="A store's folder; X.jsonl, .csv, .parquet, .xlsx or .sqlite; or - for stdout.",
        ),
    ],
    workers: Annotated[
        int | None, typer.Option(min=0, help="Processes; one a core if not given, 0 for none.")
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="Processes of this machine, or a Ray cluster.")
    ] = Engine.LOCAL,
    timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds an article may take, plus one per 10 kB.")
    ] = 60.0,
    redo: Annotated[bool, typer.Option(help="Do again what the store has.")] = False,
    wait: Annotated[
        bool, typer.Option(help="Wait for another run that writes to the store, or be refused.")
    ] = True,
    base_model: Annotated[
        str | None, typer.Option(help="Name or folder of the spaCy pipeline below.")
    ] = None,
    gazetteer: Annotated[
        str | None, typer.Option(help="CSV of your own names: name,aliases,type,id.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="Version or folder of the claim classifier.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print failures only.")] = False,
) -> None:
    """Extract the claims of articles.

    Reads txt, md, html, pdf, docx, jsonl, csv and parquet, each also .gz. Inputs that cannot be
    read are listed and do not stop the rest. A store resumes: what it has is not done again.

    Examples:
      claimtable extract articles/ -o claims/

      claimtable extract 'news/*.html' report.pdf -o claims.xlsx

      cat article.txt | claimtable extract - -o - | jq .text

      claimtable extract /shared/news -o /shared/claims --engine ray
    """
    from claimtable.corpus.engine.extract import STANDARD_OUTPUT, Options, extract_to
    from claimtable.corpus.engine.pool import EngineError
    from claimtable.corpus.engine.progress import progress_bar
    from claimtable.corpus.engine.summary import Summary
    from claimtable.corpus.engine.work import Limits, Setup
    from claimtable.corpus.export import ExportError
    from claimtable.corpus.store import StoreError

    summary = Summary()
    setup = Setup(base_model, gazetteer, model)
    limits = Limits(seconds=timeout)
    options = Options(setup, redo, wait, workers, engine.value, limits)
    shown = sys.stderr.isatty() and not quiet
    stopped = False
    try:
        with _stoppable(), progress_bar(paths, say, shown=shown) as progress:
            extract_to(paths, out, options, summary, progress)
    except KeyboardInterrupt:
        stopped = True
    except FileNotFoundError as error:
        raise wrong_use(f"{error.strerror}: {error.filename}") from error
    except BrokenPipeError:
        raise  # the reader of a pipe has seen enough: typer ends without a word
    except (StoreError, ExportError, EngineError, OSError, ValueError) as error:
        raise wrong_use(str(error)) from error
    for line in summary.lines():
        if not quiet or line.startswith("failed"):
            say(line)
    if as_json and out != STANDARD_OUTPUT:
        typer.echo(json.dumps(summary.record()))
    if stopped:
        say("stopped; what is done is kept, and the same command goes on from here")
        raise typer.Exit(130)
    if summary.failures:
        raise typer.Exit(1)


@app.command()
def show(
    store: Annotated[str, typer.Argument(help="The store's folder.")],
    label: Annotated[
        list[str] | None, typer.Option(help="strength, risk, opportunity, development.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="monetary, percentage, comparative, qualitative.")
    ] = None,
    entity: Annotated[
        list[str] | None, typer.Option(help="Name of an entity in it, or words of it.")
    ] = None,
    currency: Annotated[list[str] | None, typer.Option(help="ISO code: USD, CNY, …")] = None,
    min_amount: Annotated[
        str | None, typer.Option(help="Least amount of money: 1000, 2.5m, 1bn.")
    ] = None,
    search: Annotated[str | None, typer.Option(help="Text in the claim.")] = None,
    source: Annotated[str | None, typer.Option(help="Text in the source.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of publication.")
    ] = None,
    limit: Annotated[int, typer.Option(help="At most this many; 0 for all.")] = 20,
    sort: Annotated[
        str | None, typer.Option(help="A column, amount or confidence; - before it turns it round.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(help="Count them by label, kind, entity, currency, source, subject, …"),
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="Say why, and what was read.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Show the claims of a store.

    Of a filter given several times any value will do; all filters must hold.

    Examples:
      claimtable show claims/ --label risk --kind monetary

      claimtable show claims/ --currency EUR --min-amount 1bn --sort amount --why

      claimtable show claims/ --entity Nvidia --by label
    """
    from claimtable.corpus.filters import Filters, amount
    from claimtable.corpus.query import count, find
    from claimtable.corpus.show import COLUMNS, print_claims, print_counts
    from claimtable.corpus.store import Store, StoreError

    try:
        filters = Filters(
            tuple(label or ()),
            tuple(kind or ()),
            tuple(entity or ()),
            tuple(code.upper() for code in currency or ()),
            amount(min_amount) if min_amount else None,
            search,
            source,
            since.date() if since else None,
        )
        opened = Store.open(store)
        if by is not None:
            pairs = count(opened, filters, by, limit or None)
            if as_json:
                _print_json({by: value, "claims": number} for value, number in pairs)
            else:
                print_counts(pairs, by)
            return
        names = {} if as_json else {"columns": COLUMNS}
        found = find(opened, filters, sort=sort, limit=limit or None, **names)
    except FileNotFoundError as error:
        raise wrong_use("a run has replaced parts of the store meanwhile; try again") from error
    except (StoreError, ValueError, OSError) as error:
        raise wrong_use(str(error)) from error
    if as_json:
        from claimtable.corpus.export.jsonl import records

        _print_json(records(found.rows))
    else:
        from claimtable.corpus.why import because

        print_claims(found, because(opened, found.rows.to_pylist()) if why else None)


@app.command()
def export(
    store: Annotated[str, typer.Argument(help="The store's folder.")],
    out: Annotated[str, typer.Argument(help="X.csv, .xlsx, .jsonl, .parquet or .sqlite.")],
) -> None:
    """Write the claims of a store to one file, corrections applied.

    The suffix tells the format. CSV and Excel carry nested columns as JSON; SQLite has a table
    more for each. No cell is ever run as a formula.

    Examples:
      claimtable export claims/ claims.xlsx

      claimtable export claims/ claims.sqlite
    """
    from claimtable.corpus.export import ExportError, export_store
    from claimtable.corpus.store import Store, StoreError

    try:
        rows = export_store(Store.open(store), out)
    except (StoreError, ExportError) as error:
        raise wrong_use(str(error)) from error
    say(f"{rows:,} claims written to {out}")


def _print_json(rows: Any) -> None:
    from claimtable.corpus.export.jsonl import dumps

    for row in rows:
        sys.stdout.write(dumps(row) + "\n")


_WITHOUT_PANDAS = frozenset({"export", "extract", "inspect", "report", "show", "store"})


def main() -> None:
    """Run the command line; the console script and ``python -m claimtable`` call this."""
    if _WITHOUT_PANDAS.intersection(sys.argv[1:2]):
        from claimtable.corpus.lean import arrow_without_pandas

        arrow_without_pandas()
    app(prog_name="claimtable")
