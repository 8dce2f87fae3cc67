r"""Let a student learn claims of real articles that readers have labelled: the last stage.

    python -m claimtable.models.tuning.practise corpus/labelled/*.jsonl \
        --candidates candidates.jsonl --start student.pt -o practised.pt

`readings.py` says how each candidate was labelled; it holds no text, so candidates have to be
gathered first. Units named with ``--as-real`` are drawn as often as real claims. With ``--advice``
half of what is learnt of a row is what a teacher says of it (`advise.py`). The student learns as it
works: its claims see their surroundings in the first layer alone, inputs are as short, vectors as
long. Every tenth real article is held out.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from claimtable.models import metrics
from claimtable.models.classes import CLASSES
from claimtable.models.context import ClaimContext
from claimtable.models.encoder import MAX_TOKENS, VECTOR_LENGTH
from claimtable.models.tuning.advice import heed, read_advice
from claimtable.models.tuning.network import MINILM, Batch, Classifier, Shape
from claimtable.models.tuning.readings import Shares, digest, read_readings
from claimtable.models.tuning.rows import (
    Pair,
    batch_of,
    batches,
    cross_entropy,
    device,
    half_precision,
    halved,
    learn_and_held,
    lengths_of,
    load_student,
    optimiser,
    pairs_of,
    read_candidates,
    step,
    targets,
    texts_of,
    tokenizer,
)
from claimtable.models.tuning.variants import Text, Variants

SMOOTHING = 0.04
CUT = 1
HELD_EVERY = 10
VARIED = 0.6
"""Share of rows of which a variant is learnt."""
DROP = 0.1
HEAD_FASTER = 5
"""Rate of the last linear layer against that of the others."""
SCALE = 5.5
"""About how long a distilled student's vectors are, before they are all made of one length."""
WARM = 100
LEAST = 0.02
READ_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Course:
    """How the student practises.

    Attributes:
        epochs: Times it sees each real claim.
        rate: Learning rate of the layers.
        batch: Rows a step.
        share: Share of real claims; the rest are units of the corpus.
        seed: Of variants and batches.
    """

    epochs: float
    rate: float
    batch: int
    share: float
    seed: int


@dataclass(frozen=True, slots=True)
class Exercises:
    """Claims and what is to be said of them.

    Attributes:
        texts: Claims with their surroundings.
        shares: Share of each class, shape (rows, 5).
    """

    texts: list[Text]
    shares: Shares


def real_rows(
    candidates: Sequence[ClaimContext], readings: Mapping[str, Shares]
) -> tuple[Exercises, Exercises]:
    """Join candidates with their readings.

    Returns:
        Those to learn, and those of articles held out.

    Raises:
        SystemExit: No candidate has a reading.
    """
    learn: list[tuple[ClaimContext, Shares]] = []
    held: list[tuple[ClaimContext, Shares]] = []
    for claim in candidates:
        shares = readings.get(digest(claim.text))
        if shares is not None:
            is_held = zlib.crc32(claim.article.encode()) % HELD_EVERY == 0
            (held if is_held else learn).append((claim, shares))
    if not learn:
        raise SystemExit("none of these candidates was labelled")
    return _rows(learn), _rows(held)


def _rows(found: Sequence[tuple[ClaimContext, Shares]]) -> Exercises:
    shares = np.array([s for _, s in found], np.float32).reshape(-1, len(CLASSES))
    smooth = (1 - SMOOTHING) * shares + SMOOTHING / len(CLASSES)
    return Exercises(texts_of([claim for claim, _ in found]), smooth.astype(np.float32))


def draw(real: Exercises, own: Exercises, course: Course) -> Exercises:
    """Draw all that the student will see, in order, many as variants.

    Args:
        real: Real claims; each is drawn about ``epochs`` times.
        own: Units of the corpus, drawn to make up the rest.
        course: Epochs, share and seed.
    """
    rng, random = np.random.default_rng(course.seed), Random(course.seed)  # noqa: S311 - no secret
    wanted = int(len(real.texts) * course.epochs)
    rows = np.concatenate(
        [
            drawn(len(real.texts), wanted, rng),
            len(real.texts)
            + drawn(len(own.texts), int(wanted / course.share * (1 - course.share)), rng),
        ]
    )
    rng.shuffle(rows)
    texts = [*real.texts, *own.texts]
    variants = Variants(texts)
    shown = [
        variants.same_label(texts[i], random) if random.random() < VARIED else texts[i]
        for i in rows
    ]
    return Exercises(shown, np.concatenate([real.shares, own.shares])[rows])


def together(one: Exercises, other: Exercises) -> Exercises:
    """Put exercises after one another."""
    return Exercises([*one.texts, *other.texts], np.concatenate([one.shares, other.shares]))


def of_units(paths: Sequence[Path], limit: int | None) -> Exercises:
    """Read units of the corpus that may be learnt.

    Raises:
        SystemExit: A row is broken.
    """
    learn, _ = learn_and_held(paths, limit)
    return Exercises(texts_of(learn.contexts), targets(learn))


def drawn(rows: int, wanted: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw rows by number, each as often as any other, give or take one."""
    rounds = [rng.permutation(rows) for _ in range(-(-wanted // rows))]
    return np.concatenate([*rounds, np.zeros(0, np.int64)]).astype(np.int64)[:wanted]


def pieces_of(texts: Sequence[Text], shape: Shape = MINILM) -> list[Pair]:
    """Cut texts into pieces, no longer than at work."""
    frame = sum(len(part) for part in shape.frame)
    return pairs_of(tokenizer(), texts, MAX_TOKENS - frame)


def read(model: Classifier, batch: Batch) -> Any:
    """Give scores of shape (rows, 5), from vectors as the exported encoder gives them."""
    vectors = functional.normalize(model.network(batch, CUT).float(), dim=1) * float(VECTOR_LENGTH)
    return model.classify(functional.dropout(vectors, DROP if model.training else 0.0))


def learn(
    model: Classifier,
    scored: Callable[[Batch], Any],
    shown: Exercises,
    rates: Sequence[tuple[nn.Module, float]],
    course: Course,
    where: str,
) -> None:
    """Let a model learn rows once, in their order but for sorting by length.

    Args:
        model: Who learns, on that device.
        scored: Gives its scores of a batch, shape (rows, 5).
        shown: What it learns.
        rates: The parts that learn, each with its rate.
        course: Rows a step, and the seed.
        where: Device.
    """
    shape = model.network.shape
    pairs, shares = pieces_of(shown.texts, shape), torch.from_numpy(shown.shares)
    dealt = batches(lengths_of(pairs), course.batch, np.random.default_rng(course.seed))
    parts, speeds = zip(*rates, strict=True)
    adam, schedule = optimiser(parts, speeds, len(dealt), WARM, LEAST)
    model.train()
    for rows in dealt:
        with half_precision(where):
            scores = scored(batch_of([pairs[r] for r in rows], shape, where))
        step(cross_entropy(shares[rows].to(where), scores), model, adam, schedule)


def practise(model: Classifier, shown: Exercises, course: Course, where: str) -> None:
    """Let the student learn rows once."""
    rates = [(layer, course.rate) for layer in model.network.layers]
    head = (model.classify, HEAD_FASTER * course.rate)
    learn(model, lambda batch: read(model, batch), shown, [head, *rates], course, where)


def tell(name: str, model: Classifier, held: Exercises, where: str) -> None:
    """Print macro-F1 of the four labels on held-out real claims, and how many of all are right."""
    model.eval()
    pairs, said = pieces_of(held.texts), []
    with torch.no_grad():
        for i in range(0, len(pairs), READ_AT_ONCE):
            some = batch_of(pairs[i : i + READ_AT_ONCE], MINILM, where)
            said.append(read(model, some).argmax(dim=1).cpu().numpy())
    true, found = held.shares.argmax(axis=1), np.concatenate([*said, np.zeros(0, np.int64)])
    print(
        f"{name}: macro-F1 {metrics.macro_f1(true, found):.3f}, {(true == found).mean():.3f} right "
        f"of {len(true)} real claims",
        flush=True,
    )


def started(path: Path, where: str) -> Classifier:
    """Read a distilled student, ready to go on: vectors are of one length from now on."""
    model = load_student(path, DROP)
    model.network.freeze_embeddings()
    model.network.drop = 0.0  # that of the embeddings; the layers keep theirs
    with torch.no_grad():
        model.classify.weight.mul_(SCALE / float(VECTOR_LENGTH))
    model.to(where)
    return model


def arguments(description: str | None, start: str, output: str) -> argparse.ArgumentParser:
    """Make a parser for what the student and its adviser are told alike.

    Args:
        description: Of the script.
        start: What it begins with.
        output: What it writes.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("data", nargs="+", type=Path, help="labelled corpus")
    parser.add_argument(
        "--as-real", nargs="+", type=Path, default=[], metavar="FILE", help="units to draw as often"
    )
    parser.add_argument("--candidates", type=Path, required=True)
    parser.add_argument("--readings", type=Path, help="by default those of the package")
    parser.add_argument("--start", type=Path, required=True, help=start)
    parser.add_argument("-o", "--output", type=Path, required=True, help=output)
    parser.add_argument("--rate", type=float, default=4e-5)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--device", help="cuda or cpu")
    parser.add_argument("--limit", type=int, help="units, to try the script")
    return parser


def gathered(a: argparse.Namespace) -> tuple[Exercises, Exercises, Exercises]:
    """Read what `arguments` named.

    Returns:
        Real claims to learn, with units drawn as often; those held out; other units.
    """
    real, held = real_rows(read_candidates(a.candidates, a.limit), read_readings(a.readings))
    if a.as_real:
        real = together(real, of_units(a.as_real, a.limit))
    return real, held, of_units(a.data, a.limit)


def main() -> None:
    """Read arguments, practise, write the weights."""
    parser = arguments(__doc__, "a distilled student", "a .pt file")
    parser.add_argument("--advice", type=Path, help="what a teacher says of the rows")
    parser.add_argument("--heeded", type=float, default=0.5, help="share of the advice")
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--share", type=float, default=0.7)
    parser.add_argument("--seed", type=int, default=3)
    a = parser.parse_args()
    where = device(a.device)
    torch.manual_seed(a.seed)
    course = Course(a.epochs, a.rate, a.batch, a.share, a.seed)
    real, held, own = gathered(a)
    if a.advice:
        advice = read_advice(a.advice)
        real, own = (
            Exercises(e.texts, heed(e.texts, e.shares, advice, a.heeded)) for e in (real, own)
        )
    model = started(a.start, where)
    tell("before", model, held, where)
    practise(model, draw(real, own, course), course, where)
    tell("after", model, held, where)
    torch.save(halved(model), a.output)


if __name__ == "__main__":
    main()
