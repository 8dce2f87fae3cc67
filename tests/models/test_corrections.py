"""A wrong label fixed once is learnt from: the claim and its close paraphrases come out right."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from claimtable.models import training, units
from claimtable.models.classes import CLASSES
from claimtable.models.context import ClaimContext
from claimtable.models.explain import explain
from claimtable.models.head import Head
from claimtable.models.labeller import Labeller
from tests.models.test_training import corpus

CASES = Path(__file__).parents[1] / "cases" / "corrections" / "pairs.toml"
PAIRS = tomllib.loads(CASES.read_text("utf-8"))["pair"]


def corrections() -> units.Units:
    contexts = [ClaimContext(pair["text"], None, None, "mine") for pair in PAIRS]
    labels, blank = [pair["label"] for pair in PAIRS], [""] * len(PAIRS)
    own = units.Units(
        contexts, labels, [None] * len(PAIRS), blank, blank, blank, [1.0] * len(PAIRS)
    )
    return units.weighted(own, units.USER_WEIGHT)


def labels(head: Head, texts: list[str]) -> list[str]:
    p = head.probabilities([ClaimContext(text) for text in texts])
    return [CLASSES[k] for k in p.argmax(axis=1)]


@pytest.fixture(scope="module")
def head() -> Head:
    return training.train(corpus() + corrections(), None).head


def test_corrected_claims_and_paraphrases_come_out_right(head: Head) -> None:
    wanted = [pair["label"] for pair in PAIRS]
    assert labels(head, [pair["text"] for pair in PAIRS]) == wanted
    assert labels(head, [pair["again"] for pair in PAIRS]) == wanted


def test_what_was_learnt_is_kept_in_the_file(head: Head, tmp_path: Path) -> None:
    head.save(tmp_path / "head.skops")
    again = Head.load(tmp_path / "head.skops")
    texts = [pair["again"] for pair in PAIRS]
    contexts = [ClaimContext(text) for text in texts]
    assert np.allclose(head.probabilities(contexts), again.probabilities(contexts), atol=0.02)


def test_without_a_users_rows_nothing_is_remembered() -> None:
    assert training.train(corpus(), None).head.memory is None


@pytest.mark.slow
def test_a_few_wrong_labels_are_learnt_beside_the_whole_corpus() -> None:
    learn, test = training.parts(units.shipped_corpus())
    head = training.train(learn + corrections(), None).head
    wanted = [pair["label"] for pair in PAIRS]
    assert labels(head, [pair["text"] for pair in PAIRS]) == wanted
    assert labels(head, [pair["again"] for pair in PAIRS]) == wanted
    why = explain(Labeller("x", {}, head, None), ClaimContext(PAIRS[-1]["text"]))
    assert any(name.startswith("correction") for name, _ in why.reasons)
    assert head.memory is not None
    moved = head.memory.evidence(head.features.transform(test.contexts)).any(axis=1)
    assert moved.mean() < 0.002  # other claims are let alone
