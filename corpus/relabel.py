"""Give the claims of a store the labels of another model version, without extracting them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from claimtable.corpus.engine.summary import numbered
from claimtable.corpus.engine.versions import CLASSIFIER, classifier
from claimtable.corpus.store import Store
from claimtable.corpus.store.commits import Part
from claimtable.corpus.store.files import read_columns
from claimtable.corpus.store.writer import Writer
from claimtable.corpus.table import CONFIDENCE_PLACES
from claimtable.models import labeller, stored
from claimtable.models.decision import Decision
from claimtable.models.versions import current

Tell = Callable[[int, int], None]
"""Called with the claims gone through so far and those there are in all."""


@dataclass(frozen=True, slots=True)
class Version:
    """A model version at hand.

    Attributes:
        labeller: The loaded version.
        record: What parts say that were labelled by it: its name and a hash.
    """

    labeller: labeller.Labeller
    record: str

    @classmethod
    def load(cls, name: str | None) -> Version:
        """Load a version by name or folder; None takes the one in use.

        Raises:
            ValueError: There is no such version, or it cannot be read.
        """
        chosen = name or current()
        return cls(labeller.load(chosen), classifier(chosen))

    @property
    def source(self) -> str:
        """The ``label_source`` of its labels."""
        return f"model:{self.labeller.name}"


@dataclass(slots=True)
class Summary:
    """Counts of one run.

    Attributes:
        dry_run: Whether the store is only looked at.
        model: Name of the version.
        claims: Claims gone through.
        human: Those of them that people have labelled: they are left alone.
        done: Those that had their label from the version before.
        changes: Those that changed their label, by the old and the new one.
        none: Those that the version says are no claims; they got the likeliest of the labels.
    """

    dry_run: bool = False
    model: str = ""
    claims: int = 0
    human: int = 0
    done: int = 0
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    none: int = 0

    def lines(self) -> list[str]:
        """Say it in a few lines."""
        verb = "would change" if self.dry_run else "changed"
        out = [
            f"{numbered(self.claims, 'claim')}, {numbered(self.changes.total(), 'label')} {verb}"
        ]
        out += [f"  {old} -> {new} {count:,}" for (old, new), count in self._sorted()]
        if self.none:
            said = f"{numbered(self.none, 'claim')} would be none to this version"
            out.append(f"{said}; the likeliest of the four labels stands")
        if self.human:
            out.append(f"{numbered(self.human, 'label')} by people left alone")
        if self.done:
            out.append(f"done before: {numbered(self.done, 'claim')}")
        return out

    def record(self) -> dict[str, Any]:
        """The same for a program, ready for JSON."""
        return {
            "model": self.model,
            "dry_run": self.dry_run,
            "claims": self.claims,
            "changed": self.changes.total(),
            "changes": [
                {"from": old, "to": new, "claims": count} for (old, new), count in self._sorted()
            ],
            "none": self.none,
            "human": self.human,
            "done_before": self.done,
        }

    def _sorted(self) -> list[tuple[tuple[str, str], int]]:
        """The changes, the most frequent first."""
        return sorted(self.changes.items(), key=lambda item: (-item[1], item[0]))


def relabel(
    store: Store,
    version: Version,
    summary: Summary,
    tell: Tell,
    *,
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Give the claims of a store the labels of a model version; labels by people stay.

    Each part of the store is replaced by one commit, so that after an interruption it is either
    old or new; parts that the version has labelled already are not touched.

    Args:
        store: The store.
        version: The model version.
        summary: Filled in as the run goes; says whether anything is written.
        tell: Told how far it is.
        say: Shows a line at once: what was mended, whom the run waits for.

    Raises:
        StoreError: The store cannot be written; parts done before stay good.
        OSError: A part cannot be read.
    """
    if summary.dry_run:
        _go_through(store, version, summary, tell, None)
        return
    with store.writing(on_wait=say) as writer:
        for line in writer.mended:
            say(line)
        _go_through(store, version, summary, tell, writer)


def _go_through(
    store: Store, version: Version, summary: Summary, tell: Tell, writer: Writer | None
) -> None:
    parts = store.parts
    total = sum(pq.read_metadata(store.claims_file(part)).num_rows for part in parts)
    human = set(store.corrections())
    gone_through = 0

    def advance(claims: int) -> None:
        nonlocal gone_through
        gone_through += claims
        tell(gone_through, total)

    for part in parts:
        rows = stored.read(store.claims_file(part))
        free = [i for i, row in enumerate(rows) if not stored.by_people(row, human)]
        if _is_done(part, [rows[i] for i in free], version):
            summary.done += len(free)
            advance(len(rows))
        else:
            advance(len(rows) - len(free))
            decisions = stored.label(
                [rows[i] for i in free], store.articles_file(part), version.labeller, advance
            )
            new = dict(zip(free, decisions, strict=True))
            if writer is not None:
                claims = _labelled(read_columns(store.claims_file(part)), new, version.source)
                made_with = {**part.made_with, CLASSIFIER: version.record}
                writer.replace(part, claims, made_with)
            _count(summary, rows, new)
        summary.claims += len(rows)
        summary.human += len(rows) - len(free)


def _is_done(part: Part, rows: Sequence[stored.Row], version: Version) -> bool:
    """Whether the version has labelled a part, and every claim that no person has labelled.

    A correction that was taken back since the part was labelled leaves a label of before.
    """
    return part.made_with.get(CLASSIFIER) == version.record and all(
        row["label_source"] == version.source for row in rows
    )


def _labelled(claims: pa.Table, decisions: dict[int, Decision], source: str) -> pa.Table:
    """The same claims, some rows with other labels."""
    for name in ("label", "label_confidence", "label_source"):
        at = claims.schema.get_field_index(name)
        values = claims.column(at).to_pylist()
        for i, decision in decisions.items():
            values[i] = {
                "label": decision.label,
                "label_confidence": round(decision.confidence, CONFIDENCE_PLACES),
                "label_source": source,
            }[name]
        column = pa.array(values, claims.field(at).type)
        claims = claims.set_column(at, claims.field(at), column)
    return claims


def _count(summary: Summary, rows: Sequence[stored.Row], decisions: dict[int, Decision]) -> None:
    for i, decision in decisions.items():
        summary.none += not decision.is_claim
        if rows[i]["label"] != decision.label:
            summary.changes[rows[i]["label"], decision.label] += 1
