r"""Let a teacher practise on real claims and say what it makes of every row: advice for a student.

    python -m claimtable.models.tuning.advise corpus/labelled/*.jsonl \
        --as-real corpus/labelled/as-printed/*.jsonl \
        --candidates candidates.jsonl --start a.pt -o advice.npz

A teacher from `teacher.py` knows the corpus alone. Here its upper layers learn, once, what readers
said of real claims; the lower ones stay, which is three times as fast on a processor. It is no
better than a practised student, but errs elsewhere, and the mean of the two is better than either.
`practise.py --advice` lets the student learn from both labels and advice.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from claimtable.models.tuning.advice import write_advice
from claimtable.models.tuning.network import MPNET, Classifier
from claimtable.models.tuning.practise import (
    DROP,
    Course,
    Exercises,
    arguments,
    drawn,
    gathered,
    learn,
    pieces_of,
    together,
)
from claimtable.models.tuning.readings import Shares
from claimtable.models.tuning.rows import device, judge, load_halved
from claimtable.models.tuning.teacher import LAYER_DECAY
from claimtable.models.tuning.variants import Text

HEAD_FASTER = 10
"""Rate of the last linear layer against that of the uppermost other."""


def start(path: Path, layers: int, where: str) -> Classifier:
    """Read a tuned teacher of which only the uppermost layers go on learning."""
    model = Classifier(MPNET, drop=DROP)
    model.load_state_dict(load_halved(path))
    model.network.drop = 0.0  # that of the embeddings
    for parameter in model.network.parameters():
        parameter.requires_grad = False
    for layer in list(model.network.layers)[-layers:]:
        for parameter in layer.parameters():
            parameter.requires_grad = True
    for layer in list(model.network.layers)[:-layers]:
        layer.drop = 0.0
    model.to(where)
    return model


def practise(model: Classifier, shown: Exercises, layers: int, course: Course, where: str) -> None:
    """Let the teacher's uppermost layers learn rows once."""
    upper = list(model.network.layers)[-layers:]
    rates = [(layer, course.rate * LAYER_DECAY**i) for i, layer in enumerate(reversed(upper))]
    head = (model.classify, HEAD_FASTER * course.rate)
    learn(model, lambda batch: model(batch)[0], shown, [head, *rates], course, where)


def say(model: Classifier, texts: Sequence[Text], where: str) -> Shares:
    """Give a teacher's probabilities, shape (rows, 5)."""
    return np.exp(judge(model, pieces_of(texts, MPNET), where).scores)


def main() -> None:
    """Read arguments, let the teacher learn, write its advice."""
    parser = arguments(__doc__, "a tuned teacher", "a .npz file")
    parser.add_argument("--layers", type=int, default=5, help="uppermost layers that learn")
    parser.add_argument("--units", type=int, default=5000, help="units of the corpus learnt too")
    parser.add_argument("--seed", type=int, default=1)
    a = parser.parse_args()
    where = device(a.device)
    torch.manual_seed(a.seed)
    real, _, own = gathered(a)
    some = drawn(len(own.texts), min(a.units, len(own.texts)), np.random.default_rng(a.seed))
    learnt = together(real, Exercises([own.texts[i] for i in some], own.shares[some]))
    model = start(a.start, a.layers, where)
    practise(model, learnt, a.layers, Course(1, a.rate, a.batch, 1, a.seed), where)
    texts = [*real.texts, *own.texts]
    write_advice(a.output, texts, say(model, texts, where))


if __name__ == "__main__":
    main()
