"""Gather claims of real articles, in their surroundings, for the teacher to label.

python -m claimtable.corpus.labelled.candidates ARTICLES/ -o candidates.jsonl --leave-out UNITS.jsonl
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from pathlib import Path

import claimtable
from claimtable.corpus.readers.files import ReadError, read_file
from claimtable.models.context import ClaimContext, from_doc
from claimtable.nlp.segments import Input, read_all

SHORTEST_WORDS = 4
LONGEST_CHARS = 700


def main() -> None:
    """Read arguments, write one JSON object a claim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument(
        "--leave-out",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="JSON Lines with text, such as annotated units: claims of the same text, whatever its "
        "white space, are not written, as what a model is measured on must not be learnt from",
    )
    a = parser.parse_args()
    left_out = read_texts(a.leave_out)
    nlp = claimtable.load()
    nlp.remove_pipe("claimtable_classifier")
    articles = (article for path in sorted(a.folder.iterdir()) for article in articles_of(path))
    inputs = (Input(x.text, x.blocks, x.title, x.published) for x in articles)
    docs = enumerate(read_all(nlp, inputs))
    claims = (replace(claim, article=f"{n}") for n, doc in docs for claim in from_doc(doc))
    counts: Counter[str] = Counter()
    with a.output.open("w", encoding="utf-8") as out:
        for c in choose(claims, left_out, counts):
            row = {
                "text": c.text,
                "before": c.before,
                "section": c.section,
                "article": c.article,
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{counts['written']} claims, {counts['left out']} left out")


def choose(
    claims: Iterable[ClaimContext], left_out: Set[str], counts: Counter[str]
) -> Iterator[ClaimContext]:
    """Give each claim of a fit length once.

    Args:
        claims: Claims in their surroundings.
        left_out: Texts that are not given, as `squeeze` writes them.
        counts: Is told how many different texts are ``written`` and how many ``left out``.

    Yields:
        The claims to write, in order.
    """
    seen: set[str] = set()
    for claim in claims:
        text = claim.text
        if len(text.split()) < SHORTEST_WORDS or len(text) > LONGEST_CHARS or text in seen:
            continue
        seen.add(text)
        if squeeze(text) in left_out:
            counts["left out"] += 1
            continue
        counts["written"] += 1
        yield claim


def read_texts(paths: Iterable[Path]) -> set[str]:
    """Read the texts of JSON Lines, squeezed.

    Raises:
        SystemExit: A line is no object with a text.
        OSError: A file cannot be read.
    """
    texts = set()
    for path in paths:
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            if not line.strip():
                continue
            try:
                texts.add(squeeze(json.loads(line)["text"]))
            except (ValueError, LookupError, TypeError, AttributeError):
                raise SystemExit(f"{path}:{number}: no JSON object with a text") from None
    return texts


def squeeze(text: str) -> str:
    """Write each run of white space as one blank, and none at the ends."""
    return " ".join(text.split())


def articles_of(path: Path) -> list[claimtable.Article]:
    """Read one file; say what is wrong with it and go on."""
    try:
        return list(read_file(path))
    except ReadError as error:
        print(error, file=sys.stderr)
        return []


if __name__ == "__main__":
    main()
