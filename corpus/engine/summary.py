"""What a run did, for people and for programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from claimtable.corpus.readers.outcome import Failure
from claimtable.nlp.types import KINDS, LABELS


@dataclass(slots=True)
class Summary:
    """Counts of one run.

    Attributes:
        articles: Articles whose claims this run extracted.
        claims: Their claims.
        labels: Claims by label.
        kinds: Claims by kind; one claim may have several.
        failures: Inputs and articles that gave nothing, with the reason.
        passed_over: Files in folders whose type is not one we read.
        done_inputs: Files that were done before this run.
        done_articles: Articles that were done before, or came twice.
        replaced: Articles that left the store because their file has changed.
        notes: Lines to show, such as a change of model.
    """

    articles: int = 0
    claims: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    passed_over: list[Failure] = field(default_factory=list)
    done_inputs: int = 0
    done_articles: int = 0
    replaced: int = 0
    notes: list[str] = field(default_factory=list)

    def fail(self, failure: Failure) -> None:
        """Take note of an input that gave nothing."""
        (self.passed_over if failure.skipped else self.failures).append(failure)

    def count(self, articles: int, claims: pa.Table) -> None:
        """Take note of articles and their claims."""
        self.articles += articles
        self.claims += claims.num_rows
        for counter, column in (
            (self.labels, claims.column("label")),
            (self.kinds, pc.list_flatten(claims.column("kinds"))),
        ):
            for pair in pc.value_counts(column).to_pylist():
                counter[pair["values"]] += pair["counts"]

    def lines(self) -> list[str]:
        """Say it in a few lines, the failures first by name."""
        out = [f"failed: {failure}" for failure in self.failures]
        if self.passed_over:
            out.append(f"passed over: {_few([f.source for f in self.passed_over])}")
        if self.done_inputs or self.done_articles:
            out.append(
                f"done before: {numbered(self.done_inputs, 'file')}, "
                f"{numbered(self.done_articles, 'article')}"
            )
        if self.replaced:
            out.append(f"replaced: {numbered(self.replaced, 'article')} whose file has changed")
        out.append(
            f"{numbered(self.articles, 'article')}, {numbered(self.claims, 'claim')}, "
            f"{numbered(len(self.failures), 'failure')}"
        )
        if self.claims:
            out.append("  labels: " + _counts(self.labels, LABELS))
            out.append("  kinds:  " + _counts(self.kinds, KINDS))
        return out

    def record(self) -> dict[str, Any]:
        """The same for a program, ready for JSON."""
        return {
            "articles": self.articles,
            "claims": self.claims,
            "labels": {name: self.labels[name] for name in LABELS},
            "kinds": {name: self.kinds[name] for name in KINDS},
            "failures": [{"source": f.source, "reason": f.reason} for f in self.failures],
            "passed_over": [f.source for f in self.passed_over],
            "done_before": {"files": self.done_inputs, "articles": self.done_articles},
            "replaced": self.replaced,
            "notes": self.notes,
        }


def numbered(count: int, what: str) -> str:
    """Say how many of something there are: ``1 claim``, ``2,000 claims``."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _counts(counter: Counter[str], names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {counter[name]:,}" for name in names)


def _few(names: list[str], most: int = 5) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
