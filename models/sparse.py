"""Rows of numbers of which most are nought: the features of claims.

Labelling needs few operations on them, and numpy does these. To import scipy, let alone
scikit-learn, takes longer than to label an article; what fits a model asks for `to_scipy`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SparseRows:
    """A matrix by rows, as scipy's ``csr_matrix`` keeps it.

    Attributes:
        data: The values, row by row.
        indices: The column of each, rising in a row.
        indptr: Where each row begins in these, and where the last one ends: shape (rows + 1,).
        width: How many columns there are.
    """

    data: Values
    indices: Indices
    indptr: Indices
    width: int

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.indptr) - 1

    def __getitem__(self, rows: Any) -> SparseRows:
        """Take rows by an array of their numbers."""
        starts, sizes = self.indptr[rows], np.diff(self.indptr)[rows]
        at = ranges(starts, sizes)
        return SparseRows(self.data[at], self.indices[at], _ends(sizes), self.width)

    def row_of_each(self) -> Indices:
        """The row of each value."""
        return np.repeat(np.arange(len(self)), np.diff(self.indptr))

    def times(self, weights: NDArray[Any]) -> Floats:
        """Multiply with weights of shape (classes, width): shape (rows, classes).

        What comes out for a row depends on that row alone.
        """
        rows = self.row_of_each()
        sums = [np.bincount(rows, self.data * w[self.indices], len(self)) for w in weights]
        return np.stack(sums, axis=1)

    def first(self, width: int) -> SparseRows:
        """Keep the first columns only."""
        kept = self.indices < width
        sizes = np.bincount(self.row_of_each()[kept], minlength=len(self))
        return SparseRows(self.data[kept], self.indices[kept], _ends(sizes), width)

    def scaled(self, factor: float) -> SparseRows:
        """Multiply every value."""
        return SparseRows(self.data * np.float32(factor), self.indices, self.indptr, self.width)

    def of_length_one(self) -> SparseRows:
        """Stretch every row to Euclidean length one; an empty one stays empty."""
        rows = self.row_of_each()
        squares = np.bincount(rows, np.square(self.data, dtype=np.float64), len(self))
        data = self.data / np.sqrt(squares)[rows]
        return SparseRows(data.astype(np.float32), self.indices, self.indptr, self.width)

    def to_scipy(self) -> Any:
        """The same as a ``scipy.sparse.csr_matrix``."""
        from scipy.sparse import csr_matrix

        shape = (len(self), self.width)
        return csr_matrix((self.data, self.indices, self.indptr), shape=shape)

    @classmethod
    def of_dense(cls, matrix: NDArray[Any]) -> SparseRows:
        """Keep what is not nought in a matrix."""
        rows, columns = matrix.nonzero()
        data = matrix[rows, columns].astype(np.float32)
        sizes = np.bincount(rows, minlength=len(matrix))
        return cls(data, columns, _ends(sizes), matrix.shape[1])

    @classmethod
    def counted(cls, numbers: Indices, sizes: Sequence[int] | Indices, width: int) -> SparseRows:
        """Count how often each row has each number.

        Args:
            numbers: Numbers below ``width``, row by row.
            sizes: How many each row has.
            width: How many columns there are.
        """
        rows = np.repeat(np.arange(len(sizes)), sizes)
        cells, counts = np.unique(rows * width + numbers, return_counts=True)
        rows, columns = np.divmod(cells, max(width, 1))
        found = np.bincount(rows, minlength=len(sizes))
        return cls(counts.astype(np.float32), columns, _ends(found), width)

    @classmethod
    def side_by_side(cls, blocks: Sequence[SparseRows]) -> SparseRows:
        """Put matrices of as many rows side by side."""
        sizes = np.array([np.diff(block.indptr) for block in blocks])
        ends = _ends(sizes.sum(axis=0))
        data, indices = np.empty(ends[-1], np.float32), np.empty(ends[-1], np.intp)
        starts, left = ends[:-1], 0
        for block, size in zip(blocks, sizes, strict=True):
            at = ranges(starts, size)
            data[at], indices[at] = block.data, block.indices + left
            starts, left = starts + size, left + block.width
        return cls(data, indices, ends, left)


def ranges(starts: Indices, sizes: Indices) -> Indices:
    """Count up from each start, so many steps each, one after the other."""
    before = np.cumsum(sizes) - sizes
    out: Indices = np.arange(sizes.sum()) + np.repeat(starts - before, sizes)
    return out


def flat(rows: Iterable[Sequence[int]], sizes: Sequence[int]) -> Indices:
    """Put rows of so many numbers one after the other."""
    return np.fromiter((n for row in rows for n in row), np.intp, sum(sizes))


def _ends(sizes: Any) -> Indices:
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.intp)])
