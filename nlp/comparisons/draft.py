"""A comparison while it is being built."""

from __future__ import annotations

from dataclasses import dataclass

from claimtable.nlp.comparisons.sentence import Bounds
from claimtable.nlp.types import Basis, ComparisonKind, Preference, Scale


@dataclass(slots=True)
class Draft:
    """A comparison found, its parts as bounds relative to the sentence.

    Attributes:
        cue: Words that carry the direction.
        anchor: Token whose clause holds the subject.
        kind: Form.
        scale: +1 up the scale, -1 down, 0 level, None different.
        value: +1 where more of the cue is good, -1 bad, 0 where the aspect decides.
        subject: Or None while not found.
        object: Or None.
        aspect: Or None.
        degree: Or None.
        basis: Or None while not decided.
        settled: Whether the subject has been decided and is not to be searched.
        negated: Whether it is denied.
        question: Whether no direction is stated.
    """

    cue: Bounds
    anchor: int
    kind: ComparisonKind
    scale: int | None
    value: int = 0
    subject: Bounds | None = None
    object: Bounds | None = None
    aspect: Bounds | None = None
    degree: Bounds | None = None
    basis: Basis | None = None
    settled: bool = False
    negated: bool = False
    question: bool = False


SCALES: dict[int | None, Scale] = {1: "more", -1: "less", 0: "equal", None: "different"}
PREFERENCES: dict[int | None, Preference] = {
    1: "better",
    -1: "worse",
    0: "equal",
    None: "different",
}
