"""Text with marked names: how it is read, what of it is shipped, and that it can be learnt."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtable.models import units
from claimtable.models.tuning import ner
from claimtable.models.tuning.names import NAME_LABELS, mark, parse, read_passages

ROOT = Path(units.__file__).resolve().parents[1]
FILES = sorted((ROOT / "corpus" / "names").glob("*.txt"))
SHARED = ROOT.parent / "shared"
plain = st.text(st.characters(codec="utf-8", exclude_characters="[]\n\r\t"), max_size=12)
name = st.tuples(st.sampled_from(NAME_LABELS), plain.filter(lambda x: x == x.strip() != ""))


def test_marks_are_read():
    text, names = parse("[ORG Kestrel Foods]'s [PRODUCT Oat [2]] is sold in [PLACE Lyon] [sic].")
    assert text == "Kestrel Foods's Oat [2] is sold in Lyon [sic]."
    assert [(text[s:e], label) for s, e, label in names] == [
        ("Kestrel Foods", "ORG"),
        ("Oat [2]", "PRODUCT"),
        ("Lyon", "PLACE"),
    ]


@given(st.lists(st.tuples(plain, name)))
def test_marks_come_out_as_they_went_in(parts):
    text, names = "", []
    for before, (label, word) in parts:
        text += before
        names.append((len(text), len(text) + len(word), label))
        text += word
    assert parse(mark(text, names)) == (text, tuple(names))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no tab", "no tab"),
        ("a1\t[ORG Acme", "no bracket closes"),
        ("a1\t[ORG [PLACE Lyon] Foods]", "a mark inside a mark"),
    ],
)
def test_a_broken_line_is_named(tmp_path, line, said):
    path = tmp_path / "names.txt"
    path.write_text(f"a0\tfine\n{line}\n")
    with pytest.raises(ValueError, match=rf"names.txt, line 2: {said}"):
        read_passages([path])


def test_shipped_passages_are_valid():
    passages = read_passages(FILES)
    assert len(passages) > 2800
    assert len({p.text for p in passages}) == len(passages)
    for passage in passages:
        assert passage.text == passage.text.strip(), passage
        for start, end, _ in passage.names:
            found = passage.text[start:end]
            assert found == found.strip(), passage
            assert not found.startswith("the "), passage
    held = sum(p.is_held_out for p in passages) / len(passages)
    assert 0.05 < held < 0.15


def test_what_the_base_model_knows_is_learnt_along():
    nlp = ner.recogniser()
    (row,) = ner.complete(
        nlp,
        [ner.Labelled("Zorbl opened in Paris on 3 May 2024.", ((0, 5, "ORG"), (16, 21, "PLACE")))],
    )
    assert row.names == ((0, 5, "ORG"), (16, 21, "GPE"), (25, 35, "DATE"))


def test_a_passage_can_be_learnt(tmp_path, capsys):
    nlp = ner.recogniser()
    texts = ("Kestrel opened the Quell.", "Ada Brown left Zorbl in Lyon.")
    names = (
        ((0, 7, "ORG"), (19, 24, "PRODUCT")),
        ((0, 9, "PERSON"), (15, 20, "ORG"), (24, 28, "GPE")),
    )
    rows = [ner.Labelled(*row) for row in zip(texts, names, strict=True)]
    averages = ner.tune(nlp, rows, rows, rows, epochs=60, rate=0.01, share=0.5)
    assert averages
    doc = nlp("Kestrel opened the Quell.")
    assert [(e.text, e.label_) for e in doc.ents] == [("Kestrel", "ORG"), ("Quell", "PRODUCT")]
    assert "epoch 60: ORG 100.0 of 2" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the evaluation data is not there")
def test_no_eight_words_in_a_row_come_from_the_evaluation_data():
    grams = {gram for p in read_passages(FILES) for gram in eight(p.text)}
    found = set()
    for path in sorted((SHARED / "eval").rglob("*")):
        if path.suffix in (".jsonl", ".txt", ".md", ".html") and path.is_file():
            found |= grams.intersection(eight(path.read_text("utf-8", "replace")))
    found |= grams.intersection(eight((SHARED / "seed-article.txt").read_text("utf-8")))
    assert found == set()


def eight(text):
    words = re.findall(r"\w+", text.lower())
    return [" ".join(words[i : i + 8]) for i in range(len(words) - 7)]
