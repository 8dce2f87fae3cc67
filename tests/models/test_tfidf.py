"""Terms are weighed as scikit-learn weighs them."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from claimtable.models.tfidf import LetterVectorizer, Vectorizer, WordVectorizer

TEXTS = ["Sales rose 4%  in May", "a b  c\u2003d\x1fe\n f", "İstanbul ẞ it's", "", "I", "in may"]
WORDS = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32)
LETTERS = TfidfVectorizer(
    analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32
)
BOTH = pytest.mark.parametrize(
    ("make", "reference"), [(WordVectorizer, WORDS), (LetterVectorizer, LETTERS)]
)
Make = Callable[[], Vectorizer]


@BOTH
def test_the_columns_are_those_of_scikit_learn(make: Make, reference: TfidfVectorizer) -> None:
    ours = make()
    expected = reference.fit_transform(TEXTS).toarray()
    assert np.allclose(ours.fit_transform(TEXTS).to_scipy().toarray(), expected)
    assert ours.names() == reference.get_feature_names_out().tolist()


@BOTH
@given(texts=st.lists(st.text() | st.sampled_from(TEXTS), min_size=1, max_size=4))
def test_new_texts_are_read_as_scikit_learn_reads_them(
    make: Make, reference: TfidfVectorizer, texts: list[str]
) -> None:
    ours = make()
    ours.fit_transform(TEXTS)
    expected = reference.fit(TEXTS).transform(texts).toarray()
    assert np.allclose(ours.transform(texts).to_scipy().toarray(), expected, atol=1e-6)


@BOTH
def test_a_text_is_read_the_same_alone(make: Make, reference: TfidfVectorizer) -> None:
    ours = make()
    together = ours.fit_transform(TEXTS).to_scipy().toarray()
    alone = [ours.transform([text]).to_scipy().toarray() for text in TEXTS]
    assert np.array_equal(together, np.vstack(alone))


def test_rare_sequences_are_left_out_and_the_most_frequent_kept() -> None:
    kept = LetterVectorizer(min_df=2, max_features=3)
    kept.fit_transform(["ab ab ab", "ab cd", "cd", "zz"])
    assert len(kept.names()) == 3
    assert not {"zz", " z"} & set(kept.names())


@BOTH
def test_a_vocabulary_and_its_weights_come_back(make: Make, reference: TfidfVectorizer) -> None:
    ours = make()
    before = ours.fit_transform(TEXTS)
    again = type(ours)(vocabulary=ours.names())
    again.idf = ours.idf
    assert np.array_equal(before.to_scipy().toarray(), again.transform(TEXTS).to_scipy().toarray())


@BOTH
def test_a_new_vocabulary_forgets_the_old(make: Make, reference: TfidfVectorizer) -> None:
    ours = make()
    for texts in (TEXTS, ["may sales", "sales rise"]):
        ours.fit_transform(texts)
        expected = reference.fit(texts).transform(TEXTS).toarray()
        assert np.allclose(ours.transform(TEXTS).to_scipy().toarray(), expected)
