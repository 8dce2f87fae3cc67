"""Words a second of both figure components on a blank pipeline, over stock en_core_web_sm.

Run ``python tests/bench/bench_figures.py [FILE …]``. Each FILE is a text file; without any, an
own sample of business prose is used. Both pipelines take turns, each counts with the best of its
rounds in processor time, so that other work on the machine does not decide.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import spacy
from spacy.language import Language

from claimtable.nlp.pipeline import load_base

ROUNDS = 3
COPIES = 40
SAMPLE = """\
The board of the shipping group met on Tuesday to discuss the future of its container business.
Revenue in the third quarter rose 12% to $1.4 billion, the company said, helped by higher rates.
Analysts had expected about $1.3 billion. Shares gained 3.5 per cent in early trading in Oslo.
The chief executive, who joined from a rival two years ago, said that demand was strong in Asia.
She warned, however, that new rules on emissions would raise costs from next year on all routes.
The group plans to invest between €200 and €250 million in cleaner ships by the end of the decade.
Unions welcomed the plan but asked for guarantees that no jobs would be lost at the older yards.
A spokesman declined to say how many of the 4,200 employees would be affected by the changes.
In a separate statement, the harbour authority said that traffic had returned to its usual level.
Several ministers are due to visit the site, which has been under construction since the spring.
"""


def seconds(nlp: Language, texts: list[str]) -> float:
    """Take the processor time of one pass."""
    begin = time.process_time()
    for _ in nlp.pipe(texts):
        pass
    return time.process_time() - begin


def main(paths: list[str]) -> None:
    """Print the two speeds and their ratio."""
    texts = [Path(path).read_text(encoding="utf-8") for path in paths]
    if not texts:
        # Each copy differs, so that no cache of whole texts could help.
        texts = [SAMPLE.replace("Oslo", f"Oslo {i}") for i in range(COPIES)]
    words = sum(len(text.split()) for text in texts)
    ours = spacy.blank("en")
    ours.add_pipe("claimtable_money")
    ours.add_pipe("claimtable_percentages")
    stock = load_base()
    for nlp in (ours, stock):
        seconds(nlp, texts[:2])
    times = [(seconds(ours, texts), seconds(stock, texts)) for _ in range(ROUNDS)]
    best_ours, best_stock = (min(column) for column in zip(*times, strict=True))
    print(f"money and percentages on blank English  {words / best_ours:12,.0f} words/s")
    print(f"stock en_core_web_sm                    {words / best_stock:12,.0f} words/s")
    print(f"ratio                                   {best_stock / best_ours:12.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
