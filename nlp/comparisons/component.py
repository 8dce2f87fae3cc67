"""The `claimtable_comparisons` component."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.strings import get_string_id
from spacy.tokens import Doc, Span

from claimtable.nlp import extensions
from claimtable.nlp.comparisons.direction import resolve
from claimtable.nlp.comparisons.draft import SCALES, Draft
from claimtable.nlp.comparisons.finder import TRIGGER_TAGS, find, trigger_words
from claimtable.nlp.comparisons.sentence import Bounds, Sentence, read_sentence
from claimtable.nlp.types import Comparison


@Language.factory("claimtable_comparisons")
def make_comparisons(nlp: Language, name: str) -> ComparisonFinder:
    """Build the component; spaCy calls this."""
    return ComparisonFinder(name)


class ComparisonFinder:
    """Find comparisons and take them apart.

    Reads words, tags, dependencies, sentence starts and entities; without a parse it works on
    words alone and finds less. Sets ``doc.spans["comparisons"]``, in text order; the span of a
    comparison covers all its parts.

    Measured on development data with en_core_web_sm 3.8 (news sentences by the project's
    guideline, camera reviews, CompSent-19): detection F1 100 / 82 / -, parts F1 (symmetric
    overlap) 90 / 57 / -, better-worse-none macro F1 - / - / 71.5 (71.0 on a quarter of it whose
    errors were never read). The news set is small and was looked at while building; expect less
    on other news. About a third of the CompSent-19 errors are coordinated names ("faster than A
    and B", asked about A against B): they stay one span, so the pair reads as compared with each
    other. Costs about 6 % of the parse.
    """

    def __init__(self, name: str = "claimtable_comparisons") -> None:
        """Keep the name that the pipeline knows the component by."""
        self.name = name
        self._words = {get_string_id(word) for word in trigger_words()}
        self._tags = {get_string_id(tag) for tag in TRIGGER_TAGS}

    def __call__(self, doc: Doc) -> Doc:
        """Mark one Doc."""
        spans: list[Span] = []
        for start, end, triggers in self._sentences(doc):
            sentence = read_sentence(doc, start, end)
            drafts = find(sentence, [i - start for i in triggers])
            for draft in drafts:
                spans.append(_store(doc, sentence, draft, len(spans) + 1))
        spans.sort(key=lambda span: (span.start, span.end, span.id))
        doc.spans["comparisons"] = spans
        return doc

    def _sentences(self, doc: Doc) -> Iterator[tuple[int, int, list[int]]]:
        """Yield bounds and trigger tokens of the sentences that have any."""
        rows = doc.to_array(["LOWER", "TAG", "SENT_START"]).tolist() if len(doc) else []
        start = 0
        triggers: list[int] = []
        for i, (word, tag, sent_start) in enumerate(rows):
            if sent_start == 1 and i > start:
                if triggers:
                    yield start, i, triggers
                    triggers = []
                start = i
            if word in self._words or tag in self._tags:
                triggers.append(i)
        if triggers:
            yield start, len(doc), triggers


def _store(doc: Doc, s: Sentence, draft: Draft, span_id: int) -> Span:
    """Turn a finished draft into a span with its value."""
    scale, preference = resolve(s, draft)
    parts = {
        name: _span(doc, s, getattr(draft, name))
        for name in ("subject", "object", "aspect", "degree")
    }
    cue = doc[s.start + draft.cue[0] : s.start + draft.cue[1]]
    present = [cue, *(part for part in parts.values() if part is not None)]
    start, end = min(part.start for part in present), max(part.end for part in present)
    span = Span(doc, start, end, label="COMPARISON", span_id=span_id)
    comparison = Comparison(
        cue=cue,
        kind=draft.kind,
        scale=SCALES[scale],
        preference=None if draft.question else preference,
        basis=draft.basis or "peer",
        **parts,
    )
    extensions.set_comparison(span, comparison)
    return span


def _span(doc: Doc, s: Sentence, bounds: Bounds | None) -> Span | None:
    return None if bounds is None else doc[s.start + bounds[0] : s.start + bounds[1]]
