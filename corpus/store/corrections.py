"""What people said about labels: an append-only JSON Lines file."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from claimtable.corpus.store.files import StoreError, write_problem
from claimtable.corpus.store.lock import FileLock
from claimtable.nlp.types import LABELS, NONE_LABEL

CHOICES = (*LABELS, NONE_LABEL)


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of ``labels.jsonl``: labelled data as the contract has it, and its history.

    Attributes:
        id: Which claim (`claim_id`).
        text: The claim, verbatim.
        label: One of the four labels, ``none`` (not a claim), or None to take back what was
            said of the claim before.
        article_id: Which article.
        section: Heading path of the claim, or None.
        before: The sentence before it, or None.
        old: The label that the claim had until then, or None.
        note: Free text of the person, or None.
        time: When, ISO 8601 in UTC; filled in when empty.
    """

    id: str
    text: str
    label: str | None
    article_id: str = ""
    section: str | None = None
    before: str | None = None
    old: str | None = None
    note: str | None = None
    time: str = ""


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line of ``labels.jsonl`` that is no correction: its number from 1, and why."""

    number: int
    reason: str


def append(path: Path, correction: Correction) -> Correction:
    """Add a line and flush it to the disk; several processes may do so at once.

    Args:
        path: The ``labels.jsonl``; made if it is missing.
        correction: What to add.

    Returns:
        The correction as written, its time filled in.

    Raises:
        ValueError: The label is none of the known ones.
        StoreError: The file cannot be written.
    """
    if correction.label is not None and correction.label not in CHOICES:
        raise ValueError(f"no such label {correction.label!r}; labels are {', '.join(CHOICES)}")
    record = asdict(correction)
    if not record["time"]:
        record["time"] = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
    line = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    try:
        with FileLock(path.with_name("labels.lock")), path.open("ab+") as stream:
            if stream.seek(0, os.SEEK_END) and not _ends_line(stream.tell(), path):
                line = b"\n" + line  # a line torn by a crash must not swallow this one
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise StoreError(write_problem(path, error)) from error
    return Correction(**record)


def history(path: Path) -> Iterator[Correction | BrokenLine]:
    """Read every line of ``labels.jsonl``, oldest first; a missing file has none."""
    if not path.exists():
        return
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield parse(number, line)


def latest(path: Path) -> dict[str, Correction]:
    """The correction that holds for each claim, by claim id; what was taken back is left out."""
    found: dict[str, Correction] = {}
    for item in history(path):
        if isinstance(item, Correction):
            found.pop(item.id, None)
            if item.label is not None:
                found[item.id] = item
    return found


def _ends_line(size: int, path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(size - 1)
        return stream.read(1) == b"\n"


def parse(number: int, line: bytes) -> Correction | BrokenLine:
    """Read one line of the log, given its number from 1."""
    try:
        record: Any = json.loads(line)
    except ValueError:
        return BrokenLine(number, "not valid JSON")
    if not isinstance(record, dict):
        return BrokenLine(number, "not a JSON object")
    for name in ("id", "text"):
        if not isinstance(record.get(name), str) or not record[name]:
            return BrokenLine(number, f"no {name!r}")
    if "label" not in record or (record["label"] is not None and record["label"] not in CHOICES):
        return BrokenLine(number, f"no such label {record.get('label')!r}")
    known = {name: record[name] for name in Correction.__slots__ if name in record}
    return Correction(**known)
