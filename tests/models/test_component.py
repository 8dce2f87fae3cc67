import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from claimtable.models import head
from claimtable.models.classes import CLASSES
from claimtable.models.context import ClaimContext
from claimtable.models.features import Matrix
from claimtable.models.labeller import load as load_labeller
from claimtable.models.units import shipped_corpus
from claimtable.nlp import extensions
from claimtable.nlp.pipeline import make_doc
from claimtable.nlp.types import LABELS, Block, Claim

LINES = (Path(__file__).parents[1] / "cases/models/labels.txt").read_text("utf-8").splitlines()


def cases(*, failing: bool) -> list[tuple[str, ...]]:
    lines = [line for line in LINES if line and line[0] != "#" and line.startswith("!") == failing]
    return [tuple(part.strip() for part in line.lstrip("! ").split("|")) for line in lines]


CASES = cases(failing=False)


@spacy.Language.component("every_sentence_is_a_claim")
def every_sentence_is_a_claim(doc: Doc) -> Doc:
    spans = list(doc.sents)
    for span in spans:
        extensions.set_claim(span, Claim())
    doc.spans["claims"] = spans
    return doc


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    pipeline.add_pipe("every_sentence_is_a_claim")
    pipeline.add_pipe("claimtable_classifier")
    return pipeline


def claims(doc: Doc) -> list[Claim]:
    return [span._.claim for span in doc.spans["claims"]]


@pytest.mark.parametrize(("label", "text"), CASES)
def test_plain_claims(nlp: spacy.Language, label: str, text: str) -> None:
    assert [c.label for c in claims(nlp(text))] == ([] if label == "none" else [label])


@pytest.mark.xfail(strict=True, reason="known: the model does not see it yet")
@pytest.mark.parametrize(("label", "text"), cases(failing=True))
def test_plain_claims_known_to_fail(nlp: spacy.Language, label: str, text: str) -> None:
    assert [c.label for c in claims(nlp(text))] == ([] if label == "none" else [label])


def test_labels_come_with_honest_numbers(nlp: spacy.Language) -> None:
    for claim in claims(nlp(" ".join(text for _, text in CASES))):
        assert claim.label in LABELS
        assert claim.label_source == "model:shipped"
        assert sum(claim.probabilities.values()) == pytest.approx(1)
        assert claim.label_confidence == claim.probabilities[claim.label]


def test_one_doc_or_many_is_the_same(nlp: spacy.Language) -> None:
    texts = [text for _, text in CASES]
    one = [[c.label for c in claims(nlp(t))] for t in texts]
    assert one == [[c.label for c in claims(d)] for d in nlp.pipe(texts, batch_size=4)]


def test_labels_survive_a_doc_bin(nlp: spacy.Language) -> None:
    doc = nlp(CASES[0][1])
    back = next(iter(DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)))
    assert claims(back) == claims(doc)


def test_a_pipeline_with_it_can_be_written_and_read(nlp: spacy.Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "nlp")
    again = spacy.load(tmp_path / "nlp")
    assert [c.label for c in claims(again(CASES[0][1]))] == [CASES[0][0]]


def test_docs_without_claims_pass_through(nlp: spacy.Language) -> None:
    empty = spacy.blank("en")
    empty.add_pipe("claimtable_classifier")
    assert "claims" not in empty("Nothing here.").spans


def test_importing_the_factory_is_cheap() -> None:
    code = (
        "import sys, claimtable.models.component\n"
        "heavy = ('sklearn', 'pandas', 'onnxruntime', 'scipy.sparse')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_cell_under_both_headers_is_never_none(nlp: spacy.Language) -> None:
    text = "Read more"
    plain = make_doc(nlp, text, [Block("paragraph", 0, len(text))])
    cell = Block("table_cell", 0, len(text), row=1, column=1, row_header="A", column_header="B")
    headed = make_doc(nlp, text, [cell])
    for doc in (plain, headed):
        for _, pipe in nlp.pipeline:
            doc = pipe(doc)
    assert claims(plain) == []
    (claim,) = claims(headed)
    assert claim.label in LABELS
    assert sum(claim.probabilities.values()) == pytest.approx(1)


def test_the_encoder_is_asked_only_where_the_words_are_not_sure() -> None:
    model = load_labeller("shipped")
    contexts = [ClaimContext(text) for _, text in CASES]
    decided = model.head.words_decide(contexts)
    asked: list[ClaimContext] = []

    def encode(batch: Sequence[ClaimContext]) -> Matrix:
        asked.extend(batch)
        return model.encoder.encode(batch)

    rows = model.head.probabilities_by_turns(contexts, encode)
    assert asked == [c for c, alone in zip(contexts, decided, strict=True) if not alone]
    assert rows.sum(axis=1) == pytest.approx(1)
    assert (rows.max(axis=1)[decided] >= model.head.settings.confident).all()


def test_words_alone_decide_on_plain_classes_and_on_no_short_development(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = load_labeller("shipped")
    contexts = [c for c in shipped_corpus().contexts[-1500:] if len(c.text) < 400]
    decided = model.head.words_decide(contexts)
    few = [c for c, alone in zip(contexts, decided, strict=True) if alone][:60]
    kept = model.head.probabilities_by_turns(few, lambda _: pytest.fail("asked the encoder"))
    found = [CLASSES[i] for i in kept.argmax(axis=1)]
    assert set(found) == {"development", "none"}
    monkeypatch.setattr(head, "FEWEST_WORDS", 1000)
    alone = model.head.words_decide(few).tolist()
    assert alone == [name == "none" for name in found]
