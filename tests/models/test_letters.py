import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from claimtable.models.letters import LetterVectorizer

TEXTS = ["Sales rose 4%  in May", "a b  c\u2003d\x1fe\n f", "İstanbul ẞ it's", "", "I"]
REFERENCE = TfidfVectorizer(
    analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32
)


def test_the_columns_are_those_of_scikit_learn() -> None:
    ours = LetterVectorizer()
    assert np.allclose(
        ours.fit_transform(TEXTS).toarray(), REFERENCE.fit_transform(TEXTS).toarray()
    )
    assert ours.names() == REFERENCE.get_feature_names_out().tolist()


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_new_texts_are_read_as_scikit_learn_reads_them(texts: list[str]) -> None:
    ours = LetterVectorizer()
    ours.fit_transform(TEXTS)
    expected = REFERENCE.fit(TEXTS).transform(texts).toarray()
    assert np.allclose(ours.transform(texts).toarray(), expected, atol=1e-6)


def test_rare_sequences_are_left_out_and_the_most_frequent_kept() -> None:
    kept = LetterVectorizer(min_df=2, max_features=3)
    kept.fit_transform(["ab ab ab", "ab cd", "cd", "zz"])
    assert len(kept.names()) == 3
    assert not {"zz", " z"} & set(kept.names())


def test_a_vocabulary_and_its_weights_come_back() -> None:
    ours = LetterVectorizer()
    before = ours.fit_transform(TEXTS)
    again = LetterVectorizer(vocabulary=ours.names())
    again.idf = ours.idf
    assert np.allclose(before.toarray(), again.transform(TEXTS).toarray())
