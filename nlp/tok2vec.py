"""The base model's word vectors, from tables of what is known of each word.

A spaCy tok2vec embeds a token by its form alone (norm, prefix, suffix, shape), mixes that, and then
reads it with its neighbours in a few convolutions of three tokens. Text repeats its words. So the
mixed embedding of every form is kept, and its three products with the weights of the first
convolution as well; for a form seen before, the first two of five layers are look-ups. The other
layers run over all tokens of a batch in pieces that stay in the processor's cache.

Weights and results are spaCy's own (`spacy/ml/models/tok2vec.py`, version 3.8) but for the order in
which floats are added up: vectors agree to five digits, and the tags, parses and entities read off
them have been the same on every text tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import Tok2Vec
from spacy.pipeline.tok2vec import DEFAULT_TOK2VEC_MODEL
from spacy.tokens import Doc
from thinc.api import Model

from claimtable.nlp.replacing import replace

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

FORMS = 8192
"""Word forms kept, 4 kB each; when there are more, all are forgotten and those at hand kept."""
PIECE = 512
"""Most rows in one product: what belongs to it fits the processor's second cache."""
GRAIN = 64
"""Rows of a product are filled up to a multiple of this: odd ones at the end may be rounded in
another way, and no result shall depend on what else is in the batch."""
WINDOW = 3
"""Tokens a convolution reads: the one before, the one at hand, the one after."""
_LEAST_VARIANCE = np.float32(1e-8)
"""What spaCy's layer normalisation adds to a variance (`thinc/layers/layernorm.py`)."""
_MIXERS = np.array(
    [
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0xD6E8FEB86659FD93,
        0xA0761D6478BD642F,
        0xE7037ED1A0B428DB,
        0x8EBC6AF09C88C6E3,
        0x589965CC75374CC3,
    ],
    dtype=np.uint64,
)
"""Odd numbers without pattern that fold the 64-bit attributes of a token into one key."""


@Language.factory(
    "claimtable_tok2vec", assigns=["doc.tensor"], default_config={"model": DEFAULT_TOK2VEC_MODEL}
)
def make_tok2vec(nlp: Language, name: str, model: Model[Any, Any]) -> FormTok2Vec:
    """Build the component; spaCy calls this with the settings of its own ``tok2vec``."""
    return FormTok2Vec(nlp.vocab, model, name)


def replace_tok2vec(nlp: Language) -> None:
    """Put a `FormTok2Vec` with the same weights in the place of a pipeline's ``tok2vec``.

    A pipeline whose ``tok2vec`` is not of the usual build is left as it is.
    """
    if "tok2vec" not in nlp.pipe_names:
        return
    pipe: Any = nlp.get_pipe("tok2vec")
    if type(pipe) is not Tok2Vec or not FormEncoder.reads(pipe.model):
        return
    replace(nlp, "tok2vec", "claimtable_tok2vec")


class FormTok2Vec(Tok2Vec):
    """spaCy's Tok2Vec by a `FormEncoder`."""

    _encoder: FormEncoder | None = None

    def predict(self, docs: Iterable[Doc]) -> list[Floats]:
        """Give the vectors of Docs, one array of shape (tokens, width) each."""
        batch = list(docs)
        if self._encoder is None or not self._encoder.is_of(self.model):
            if not FormEncoder.reads(self.model):
                vectors: list[Floats] = super().predict(batch)
                return vectors
            self._encoder = FormEncoder(self.model)
        return self._encoder.encode(batch)


class FormEncoder:
    """A tok2vec's layers as plain arrays, with tables of the forms seen so far."""

    def __init__(self, model: Model[Any, Any]) -> None:
        """Take the weights of a model that `reads` accepts."""
        embed, encode = model.get_ref("embed"), model.get_ref("encode")
        self._weights = _identity(model)
        self._columns = _nodes(embed, "extract_features")[0].attrs["columns"]
        self._hashes = _nodes(embed, "hashembed")
        self._mix = _Maxout(_nodes(embed, "maxout")[0], _nodes(embed, "layernorm")[0])
        self._layers = [
            _Maxout(*pair)
            for pair in zip(_nodes(encode, "maxout"), _nodes(encode, "layernorm"), strict=True)
        ]
        self._width = self._mix.width
        self._first = np.split(self._layers[0].weights, WINDOW)
        self._forget(FORMS)

    @staticmethod
    def reads(model: Model[Any, Any]) -> bool:
        """Whether a model embeds forms, then reads three tokens at a time, as en_core_web_sm."""
        if not {"embed", "encode"} <= set(model.ref_names):
            return False
        embed, encode = model.get_ref("embed"), model.get_ref("encode")
        holders = [node.name for node in model.walk() if node.param_names]
        features = _nodes(embed, "extract_features")
        convolutions = _nodes(encode, "expand_window")
        depth = len(convolutions)
        hashes = _nodes(embed, "hashembed")
        usual = ["hashembed"] * len(hashes) + ["maxout", "layernorm"] * (1 + depth)
        return (
            len(features) == 1
            and len(features[0].attrs["columns"]) == len(hashes) <= len(_MIXERS)
            and holders == usual
            and depth > 0
            and all(node.attrs["window_size"] == WINDOW // 2 for node in convolutions)
            and _nodes(encode, "maxout")[0].get_dim("nO")
            == _nodes(embed, "maxout")[0].get_dim("nO")
        )

    def is_of(self, model: Model[Any, Any]) -> bool:
        """Whether the weights taken are still those of a model."""
        return self._weights == _identity(model)

    def encode(self, docs: Sequence[Doc]) -> list[Floats]:
        """Give the vectors of Docs, one array of shape (tokens, width) each."""
        lengths = [len(doc) for doc in docs]
        if not sum(lengths):
            return [np.zeros((0, self._width), dtype=np.float32) for _ in docs]
        forms = self._find(np.concatenate([self._attributes(doc) for doc in docs if len(doc)]))
        # Between Docs lie as many empty rows as tokens that the layers look to one side.
        gap = len(self._layers)
        starts = np.cumsum([gap, *(n + gap for n in lengths)])
        rows = np.zeros(int(starts[-1]), dtype=np.int64)
        places = np.concatenate(
            [np.arange(s, s + n) for s, n in zip(starts[:-1], lengths, strict=True)]
        )
        rows[places] = forms
        out = self._convolve(rows)
        return [out[s : s + n] for s, n in zip(starts[:-1], lengths, strict=True)]

    def _attributes(self, doc: Doc) -> Keys:
        table: Any = doc.to_array(self._columns)
        keys: Keys = table.reshape(len(doc), -1)
        return keys

    def _forget(self, room: int) -> None:
        self._rows: dict[int, int] = {}
        # Row 0 is the gap between Docs: nothing.
        self._embedded: Floats = np.zeros((1 + room, self._width), dtype=np.float32)
        size = self._first[0].shape[1]
        self._products: Floats = np.zeros((WINDOW, 1 + room, size), dtype=np.float32)

    def _find(self, attributes: Keys) -> Ints:
        """Give the row of each token's form in the tables; new forms are added."""
        keys: Keys = (attributes * _MIXERS[: attributes.shape[1]]).sum(axis=1, dtype=np.uint64)
        forms, at, which = np.unique(keys, return_index=True, return_inverse=True)
        names = forms.tolist()
        new = [i for i, name in enumerate(names) if name not in self._rows]
        if len(self._rows) + len(new) >= len(self._embedded):
            self._forget(max(FORMS, len(names)))
            new = list(range(len(names)))
        for start, end in _pieces(len(new)):
            piece = new[start:end]
            self._add([names[i] for i in piece], attributes[at[piece]], end - start)
        rows = np.array([self._rows[name] for name in names], dtype=np.int64)
        found: Ints = rows[which]
        return found

    def _add(self, names: Sequence[int], attributes: Keys, size: int) -> None:
        """Add forms, in a product of so many rows."""
        parts: Floats = np.zeros((size, len(self._hashes), self._width), dtype=np.float32)
        for i, node in enumerate(self._hashes):
            vectors: Any = node.get_param("E")
            column: Any = np.ascontiguousarray(attributes[:, i])
            hashed = node.ops.hash(column, node.attrs["seed"]) % vectors.shape[0]
            parts[: len(names), i] = node.ops.gather_add(vectors, hashed)
        mixed = self._mix.of(parts.reshape(size, -1))
        rows = slice(1 + len(self._rows), 1 + len(self._rows) + len(names))
        self._embedded[rows] = mixed[: len(names)]
        for table, weights in zip(self._products, self._first, strict=True):
            table[rows] = (mixed @ weights)[: len(names)]
        self._rows.update(zip(names, range(rows.start, rows.stop), strict=True))

    def _convolve(self, rows: Ints) -> Floats:
        """Run the convolutions over rows of the tables: shape (rows, width)."""
        pieces = _pieces(len(rows))
        padded = np.zeros(pieces[-1][1] + WINDOW - 1, dtype=np.int64)
        padded[1 : 1 + len(rows)] = rows
        now = np.zeros((len(padded), self._width), dtype=np.float32)
        then = np.zeros_like(now)
        for start, end in pieces:
            left, here, right = (padded[start + i : end + i] for i in range(WINDOW))
            summed = self._products[0].take(left, axis=0)
            summed += self._products[1].take(here, axis=0)
            summed += self._products[2].take(right, axis=0)
            at = slice(start + 1, end + 1)
            np.add(self._embedded[here], self._layers[0].activate(summed), out=now[at])
        window = np.empty((PIECE, WINDOW * self._width), dtype=np.float32)
        for layer in self._layers[1:]:
            for start, end in pieces:
                filled = window[: end - start]
                for i in range(WINDOW):
                    column = slice(i * self._width, (i + 1) * self._width)
                    filled[:, column] = now[start + i : end + i]
                at = slice(start + 1, end + 1)
                np.add(now[at], layer.of(filled), out=then[at])
            now, then = then, now
        return now[1:]


class _Maxout:
    """A maxout layer and the normalisation after it.

    Attributes:
        weights: Shape (inputs, pieces * width): all first pieces, then all second ones, …
        width: Of the output.
    """

    def __init__(self, maxout: Model[Any, Any], normalise: Model[Any, Any]) -> None:
        weights: Floats = np.asarray(maxout.get_param("W"))
        self.width, self._pieces, inputs = weights.shape
        by_piece = weights.transpose(1, 0, 2).reshape(-1, inputs)
        self.weights = np.ascontiguousarray(by_piece.T)
        self._bias = np.ascontiguousarray(np.asarray(maxout.get_param("b")).T).reshape(-1)
        self._gain = np.asarray(normalise.get_param("G"))
        self._shift = np.asarray(normalise.get_param("b"))

    def of(self, inputs: Floats) -> Floats:
        """Give the output for inputs of shape (rows, inputs): shape (rows, width)."""
        return self.activate(inputs @ self.weights)

    def activate(self, products: Floats) -> Floats:
        """Finish from products of shape (rows, pieces * width), which are overwritten."""
        products += self._bias
        best: Floats = products[:, : self.width]
        for i in range(1, self._pieces):
            np.maximum(best, products[:, i * self.width : (i + 1) * self.width], out=best)
        out: Floats = best - best.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", out, out) / np.float32(self.width)
        out /= np.sqrt(variance + _LEAST_VARIANCE)[:, None]
        out *= self._gain
        out += self._shift
        return out


def _pieces(rows: int) -> list[tuple[int, int]]:
    """Cut so many rows into pieces of at most `PIECE`, the last filled up to a `GRAIN`."""
    full = -(-rows // GRAIN) * GRAIN
    return [(start, min(start + PIECE, full)) for start in range(0, full, PIECE)]


def _nodes(model: Model[Any, Any], name: str) -> list[Model[Any, Any]]:
    """The nodes of a name, in the order in which they run."""
    return [node for node in model.walk(order="dfs_pre") if node.name == name]


def _identity(model: Model[Any, Any]) -> list[int]:
    """Where the weights lie in memory; other weights lie elsewhere."""
    return [id(node.get_param(name)) for node in model.walk() for name in node.param_names]
