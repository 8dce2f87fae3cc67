"""What must hold for any text: no crash, no overlap, spans inside it, linear time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from claimtable.nlp.figures.lexemes import cut
from claimtable.nlp.figures.scan import scan, scan_doc
from claimtable.nlp.money.currencies import EXACT

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "KRW": "₩", "AUD": "A$", "BRL": "R$"}
NAMES = {"USD": "US dollars", "EUR": "euros", "CHF": "Swiss francs", "THB": "baht", "NGN": "naira"}
SCALES = {"": 1, " thousand": 10**3, " million": 10**6, "m": 10**6, "bn": 10**9, " billion": 10**9}
WORDS = """
    $ € £ ¥ % US$ A$ $US Y= PS Rs. kr RM R$ ¢ p c - – ( ) / ~ ≈ , . ' ’ + é 円 🙂 x
    1 12 1,234 1.234,56 0.5 .5 ½ 1/2 2019 5'000 million bn m k crore lakh hundred thousand
    half a quarter of and one twenty five tens millions point several couple dozen
    dollars euros pounds cents pence yuan won francs USD EUR US U.S. percent bps pp basis
    from to between or about rose fell minus /kg http://
"""
PIECES = WORDS.split()
PIECES += ["HK $", "7 3/4", "1 234 567", "Canadian dollars", "per cent", "percentage points", " . "]
PIECES += ["\n", "\n\n", "\t", "\u00a0", "\u200b", "per share", "a share"]
CODES = sorted(c for c in EXACT if len(c) == 3 and c.isascii() and c.isalpha() and c.isupper())


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("claimtable_money")
    pipeline.add_pipe("claimtable_percentages")
    return pipeline


def check_scan(text: str) -> None:
    """Check that figures lie in the text, in order, and do not overlap."""
    assert "".join(cut(text)) == text
    found = scan(text)
    for figures in (found.money, found.percentages):
        done = 0
        for figure in figures:
            assert done <= figure.start < figure.end <= len(text)
            assert text[figure.start : figure.end].strip() == text[figure.start : figure.end]
            assert figure.value.is_finite()
            assert figure.high is None or figure.high >= figure.value
            done = figure.end
    taken = sorted((f.start, f.end) for f in [*found.money, *found.percentages])
    assert all(a[1] <= b[0] for a, b in pairwise(taken))


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from(["", " "]))
@settings(max_examples=150, deadline=None)
def test_pieces_in_any_order(pieces: list[str], glue: str) -> None:
    check_scan(glue.join(pieces))


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text(text: str) -> None:
    check_scan(text)


@given(st.lists(st.sampled_from(PIECES), max_size=15), st.sampled_from(["", " "]))
@settings(max_examples=100, deadline=None)
def test_spans_follow_tokens(nlp: Language, pieces: list[str], glue: str) -> None:
    doc = nlp(glue.join(pieces))
    for group, attribute in (("money", "money"), ("percentages", "percentage")):
        done = 0
        for span in doc.spans[group]:
            assert done <= span.start < span.end <= len(doc)
            assert getattr(span._, attribute) is not None
            assert doc.text[span.start_char : span.end_char] == span.text
            done = span.end


@st.composite
def amounts(draw: st.DrawFn) -> tuple[str, Decimal, str]:
    """Write a random amount in a random style; give text, value and currency."""
    units = draw(st.integers(1, 999_999))
    decimals = draw(st.integers(0, 2))
    scale = draw(st.sampled_from(sorted(SCALES)))
    number = Decimal(units).scaleb(-decimals)
    digits = f"{number:,f}" if draw(st.booleans()) else f"{number:f}"
    style = draw(st.sampled_from(["sign", "spaced sign", "code", "code behind", "name"]))
    if style in ("sign", "spaced sign"):
        code = draw(st.sampled_from(sorted(SIGNS)))
        space = " " if style == "spaced sign" else ""
        text = f"{SIGNS[code]}{space}{digits}{scale}"
    elif style == "name":
        code = draw(st.sampled_from(sorted(NAMES)))
        text = f"{digits}{scale} {NAMES[code]}"
    else:
        code = draw(st.sampled_from(["USD", "EUR", "CHF", "JPY", "SEK", "ZAR"]))
        text = f"{code} {digits}{scale}" if style == "code" else f"{digits}{scale} {code}"
    return text, number * SCALES[scale], code


@given(
    amounts(), st.sampled_from(["It costs {}.", "{}", "Sales ({}) rose", "a {} deal", "of {}, or"])
)
@settings(max_examples=150, deadline=None)
def test_a_written_amount_is_read_back(amount: tuple[str, Decimal, str], frame: str) -> None:
    text, value, code = amount
    sentence = frame.format(text)
    found = scan(sentence).money
    assert [sentence[f.start : f.end] for f in found] == [text]
    assert found[0].value == value
    assert found[0].currency in (code, "*dollar")


@given(
    st.integers(-99_999, 99_999),
    st.integers(0, 3),
    st.sampled_from(["%", " %", " percent", " per cent", "pc", " percentage points", " bps", "bp"]),
)
@settings(max_examples=100, deadline=None)
def test_a_written_percentage_is_read_back(units: int, decimals: int, unit: str) -> None:
    number = Decimal(units).scaleb(-decimals)
    text = f"It came to {number:f}{unit} then."
    found = scan(text).percentages
    assert [text[f.start : f.end] for f in found] == [f"{number:f}{unit}"]
    assert found[0].value == number


@pytest.mark.parametrize("code", CODES)
def test_every_code_on_both_sides(code: str) -> None:
    for text in (f"It costs {code} 1,250.50 now", f"It costs 1,250.50 {code} now"):
        (figure,) = scan(text).money
        assert figure.currency == EXACT[code].currency
        assert figure.value == Decimal("1250.5") * EXACT[code].factor


@given(
    st.integers(1, 40), st.integers(0, 40), st.sampled_from(["%", " trillion dollars", "tn euros"])
)
@settings(max_examples=100, deadline=None)
def test_digits_without_end(whole: int, decimals: int, unit: str) -> None:
    text = "9" * whole + ("." + "1" * decimals if decimals else "") + unit
    check_scan(f"It is {text} or {text} to 1{text}")


ADVERSARIAL: dict[str, Callable[[int], str]] = {
    "digits": lambda n: "1" * n,
    "commas": lambda n: "1," * (n // 2),
    "groups": lambda n: "1,234" * (n // 5),
    "signs": lambda n: "$" * n,
    "sign and digit": lambda n: "$1" * (n // 2),
    "percent": lambda n: "1%" * (n // 2),
    "ranges": lambda n: "1-" * (n // 2) + "%",
    "to": lambda n: "1 to " * (n // 5) + "5%",
    "words": lambda n: "one hundred and " * (n // 16) + "dollars",
    "millions of": lambda n: "millions of " * (n // 12) + "dollars",
    "and": lambda n: "$5 and " * (n // 7),
    "spaces": lambda n: "$" + " " * n + "5",
    "groups of three": lambda n: "123 " * (n // 4) + "kr",
    "brackets": lambda n: "(" * (n // 2) + "$5" + ")" * (n // 2),
    "apostrophes": lambda n: "1'234" * (n // 5) + "$",
    "letters": lambda n: "a" * n + "$5",
    "dots": lambda n: "." * n + "5%",
    "hyphens": lambda n: "5-million-" * (n // 10) + "dollar",
    "address": lambda n: "https://" + "a/5%" * (n // 4),
}  # fmt: skip


def seconds(text: str) -> float:
    """Take the processor time of a scan, the better of two."""
    best = float("inf")
    for _ in range(2):
        begin = time.process_time()
        scan(text)
        best = min(best, time.process_time() - begin)
    return best


@pytest.mark.parametrize("kind", sorted(ADVERSARIAL))
def test_adversarial_text(kind: str) -> None:
    check_scan(ADVERSARIAL[kind](3_000))


@pytest.mark.parametrize("kind", ["commas", "groups", "to", "words", "brackets", "letters"])
def test_time_is_linear(kind: str) -> None:
    make = ADVERSARIAL[kind]
    # Eight times the text: linear is about 8, quadratic about 64.
    assert seconds(make(80_000)) < 30 * max(seconds(make(10_000)), 0.001)


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(ADVERSARIAL))
def test_time_is_linear_to_a_megabyte(kind: str) -> None:
    make = ADVERSARIAL[kind]
    assert seconds(make(1_000_000)) < 30 * max(seconds(make(125_000)), 0.005)


def test_one_scan_serves_both(nlp: Language) -> None:
    doc = nlp.make_doc("Sales of $5m rose 3%.")
    assert scan_doc(doc) is scan_doc(doc)


@pytest.mark.parametrize("component", ["claimtable_money", "claimtable_percentages"])
def test_each_component_works_alone(component: str) -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe(component)
    doc = pipeline("Sales of $5m rose 3%.")
    assert [len(group) for group in doc.spans.values()] == [1]


def test_running_again_gives_the_same(nlp: Language) -> None:
    doc = nlp("Sales of $5m rose 3%.")
    for name in nlp.pipe_names:
        doc = nlp.get_pipe(name)(doc)
    assert [s.text for s in doc.spans["money"]] == ["$5m"]
    assert [s.text for s in doc.spans["percentages"]] == ["3%"]


def test_values_survive_docbin(nlp: Language) -> None:
    doc = nlp("Sales of RMB 7m (US$1m) rose about 3%.")
    data = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (copy,) = DocBin().from_bytes(data).get_docs(nlp.vocab)
    assert [s._.money for s in copy.spans["money"]] == [s._.money for s in doc.spans["money"]]
    assert copy.spans["percentages"][0]._.percentage.modifier == "about"


@pytest.mark.slow
def test_worker_processes_give_the_same(nlp: Language) -> None:
    texts = [f"Sales of ${i}m rose {i}%." for i in range(1, 9)]
    alone = [[str(s._.money) for s in doc.spans["money"]] for doc in nlp.pipe(texts)]
    shared = [[str(s._.money) for s in doc.spans["money"]] for doc in nlp.pipe(texts, n_process=2)]
    assert alone == shared


def test_pipeline_is_saved_with_its_tokenizer(nlp: Language, tmp_path: Path) -> None:
    text = "It rose ~9% to $80m."
    nlp.to_disk(tmp_path)
    doc = spacy.load(tmp_path)(text)
    assert [t.text for t in doc] == [t.text for t in nlp(text)]
    assert [s.text for s in doc.spans["money"]] == ["$80m"]


def test_tokens_stay_whole_on_demand() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("claimtable_percentages", config={"split_tokens": False})
    doc: Doc = pipeline("It rose ~9%.")
    assert [s.text for s in doc.spans["percentages"]] == ["~9%"]
    assert doc.spans["percentages"][0]._.percentage.value == 9


@pytest.mark.slow
def test_a_million_random_strings() -> None:
    rng = random.Random(20251)
    alphabet = [*PIECES, *"0123456789.,$€%-( )abcdefghij"]
    for _ in range(1000):
        # A thousand strings a scan: a blank line parts them, so each is read for itself.
        strings = ["".join(rng.choices(alphabet, k=rng.randint(1, 12))) for _ in range(1000)]
        check_scan("\n\n".join(strings))
