"""How the encoder is tuned: variants of units, and what is exported against what is taught."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtable.models.tuning.advice import heed, read_advice, write_advice
from claimtable.models.tuning.variants import Variants, names_in

UNITS = [
    ("Profit at Bramwell Foods rose 12.5% in 2023, while costs fell.", "Results | Sales rose."),
    ("Last week the Port of Tilbrook said it would close, but Orla Quays stays open.", ""),
    ("Growth may slow because rates rise.", "Outlook | "),
]
NEAR = {"profit": ["income"], "slow": ["weaken"]}


def test_names_are_found_whole_and_not_at_the_start():
    assert names_in([text for text, _ in UNITS]) == [
        "Bramwell Foods",
        "Port of Tilbrook",
        "Orla Quays",
    ]


def test_the_same_seed_gives_the_same_variants():
    vary = Variants(UNITS, NEAR)
    one, two = ([vary(u, Random(7)) for u in UNITS * 20] for _ in range(2))
    assert one == two


def test_figures_keep_their_form_and_years_stay_years():
    vary = Variants([("up 1,204.5 in 2019", "")])
    seen = {vary(("up 1,204.5 in 2019", ""), Random(i))[0] for i in range(200)}
    figures = {word for text in seen for word in text.split() if word[0].isdigit()}
    forms = {"".join("9" if c.isdigit() else c for c in word) for word in figures}
    assert forms == {"9,999.9", "9999"}
    assert all(1999 < int(word) < 2100 for word in figures if len(word) == 4)


def test_a_changed_name_is_changed_in_the_surroundings_too():
    vary = Variants([("It said Orla Quays will grow.", ""), ("It said Bramwell Foods won.", "")])
    unit = ("Here Orla Quays grew.", "Orla Quays | Orla Quays is a port.")
    seen = [vary(unit, Random(i)) for i in range(200)]
    changed = [around for text, around in seen if text == "Here Bramwell Foods grew."]
    assert changed
    assert not any("Orla" in around for around in changed)


@given(st.text(), st.text(), st.integers(0, 2**32))
def test_any_text_has_a_variant(text, around, seed):
    text_too, around_too = Variants([*UNITS, (text, around)], NEAR)((text, around), Random(seed))
    assert isinstance(text_too, str)
    assert isinstance(around_too, str)


def test_advice_is_mixed_in_where_there_is_any(tmp_path):
    labels = np.eye(5, dtype=np.float32)[:3]
    said = np.full((2, 5), 0.2, np.float32)
    write_advice(tmp_path / "a.npz", UNITS[:2], said)
    mixed = heed(UNITS, labels, read_advice(tmp_path / "a.npz"), 0.25)
    assert mixed.sum(axis=1) == pytest.approx(1)
    assert mixed[0].tolist() == pytest.approx([0.8, 0.05, 0.05, 0.05, 0.05])
    assert mixed[2].tolist() == labels[2].tolist()


@pytest.mark.slow
def test_cut_at_the_last_layer_the_exported_vectors_are_the_students():
    torch = pytest.importorskip("torch", reason="only tuning needs torch")
    from claimtable.models.context import ClaimContext
    from claimtable.models.tuning.export import Exported, torch_vectors
    from claimtable.models.tuning.network import MINILM, Classifier

    torch.manual_seed(0)
    student = Classifier(MINILM, layers=2).eval()
    contexts = [ClaimContext(text, around or None) for text, around in UNITS]
    cut, whole = torch_vectors(Exported(student, cut=2), contexts)
    assert cut == pytest.approx(whole, abs=1e-5)
    with pytest.raises(ValueError, match="no layer 3"):
        Exported(student, cut=3)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # torch has much to say of its exporter
@pytest.mark.parametrize("leave", [True, False])
def test_where_it_is_sure_an_encoder_leaves_with_the_mapped_vector(tmp_path, leave):
    torch = pytest.importorskip("torch", reason="only tuning needs torch")
    onnx = pytest.importorskip("onnx", reason="only tuning needs onnx")
    from claimtable.models.context import ClaimContext
    from claimtable.models.encoder import Encoder
    from claimtable.models.tuning.export import Exported, write
    from claimtable.models.tuning.leaving import Exit, with_exit
    from claimtable.models.tuning.network import MINILM, Classifier

    torch.manual_seed(0)
    write(Exported(Classifier(MINILM, layers=3), cut=1).eval(), tmp_path)
    contexts = [ClaimContext(text, around or None) for text, around in UNITS]
    whole = Encoder(tmp_path).encode(contexts)
    offset = np.zeros(384, np.float32)
    offset[7] = 2
    leaving = Exit(
        np.zeros(384, np.float32), 1 if leave else -1, np.zeros((384, 384), "f4"), offset
    )
    model = onnx.load(tmp_path / "encoder.onnx")
    onnx.save(with_exit(model, 2, leaving), tmp_path / "encoder.onnx")
    found = Encoder(tmp_path).encode(contexts)
    assert found == pytest.approx(np.tile(offset * 4, (len(UNITS), 1)) if leave else whole)
    with pytest.raises(ValueError, match="no leaving after layer 3"):
        with_exit(model, 3, leaving)
