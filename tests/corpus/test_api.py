"""What a program calls: one table whatever the way, values as the contract names them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

import claimtable
from claimtable.corpus.articles import Article
from claimtable.corpus.engine.core import claims_of
from claimtable.corpus.frames import articles_of
from claimtable.corpus.schema import CLAIMS_SCHEMA, COLUMNS
from claimtable.corpus.store import Store
from claimtable.corpus.table import article_of, articles_table, claims_table, figure, plain, rows
from claimtable.nlp import extensions
from claimtable.nlp.types import Claim, Money
from tests.corpus.helpers import article, prepare_cheap

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [f"Firm {n} sold {n} plants for ${n} million. Its rival may close." for n in range(7)]


@pytest.fixture(scope="module")
def nlp() -> Iterator[Language]:
    with pytest.MonkeyPatch.context() as patch:
        yield claimtable.load(prepare_cheap(patch))


def test_extract_takes_articles_files_and_texts(nlp: Language, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Costs fell.")
    frame = claimtable.extract([article("Sales rose."), tmp_path / "a.txt", "It grew."], nlp=nlp)
    assert list(frame.columns) == list(COLUMNS)
    assert frame["text"].tolist() == ["Sales rose.", "Costs fell.", "It grew."]
    assert frame["source"].tolist() == ["a.txt", str(tmp_path / "a.txt"), ""]
    assert frame["label_confidence"].dtype == np.float32
    one = claimtable.extract("Sales rose.", nlp=nlp)
    assert one["claim_id"].tolist() == frame["claim_id"].tolist()[:1]
    assert list(claimtable.extract([], nlp=nlp).columns) == list(COLUMNS)


def test_extract_refuses_what_is_no_article(nlp: Language) -> None:
    with pytest.raises(TypeError, match="not int"):
        claimtable.extract([3], nlp=nlp)  # type: ignore[list-item]


def same(first: pd.DataFrame, second: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(first.reset_index(drop=True), second.reset_index(drop=True))


def test_a_batch_gives_the_same_however_it_is_cut(nlp: Language) -> None:
    articles = [article(text, f"{i}.txt", title="T") for i, text in enumerate(TEXTS)]
    frame = articles_table(articles).to_pandas()
    whole = claimtable.extract_batch(frame, nlp=nlp)
    assert whole["money"].map(len).sum() == 7
    same(whole, claimtable.extract(articles, nlp=nlp))
    for size in (1, 3):
        cut = [frame.iloc[i : i + size] for i in range(0, len(frame), size)]
        same(whole, pd.concat([claimtable.extract_batch(part, nlp=nlp) for part in cut]))


def test_a_frame_of_texts_is_enough(nlp: Language) -> None:
    texts = pd.DataFrame({"text": TEXTS, "title": ["T", None, *["x"] * 5]})
    frame = claimtable.extract_batch(texts, nlp=nlp)
    assert frame["text"].tolist() == claimtable.extract(TEXTS, nlp=nlp)["text"].tolist()
    with pytest.raises(ValueError, match="no column 'text' among body"):
        claimtable.extract_batch(pd.DataFrame({"body": TEXTS}), nlp=nlp)


def test_the_spark_recipe_of_the_docs_runs(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = (ROOT / "docs" / "spark.md").read_text("utf-8")
    code = re.search(r"^def claims\(.*?\n\n", recipe, re.DOTALL | re.MULTILINE)
    assert code
    place: dict[str, Any] = {"Iterator": Iterator, "pd": pd, "claimtable": claimtable}
    exec(code[0], place)  # the very lines that the page shows
    monkeypatch.setattr("claimtable.corpus.api._default_pipeline", lambda: nlp)
    articles = [article(text, f"{i}.txt") for i, text in enumerate(TEXTS)]
    batches = (articles_table(articles[i : i + 2]).to_pandas() for i in range(0, 7, 2))
    made = pd.concat(place["claims"](batches))
    table = pa.Table.from_pandas(made, CLAIMS_SCHEMA, preserve_index=False)
    same(claimtable.extract(articles, nlp=nlp), made)
    assert table.num_rows == len(made)


def test_read_gives_what_extract_gave(nlp: Language, tmp_path: Path) -> None:
    articles = [article(text, f"{i}.txt") for i, text in enumerate(TEXTS)]
    store = Store.open(tmp_path, create=True)
    with store.writing() as writer:
        writer.commit(articles_table(articles), claims_of(articles, nlp))
    same(claimtable.extract(articles, nlp=nlp), claimtable.read(tmp_path))


def test_amounts_are_decimals_without_needless_zeros(nlp: Language) -> None:
    frame = claimtable.extract("The plant cost $380 million.", nlp=nlp)
    money = frame["money"][0][0]
    assert isinstance(money["value"], Decimal)
    assert str(money["value"]) == "380000000"
    assert money["high"] is None


@pytest.mark.parametrize(
    ("value", "text"),
    [("380000000000", "380000000000"), ("4E+2", "400"), ("12.500", "12.5"), ("-0.10", "-0.1")],
)
def test_plain_drops_only_zeros(value: str, text: str) -> None:
    assert str(plain(Decimal(value))) == text


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20
    )
)
def test_figures_survive_the_table(value: Decimal) -> None:
    stored = figure(value)
    assert stored is not None
    assert plain(stored) == value


@pytest.mark.parametrize("value", ["1E+29", "1E+999999", "NaN", "Infinity", "-1E+40"])
def test_a_figure_that_no_column_holds_is_left_out(value: str) -> None:
    doc = Doc(spacy.blank("en").vocab, words=["It", "cost", "much", "money"])
    doc.spans["claims"] = [doc[:]]
    doc.spans["money"] = [doc[2:4], doc[3:4]]
    extensions.set_claim(doc[:], Claim(kinds=("monetary",)))
    extensions.set_money(doc[2:4], Money(Decimal(value)))
    extensions.set_money(doc[3:4], Money(Decimal("0.1234567894")))
    (row,) = rows(Article(doc.text), doc)
    assert [record["value"] for record in row["money"]] == [Decimal("0.123456789")]
    assert claims_table([row]).num_rows == 1


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_any_text_gives_a_table_whose_offsets_hold(nlp: Language, text: str) -> None:
    table = claims_of([Article(text)], nlp)
    assert table.schema.equals(CLAIMS_SCHEMA)
    for row in table.to_pylist():
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        assert whole[row["start"] : row["end"]] == row["text"] or "\ufffd" in row["text"]


def test_lone_surrogates_do_no_harm(nlp: Language) -> None:
    (row,) = claims_of([Article("Sales \ud800 rose in May.")], nlp).to_pylist()
    assert row["text"] == "Sales \ufffd rose in May."


def test_articles_survive_the_table() -> None:
    day = datetime.date(2025, 5, 1)
    one = article("Sales rose.\nCosts fell.", "x.html", title="T", published=day)
    (row,) = articles_table([one]).to_pylist()
    assert article_of(row) == one
    assert list(articles_of(articles_table([one]).to_pandas())) == [one]


def test_a_thousand_claims_in_one_article_take_linear_work() -> None:
    doc = Doc(spacy.blank("en").vocab, words=["$5"] * 20_000)
    spans = [doc[i : i + 1] for i in range(len(doc))]
    doc.spans["claims"] = spans
    doc.spans["money"] = spans
    for span in spans:
        extensions.set_claim(span, Claim())
        extensions.set_money(span, Money(Decimal(5)))
    made = rows(Article(doc.text), doc)
    assert [len(row["money"]) for row in made] == [1] * 20_000
