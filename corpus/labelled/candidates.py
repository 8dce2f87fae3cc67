"""Gather claims of real articles, in their surroundings, for the teacher to label.

python -m claimtable.corpus.labelled.candidates ARTICLES/ -o candidates.jsonl
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import islice
from pathlib import Path

import claimtable
from claimtable.corpus.readers.files import ReadError, read_file
from claimtable.models.context import from_doc
from claimtable.nlp.segments import Input, read_all

SHORTEST_WORDS = 4
LONGEST_CHARS = 700


def main() -> None:
    """Read arguments, write one JSON object a claim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    a = parser.parse_args()
    nlp = claimtable.load()
    nlp.remove_pipe("claimtable_classifier")
    articles = (article for path in sorted(a.folder.iterdir()) for article in articles_of(path))
    seen: set[str] = set()
    with a.output.open("w", encoding="utf-8") as out:
        while batch := list(islice(articles, 20)):
            inputs = (Input(x.text, x.blocks, x.title, x.published) for x in batch)
            for doc in read_all(nlp, inputs):
                for c in from_doc(doc):
                    wanted = len(c.text.split()) >= SHORTEST_WORDS and len(c.text) <= LONGEST_CHARS
                    if wanted and c.text not in seen:
                        seen.add(c.text)
                        row = {"text": c.text, "before": c.before, "section": c.section}
                        out.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(seen)} claims")


def articles_of(path: Path) -> list[claimtable.Article]:
    """Read one file; say what is wrong with it and go on."""
    try:
        return list(read_file(path))
    except ReadError as error:
        print(error, file=sys.stderr)
        return []


if __name__ == "__main__":
    main()
