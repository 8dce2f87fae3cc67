"""A transformer encoder in plain torch that takes the weights of MPNet and of BERT.

One small module for teacher and student, so that both read the same batches and the student can
be exported as it stands. Layers are normalised after each sum, as in both models.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn import functional

from claimtable.models.classes import CLASSES

HIDDEN = -1e4
"""Added to the attention score of padding."""
NEAR_BUCKETS = 8
FAR_DISTANCE = 128
"""MPNet: distances below the first have a bucket each, those up to the second share the rest."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a model and the pieces that frame its input.

    Attributes:
        pieces: Size of its vocabulary.
        places: How many positions it knows.
        first_place: Position of the first piece.
        width: Size of its vectors.
        heads: Attention heads of a layer.
        inner: Width inside a layer's second half.
        layers: How many layers.
        epsilon: Of its layer normalisation.
        kinds: Kinds of piece it knows (claim, surroundings); 0 if it makes no difference.
        buckets: Distances that attention tells apart; 0 for none.
        offset: What is added to the number of a piece in BERT's vocabulary.
        frame: Pieces before the claim, between claim and surroundings, and after them.
        padding: The piece that fills up a row.
    """

    pieces: int
    places: int
    first_place: int
    width: int
    heads: int
    inner: int
    layers: int
    epsilon: float
    kinds: int
    buckets: int
    offset: int
    frame: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
    padding: int


MPNET = Shape(30527, 514, 2, 768, 12, 3072, 12, 1e-5, 0, 32, 4, ((0,), (2, 2), (2,)), 1)
"""all-mpnet-base-v2. Its vocabulary is BERT's behind four pieces of its own."""
MINILM = Shape(30522, 512, 0, 384, 12, 1536, 6, 1e-12, 2, 0, 0, ((101,), (102,), (102,)), 0)
"""all-MiniLM-L6-v2."""


class Batch(NamedTuple):
    """Rows of pieces, each tensor of shape (rows, pieces).

    Attributes:
        ids: Numbers of the pieces.
        mask: 1 where a row has a piece, 0 where it is filled up.
        kinds: 0 for the claim, 1 for its surroundings.
        own: 1 where a piece counts in the row's vector.
    """

    ids: Any
    mask: Any
    kinds: Any
    own: Any


class Layer(nn.Module):  # type: ignore[misc]
    """Attention, then two linear layers; each added to its input and normalised."""

    def __init__(self, shape: Shape, drop: float) -> None:
        """Make a layer with random weights."""
        super().__init__()
        width = shape.width
        self.heads, self.drop = shape.heads, drop
        self.attend = nn.Linear(width, 3 * width)
        self.attended = nn.Linear(width, width)
        self.norm_attended = nn.LayerNorm(width, eps=shape.epsilon)
        self.widen = nn.Linear(width, shape.inner)
        self.narrow = nn.Linear(shape.inner, width)
        self.norm = nn.LayerNorm(width, eps=shape.epsilon)

    def forward(self, states: Any, bias: Any) -> Any:
        """Take states of shape (rows, pieces, width) one layer further.

        Args:
            states: What the layer below gave.
            bias: Added to attention scores: shape (rows or 1, heads or 1, pieces, pieces).
        """
        rows, pieces, width = states.shape
        split = self.attend(states).view(rows, pieces, 3, self.heads, width // self.heads)
        asked, offered, given = split.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(
            asked, offered, given, attn_mask=bias.to(asked.dtype)
        )
        return self.rest(states, seen.transpose(1, 2).reshape(rows, pieces, width))

    def rest(self, states: Any, seen: Any) -> Any:
        """Do what follows attention.

        Args:
            states: The layer's input.
            seen: What its heads saw, of the same shape.
        """
        drop = self.drop if self.training else 0.0
        states = self.norm_attended(states + functional.dropout(self.attended(seen), drop))
        inner = self.narrow(functional.gelu(self.widen(states)))
        return self.norm(states + functional.dropout(inner, drop))


class Network(nn.Module):  # type: ignore[misc]
    """Pieces in, the mean of the claim's own pieces out."""

    def __init__(self, shape: Shape, layers: int | None = None, drop: float = 0.0) -> None:
        """Make a network with random weights.

        Args:
            shape: Its sizes.
            layers: How many layers; all of the shape's by default.
            drop: Share of numbers dropped in training.
        """
        super().__init__()
        width = shape.width
        self.shape, self.drop = shape, drop
        self.piece = nn.Embedding(shape.pieces, width)
        self.place = nn.Embedding(shape.places, width)
        self.kind = nn.Embedding(shape.kinds, width) if shape.kinds else None
        self.distance = nn.Embedding(shape.buckets, shape.heads) if shape.buckets else None
        self.norm = nn.LayerNorm(width, eps=shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape, drop) for _ in range(layers or shape.layers))

    def freeze_embeddings(self) -> None:
        """Let only the layers learn."""
        for part in (self.piece, self.place, self.kind, self.distance, self.norm):
            for parameter in part.parameters() if part is not None else ():
                parameter.requires_grad = False

    def embed(self, ids: Any, kinds: Any) -> Any:
        """Look pieces up: shape (rows, pieces, width)."""
        start = self.shape.first_place
        states = self.piece(ids) + self.place.weight[start : start + ids.shape[1]][None]
        if self.kind is not None:
            states = states + self.kind(kinds)
        return self.norm(states)

    def forward(self, batch: Batch, cut: int | None = None) -> Any:
        """Read a batch: vectors of shape (rows, width).

        Args:
            batch: Rows of pieces.
            cut: The last layer, counted from 1, in which a claim sees its surroundings; None for
                all. Only for shapes whose own pieces stand first, as MiniLM's do.
        """
        drop = self.drop if self.training else 0.0
        states = functional.dropout(self.embed(batch.ids, batch.kinds), drop)
        bias, own = self._bias(batch.mask), batch.own
        for number, layer in enumerate(self.layers, 1):
            states = layer(states, bias)
            if number == cut:
                longest = int(own.sum(1).max())
                states, own = states[:, :longest], own[:, :longest]
                bias = self._bias(own)
        own = own.unsqueeze(-1)
        return (states.float() * own).sum(1) / own.sum(1).clamp(min=1)

    def _bias(self, mask: Any) -> Any:
        hidden = (1 - mask[:, None, None, :]) * HIDDEN
        if self.distance is None:
            return hidden.expand(-1, 1, mask.shape[1], -1)
        places = torch.arange(mask.shape[1], device=mask.device)
        return (
            self.distance(_bucket(places[:, None] - places[None])).permute(2, 0, 1)[None] + hidden
        )


def _bucket(distances: Any) -> Any:
    """Put distances (piece that looks less piece seen) into MPNet's 32 buckets, 16 a side."""
    side = MPNET.buckets // 2
    size = distances.abs()
    share = torch.log(size.float().clamp(min=1) / NEAR_BUCKETS)
    share = share / math.log(FAR_DISTANCE / NEAR_BUCKETS)
    far = (NEAR_BUCKETS + (share * (side - NEAR_BUCKETS)).long()).clamp(max=side - 1)
    return (distances < 0).long() * side + torch.where(size < NEAR_BUCKETS, size, far)


class Classifier(nn.Module):  # type: ignore[misc]
    """A network with a linear layer over its vectors."""

    def __init__(self, shape: Shape, layers: int | None = None, drop: float = 0.0) -> None:
        """Make one with random weights; see `Network`."""
        super().__init__()
        self.network = Network(shape, layers, drop)
        self.classify = nn.Linear(shape.width, len(CLASSES))
        self.drop = drop

    def forward(self, batch: Batch) -> tuple[Any, Any]:
        """Give scores of shape (rows, 5) and vectors of shape (rows, width)."""
        vectors = self.network(batch)
        drop = self.drop if self.training else 0.0
        return self.classify(functional.dropout(vectors, drop)), vectors


_EMBEDDINGS = {
    "piece.weight": "embeddings.word_embeddings.weight",
    "place.weight": "embeddings.position_embeddings.weight",
    "kind.weight": "embeddings.token_type_embeddings.weight",
    "distance.weight": "encoder.relative_attention_bias.weight",
    "norm.weight": "embeddings.LayerNorm.weight",
    "norm.bias": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "widen": ("intermediate.dense",),
    "narrow": ("output.dense",),
    "norm": ("output.LayerNorm",),
}
_BERT = {
    "attend": tuple(f"attention.self.{x}" for x in ("query", "key", "value")),
    "attended": ("attention.output.dense",),
    "norm_attended": ("attention.output.LayerNorm",),
}
_MPNET = {
    "attend": tuple(f"attention.attn.{x}" for x in "qkv"),
    "attended": ("attention.attn.o",),
    "norm_attended": ("attention.LayerNorm",),
}


def from_published(shape: Shape, published: Mapping[str, Any]) -> dict[str, Any]:
    """Rename the weights of a published model to those of a `Network` of that shape.

    Raises:
        KeyError: A weight is missing.
    """
    absent = set() if shape.kinds else {"kind.weight"}
    absent |= set() if shape.buckets else {"distance.weight"}
    out = {o: published[t].float() for o, t in _EMBEDDINGS.items() if o not in absent}
    parts = _LAYER | (_MPNET if shape.buckets else _BERT)
    for i in range(shape.layers):
        for ours, theirs in parts.items():
            for end in ("weight", "bias"):
                found = [published[f"encoder.layer.{i}.{name}.{end}"].float() for name in theirs]
                out[f"layers.{i}.{ours}.{end}"] = torch.cat(found)
    return out


def keep_layers(weights: Mapping[str, Any], layers: list[int]) -> dict[str, Any]:
    """Give a network's weights with only these of its layers, numbered anew."""
    out = {}
    for name, weight in weights.items():
        if not name.startswith("layers."):
            out[name] = weight
            continue
        _, number, rest = name.split(".", 2)
        if int(number) in layers:
            out[f"layers.{layers.index(int(number))}.{rest}"] = weight
    return out
