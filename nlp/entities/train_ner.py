"""Train the small tagger of ``tagger.py`` on text that a larger pipeline has labelled.

    python -m claimtable.nlp.entities.train_ner TEACHER TEXTS OUT --minutes 15

``TEACHER`` is a spaCy pipeline (name or folder) with an entity recogniser; the rules of this
package mend its labels. ``TEXTS`` is a JSON Lines file, optionally gzipped, with the field
``text``: use only text whose licence allows it. ``OUT`` is the weights file, see
`tagger.WEIGHTS`. One thread of a CPU is enough. Names are exchanged for others of their kind on
the way (`Swap`), so that the tagger learns contexts and shapes and not the few names of a small
corpus.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import (
    Adam,
    HashEmbed,
    Maxout,
    Model,
    NumpyOps,
    Optimizer,
    Softmax,
    chain,
    concatenate,
    expand_window,
    residual,
    set_current_ops,
    set_dropout_rate,
    with_array,
)

from claimtable.nlp.entities.component import EntityResolver
from claimtable.nlp.entities.lexicon import Lexicon
from claimtable.nlp.entities.tagger import (
    COLUMNS,
    DEPTH,
    LABELS,
    PIECES,
    TAG_IDS,
    TAGS,
    WIDTH,
    Features,
)

SWAP = 0.6  # share of the names that are exchanged for another of their kind
PEOPLE = 0.3  # share of the companies that speak which become people
NO_LISTS = 0.2  # share of the blocks whose names are in no list
CAPITALS = 0.04  # share of the blocks set all in capitals
BATCH_TOKENS = 3000
DROPOUT = 0.3
LEARNING_RATE = 0.002
WARM_UP = 0.05  # of the time
SEED = 0
_SPEECH = frozenset({"said", "says", "told", "added", "noted", "explained", "announced"})
_SURNAME = ("U-PERSON",)

Example = tuple[list[str], list[int]]


def read_texts(path: Path) -> Iterator[str]:
    """Yield the texts of a JSON Lines file."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    for line in data.splitlines():
        yield json.loads(line)["text"]


def examples(doc: Doc) -> Iterator[Example]:
    """Cut a labelled Doc into blocks: forms and tag ids."""
    tags = [0] * len(doc)
    for ent in doc.ents:
        if ent.label_ in LABELS:
            parts = "U" if len(ent) == 1 else "B" + "I" * (len(ent) - 2) + "L"
            for token, part in zip(ent, parts, strict=True):
                tags[token.i] = TAG_IDS[f"{part}-{ent.label_}"]
    start = 0
    for i in range(1, len(doc) + 1):
        if i == len(doc) or doc[i].is_sent_start == 1:
            forms = [token.text for token in doc[start:i]]
            yield forms, tags[start:i]
            start = i


class Swap:
    """Exchange names for others of their kind, half of them in no list."""

    def __init__(self, lexicon: Lexicon, rng: random.Random) -> None:
        """Take the name lists."""
        self._rng = rng
        self._given = sorted(lexicon.given_names)
        self._family = sorted(lexicon.surnames)
        self._cities = sorted(city for city in lexicon.cities if " " not in city)

    def __call__(self, forms: list[str], tags: list[int]) -> Example:
        """Give forms with some names exchanged, and their tags."""
        out: list[str] = []
        new_tags: list[int] = []
        for i, (form, tag) in enumerate(zip(forms, tags, strict=True)):
            speaks = forms[i + 1 : i + 2] and forms[i + 1] in _SPEECH
            if speaks and TAGS[tag] == "U-ORG" and self._rng.random() < PEOPLE:
                full = self._rng.random() < 0.5
                out += [self._name(self._given), self._name(self._family)][not full :]
                new_tags += [TAG_IDS[t] for t in (("B-PERSON", "L-PERSON") if full else _SURNAME)]
                continue
            swappable = form[0].isupper() and form.isalpha()
            swapped = swappable and self._rng.random() < SWAP
            out.append(self._other(form, TAGS[tag]) if swapped else form)
            new_tags.append(tag)
        if self._rng.random() < CAPITALS:
            out = [form.upper() for form in out]
        return out, new_tags

    def _other(self, form: str, tag: str) -> str:
        """Another name for a token with a tag."""
        if tag in ("B-PERSON", "I-PERSON"):
            return self._name(self._given)
        if tag in ("L-PERSON", "U-PERSON"):
            return self._name(self._family)
        if tag == "U-GPE" and not form.isupper():
            return self._name(self._cities)
        if tag in ("U-ORG", "U-PRODUCT") and form.isupper():
            return "".join(self._rng.choice("ABCDEFGHIKLMNOPRSTUV") for _ in form)
        if tag == "U-ORG":
            return self._name(self._rng.choice((self._family, self._cities, [form])))
        return form

    def _name(self, names: list[str]) -> str:
        """A name of a list, or the halves of two of them joined."""
        rng = self._rng
        name = rng.choice(names)
        if rng.random() < 0.5:
            return name
        other = rng.choice(names if len(names) > 1 else self._family).lower()
        return name[: rng.randint(2, 5)] + other[-rng.randint(2, 5) :]


def build() -> Model[Any, Any]:
    """The network of `tagger.Tagger` as a thinc model over lists of column arrays."""
    embeds: list[Any] = [
        HashEmbed(WIDTH, rows, column=i, seed=i + 1) for i, (_, rows) in enumerate(COLUMNS)
    ]
    mix = Maxout(WIDTH, len(COLUMNS) * WIDTH, nP=PIECES, normalize=True, dropout=0.0)
    windows = [
        residual(
            chain(
                expand_window(1),
                Maxout(WIDTH, 3 * WIDTH, nP=PIECES, normalize=True, dropout=0.0),
            )
        )
        for _ in range(DEPTH)
    ]
    encode: Model[Any, Any] = with_array(chain(*windows), pad=DEPTH)
    embed: Model[Any, Any] = with_array(chain(concatenate(*embeds), mix))
    return chain(embed, encode, with_array(Softmax(len(TAGS), WIDTH)))


def array(node: Model[Any, Any], name: str) -> Any:
    """Take one parameter as a plain array."""
    return np.asarray(node.get_param(name))


def weights(model: Model[Any, Any]) -> dict[str, Any]:
    """Take the weights out of a trained network, by the names that `tagger.Tagger` reads."""
    found: dict[str, Any] = {}
    embeds: list[Any] = [node for node in model.walk() if node.name == "hashembed"]
    layers = [node for node in model.walk() if node.name == "maxout"]
    norms = [node for node in model.walk() if node.name == "layernorm"]
    for (name, _), node in zip(COLUMNS, embeds, strict=True):
        found[f"embed.{name}"] = node.get_param("E")
    names = ["mix", *(f"window{i}" for i in range(DEPTH))]
    for name, layer, norm in zip(names, layers, norms, strict=True):
        found[f"{name}.W"] = array(layer, "W").reshape(WIDTH * PIECES, -1)
        found[f"{name}.b"] = array(layer, "b").reshape(-1)
        found[f"{name}.G"] = norm.get_param("G")
        found[f"{name}.beta"] = norm.get_param("b")
    (softmax,) = (node for node in model.walk() if node.name == "softmax")
    found["softmax.W"], found["softmax.b"] = softmax.get_param("W"), softmax.get_param("b")
    return found


def save(found: dict[str, Any], path: Path) -> None:
    """Write weights as half floats."""
    np.savez_compressed(path, **{k: v.astype(np.float16) for k, v in found.items()})


def train(data: list[Example], nlp: Language, lexicon: Lexicon, minutes: float) -> dict[str, Any]:
    """Train for some minutes of CPU time.

    Args:
        data: Blocks with their tags.
        nlp: Any pipeline; its vocabulary gives the shapes of forms.
        lexicon: The name lists.
        minutes: CPU time.

    Returns:
        Averaged weights.
    """
    set_current_ops(NumpyOps(use_blis=False))
    rng = random.Random(SEED)  # noqa: S311  (not for secrets)
    np.random.seed(SEED)
    swap = Swap(lexicon, rng)
    columns = Columns(Features(nlp.vocab, lexicon))
    model = build()
    model.initialize(X=[columns(data[0][0])], Y=[np.zeros((len(data[0][0]), len(TAGS)), "f")])
    optimizer = Adam(LEARNING_RATE, L2=0.01, grad_clip=1.0, use_averages=True)
    set_dropout_rate(model, DROPOUT)
    begun = time.process_time()
    done = loss = seen = 0.0
    while done < 1:
        rng.shuffle(data)
        batch: list[Example] = []
        for forms, tags in data:
            batch.append(swap(forms, tags))
            if sum(len(t) for _, t in batch) < BATCH_TOKENS:
                continue
            done = (time.process_time() - begun) / (60 * minutes)
            rise, fall = done / WARM_UP, (1 - done) / (1 - WARM_UP)
            optimizer.learn_rate = LEARNING_RATE * max(0.01, min(rise + 0.1, fall))
            loss += update(model, optimizer, columns, batch, rng)
            seen += sum(len(t) for _, t in batch)
            batch = []
            if done >= 1:
                break
        print(f"{done:.0%} of the time, {seen:,.0f} tokens, loss {loss / max(seen, 1):.4f}")
        loss = seen = 0.0
    set_dropout_rate(model, 0.0)
    with model.use_params(optimizer.averages):
        return {name: value.copy() for name, value in weights(model).items()}


class Columns:
    """The columns of a block's forms, each form computed once."""

    def __init__(self, features: Features) -> None:
        """Take what gives the columns of a form."""
        self._features = features
        self._known: dict[str, tuple[int, ...]] = {}

    def __call__(self, forms: list[str]) -> Any:
        """Give an array of shape (forms, columns)."""
        for form in forms:
            if form not in self._known:
                self._known[form] = self._features(form)
        return np.array([self._known[form] for form in forms], dtype=np.uint64)


def update(
    model: Model[Any, Any],
    optimizer: Optimizer,
    columns: Columns,
    batch: list[Example],
    rng: random.Random,
) -> float:
    """Take one step; give the summed cross-entropy."""
    given = [columns(forms) for forms, _ in batch]
    for block in given:
        if rng.random() < NO_LISTS:
            block[:, -1] = 1
    predicted, backprop = model.begin_update(given)
    loss = 0.0
    gradients = []
    for scores, (_, tags) in zip(predicted, batch, strict=True):
        rows = np.arange(len(tags))
        loss -= float(np.log(scores[rows, tags] + 1e-8).sum())
        gradient = scores.copy()
        gradient[rows, tags] -= 1
        gradients.append(gradient)
    backprop(gradients)
    model.finish_update(optimizer)
    return loss


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher")
    parser.add_argument("texts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=15.0)
    arguments = parser.parse_args()
    nlp = spacy.load(arguments.teacher)
    nlp.select_pipes(enable=["ner"])
    nlp.add_pipe("claimtable_blocks", first=True)
    resolver = EntityResolver()
    data = [
        example
        for doc in nlp.pipe(read_texts(arguments.texts), batch_size=16)
        for example in examples(resolver(doc))
    ]
    save(train(data, nlp, resolver.lexicon, arguments.minutes), arguments.out)


if __name__ == "__main__":
    main()
