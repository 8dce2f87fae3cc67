"""Commands ``train``, ``evaluate`` and ``model``: parse, call, print.

What computes is imported inside the commands, so that ``--help`` stays quick. ``claimtable.cli``
hangs these on its own application.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from claimtable.models.encoder import Encoder
    from claimtable.models.labeller import Labeller
    from claimtable.models.stored import Flip
    from claimtable.models.training import Trained
    from claimtable.models.units import Problem, Units

model = typer.Typer(no_args_is_help=True, help="List, show, choose and remove model versions.")

_SHOWN_FLIPS = 20
Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


def train(
    data: Annotated[
        list[Path] | None,
        typer.Argument(help="Labelled files: .jsonl (a store's labels.jsonl too), .csv, .parquet."),
    ] = None,
    output: Annotated[
        str, typer.Option("-o", "--output", help="Name or folder of the new version.")
    ] = "",
    no_encoder: Annotated[
        bool, typer.Option("--no-encoder", help="Words and word lists only: fast, less exact.")
    ] = False,
    only_data: Annotated[
        bool, typer.Option("--only-data", help="Leave the shipped corpus out.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Keep the version even if it is worse.")
    ] = False,
    use: Annotated[bool, typer.Option("--use", help="Put the new version in use.")] = False,
    store: Annotated[
        Path | None, typer.Option(help="Show which claims of this store would change label.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Train the classifier on the shipped corpus and your own labelled data.

    Examples:
      claimtable train claims/labels.jsonl -o mine --use

      claimtable train steel.csv wood.jsonl -o materials --store claims/
    """
    from claimtable.models import gate, labeller, reports, training, units, versions

    if not output:
        _fail("name the new version: -o NAME")
    try:
        folder = versions.target(output)
        own, problems = _read(data or [])
        base = units.Units() if only_data else units.shipped_corpus()
        learn, test = training.parts(base)
        encoder = None if no_encoder else labeller.shipped_encoder()
        trained = _train(learn + units.weighted(own, units.USER_WEIGHT), encoder)
        new = labeller.Labeller(folder.name, {}, trained.head, encoder)
        verdict = gate.judge(new, labeller.load(), test)
    except (ValueError, OSError) as error:
        _fail(str(error))
    evaluation = {**verdict.evaluation, "learning_curve": trained.curve}
    changed = _flips(store, new)
    kept = verdict.passed or force
    if kept:
        used = [*([] if only_data else units.corpus_files()), *(data or [])]
        training.save(trained, folder, used, encoder, {"test": evaluation})
        (folder / "evaluation.html").write_text(reports.as_html(evaluation, folder.name), "utf-8")
    if as_json:
        record = {
            "version": folder.name,
            "folder": str(folder),
            "kept": kept,
            "evaluation": evaluation,
            "problems": [str(p) for p in problems],
            "flips": [_record(flip) for flip in changed],
        }
        typer.echo(json.dumps(record, ensure_ascii=False))
    else:
        _print_training(evaluation, changed)
    if not kept:
        _fail("worse than the version in use on the frozen test part: not kept (--force keeps it)")
    typer.echo(f"wrote {folder}", err=True)
    if use:
        versions.use(folder.name)
    if changed:
        typer.echo(_next_step(store, None if use else output), err=True)
    raise typer.Exit(1 if problems else 0)


def evaluate(
    model: Annotated[str, typer.Argument(help="Name or folder of a version.")],
    data: Annotated[list[Path], typer.Argument(help="Labelled files.")],
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a page with plots here.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure a version on labelled data, against the version in use.

    Examples:
      claimtable evaluate mine held-out.jsonl

      claimtable evaluate shipped held-out.jsonl --html report.html
    """
    from claimtable.models import gate, labeller, reports, versions

    try:
        units, problems = _read(data)
        if not len(units):
            _fail("there are no labelled units in the data")
        chosen = labeller.load(model)
        other = None if versions.current() == chosen.name else labeller.load()
        evaluation = gate.judge(chosen, other, units).evaluation
        evaluation["learning_curve"] = chosen.manifest.get("learning_curve", [])
        if html is not None:
            html.write_text(reports.as_html(evaluation, chosen.name), "utf-8")
    except (ValueError, OSError) as error:
        _fail(str(error))
    if as_json:
        typer.echo(json.dumps(evaluation, ensure_ascii=False))
    else:
        typer.echo(reports.as_text(evaluation))
    raise typer.Exit(1 if problems else 0)


@model.command("list")
def list_models(as_json: Json = False) -> None:
    """List the model versions; a star marks the one in use.

    Example: claimtable model list
    """
    from claimtable.models import versions

    rows = []
    for v in versions.versions():
        test = v.manifest.get("test", {})
        rows.append(
            {
                "name": v.name,
                "in_use": v.in_use,
                "units": v.manifest.get("training_units"),
                "macro_f1": test.get("macro_f1"),
                "encoder": v.manifest.get("encoder") is not None,
                "folder": str(v.folder),
            }
        )
    if as_json:
        typer.echo(json.dumps(rows))
        return
    for row in rows:
        star = "*" if row["in_use"] else " "
        quality = "" if row["macro_f1"] is None else f"macro-F1 {row['macro_f1']:.3f} on the test"
        typer.echo(f"{star} {row['name']:20} {row['units'] or '':>7} units  {quality}")


@model.command("show")
def show_model(
    name: Annotated[
        str | None, typer.Argument(help="A version; by default the one in use.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what is on record of a version.

    Example: claimtable model show shipped
    """
    from claimtable.models import reports, versions

    try:
        folder = versions.folder_of(name)
        manifest = versions.read_manifest(folder)
    except ValueError as error:
        _fail(str(error))
    if as_json:
        typer.echo(json.dumps(manifest, ensure_ascii=False))
        return
    typer.echo(f"{manifest['name']} in {folder}")
    for key in ("claimtable", "python", "encoder", "training_units", "temperature"):
        typer.echo(f"{key:16}{manifest.get(key)}")
    for key, value in manifest.get("libraries", {}).items():
        typer.echo(f"{key:16}{value}")
    if "test" in manifest:
        typer.echo("\non the frozen test part:\n" + reports.as_text(manifest["test"]))


@model.command("use")
def use_model(
    name: Annotated[str, typer.Argument(help="An installed version, or shipped.")],
) -> None:
    """Put a version in use.

    Example: claimtable model use mine
    """
    from claimtable.models import versions

    _do(lambda: versions.use(name), f"{name} is in use")


@model.command("remove")
def remove_model(name: Annotated[str, typer.Argument(help="An installed version.")]) -> None:
    """Delete a version that is not in use.

    Example: claimtable model remove old
    """
    from claimtable.models import versions

    _do(lambda: versions.remove(name), f"removed {name}")


@model.command("rollback")
def roll_back_model() -> None:
    """Put the version that was in use before in use again.

    Example: claimtable model rollback
    """
    from claimtable.models import versions

    _do(lambda: typer.echo(versions.roll_back()), "back in use")


@model.command("explain")
def explain_claim(
    text: Annotated[str, typer.Argument(help="A claim.")],
    before: Annotated[str | None, typer.Option(help="The sentence before it.")] = None,
    section: Annotated[str | None, typer.Option(help="The heading above it.")] = None,
    model: Annotated[str | None, typer.Option(help="A version; by default the one in use.")] = None,
    as_json: Json = False,
) -> None:
    """Say why a claim gets its label: the words and features that moved it.

    Example: claimtable model explain "The plant may lose its licence."
    """
    from claimtable.models import explain, labeller
    from claimtable.models.context import ClaimContext

    try:
        why = explain.explain(labeller.load(model), ClaimContext(text, before, section))
    except ValueError as error:
        _fail(str(error))
    if as_json:
        typer.echo(json.dumps(_record(why), ensure_ascii=False))
        return
    typer.echo(f"{why.label} {why.probability:.2f}, before {why.rival}")
    for name, weight in why.reasons:
        typer.echo(f"{weight:+8.2f}  {name}")


@model.command("audit")
def audit_labels(
    data: Annotated[list[Path] | None, typer.Argument(help="Labelled files.")] = None,
    limit: Annotated[int, typer.Option(help="How many units to list.")] = 50,
    as_json: Json = False,
) -> None:
    """List the labelled units whose labels look wrong, worst first.

    Without files the shipped corpus is audited.

    Example: claimtable model audit mine.jsonl --limit 20
    """
    from claimtable.models import audit, units

    try:
        chosen = _read(data)[0] if data else units.shipped_corpus()
        suspects = audit.audit(chosen)[:limit]
    except (ValueError, OSError) as error:
        _fail(str(error))
    for s in suspects:
        where, text = chosen.sources[s.row], chosen.contexts[s.row].text
        if as_json:
            typer.echo(json.dumps({"where": where, "text": text, **_record(s)}, ensure_ascii=False))
        else:
            typer.echo(f"{where:24} {s.label:12} perhaps {s.suggested:12} {text[:90]}")


def _record(value: DataclassInstance) -> dict[str, object]:
    return {f.name: getattr(value, f.name) for f in fields(value)}


def _train(units: Units, encoder: Encoder | None) -> Trained:
    """Train with a progress bar on standard error."""
    from rich.console import Console
    from rich.progress import Progress

    from claimtable.models import training

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("training", total=training.STEPS)

        def step(name: str) -> None:
            bar.update(task, advance=1, description=name)

        return training.train(units, encoder, progress=step)


def _read(paths: list[Path]) -> tuple[Units, list[Problem]]:
    from claimtable.models import units

    found, problems = units.read(paths)
    for problem in problems:
        typer.echo(f"warning: {problem}", err=True)
    return found, problems


def _flips(store: Path | None, model: Labeller) -> list[Flip]:
    from claimtable.models import stored

    if store is None:
        return []
    try:
        return stored.flips(store, model)
    except (ValueError, OSError) as error:
        _fail(str(error))


def _print_training(evaluation: dict[str, object], changed: list[Flip]) -> None:
    from claimtable.models import reports

    typer.echo(reports.as_text(evaluation))
    if changed:
        typer.echo(f"\n{len(changed)} claims of the store would change their label:")
    for flip in changed[:_SHOWN_FLIPS]:
        typer.echo(f"{flip.old:12} -> {flip.new:12} {flip.confidence:.2f}  {flip.text[:90]}")


def _next_step(store: Path | None, model: str | None) -> str:
    """Say how the claims of a store get the labels of a model, or of the one in use."""
    chosen = [] if model is None else ["--model", model]
    command = shlex.join(["claimtable", "store", "relabel", str(store), *chosen])
    return f"to give the claims of the store these labels: {command}"


def _do(action: Callable[[], object], done: str) -> None:
    try:
        action()
    except ValueError as error:
        _fail(str(error))
    typer.echo(done, err=True)


def _fail(reason: str) -> NoReturn:
    typer.echo(f"error: {reason}", err=True)
    raise typer.Exit(2)
