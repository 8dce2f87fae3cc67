"""The reader of skops files reads what skops reads, of the few types that a head has."""

from collections import OrderedDict
from fractions import Fraction
from zipfile import BadZipFile

import numpy as np
import pytest
import skops.io

from claimtable.models import versions
from claimtable.models.skops_file import read


def same(a, b):
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b)
    return type(a) is type(b) and a == b


def test_the_shipped_head():
    path = versions.shipped_folder() / "head.skops"
    assert same(read(path), skops.io.load(path, trusted=[]))


def test_all_types_of_a_head(tmp_path):
    state = {
        "text": "naïve\n£",
        "number": 3,
        "share": 0.1,
        "none": None,
        "yes": True,
        "inner": {"a": np.arange(6, dtype=np.float16).reshape(2, 3), "b": {}, "c": np.zeros(0)},
    }
    skops.io.dump(state, tmp_path / "x.skops", compression=8)
    assert same(read(tmp_path / "x.skops"), state)


@pytest.mark.parametrize(
    "value", [{"a": Fraction(1, 2)}, OrderedDict(a=1), [1, 2], {"a": np.array([{}])}]
)
def test_other_types_are_refused(value, tmp_path):
    skops.io.dump(value, tmp_path / "x.skops")
    with pytest.raises(TypeError):
        read(tmp_path / "x.skops")


def test_broken_files_are_refused(tmp_path):
    path = tmp_path / "x.skops"
    with pytest.raises(FileNotFoundError):
        read(path)
    path.write_bytes(b"PK")
    with pytest.raises(BadZipFile):
        read(path)
