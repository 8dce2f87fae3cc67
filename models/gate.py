"""May a new version take the place of the one in use? A frozen test part decides."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from claimtable.models import metrics
from claimtable.models.head import truth
from claimtable.models.labeller import Labeller
from claimtable.models.units import Units

SURE = 0.975
"""A new version is refused when it is worse in more than this share of the resamples: when the 95 %
interval of the difference lies below nought."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says.

    Attributes:
        passed: Whether the new version may be put in use.
        evaluation: Metrics of the new version on the test part, ready for a report, with
            ``against`` (the same of the version in use) and ``comparison``.
    """

    passed: bool
    evaluation: dict[str, Any]


def judge(new: Labeller, old: Labeller | None, test: Units) -> Verdict:
    """Compare a new version with the one in use, on articles that neither was trained on.

    Args:
        new: The version just trained.
        old: The version in use, or None where there is none to compare with.
        test: The frozen test part.

    Returns:
        The verdict. Without a test part or an old version everything passes.
    """
    y = truth(test.labels)
    mine = new.probabilities(test.contexts, cached=True)
    evaluation = metrics.evaluate(y, mine, test.registers)
    if old is None or not len(test):
        return Verdict(True, evaluation)
    theirs = old.probabilities(test.contexts, cached=True)
    comparison = metrics.paired_bootstrap(
        y, mine.argmax(axis=1), theirs.argmax(axis=1), [c.article for c in test.contexts]
    )
    evaluation["against"] = metrics.evaluate(y, theirs)
    evaluation["comparison"] = asdict(comparison)
    return Verdict(comparison.worse <= SURE, evaluation)
