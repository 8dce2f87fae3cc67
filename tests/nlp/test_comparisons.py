"""The comparison component on real parses."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from claimtable.nlp.comparisons import component
from claimtable.nlp.pipeline import load_base
from tests.nlp.comparison_cases import CASES, Case, describe


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = load_base()
    nlp.add_pipe("claimtable_comparisons")
    return nlp


@pytest.fixture(scope="module")
def found(nlp: Language) -> dict[str, list[str]]:
    """What the component says of each sentence of the case files, parsed in one go."""
    docs = nlp.pipe([case.text for case in CASES], batch_size=64)
    return {doc.text: [describe(span) for span in doc.spans["comparisons"]] for doc in docs}


def test_there_are_at_least_400_cases() -> None:
    assert len(CASES) >= 400
    assert len({case.text for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{case.family}-{case.line}",
            marks=pytest.mark.xfail(strict=True, reason="known failure") if case.fails else (),
        )
        for case in CASES
    ],
)
def test_case(case: Case, found: dict[str, list[str]]) -> None:
    assert found[case.text] == list(case.expected)


def test_look_alikes_are_left_alone(found: dict[str, list[str]]) -> None:
    texts = [case.text for case in CASES if case.family == "look_alikes"]
    assert len(texts) > 70
    assert [text for text in texts if found[text]] == []


def test_works_without_a_parse() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("claimtable_comparisons")
    doc = nlp("Norvane is faster than Aldport.")
    (span,) = doc.spans["comparisons"]
    comparison = span._.comparison
    assert (comparison.subject.text, comparison.object.text) == ("Norvane", "Aldport")


def test_two_comparisons_over_the_same_words_keep_their_values(nlp: Language) -> None:
    doc = nlp("The train is faster and cheaper than the bus.")
    first, second = doc.spans["comparisons"]
    assert (first.start, first.end) == (second.start, second.end)
    assert [s._.comparison.cue.text for s in (first, second)] == ["faster", "cheaper"]


def test_values_survive_serialisation(nlp: Language) -> None:
    doc = nlp("Norvane is faster than Aldport.")
    stored = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (again,) = DocBin(store_user_data=True).from_bytes(stored).get_docs(nlp.vocab)
    assert [describe(span) for span in again.spans["comparisons"]] == [
        describe(span) for span in doc.spans["comparisons"]
    ]


def test_spans_stand_in_text_order(nlp: Language) -> None:
    doc = nlp(
        "Corvale is smaller than Malin. Kelso has overtaken Marrin. Denby is the largest carmaker."
    )
    starts = [span.start for span in doc.spans["comparisons"]]
    assert len(starts) == 3
    assert starts == sorted(starts)


_WORDS = st.sampled_from(
    [
        "Norvane",
        "its",
        "the",
        "a",
        "more",
        "less",
        "better",
        "largest",
        "most",
        "as",
        "same",
        "than",
        "to",
        "of",
        "in",
        "from",
        "4%",
        "$3m",
        "2019",
        "profit",
        "costs",
        "rivals",
        "beat",
        "trails",
        "compared",
        "with",
        "versus",
        "unlike",
        "twice",
        "times",
        "up",
        "down",
        "year",
        "on",
        "ahead",
        "behind",
        "not",
        "and",
        ",",
        ".",
        "?",
        "-",
        "'",
        "“",
        ")",
        "no.",
        "2",
        "since",
        "below",
        "expectations",
        "rose",
        "similar",
    ]
)


def _check(doc: Doc) -> None:
    """Hold every comparison of a Doc to what the contract promises."""
    for span in doc.spans["comparisons"]:
        comparison = span._.comparison
        parts = [comparison.subject, comparison.object, comparison.aspect, comparison.degree]
        for part in [comparison.cue, *(part for part in parts if part is not None)]:
            assert isinstance(part, Span)
            assert span.start <= part.start < part.end <= span.end
            assert part.sent == span.sent
    ids = [(span.start, span.end, span.id) for span in doc.spans["comparisons"]]
    assert len(set(ids)) == len(ids)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_WORDS, max_size=40).map(" ".join))
def test_spans_stay_inside_their_sentence(nlp: Language, text: str) -> None:
    _check(nlp(text))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=120))
def test_no_text_breaks_it(nlp: Language, text: str) -> None:
    _check(nlp(text))


_BLANK = spacy.blank("en")
_FINDER = component.ComparisonFinder()


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.lists(_WORDS, max_size=40).map(" ".join), st.text(max_size=80)))
def test_no_text_breaks_it_without_a_parse(text: str) -> None:
    doc = _FINDER(_BLANK.make_doc(text))
    for span in doc.spans["comparisons"]:
        assert span.start <= span._.comparison.cue.start < span._.comparison.cue.end <= span.end


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["than", "faster", "the", "rose", "from", "as", "best", "4"]),
            st.sampled_from(["JJR", "NN", "VBD", "IN", "DT", "CD", "RB", "JJS"]),
            st.sampled_from(["nsubj", "dobj", "amod", "acomp", "pobj", "relcl", "conj", "ROOT"]),
            st.integers(0, 11),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_no_parse_breaks_it(rows: list[tuple[str, str, str, int]]) -> None:
    words, tags, deps, heads = (list(column) for column in zip(*rows, strict=True))
    doc = Doc(
        _BLANK.vocab,
        words=words,
        tags=tags,
        deps=deps,
        heads=[min(head, i) for i, head in enumerate(heads)],
    )
    _FINDER(doc)
