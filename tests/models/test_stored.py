from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claimtable.models import stored
from claimtable.models.context import ClaimContext

TEXT = "Outlook\nCosts may rise. The plant was sold. It was the last.\nfire"


class SaysRisk:
    """Stands in for a model: whatever comes is a risk, but fire is nothing."""

    def probabilities(self, contexts: list[ClaimContext]) -> np.ndarray:
        self.contexts = contexts
        none = [0.0, 0.3, 0.0, 0.1, 0.6]
        return np.array([none if c.text == "fire" else [0, 0.9, 0, 0.1, 0] for c in contexts])


def row(text: str, label: str, source: str = "model:shipped") -> dict[str, object]:
    return {
        "claim_id": text,
        "article_id": "a",
        "section": None,
        "start": TEXT.find(text),
        "text": text,
        "label": label,
        "label_source": source,
    }


def write(folder: Path, rows: list[dict[str, object]]) -> None:
    bounds = [("heading", 0, 7, None), ("paragraph", 8, 59, None), ("list_item", 61, 65, "Risks:")]
    blocks = [
        {"kind": kind, "start": start, "end": end, "section": [], "lead_in": lead_in}
        for kind, start, end, lead_in in bounds
    ]
    articles = [{"article_id": "a", "text": TEXT, "blocks": blocks}]
    for name, records in (("claims", rows), ("articles", articles)):
        (folder / name).mkdir()
        pq.write_table(pa.Table.from_pylist(records), folder / name / "part.parquet")


def test_flips_leave_people_alone_and_read_the_article(tmp_path: Path) -> None:
    rows = [
        row("The plant was sold.", "development"),
        row("Costs may rise.", "risk"),
        row("It was the last.", "strength", "human"),
        row("fire", "strength"),
        row("Said elsewhere.", "opportunity") | {"article_id": "b"},
        row("Outlook", "development"),
    ]
    write(tmp_path, rows)
    log = ['{"id": "Outlook", "text": "Outlook", "label": "risk", "time": "2025"}', "torn"]
    log += ['{"id": "fire", "text": "fire", "label": "risk", "time": "2025"}']
    log += ['{"id": "fire", "text": "fire", "label": null, "time": "2026"}']
    (tmp_path / "labels.jsonl").write_text("\n".join(log), "utf-8")
    model = SaysRisk()
    found = stored.flips(tmp_path, model)  # type: ignore[arg-type]
    assert [(f.claim_id, f.old, f.new, f.confidence) for f in found] == [
        ("The plant was sold.", "development", "risk", 0.9),
        ("Said elsewhere.", "opportunity", "risk", 0.9),
        ("fire", "strength", "none", 0.6),
    ]


def test_claims_are_read_in_their_article(tmp_path: Path) -> None:
    rows = [row("fire", "risk"), row("The plant was sold.", "risk"), row("Costs may rise.", "risk")]
    write(tmp_path, rows)
    model, told = SaysRisk(), []
    stored.label(rows, tmp_path / "articles/part.parquet", model, told.append)  # type: ignore[arg-type]
    assert [c.before for c in model.contexts] == ["Risks:", "Costs may rise.", None]
    assert told == [3]


def test_a_folder_that_is_no_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no claims store"):
        stored.flips(tmp_path, SaysRisk())  # type: ignore[arg-type]
