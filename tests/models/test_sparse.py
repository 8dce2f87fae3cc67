"""Sparse rows do what dense ones do."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from claimtable.models.sparse import SparseRows

VALUES = st.sampled_from([0.0, 0.0, 0.0, 1.0, -2.5, 0.125])


def matrices(rows: int, width: int) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float32, (rows, width), elements=VALUES)


def dense(rows: SparseRows) -> np.ndarray:
    return rows.to_scipy().toarray()


@given(
    matrices(4, 3) | matrices(0, 3) | matrices(4, 0),
    st.lists(st.integers(0, 3), max_size=5),
    st.integers(0, 3),
)
def test_parts_are_those_of_a_dense_matrix(matrix: np.ndarray, rows: list[int], width: int) -> None:
    sparse = SparseRows.of_dense(matrix)
    assert len(sparse) == len(matrix)
    assert np.array_equal(dense(sparse), matrix)
    assert np.array_equal(dense(sparse.scaled(2)), 2 * matrix)
    width = min(width, matrix.shape[1])
    assert np.array_equal(dense(sparse.first(width)), matrix[:, :width])
    if len(matrix):
        taken = np.array(rows, np.intp)
        assert np.array_equal(dense(sparse[taken]), matrix[taken])


@given(matrices(4, 3), matrices(4, 2), matrices(4, 0))
def test_side_by_side(first: np.ndarray, second: np.ndarray, third: np.ndarray) -> None:
    blocks = [first, third, second]
    together = SparseRows.side_by_side([SparseRows.of_dense(block) for block in blocks])
    assert np.array_equal(dense(together), np.hstack(blocks))


@given(matrices(4, 3), matrices(5, 3))
def test_products(matrix: np.ndarray, weights: np.ndarray) -> None:
    sparse = SparseRows.of_dense(matrix)
    assert np.array_equal(sparse.times(weights), matrix @ weights.T)
    assert all(
        np.array_equal(sparse[np.array([i])].times(weights)[0], row)
        for i, row in enumerate(sparse.times(weights))
    )


@given(matrices(4, 3))
def test_rows_of_length_one(matrix: np.ndarray) -> None:
    lengths = np.linalg.norm(dense(SparseRows.of_dense(matrix).of_length_one()), axis=1)
    assert np.allclose(lengths, matrix.any(axis=1))


@given(st.lists(st.lists(st.integers(0, 4), max_size=6), max_size=4))
def test_counts(rows: list[list[int]]) -> None:
    numbers = np.array([n for row in rows for n in row], np.intp)
    counted = SparseRows.counted(numbers, [len(row) for row in rows], 5)
    expected = [[row.count(n) for n in range(5)] for row in rows]
    assert dense(counted).tolist() == expected
