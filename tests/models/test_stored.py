from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claimtable.models import stored
from claimtable.models.context import ClaimContext


class SaysRisk:
    """Stands in for a model: whatever comes is a risk."""

    def probabilities(self, contexts: list[ClaimContext]) -> np.ndarray:
        self.contexts = contexts
        return np.tile([0.0, 0.9, 0.0, 0.1, 0.0], (len(contexts), 1))


def row(number: int, label: str, source: str = "model:shipped") -> dict[str, object]:
    return {
        "claim_id": str(number),
        "article_id": "a",
        "section": None,
        "start": number * 10,
        "text": f"Claim {number}.",
        "label": label,
        "label_source": source,
    }


def test_flips_leave_people_alone_and_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "claims").mkdir()
    rows = [row(2, "risk"), row(1, "development"), row(3, "strength", "human")]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "claims/part.parquet")
    model = SaysRisk()
    found = stored.flips(tmp_path, model)  # type: ignore[arg-type]
    assert [(f.claim_id, f.old, f.new) for f in found] == [("1", "development", "risk")]
    assert [c.before for c in model.contexts] == [None, "Claim 1.", "Claim 2."]


def test_a_folder_that_is_no_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no claims store"):
        stored.flips(tmp_path, SaysRisk())  # type: ignore[arg-type]
