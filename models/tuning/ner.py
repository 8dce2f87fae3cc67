r"""Tune the base model's entity recogniser on text in which names are marked.

    python -m claimtable.models.tuning.ner corpus/names/*.txt [MORE.txt] \
        --taught taught.jsonl -o nlp/data/ner.npz

The marked passages say what is an organisation, a product, a person or a place. What the base
model says of everything else (dates, amounts, laws, ...) is learnt along, so that it is not
forgotten. So is a larger text that `models/tuning/ner_teacher.py` has marked. Articles whose hash
says so are held out and tell how good the result is. One thread of a CPU is enough.
"""

from __future__ import annotations

import argparse
import json
import random
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example, offsets_to_biluo_tags
from thinc.api import Adam, NumpyOps, fix_random_seed

from claimtable.models.tuning.names import NAME_LABELS, Name, read_passages
from claimtable.nlp.pipeline import BASE_MODEL
from claimtable.nlp.tuned import digest, save_weights

PLACE_LABELS = ("GPE", "LOC", "FAC")
"""OntoNotes labels of what a passage calls PLACE."""
WORDS = 1000
"""About so many words make a step."""
WARM = 50
"""Steps over which the learning rate rises."""
DROPOUT = 0.2
TOGETHER = (1, 1, 2, 3)
"""So many passages, drawn at random, are read as one text."""
BETWEEN = (" ", " ", " ", "\n", "\n\n")
"""What stands between them."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and all that is to be learnt of it.

    Attributes:
        text: One or a few sentences.
        names: With OntoNotes labels, in reading order, without overlap.
        unsure: Stretches of characters that nothing is learnt of.
    """

    text: str
    names: tuple[Name, ...]
    unsure: tuple[tuple[int, int], ...] = ()


def main() -> None:
    """Read arguments, tune, report, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("passages", nargs="+", type=Path)
    parser.add_argument("--taught", type=Path, help="JSON Lines with text, names and unsure")
    parser.add_argument("--share", type=float, default=0.3, help="of these, drawn for each epoch")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=7e-4)
    parser.add_argument("-o", "--output", type=Path, required=True)
    a = parser.parse_args()
    fix_random_seed(1)
    nlp = recogniser()
    origin = digest(nlp.get_pipe("ner").model)  # type: ignore[attr-defined]
    passages = read_passages(a.passages)
    rows = complete(nlp, [Labelled(p.text, p.names) for p in passages])
    learn = [row for row, p in zip(rows, passages, strict=True) if not p.is_held_out]
    held = [row for row, p in zip(rows, passages, strict=True) if p.is_held_out]
    taught = complete(nlp, read_taught(a.taught)) if a.taught else []
    print(f"{len(learn)} passages, {len(held)} held out, {len(taught)} marked by the teacher")
    print("base model:", figures(nlp, held), flush=True)
    averages = tune(nlp, learn, taught, held, epochs=a.epochs, rate=a.rate, share=a.share)
    model: Any = nlp.get_pipe("ner").model  # type: ignore[attr-defined]
    with model.use_params(averages):
        save_weights(model, a.output, origin)


def recogniser() -> Language:
    """Load the base model with nothing but its entity recogniser."""
    nlp: Language = import_module(BASE_MODEL).load()
    for name in nlp.pipe_names:
        if name != "ner":
            nlp.remove_pipe(name)
    for node in nlp.get_pipe("ner").model.walk():  # type: ignore[attr-defined]
        node.ops = NumpyOps(use_blis=False)
    return nlp


def read_taught(path: Path) -> list[Labelled]:
    """Read what a teacher marked: rows of ``text``, ``names`` and ``unsure``, as in `Labelled`."""
    rows = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            names = tuple((start, end, label) for start, end, label in row["names"])
            unsure = tuple((start, end) for start, end in row["unsure"])
            rows.append(Labelled(row["text"], names, unsure))
    return rows


def complete(nlp: Language, rows: Sequence[Labelled]) -> list[Labelled]:
    """Give places the base model's labels, and add what else it finds.

    A place that the base model does not know as one becomes a GPE.
    """
    out = []
    for row, doc in zip(rows, nlp.pipe(row.text for row in rows), strict=True):
        found = [(e.start_char, e.end_char, e.label_) for e in doc.ents]
        places = [x for x in found if x[2] in PLACE_LABELS]
        names = [(s, e, _place(s, e, places) if x == "PLACE" else x) for s, e, x in row.names]
        others = [
            x
            for x in found
            if x[2] not in NAME_LABELS and x[2] not in PLACE_LABELS and not _meets(x, names)
        ]
        out.append(Labelled(row.text, tuple(sorted([*names, *others])), row.unsure))
    return out


def _place(start: int, end: int, places: Sequence[Name]) -> str:
    return next((x for s, e, x in places if s < end and start < e), "GPE")


def _meets(one: Name, others: Sequence[Name]) -> bool:
    return any(one[0] < end and start < one[1] for start, end, _ in others)


def tune(
    nlp: Language,
    learn: Sequence[Labelled],
    taught: Sequence[Labelled],
    held: Sequence[Labelled],
    *,
    epochs: int,
    rate: float,
    share: float,
) -> Any:
    """Train the recogniser further, with spaCy's own update.

    Args:
        nlp: Changed in place.
        learn: All are seen in every epoch.
        taught: Of these, a share is drawn for each epoch.
        held: Figures on these are printed after every epoch.
        epochs: How often.
        rate: Highest learning rate; it falls to nothing in a straight line.
        share: Of ``taught``.

    Returns:
        The mean of the weights over all steps, for ``model.use_params``.
    """
    ner: Any = nlp.get_pipe("ner")
    adam = Adam(rate, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    rng = random.Random(1)  # noqa: S311 - no secret
    step = 0
    for epoch in range(epochs):
        drawn = rng.sample(taught, int(share * len(taught)))
        examples = [_example(nlp, row) for row in (*_joined(learn, rng), *drawn)]
        rng.shuffle(examples)
        batches = list(_batches(examples))
        for batch in batches:
            left = 1 - step / (len(batches) * epochs)
            adam.learn_rate = rate * min(1.0, (step + 1) / WARM) * max(0.05, left)
            ner.update(batch, sgd=adam, drop=DROPOUT)
            step += 1
        with ner.model.use_params(adam.averages):
            print(f"epoch {epoch + 1}:", figures(nlp, held), flush=True)
    return adam.averages


def _joined(rows: Sequence[Labelled], rng: random.Random) -> Iterator[Labelled]:
    """Deal rows into texts of one to three, so that not every text is one sentence."""
    order = rng.sample(rows, len(rows))
    while order:
        text = ""
        names: list[Name] = []
        for _ in range(min(rng.choice(TOGETHER), len(order))):
            row = order.pop()
            text += rng.choice(BETWEEN) if text else ""
            names += [(s + len(text), e + len(text), x) for s, e, x in row.names]
            text += row.text
        yield Labelled(text, tuple(names))


def _example(nlp: Language, row: Labelled) -> Example:
    doc = nlp.make_doc(row.text)
    unsure = [span for ends in row.unsure if (span := _widened(doc, *ends))]
    blank = [(span.start_char, span.end_char, "") for span in unsure]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that ends within a token is left out
        names = [name for name in row.names if not _meets(name, blank)]
        tags = offsets_to_biluo_tags(doc, names)
    unsure += [span for s, e, _ in names if (span := doc.char_span(s, e)) and _has_space(span)]
    for span in unsure:
        tags[span.start : span.end] = ["-"] * len(span)
    return Example.from_dict(doc, {"entities": tags})


def _widened(doc: Doc, start: int, end: int) -> Span | None:
    return doc.char_span(start, end, alignment_mode="expand")


def _has_space(span: Span) -> bool:
    """Whether white space is a token of a span, which spaCy takes for no name."""
    return any(token.is_space for token in span)


def _batches(examples: Sequence[Example]) -> Iterator[list[Example]]:
    batch: list[Example] = []
    for example in examples:
        batch.append(example)
        if sum(len(x.reference) for x in batch) >= WORDS:
            yield batch
            batch = []
    if batch:
        yield batch


def figures(nlp: Language, rows: Sequence[Labelled]) -> str:
    """Exact F1 of each kind of name, and of all else, held against rows."""
    right: dict[str, int] = defaultdict(int)
    said: dict[str, int] = defaultdict(int)
    true: dict[str, int] = defaultdict(int)
    docs: Iterator[Doc] = nlp.pipe(row.text for row in rows)
    for row, doc in zip(rows, docs, strict=True):
        gold = {(s, e, _kind(x)) for s, e, x in row.names}
        found = {(e.start_char, e.end_char, _kind(e.label_)) for e in doc.ents}
        for counts, spans in ((right, gold & found), (said, found), (true, gold)):
            for _, _, kind in spans:
                counts[kind] += 1
    return ", ".join(
        f"{kind} {200 * right[kind] / (said[kind] + true[kind]):.1f} of {true[kind]}"
        for kind in (*NAME_LABELS, "other")
        if said[kind] + true[kind]
    )


def _kind(label: str) -> str:
    if label in PLACE_LABELS:
        return "PLACE"
    return label if label in NAME_LABELS else "other"


if __name__ == "__main__":
    main()
