"""Put a component of our own, with the same weights, in the place of one of the base model's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.language import Language

_SPACY_ONLY = frozenset({"factory", "scorer"})
_SHARED = ("vocab", "model")
"""What a component and its replacement have in common, so that it need not be written and read."""


def replace_usual(
    nlp: Language, name: str, factory: str, kind: type, usual: Callable[[Any], bool]
) -> None:
    """Replace a pipe where it is there and of the build that its replacement can read.

    Args:
        nlp: The pipeline.
        name: Of the pipe.
        factory: Name of the factory that takes over.
        kind: The class that the pipe must be, no subclass.
        usual: Tells whether the replacement can read a pipe of that class.
    """
    if name in nlp.pipe_names:
        pipe: Any = nlp.get_pipe(name)
        if type(pipe) is kind and usual(pipe):
            replace(nlp, name, factory)


def is_usual_transition_model(model: Any, features: int) -> bool:
    """Tell whether a model scores transitions with one hidden and one linear layer.

    Args:
        model: Of a spaCy parser or entity recogniser.
        features: How many tokens of a state it has to read.
    """
    if not {"tok2vec", "lower", "upper"} <= set(model.ref_names):
        return False
    lower, upper = model.get_ref("lower"), model.get_ref("upper")
    usual = lower.name == "precomputable_affine" and upper.name == "linear"
    return usual and bool(lower.get_dim("nF") == features)


def replace(nlp: Language, name: str, factory: str) -> None:
    """Replace a pipe by one that another factory makes from the same settings and weights.

    Args:
        nlp: The pipeline.
        name: Of the pipe, which keeps it.
        factory: Name of the factory that takes over; it takes the settings of the old one, but for
            its scorer.
    """
    old: Any = nlp.get_pipe(name)
    settings = nlp.config.interpolate()["components"][name]
    config = {key: value for key, value in settings.items() if key not in _SPACY_ONLY}
    new: Any = nlp.replace_pipe(name, factory, config=config)
    new.from_bytes(old.to_bytes(exclude=_SHARED), exclude=_SHARED)
    new.model = old.model
