"""Put a component of our own, with the same weights, in the place of one of the base model's."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

_SPACY_ONLY = frozenset({"factory", "scorer"})


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
    new.from_bytes(old.to_bytes())
