"""A base model for the tests of the engines: no statistics, and words that do harm.

Given as ``--base-model cheapbase`` with this folder on ``sys.path``. It cuts sentences by
punctuation and labels claims by a hash, so that a worker is ready in a moment and what comes out
depends on the text alone.
"""

import os
import signal
import time
import zlib
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from claimtable.models.component import ClaimLabeller


@Language.component("harm")
def harm(doc: Doc) -> Doc:
    for word in doc.text.split():
        if word == "KILLS" or (word == "STUMBLES" and _first_time()):
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "HANGS":
            time.sleep(600)
        elif word == "RAISES":
            raise ValueError("this text is not to my taste")
        elif word == "GREEDY":
            raise MemoryError
        elif word == "SLOW":
            time.sleep(0.02)
    return doc


def _first_time() -> bool:
    mark = Path(os.environ["CHEAPBASE_MARK"])
    first = not mark.exists()
    mark.touch()
    return first


class _Labeller:
    name = "hash"

    def probabilities(self, contexts):
        rows = [[zlib.crc32(c.text.encode()) >> 8 * i & 255 for i in range(4)] for c in contexts]
        shares = np.array([[*row, 0] for row in rows], dtype=float) + 1
        return shares / shares.sum(axis=1, keepdims=True)


def load(**more: object) -> Language:
    ClaimLabeller._load = lambda self: _Labeller()
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("harm")
    return nlp
