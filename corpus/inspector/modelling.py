"""The one place where the inspector touches ``claimtable.models``; imported when needed.

Training runs in a process of its own: ``python -m claimtable.corpus.inspector.modelling``.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from claimtable.corpus.store import Store
from claimtable.nlp.types import Block

Progress = Callable[[str, int, int], None]


class Unavailable(Exception):
    """The models cannot do what was asked; the message is for people."""


def _get(module: str, name: str) -> Any:
    try:
        return getattr(import_module(f"claimtable.models.{module}"), name)
    except (ImportError, AttributeError) as error:
        raise Unavailable(f"this installation of claimtable cannot do that ({error})") from error


def versions() -> list[dict[str, Any]]:
    """The model versions: name, whether in use, units trained on, quality on the test part."""
    found = []
    for version in _get("versions", "versions")():
        manifest = version.manifest
        found.append(
            {
                "name": version.name,
                "in_use": version.in_use,
                "units": manifest.get("training_units"),
                "macro_f1": (manifest.get("test") or {}).get("macro_f1"),
            }
        )
    return found


def use(name: str) -> None:
    """Put a version in use.

    Raises:
        Unavailable: There is no such version.
    """
    try:
        _get("versions", "use")(name)
    except ValueError as error:
        raise Unavailable(str(error)) from error


def remove(name: str) -> None:
    """Delete a version that is not in use.

    Raises:
        Unavailable: It is in use, shipped or missing.
    """
    try:
        _get("versions", "remove")(name)
    except ValueError as error:
        raise Unavailable(str(error)) from error


def surroundings(
    text: str, blocks: Sequence[Block], row: Mapping[str, Any]
) -> tuple[str | None, str | None]:
    """Read what a model reads around a claim.

    Args:
        text: The article's text.
        blocks: Its blocks.
        row: The claim: ``text``, ``start``, ``section``.

    Returns:
        Heading path and what stands before the claim.

    Raises:
        Unavailable: The models are not installed.
    """
    [context] = _get("context", "from_article")(text, blocks, [row])
    return context.section, context.before


def explain(text: str, before: str | None, section: str | None) -> dict[str, Any]:
    """Say why the version in use gives a claim its label.

    Returns:
        ``model``, ``label``, ``probability`` and ``reasons``, (feature, weight) pairs.

    Raises:
        Unavailable: The model cannot be loaded or cannot explain.
    """
    try:
        model = _get("labeller", "load")()
        context = _get("context", "ClaimContext")(text, before, section)
        why = _get("explain", "explain")(model, context)
    except (ValueError, OSError) as error:
        raise Unavailable(str(error)) from error
    return {
        "model": model.name,
        "label": why.label,
        "probability": why.probability,
        "reasons": list(why.reasons),
    }


def train(store: Store, name: str, tell: Progress) -> dict[str, Any]:
    """Train a version on the shipped corpus and a store's corrections, and judge it.

    The version is saved but not put in use.

    Args:
        store: The store whose corrections are learnt.
        name: Of the new version.
        tell: Told each step: its name, its number, and how many there are.

    Returns:
        ``name``, ``passed`` (the gate's verdict), ``evaluation``, ``corrections`` (how many were
        learnt) and ``flips`` (claims of the store that it labels otherwise).

    Raises:
        Unavailable: It cannot be trained; the message says why.
    """
    corrections = list(store.corrections().values())
    if not corrections:
        raise Unavailable("there are no corrections to learn from yet")
    done, steps = 0, getattr(import_module("claimtable.models.training"), "STEPS", 15) + 3

    def step(line: str) -> None:
        nonlocal done
        done = min(done + 1, steps)
        tell(line, done, steps)

    with tempfile.TemporaryDirectory(prefix="claimtable-") as folder:
        # The log as it stands: what was taken back or corrected twice counts as it is now.
        data = Path(folder) / "labels.jsonl"
        lines = (json.dumps(asdict(c), ensure_ascii=False) for c in corrections)
        data.write_text("\n".join(lines) + "\n", "utf-8", "replace")
        try:
            result = _train(store.path, data, name, step)
        except (ValueError, OSError) as error:
            raise Unavailable(str(error)) from error
    return {**result, "corrections": len(corrections)}


def _train(store: Path, data: Path, name: str, step: Callable[[str], None]) -> dict[str, Any]:
    """Fit, judge and save a version, by the same steps as ``claimtable train``."""
    units, training = (import_module(f"claimtable.models.{m}") for m in ("units", "training"))
    target = _get("versions", "target")(name)
    own, _ = units.read([data])
    learn, test = _get("training", "parts")(units.shipped_corpus())
    encoder = _get("labeller", "shipped_encoder")()
    weighted = _get("units", "weighted")(own, _get("units", "USER_WEIGHT"))
    trained = training.train(learn + weighted, encoder, progress=step)
    step("comparing with the version in use")
    new = _get("labeller", "Labeller")(target.name, {}, trained.head, encoder)
    verdict = _get("gate", "judge")(new, _get("labeller", "load")(), test)
    step("claims that would change")
    flips = _get("stored", "flips")(store, new)
    step("saving")
    evaluation = {**verdict.evaluation, "learning_curve": trained.curve}
    training.save(trained, target, [*units.corpus_files(), data], encoder, {"test": evaluation})
    return {
        "name": target.name,
        "passed": bool(verdict.passed),
        "evaluation": evaluation,
        "flips": [asdict(flip) for flip in flips],
    }


def main() -> None:
    """Train in this process; a JSON line to standard output for each step, and one at the end."""
    path, name = sys.argv[1:3]

    def say(**record: Any) -> None:
        print(json.dumps(record, default=float), flush=True)

    try:
        result = train(Store.open(path), name, lambda s, d, o: say(step=s, done=d, of=o))
        say(result=result)
    except Unavailable as error:
        say(error=str(error))


if __name__ == "__main__":
    main()
