"""Filters pick the rows that a look at each row would pick."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from claimtable.corpus.filters import Filters

SIGNS = st.text("aksAKSz09 .*+?()[]{}|^$\\/-_%€é\n", max_size=12)


@given(st.lists(SIGNS, max_size=6), SIGNS.filter(bool))
def test_text_is_found_whatever_its_case(texts: list[str], search: str) -> None:
    table = pa.table({"text": pa.array(texts, pa.string())})
    mask = Filters(search=search).mask(table)
    assert mask is not None
    assert mask.tolist() == [search.lower() in text.lower() for text in texts]
