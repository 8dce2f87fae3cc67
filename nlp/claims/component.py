"""The `claimtable_claims` component."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from spacy.language import Language
from spacy.tokens import Doc, Span

from claimtable.nlp import extensions
from claimtable.nlp.blocks import paragraphs
from claimtable.nlp.claims.judge import is_claim
from claimtable.nlp.claims.units import cut
from claimtable.nlp.claims.view import View
from claimtable.nlp.types import Block, Claim, Kind

_GROUPS: tuple[tuple[str, Kind], ...] = (
    ("money", "monetary"),
    ("percentages", "percentage"),
    ("comparisons", "comparative"),
)


@Language.factory("claimtable_claims", assigns=["doc.spans"])
def make_claims(nlp: Language, name: str) -> ClaimFinder:
    """Build the component; spaCy calls this."""
    return ClaimFinder(name)


class ClaimFinder:
    """Find claims and say who, what and how sure."""

    def __init__(self, name: str = "claimtable_claims") -> None:
        """Keep the name that the pipeline knows the component by."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Mark one Doc."""
        blocks = extensions.get_blocks(doc) or paragraphs(doc.text)
        view = View.of(doc)
        units = [u for u in cut(view, blocks) if is_claim(view, u, blocks[u.block])]
        kinds = _Kinds(doc)
        spans = []
        for unit in units:
            span = Span(doc, unit.start, unit.end)
            claim = Claim(
                kinds=kinds.within(unit.start, unit.end),
                block=unit.block,
                section=_section(blocks[unit.block]),
            )
            extensions.set_claim(span, claim)
            spans.append(span)
        doc.spans["claims"] = spans
        return doc


def _section(block: Block) -> str | None:
    path = [*block.section, block.row_header, block.column_header]
    return " > ".join(part for part in path if part) or None


class _Kinds:
    """Which kinds of figure lie in a stretch of a Doc."""

    def __init__(self, doc: Doc) -> None:
        self._starts = {
            kind: sorted((span.start, span.end) for span in doc.spans.get(group, ()))
            for group, kind in _GROUPS
        }

    def within(self, start: int, end: int) -> tuple[Kind, ...]:
        found = []
        for kind, spans in self._starts.items():
            i, j = bisect_left(spans, (start, 0)), bisect_right(spans, (end, 0))
            if any(last <= end for _, last in spans[i:j]):
                found.append(kind)
        return tuple(found) or ("qualitative",)
