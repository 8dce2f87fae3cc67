"""Labels of real claims, kept without the claims."""

import re
from pathlib import Path

import numpy as np
import pytest

from claimtable.models.classes import CLASSES
from claimtable.models.tuning import readings
from claimtable.models.tuning.readings import digest, read_readings

FILE = Path(readings.__file__).with_name("data") / "readings.tsv"


def test_every_line_is_a_digest_and_readings():
    lines = FILE.read_text("utf-8").splitlines()
    bad = [x for x in lines if not re.fullmatch(r"[0-9a-f]{12}\t[SRODN]{1,2}( [SRODN]{1,2})+", x)]
    assert not bad
    assert len(read_readings()) == len(lines) > 13_000


def test_readings_become_shares(tmp_path):
    path = tmp_path / "readings.tsv"
    path.write_text(f"{digest('Sales rose.')}\tD SD\n", "utf-8")
    shares = dict(zip(CLASSES, read_readings(path)[digest("  Sales\nrose. ")], strict=True))
    assert shares == pytest.approx(
        {"strength": 0.35, "risk": 0, "opportunity": 0, "development": 0.65, "none": 0}
    )


def test_shares_add_up_to_one():
    sums = np.array([shares.sum() for shares in read_readings().values()])
    assert sums == pytest.approx(np.ones(len(sums)))
