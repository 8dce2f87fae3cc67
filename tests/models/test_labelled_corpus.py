"""The labelled corpus: valid, without near-duplicates, copied from nowhere, mixed as stated."""

import itertools
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from datasketch import MinHash, MinHashLSH

from claimtable.models import units
from claimtable.models.classes import CLASSES
from claimtable.nlp.types import LABELS

FILES = units.corpus_files()
AS_PRINTED = sorted((FILES[0].parent / "as-printed").glob("*.jsonl"))
NEW_SECTOR = sorted((FILES[0].parent / "new-sector").glob("*.jsonl"))


def rows_of(paths: list[Path]) -> list[tuple[str, dict[str, Any]]]:
    lines = ((path.name, path.read_text("utf-8").splitlines()) for path in paths)
    return [(name, json.loads(line)) for name, found in lines for line in found]


ROWS = rows_of(FILES)
PRINTED = rows_of(AS_PRINTED)
UNLEARNT = rows_of(NEW_SECTOR)
SHARED = Path(units.__file__).resolve().parents[2] / "shared"
WORD = re.compile(r"\w+")


def test_every_row_is_valid() -> None:
    found, problems = units.read([*FILES, *AS_PRINTED, *NEW_SECTOR])
    assert [str(p) for p in problems] == []
    assert len(found) >= 40_000
    for name, row in ROWS + PRINTED + UNLEARNT:
        assert row["text"] == row["text"].strip(), (name, row)
        assert row["second_label"] in (*CLASSES, None), (name, row)
        assert row["register"], (name, row)
        assert row["sector"], (name, row)


def test_rows_of_an_article_stand_together_in_one_file() -> None:
    runs = [
        key
        for key, _ in itertools.groupby(
            (name, row["article"]) for name, row in ROWS + PRINTED + UNLEARNT
        )
    ]
    assert len(runs) == len({article for _, article in runs})


def test_enough_units_have_a_second_label_and_the_two_agree() -> None:
    pairs = [(r["label"], r["second_label"]) for _, r in ROWS if r["second_label"]]
    assert len(pairs) >= 1500
    assert sum(a == b for a, b in pairs) / len(pairs) > 0.95


def test_two_readers_of_articles_as_printed_agree_as_well_as_people_do() -> None:
    pairs = [(r["label"], r["second_label"]) for _, r in PRINTED if r["second_label"]]
    assert len(pairs) >= 10_000
    assert 0.88 < sum(a == b for a, b in pairs) / len(pairs) < 0.97


def test_no_near_duplicates() -> None:
    index = MinHashLSH(threshold=0.8, num_perm=64)
    close = []
    every = ROWS + PRINTED + UNLEARNT
    for i, (_, row) in enumerate(every):
        words = WORD.findall(row["text"].lower())
        if len(words) < 8:
            continue
        sketch = MinHash(num_perm=64, seed=1)
        sketch.update_batch([" ".join(w).encode() for w in itertools.pairwise(words)])
        close += [(every[j][1]["text"], row["text"]) for j in index.query(sketch)]
        index.insert(i, sketch)
    assert close == []


@pytest.mark.parametrize("label", LABELS)
def test_every_label_is_there_in_most_registers(label: str) -> None:
    counts = Counter(row["register"] for _, row in ROWS if row["label"] != "none")
    with_label = {row["register"] for _, row in ROWS if row["label"] == label}
    large = {register for register, n in counts.items() if n >= 60}
    assert len(large & with_label) >= 0.9 * len(large)


def test_no_register_is_nearly_all_one_label() -> None:
    by_register: dict[str, Counter[str]] = {}
    for _, row in ROWS:
        if row["label"] != "none":
            by_register.setdefault(row["register"], Counter())[row["label"]] += 1
    for register, counts in by_register.items():
        if counts.total() >= 60:
            assert counts.most_common(1)[0][1] < 0.9 * counts.total(), (register, counts)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the evaluation data is not there")
def test_no_eight_words_in_a_row_come_from_the_evaluation_data() -> None:
    grams: dict[str, str] = {}
    for _, row in ROWS + PRINTED + UNLEARNT:
        for gram in eight(row["text"]):
            grams[gram] = row["text"]
    found = set()
    for path in sorted((SHARED / "eval").rglob("*")):
        if path.suffix in (".jsonl", ".txt", ".md", ".html") and path.is_file():
            text = re.sub(r"<[^>]+>", " ", path.read_text("utf-8", "replace"))
            found |= {grams[g] for g in eight(text) if g in grams}
    found |= {grams[g] for g in eight((SHARED / "seed-article.txt").read_text()) if g in grams}
    assert found == set()


def eight(text: str) -> list[str]:
    words = WORD.findall(text.lower())
    return [" ".join(words[i : i + 8]) for i in range(len(words) - 7)]
